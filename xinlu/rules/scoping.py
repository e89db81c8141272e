"""Which units of a component are evaluated, and which of their records count."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from xinlu.rules.asking import Asked
from xinlu.rules.facts import Unit
from xinlu.rules.language import Component
from xinlu.rules.messages import FactsError
from xinlu.rules.sifting import Hit, Weighing, age_weight
from xinlu.rules.verdict import Ignored

ONE = Fraction(1)
#: Effects that hold wherever in the period the record is.
FORCING = ("grade", "step-down", "score")


def left_out(hits: Sequence[Hit], why: str) -> list[Ignored]:
    """Return that records do not count for a component; those that force a grade still do so."""
    return [Ignored(hit.event.key, why) for hit in hits if hit.item.effect not in FORCING]


def refuse_repeated_units(units: Sequence[Unit]) -> None:
    """Refuse facts that give one unit twice: it would weigh twice."""
    seen: set[tuple[str, str]] = set()
    for unit in units:
        if (unit.kind, unit.key) in seen:
            raise FactsError("repeated-unit", value=unit.key)
        seen.add((unit.kind, unit.key))


def refuse_unfit_unit(asked: Asked, unit: Unit) -> None:
    """Refuse a unit that lacks a quantity which units of its kind must have, or has a wrong one."""
    for quantity in asked.rulebook.quantities.values():
        if quantity.unit == unit.kind:
            asked.value(quantity.name, unit)


def hits_of(component: Component, asked: Asked) -> tuple[Hit, ...]:
    """Return the records of the component."""
    return tuple(hit for hit in asked.sifted.hits if hit.item.component == component.name)


def hits_by_unit(component: Component, asked: Asked) -> dict[str, list[Hit]]:
    """Return the component's records by the unit they name."""
    found: dict[str, list[Hit]] = {}
    for hit in hits_of(component, asked):
        if not hit.event.unit:
            raise FactsError(
                "missing-unit",
                event=hit.event.key,
                value=hit.item.code,
                component=component.title,
            )
        found.setdefault(hit.event.unit, []).append(hit)
    return found


def given_units(component: Component, asked: Asked, hits: Mapping[str, list[Hit]]) -> list[Unit]:
    """Return the units there are.

    Where only units with records are evaluated, a record is enough to make its unit; elsewhere a
    record of a unit that was not given is an error, since its weight is not known.
    """
    given = {unit.key: unit for unit in asked.facts.units if unit.kind == component.unit}
    strangers = [key for key in hits if key not in given]
    if component.counts == "with-events":
        made = {key: Unit(component.unit or "", key) for key in strangers}
        for unit in made.values():
            refuse_unfit_unit(asked, unit)
        return list((given | made).values())
    if strangers:
        event = hits[strangers[0]][0].event
        raise FactsError(
            "unknown-unit", event=event.key, value=strangers[0], component=component.title
        )
    return list(given.values())


def unit_age(component: Component, unit: Unit, asked: Asked) -> Fraction | None:
    """Return the weight that a unit's age gives it, None where it is older than all ages."""
    if not component.ages or component.ages_weigh == "records":
        return ONE
    if unit.on is None:
        raise FactsError("missing-day", value=unit.key, component=component.title)
    return age_weight(component.ages, unit.on, asked.facts.on)


def aged(
    component: Component, hits: Sequence[Hit], asked: Asked
) -> tuple[tuple[Hit, ...], list[Ignored]]:
    """Return the records with the weights of their ages, and those that are too old."""
    if not component.ages or component.ages_weigh == "units":
        return tuple(hits), []
    kept: list[Hit] = []
    dropped: list[Ignored] = []
    weighing = Weighing(component.ages, asked.facts.on)
    for hit in hits:
        weight = weighing.of(hit.event.on)
        if weight is None:
            dropped += left_out([hit], "too-old")
        else:
            kept.append(hit.weighing(weight))
    return tuple(kept), dropped
