"""The units of a kind as a grain, and what each comes to in a component."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from xinlu.rules.columns import rationals
from xinlu.rules.columns.formulas import all_hold, number_of
from xinlu.rules.columns.grains import Grain, Text
from xinlu.rules.columns.periods import within
from xinlu.rules.columns.plan import Plan, day
from xinlu.rules.columns.rationals import Rational, literal, whole
from xinlu.rules.columns.records import LONG_AGO, Gains, age_days
from xinlu.rules.columns.sources import quoted_text
from xinlu.rules.language import Component

KEYS = ("subject", "unit")


@dataclass(slots=True)
class Valued:
    """The evaluated units of a component: each unit's value, what it weighs, its records."""

    grain: Grain
    value: Rational
    change: Rational
    seen: Rational
    divide: Rational | None
    weight: Rational | None


def grain_of(plan: Plan, kind: str) -> Grain:
    """Return the units of a kind."""
    if kind not in plan.units:
        there = "units" in plan.clean.rows
        source = "SELECT subject, CAST(NULL AS VARCHAR) AS unit FROM subjects WHERE FALSE"
        if there:
            source = f"SELECT e.* FROM {in_period(plan)} AND e.kind = {quoted_text(kind)}"
        label = f"units_{len(plan.units)}"
        plan.engine.view(label, source)
        grain = Grain(plan.engine, label, KEYS, label)
        weight = plan.clean.numbers.get(("units", "weight"))
        if weight is not None:
            grain.values["weight"] = whole("weight", weight.most, weight.scale)
        if plan.clean.has("units", "place"):
            grain.values["place"] = Text("place")
        plan.units[kind] = grain
    return plan.units[kind]


def in_period(plan: Plan) -> str:
    """Return the units that are looked at: those without a day, or with one in the period."""
    if not plan.clean.has("units", "on"):
        return "units AS e WHERE TRUE"
    day_too = within(plan, "units", ' OR e."on" IS NULL')
    return f'{day_too} AND COALESCE(e."on", {day(plan.on)}) <= {day(plan.on)}'


def valued(plan: Plan, component: Component, gains: Gains) -> Valued:
    """Return the evaluated units of a component, each with what it comes to."""
    kind = component.unit or ""
    grain = grain_of(plan, kind)
    where = all_hold(component.where, lambda name: plan.find_in_unit(kind, name))
    divide = found_number(plan, kind, component.divide)
    weight = weight_of(plan, component, grain)
    own = with_records(plan, component, gains, grain)
    if where is not None:
        own.relation = plan.view("chosen", f"SELECT * FROM {own.relation} WHERE {where}")
    refuse_unweighed(plan, component, own, weight)
    if divide is not None:
        odd = f"{divide.top} IS NULL OR {divide.top} <= 0"
        plan.suspect(f"SELECT subject FROM {own.relation} WHERE {odd}")
    if component.ages and component.ages_weigh == "units":
        weight = aged(plan, component, own, weight)
    change = whole("net", gains.most, gains.scale)
    held = own.add(unit_value(component, change, divide))
    assert isinstance(held, Rational), "what was added was a number"
    return Valued(own, held, change, whole("seen", NARROW_COUNT), divide, weight)


#: More records than one unit can have.
NARROW_COUNT = 10**9


def found_number(plan: Plan, kind: str, name: str | None) -> Rational | None:
    """Return a unit's number by its name, if one is named."""
    return number_of(plan.find_in_unit(kind, name), name) if name else None


def unit_value(component: Component, change: Rational, divide: Rational | None) -> Rational:
    """Return base + (added - deducted) / divide, rounded, then floor and ceiling."""
    if divide is not None:
        change = rationals.divide(change, divide)
    value = rationals.add(rationals.constant(component.base or Fraction(0)), change)
    if component.unit_rounding is not None and component.average != "pooled":
        rule = component.unit_rounding
        value = rationals.rounded(value, rule.decimals, rule.mode)
    return rationals.bounded(value, component.floor, component.ceiling)


def with_records(plan: Plan, component: Component, gains: Gains, grain: Grain) -> Grain:
    """Return the units joined with what they gain; where only those with records count, these."""
    place = gains.components.index(component.name)
    own = f"(SELECT subject, unit, net, seen FROM {gains.relation} WHERE component = {place})"
    columns = "COALESCE(g.net, 0) AS net, COALESCE(g.seen, 0) AS seen"
    same = "r.subject = g.subject AND r.unit = g.unit"
    if component.counts == "all":
        sql = f"SELECT r.*, {columns} FROM {grain.relation} AS r LEFT JOIN {own} AS g ON {same}"
    else:
        inside = outside(plan, component.unit or "")
        sql = (
            f"SELECT g.subject, g.unit, r.* EXCLUDE (subject, unit), g.net, g.seen"
            f" FROM {own} AS g LEFT JOIN {grain.relation} AS r ON {same}{inside}"
        )
    label = plan.fresh("valued")
    plan.engine.view(label, sql)
    return Grain(plan.engine, label, KEYS, label)


def outside(plan: Plan, kind: str) -> str:
    """Return the condition that a record's unit is not one of another period."""
    if not plan.clean.has("units", "on"):
        return ""
    given = f"SELECT subject, unit FROM units WHERE kind = {quoted_text(kind)}"
    there = f"({given}) AS o WHERE o.subject = g.subject AND o.unit = g.unit"
    return f" WHERE r.unit IS NOT NULL OR NOT EXISTS (SELECT 1 FROM {there})"


def weight_of(plan: Plan, component: Component, grain: Grain) -> Rational | None:
    """Return what the units weigh, if anybody asks."""
    if not weighs(component) and f"{component.name}.weight" not in plan.uses:
        return None
    if component.weight_by:
        return found_number(plan, component.unit or "", component.weight_by)
    found = grain.values.get("weight")
    return found if isinstance(found, Rational) else whole("CAST(NULL AS BIGINT)", 1)


def refuse_unweighed(plan: Plan, component: Component, own: Grain, weight: Rational | None) -> None:
    """Suspect units that must weigh something and do not, as far as the data leave that open."""
    if weight is None or not component.weighted:
        return
    numbers = plan.clean.numbers.get(("units", "weight"))
    proved = numbers is not None and not numbers.missing and numbers.least > 0
    if component.weight_by or not proved or component.counts != "all":
        ages = component.ages_weigh == "units" and component.ages and not component.weight_by
        odd = f"{weight.top} <= 0" if ages else f"{weight.top} IS NULL OR {weight.top} <= 0"
        plan.suspect(f"SELECT subject FROM {own.relation} WHERE {odd}")


def weighs(component: Component) -> bool:
    """Tell whether the component's units, or their places, weigh anything."""
    return component.weighted or component.weight_by is not None


def aged(plan: Plan, component: Component, own: Grain, weight: Rational | None) -> Rational | None:
    """Leave out units that are older than all ages; where units weigh, weigh them by age too."""
    scale = lcm(*(age.weight.denominator for age in component.ages))
    spans = age_days(component.ages, plan.on)
    rows = [[first, last, int(each * scale)] for first, last, each in spans if last > LONG_AGO]
    heaviest = max(int(str(row[2])) for row in rows)
    types = {"after": "DATE", "through": "DATE", "weight": "BIGINT"}
    table = plan.engine.rule_table(plan.fresh("ages"), types, rows)
    name = plan.fresh("aged")
    if not plan.clean.has("units", "on"):
        plan.suspect(f"SELECT subject FROM {own.relation}")
        return weight
    plan.suspect(f'SELECT subject FROM {own.relation} WHERE "on" IS NULL')
    own.select(
        f"a.weight AS {name}",
        f'JOIN {table} AS a ON r."on" > a.after AND r."on" <= a.through',
    )
    if weight is not None and not component.weight_by:
        own_weight = f"COALESCE({weight.top}, {literal(weight.under)})"
        weight = replace(weight, top=own_weight, most=max(weight.most, weight.under))
    if weight is None or not component.weighted:
        return weight
    return rationals.multiply(weight, whole(name, max(heaviest, 1), scale))


def strangers(plan: Plan, component: Component, gains: Gains) -> None:
    """Suspect subjects with a record of a unit that was not given, or of none.

    Where only units with records count, a record makes its unit: suspect it only if units of the
    kind must have something that such a unit has not.
    """
    place = gains.components.index(component.name)
    kind = component.unit or ""
    required = any(
        each.unit == kind and each.missing == "error" for each in plan.rulebook.quantities.values()
    )
    nowhere = " AND g.unit IS NULL" if component.counts != "all" and not required else ""
    given = "SELECT subject, CAST(NULL AS VARCHAR) AS unit FROM subjects WHERE FALSE"
    if "units" in plan.clean.rows:
        given = f"SELECT subject, unit FROM units WHERE kind = {quoted_text(kind)}"
    plan.suspect(
        f"SELECT g.subject FROM {gains.relation} AS g ANTI JOIN ({given}) AS r"
        f" ON r.subject = g.subject AND r.unit = g.unit WHERE g.component = {place}{nowhere}"
    )
