"""The next values of a quantity at which something changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from typing import Any

from xinlu.rules.facts import Facts, Given
from xinlu.rules.language import Condition, Quantity, Rulebook
from xinlu.rules.numbers import finite_places
from xinlu.rules.supposing.changes import Change, applied, current
from xinlu.rules.supposing.possible import Try
from xinlu.rules.supposing.standing import Outcome

#: How often the distance from today's value is doubled in search of another grade.
DOUBLINGS = 24
#: Where a test of a number begins or ceases to hold, coming from below and from above: at the
#: number itself (0) or one step beyond.
TURNS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "at_least": ((0,), (-1,)),
    "less_than": ((0,), (-1,)),
    "more_than": ((1,), (0,)),
    "at_most": ((1,), (0,)),
    "exactly": ((0, 1), (0, -1)),
    "other_than": ((0, 1), (0, -1)),
}


@dataclass(frozen=True, slots=True)
class Dial:
    """A quantity of the subject, or of one of its units, that can be turned to other values."""

    quantity: Quantity
    unit: str | None
    value: Fraction
    facts: Facts
    attempt: Try

    @property
    def step(self) -> Fraction:
        """Return the smallest change: one in the last place in which the value is written."""
        return Fraction(1, 10 ** (finite_places(self.value) or 0))

    def change(self, value: Fraction) -> Change:
        """Return the change of the quantity to a value."""
        name, title = self.quantity.name, self.quantity.title
        return Change("quantity", name, title, self.unit, None, value)

    def grade(self, value: Fraction) -> Any:
        """Return the grade with the value, or what stands for it."""
        return came_to(self.attempt(applied(self.facts, [self.change(value)])))

    def reaches(self, value: Fraction) -> bool:
        """Tell whether the quantity may have the value; without a lower bound not below 0."""
        lowest = Fraction(0) if self.quantity.at_least is None else self.quantity.at_least
        highest = self.quantity.at_most
        return value >= lowest and (highest is None or value <= highest)


def quantity_changes(rulebook: Rulebook, facts: Facts, attempt: Try) -> Iterator[Change]:
    """Yield each number of the facts at the next values, up and down, that change something.

    Those are the values at which a condition on it begins or ceases to hold, and the nearest that
    was found with another grade: the distance is doubled until the grade is another, then halved.
    A grade that returns within one doubling is not seen.
    """
    held = list(conditions(rulebook))
    for dial in dials(rulebook, facts, attempt):
        found = {*turning(dial, held), *searched(dial, 1), *searched(dial, -1)}
        yield from (dial.change(value) for value in sorted(found))


def dials(rulebook: Rulebook, facts: Facts, attempt: Try) -> Iterator[Dial]:
    """Yield the numbers that the facts give, of the subject and of its units."""
    for quantity in rulebook.quantities.values():
        for unit, given in holders(quantity, facts):
            value = current(given, quantity.name, facts)
            if value is not None:
                yield Dial(quantity, unit, value, facts, attempt)


def holders(quantity: Quantity, facts: Facts) -> Iterator[tuple[str | None, Mapping[str, Given]]]:
    """Yield who has a quantity: the subject, or each unit of its kind."""
    if quantity.unit is None:
        yield None, facts.quantities
    else:
        units = (unit for unit in facts.units if unit.kind == quantity.unit)
        yield from ((unit.key, unit.quantities) for unit in units)


def came_to(outcome: Outcome) -> Any:
    """Return the grade, or what stands for it."""
    verdict = outcome.verdict
    if verdict is None:
        return outcome.error.code if outcome.error else None
    return verdict.grade, verdict.no_result, verdict.candidate_since is None


def turning(dial: Dial, held: Sequence[Condition]) -> Iterator[Fraction]:
    """Yield the next value above and below at which a condition on the quantity turns."""
    turns: tuple[set[Fraction], set[Fraction]] = (set(), set())
    for each in held:
        if each.quantity == dial.quantity.name and isinstance(each.value, Fraction):
            for found, beyond in zip(turns, TURNS.get(each.test, ((), ())), strict=True):
                found |= {each.value + steps * dial.step for steps in beyond}
    rising, falling = ({turn for turn in found if dial.reaches(turn)} for found in turns)
    above = min((turn for turn in rising if turn > dial.value), default=None)
    below = max((turn for turn in falling if turn < dial.value), default=None)
    yield from (turn for turn in (above, below) if turn is not None)


def conditions(shape: Any) -> Iterator[Condition]:
    """Yield every condition in a rulebook."""
    if isinstance(shape, Condition):
        yield shape
    elif isinstance(shape, Mapping):
        for each in shape.values():
            yield from conditions(each)
    elif isinstance(shape, tuple | list):
        for each in shape:
            yield from conditions(each)
    elif is_dataclass(shape):
        for field in fields(shape):
            if field.name != "tree":
                yield from conditions(getattr(shape, field.name))


def searched(dial: Dial, sign: int) -> Iterator[Fraction]:
    """Yield the nearest value found, above (1) or below (-1), that gives another grade."""
    step, base = sign * dial.step, dial.grade(dial.value)
    same, distance = 0, 1
    for _ in range(DOUBLINGS):
        if not dial.reaches(dial.value + distance * step):
            return
        if dial.grade(dial.value + distance * step) != base:
            break
        same, distance = distance, distance * 2
    else:
        return
    while distance - same > 1:
        middle = (same + distance) // 2
        if dial.grade(dial.value + middle * step) == base:
            same = middle
        else:
            distance = middle
    yield dial.value + distance * step
