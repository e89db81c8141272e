"""The units of a component: what each comes to, and what share each has."""

from dataclasses import dataclass, field, replace
from fractions import Fraction

from xinlu.rules.asking import Asked
from xinlu.rules.capping import Capped, capped
from xinlu.rules.facts import Unit
from xinlu.rules.folds import COMPARED
from xinlu.rules.language import Component, Condition
from xinlu.rules.messages import FactsError
from xinlu.rules.numbers import decimal_text, exact_sum, rounded
from xinlu.rules.scoping import (
    aged,
    given_units,
    hits_by_unit,
    hits_of,
    left_out,
    refuse_repeated_units,
    unit_age,
)
from xinlu.rules.sharing import Member, shares_of
from xinlu.rules.sifting import Hit
from xinlu.rules.verdict import Ignored

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class ValuedUnit:
    """A unit that is evaluated: its records after all caps, and what it comes to.

    `raw` is before rounding, floor and ceiling; `divisor` what its points were divided by.
    """

    unit: Unit
    capped: Capped
    divisor: Fraction
    raw: Fraction
    rounded: Fraction
    value: Fraction
    weight: Fraction | None


@dataclass(frozen=True, slots=True)
class Valued:
    """A component: its units, the share of each, and its value (None where it is not known).

    `exact` is the value before the component's own floor, ceiling and rounding, which only a
    component without units, or a pooled one, has beside those of its units.
    """

    component: Component
    units: tuple[ValuedUnit, ...]
    shares: tuple[Fraction, ...]
    exact: Fraction | None
    bounded: Fraction | None
    value: Fraction | None
    ignored: tuple[Ignored, ...] = ()
    records: int = 0
    hits: tuple[Hit, ...] = field(default=(), repr=False)

    def aspect(self, name: str) -> Fraction | None:
        """Return what a component tells besides its value (`language.Component`)."""
        if name == "count":
            return Fraction(len(self.units))
        if name == "records":
            return Fraction(self.records)
        if name == "weight":
            weights = [unit.weight for unit in self.units if unit.weight is not None]
            return exact_sum(weights) if len(weights) == len(self.units) else None
        values = [unit.value for unit in self.units]
        if not values:
            return None
        return min(values) if name == "lowest" else max(values)


def valued(asked: Asked, component: Component) -> Valued:
    """Return the component with its units and its value."""
    refuse_repeated_units(asked.facts.units)
    if component.unit is None:
        found = without_units(asked, component)
    else:
        units, ignored, hits = valued_units(asked, component)
        found = brought_together(component, units, ignored, hits)
    if found.value is not None and not needs_met(asked, component, found):
        return replace(found, exact=None, bounded=None, value=None)
    return found


def needs_met(asked: Asked, component: Component, found: Valued) -> bool:
    """Tell whether a component's needs are met; they may ask for its own aspects."""
    own = f"{component.name}."
    for condition in component.needs:
        if condition.quantity.startswith(own):
            if not meets(found.aspect(condition.quantity.removeprefix(own)), condition):
                return False
        elif not asked.hold((condition,)):
            return False
    return True


def meets(found: Fraction | None, condition: Condition) -> bool:
    """Tell whether a number meets a condition."""
    if condition.test == "known":
        return (found is not None) == condition.value
    return found is not None and COMPARED[condition.test](found, condition.value)


def without_units(asked: Asked, component: Component) -> Valued:
    """Return a component of the subject itself: base + added - deducted, then its bounds."""
    hits, ignored = aged(component, hits_of(component, asked), asked)
    whole = capped(asked.rulebook, component, hits)
    raw = component.base + whole.total
    tidy = rounded_by(component, raw)
    value = bounded(component, tidy)
    unit = ValuedUnit(Unit("", ""), whole, ONE, raw, tidy, value, None)
    final = final_of(component, value)
    beside = (*ignored, *whole.outweighed)
    records = len(hits) - len(whole.outweighed)
    return Valued(component, (unit,), (ONE,), value, value, final, beside, records, hits)


def valued_units(
    asked: Asked, component: Component
) -> tuple[list[ValuedUnit], list[Ignored], tuple[Hit, ...]]:
    """Return the units that are evaluated, and the records that do not count."""
    by_unit = hits_by_unit(component, asked)
    ignored: list[Ignored] = []
    units: list[ValuedUnit] = []
    counting: list[Hit] = []
    outside = set(asked.facts.units) - set(asked.sifted.units)
    for unit in given_units(component, asked, by_unit):
        hits = tuple(by_unit.get(unit.key, ()))
        if unit in outside or not asked.hold(component.where, unit):
            ignored += left_out(hits, "out-of-scope")
            continue
        factor = unit_age(component, unit, asked)
        if factor is None:
            ignored += left_out(hits, "too-old")
            continue
        hits, dropped = aged(component, hits, asked)
        ignored += dropped
        if component.counts == "with-events" and not hits:
            continue
        one = valued_unit(asked, component, unit, hits, factor)
        ignored += one.capped.outweighed
        units.append(one)
        counting += hits
    return units, ignored, tuple(counting)


def valued_unit(
    asked: Asked, component: Component, unit: Unit, hits: tuple[Hit, ...], factor: Fraction
) -> ValuedUnit:
    """Return one unit with its value and its weight."""
    whole = capped(asked.rulebook, component, hits)
    divisor = ONE
    if component.divide:
        found = asked.number(component.divide, unit)
        if found is None:
            raise FactsError("missing-quantity", value=component.divide)
        if found <= 0:
            raise FactsError("division-by-zero", value=component.name)
        divisor = found
    raw = component.base + whole.total / divisor
    tidy = rounded_by(component, raw)
    weight = weight_of(asked, component, unit, factor)
    return ValuedUnit(unit, whole, divisor, raw, tidy, bounded(component, tidy), weight)


def weight_of(asked: Asked, component: Component, unit: Unit, factor: Fraction) -> Fraction | None:
    """Return what a unit weighs, refused where it must weigh something and does not."""
    weight = asked.number(component.weight_by, unit) if component.weight_by else unit.weight
    ages = component.ages and component.ages_weigh == "units"
    if ages and not component.weight_by and weight is None:
        weight = ONE
    if not component.weighted:
        return weight
    if weight is None:
        raise FactsError("missing-weight", value=unit.key, component=component.title)
    if weight <= 0:
        raise FactsError("weight-not-positive", value=unit.key, weight=decimal_text(weight))
    return weight * factor


def brought_together(
    component: Component, units: list[ValuedUnit], ignored: list[Ignored], hits: tuple[Hit, ...]
) -> Valued:
    """Return the component's value from those of its units."""
    beside = tuple(ignored)
    if not units:
        return Valued(component, (), (), None, None, None, beside)
    records = len(hits) - sum(len(unit.capped.outweighed) for unit in units)
    if component.average == "pooled":
        whole = exact_sum(unit.divisor for unit in units)
        shares = [unit.divisor / whole for unit in units]
        exact = exact_sum(unit.raw * share for unit, share in zip(units, shares, strict=True))
        limited = bounded(component, exact)
    else:
        members = [Member(u.unit.key, u.value, u.weight) for u in units]
        found = shares_of(component, members, [unit.unit.place for unit in units])
        if found is None:
            return Valued(component, tuple(units), (), None, None, None, beside, records, hits)
        shares = found
        exact = exact_sum(unit.value * share for unit, share in zip(units, shares, strict=True))
        limited = exact
    value = final_of(component, limited)
    return Valued(
        component, tuple(units), tuple(shares), exact, limited, value, beside, records, hits
    )


def rounded_by(component: Component, value: Fraction) -> Fraction:
    """Return a unit's value as the component rounds it; a pooled one has no values of units."""
    rule = component.unit_rounding
    if rule is None or component.average == "pooled":
        return value
    return rounded(value, rule.decimals, rule.mode)


def bounded(component: Component, value: Fraction) -> Fraction:
    """Return a value not under the floor nor over the ceiling."""
    if component.ceiling is not None:
        value = min(value, component.ceiling)
    return value if component.floor is None else max(value, component.floor)


def final_of(component: Component, value: Fraction) -> Fraction:
    """Return a component's value as it is rounded itself."""
    rule = component.rounding
    return value if rule is None else rounded(value, rule.decimals, rule.mode)
