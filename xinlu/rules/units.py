"""The units of a score: which are evaluated, what share each has, and what each comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xinlu.rules.facts import Facts, Unit
from xinlu.rules.language import Component, Rulebook, Total
from xinlu.rules.messages import FactsError
from xinlu.rules.numbers import decimal_text, exact_sum
from xinlu.rules.sifting import Hit, Sifted
from xinlu.rules.verdict import ComponentResult, UnitResult


@dataclass(frozen=True, slots=True)
class Part:
    """A component that can be scored: its units, each with its share and the records in it."""

    component: Component
    units: tuple[tuple[Unit, Fraction, tuple[Hit, ...]], ...]


def parts_of(rulebook: Rulebook, facts: Facts, sifted: Sifted) -> list[Part]:
    """Return the components that can be scored, with their units and records."""
    refuse_repeated_units(facts.units)
    parts = []
    for component in rulebook.components.values():
        if component.unit is None:
            continue
        hits = hits_by_unit(component, sifted)
        units = evaluated(component, facts, hits)
        if units:
            shares = shares_of(component, units)
            rows = ((unit, shares[unit.key], tuple(hits.get(unit.key, ()))) for unit in units)
            parts.append(Part(component, tuple(rows)))
    return parts


def refuse_repeated_units(units: Sequence[Unit]) -> None:
    """Refuse facts that give one unit twice: it would weigh twice."""
    seen: set[tuple[str, str]] = set()
    for unit in units:
        if (unit.kind, unit.key) in seen:
            raise FactsError("repeated-unit", value=unit.key)
        seen.add((unit.kind, unit.key))


def hits_by_unit(component: Component, sifted: Sifted) -> dict[str, list[Hit]]:
    """Return the component's records by the unit they name."""
    found: dict[str, list[Hit]] = {}
    for hit in sifted.hits:
        if hit.item.component != component.name:
            continue
        if hit.event.unit is None:
            raise FactsError(
                "missing-unit",
                event=hit.event.key,
                value=hit.item.code,
                component=component.title,
            )
        found.setdefault(hit.event.unit, []).append(hit)
    return found


def evaluated(component: Component, facts: Facts, hits: Mapping[str, list[Hit]]) -> list[Unit]:
    """Return the units that are evaluated.

    Where only units with records are, a record is enough to make its unit; elsewhere a record
    of a unit that was not given is an error, since its weight is not known.
    """
    given = {unit.key: unit for unit in facts.units if unit.kind == component.unit}
    strangers = [key for key in hits if key not in given]
    if component.counts == "with-events":
        made = {key: Unit(component.unit or "", key) for key in strangers}
        return [unit for key, unit in (given | made).items() if key in hits]
    if strangers:
        event = hits[strangers[0]][0].event
        raise FactsError(
            "unknown-unit", event=event.key, value=strangers[0], component=component.title
        )
    return list(given.values())


def shares_of(component: Component, units: Sequence[Unit]) -> dict[str, Fraction]:
    """Return each unit's share of the component; the shares add up to 1."""
    if component.average == "mean":
        return {unit.key: Fraction(1, len(units)) for unit in units}
    weights: dict[str, Fraction] = {}
    for unit in units:
        if unit.weight is None:
            raise FactsError("missing-weight", value=unit.key, component=component.title)
        if unit.weight <= 0:
            raise FactsError(
                "weight-not-positive", value=unit.key, weight=decimal_text(unit.weight)
            )
        weights[unit.key] = unit.weight
    whole = exact_sum(weights.values())
    return {key: weight / whole for key, weight in weights.items()}


def unit_scores(component: Component, hits: Sequence[Hit]) -> tuple[Fraction, Fraction]:
    """Return a unit's score before and after its floor."""
    raw = component.base - exact_sum(hit.points for hit in hits)
    return raw, raw if component.floor is None else max(component.floor, raw)


def component_result(part: Part, line: Total) -> ComponentResult:
    """Return the component's value and its units, for whoever explains the score."""
    units = []
    for unit, share, hits in part.units:
        raw, value = unit_scores(part.component, hits)
        units.append(UnitResult(unit.kind, unit.key, unit.title, raw, value, unit.weight, share))
    value = exact_sum(unit.value * unit.share for unit in units)
    component = part.component
    weight = (line.weights or {})[component.name]
    return ComponentResult(component.name, component.title, value, weight, tuple(units))
