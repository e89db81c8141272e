"""What measures and components are made of, by name."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from xinlu.rules.language import (
    AnyMeasure,
    Calculated,
    Component,
    Condition,
    OverUnits,
    PeerStatistic,
    Ranked,
    Rounded,
    Rulebook,
    Stepped,
    Tabled,
)
from xinlu.rules.parsing import names_in


def asked(conditions: Sequence[Condition]) -> Iterator[str]:
    """Yield the names that conditions ask for."""
    return (condition.quantity for condition in conditions)


def of_component(component: Component) -> Iterator[str]:
    """Yield the names that a component asks for."""
    yield from asked(component.where)
    yield from asked(component.needs)
    yield from filter(None, (component.divide, component.weight_by))


def of_measure(measure: AnyMeasure) -> Iterator[str]:
    """Yield the names that a measure asks for."""
    yield from asked(measure.needs)
    if isinstance(measure, Calculated):
        yield from names_in(measure.formula)
    elif isinstance(measure, Tabled):
        for line in measure.lines:
            yield from asked(line.conditions)
            yield from names_in(line.formula)
    elif isinstance(measure, Stepped | Rounded):
        yield measure.of
    elif isinstance(measure, OverUnits):
        yield from asked(measure.where)
        yield from filter(None, (measure.of, measure.by))
    elif isinstance(measure, Ranked | PeerStatistic):
        yield measure.of
        yield from measure.among
        if isinstance(measure, Ranked) and measure.key:
            yield measure.key


def made_of(rulebook: Rulebook, name: str) -> frozenset[str]:
    """Return every quantity, measure and component that the name rests on, itself among them."""
    return _closures(_Held(rulebook)).get(name.partition(".")[0], frozenset())


def leaned_on(rulebook: Rulebook, names: Iterable[str]) -> tuple[str, ...]:
    """Return the unverified values of the quantities and measures that the names rest on."""
    return _leaned_on(_Held(rulebook), tuple(names))


class _Held:
    """A rulebook as the key of a cache: by identity, since its mappings have no hash."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def __hash__(self) -> int:
        return id(self.rulebook)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.rulebook is self.rulebook


@lru_cache(maxsize=64)
def _closures(held: _Held) -> dict[str, frozenset[str]]:
    rulebook = held.rulebook
    direct = {name: set(of_measure(each)) for name, each in rulebook.measures.items()}
    direct |= {name: set(of_component(each)) for name, each in rulebook.components.items()}
    direct |= {name: set() for name in rulebook.quantities}
    return {name: frozenset(_reached(name, direct)) for name in direct}


@lru_cache(maxsize=1024)
def _leaned_on(held: _Held, names: tuple[str, ...]) -> tuple[str, ...]:
    rulebook = held.rulebook
    reached = sorted({each for name in names for each in made_of(rulebook, name)})
    shapes = [rulebook.measures.get(each) or rulebook.quantities.get(each) for each in reached]
    return tuple(dict.fromkeys(path for shape in shapes if shape for path in shape.leans_on))


def _reached(start: str, direct: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    rest = [start]
    while rest:
        name = rest.pop()
        if name in direct and name not in seen:
            seen.add(name)
            rest += [other.partition(".")[0] for other in direct[name]]
    return seen
