"""Measures of records: how many, how much, how many distinct, in the period or any other span."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

from xinlu.rules.columns.grains import Grain
from xinlu.rules.columns.plan import Plan, day
from xinlu.rules.columns.rationals import Rational, kind_of, literal, times, whole
from xinlu.rules.columns.records import age_days
from xinlu.rules.columns.sums import narrow_table
from xinlu.rules.cycles import window_start
from xinlu.rules.language import Item, Recorded

#: Effects whose records are worth something; others are worth nothing.
WORTH = ("deduct", "add", "points", "count")


@dataclass(frozen=True, slots=True)
class Taken:
    """What is summed or compared of each record, in 1/`scale`, and whether its age weighs it."""

    sql: str
    scale: int
    most: int
    weighed: bool = True


def recorded(plan: Plan, measure: Recorded, grain: Grain) -> Rational:
    """Return what the records of some items come to, for the rows of a grain."""
    items = [plan.rulebook.items[code] for code in measure.items]
    if measure.unit is not None:
        items = [item for item in items if of_kind(plan, item, measure.unit)]
    taken = taken_of(plan, measure, items)
    relation, heaviest, ages = read(plan, measure, items, taken)
    keys = grain.keys if measure.unit is not None else ("subject",)
    by = ", ".join(keys)
    sql = {
        "numbers": "COUNT(DISTINCT NULLIF(number, '')) + COUNT(*) FILTER (WHERE number IS NULL)",
        "places": "COUNT(DISTINCT NULLIF(place, ''))",
        "most-times": "MAX(worth)",
        "most-points": "MAX(worth)",
    }.get(measure.take, "SUM(" + times("worth", taken.most, "weight", heaviest) + ")")
    scale = taken.scale * (ages if taken.weighed else 1)
    found, (bound,) = narrow_table(
        plan,
        "recorded",
        f"SELECT {by}, {sql} AS found FROM {relation} GROUP BY {by}",
        keys,
        ("found",),
    )
    name = plan.fresh("recorded")
    grain.join(found, f"COALESCE(j.found, 0) AS {name}", keys)
    return whole(name, max(bound, 1), scale)


def of_kind(plan: Plan, item: Item, kind: str) -> bool:
    """Tell whether records of an item may be those of units of a kind."""
    component = plan.rulebook.components.get(item.component or "")
    return component is None or component.unit in (None, kind)


def taken_of(plan: Plan, measure: Recorded, items: Sequence[Item]) -> Taken:
    """Return what a measure takes of each record."""
    given, scale, most = count_of(plan)
    if measure.take in ("times", "most-times"):
        return Taken(given, scale, most, measure.take == "times")
    if measure.take in ("points", "most-points"):
        return points_of(plan, items, given, scale, most, weighed=measure.take == "points")
    return Taken("CAST(1 AS BIGINT)", 1, 1, measure.take == "count")


def count_of(plan: Plan) -> tuple[str, int, int]:
    """Return how many times a record counts, 1 where it does not say; the scale and the bound."""
    numbers = plan.clean.numbers.get(("events", "times"))
    if numbers is None:
        return literal(1), 1, 1
    return (
        f"COALESCE(e.times, {literal(numbers.scale)})",
        numbers.scale,
        max(numbers.most, numbers.scale),
    )


def worth_view(plan: Plan, items: Sequence[Item], source: str) -> tuple[str, int, int]:
    """Return records of some items with what each is worth, the scale of that, and its bound."""
    given, scale, most = count_of(plan)
    taken = points_of(plan, items, given, scale, most, weighed=False)
    rows = [
        [item.code, item.effect, item.effect in WORTH, worth_of(item, taken.scale, scale)]
        for item in items
    ]
    types = {"code": "VARCHAR", "effect": "VARCHAR", "scoring": "BOOLEAN"}
    types["worth"] = kind_of(taken.most)
    table = plan.engine.rule_table(plan.fresh("worth"), types, rows)
    has = plan.clean.has("events", "number")
    number = "e.number" if has else "CAST(NULL AS VARCHAR)"
    relation = plan.view(
        "worth",
        f'SELECT e.subject, e.event, e."on" AS day, e.item AS code, {number} AS number,'
        f" i.effect, {taken.sql} AS worth FROM {source} AS e JOIN {table} AS i ON e.item = i.code",
    )
    return relation, taken.scale, taken.most


def points_of(
    plan: Plan, items: Sequence[Item], given: str, scale: int, most: int, *, weighed: bool
) -> Taken:
    """Return the points of a record: its own, else what its item is worth by its times."""
    own = plan.clean.numbers.get(("events", "points"))
    values = [item.value for item in items if item.value is not None and item.effect in WORTH]
    whole_scale = lcm(
        lcm(*(value.denominator for value in values)) * scale, own.scale if own else 1
    )
    worth = max([int(value * whole_scale / scale) for value in values] or [0])
    sql = times("i.worth", worth, given, most)
    bound = max(worth * most, 1)
    if own is not None:
        factor = whole_scale // own.scale
        theirs = times("e.points", own.most, literal(factor), factor)
        sql = f"COALESCE(CASE WHEN i.scoring THEN {theirs} END, {sql})"
        bound = max(bound, own.most * factor)
    return Taken(sql, whole_scale, bound, weighed)


def read(
    plan: Plan, measure: Recorded, items: Sequence[Item], taken: Taken
) -> tuple[str, int, int]:
    """Return the records that a measure reads with their worth and weight, and those' bounds."""
    numbers = plan.clean.numbers.get(("events", "times"))
    scale = numbers.scale if numbers else 1
    rows = [[item.code, item.effect in WORTH, worth_of(item, taken.scale, scale)] for item in items]
    types = {"code": "VARCHAR", "scoring": "BOOLEAN", "worth": kind_of(taken.most)}
    table = plan.engine.rule_table(plan.fresh("taken"), types, rows)
    source = "ever" if measure.ever or measure.last else "counted"
    ages, heaviest, age_scale = "", 1, 1
    weight = "CAST(1 AS BIGINT)"
    if measure.ages:
        age_scale = lcm(*(age.weight.denominator for age in measure.ages))
        spans = age_days(measure.ages, plan.on)
        weights = [[1, first, last, int(each * age_scale)] for first, last, each in spans]
        heaviest = max([int(each * age_scale) for _, _, each in spans] + [1])
        kinds = {"one": "INTEGER", "after": "DATE", "through": "DATE", "weight": "BIGINT"}
        name = plan.engine.rule_table(plan.fresh("ages"), kinds, weights)
        ages = f' JOIN {name} AS a ON a.one = 1 AND e."on" > a.after AND e."on" <= a.through'
        weight = "a.weight"
    since = ""
    if measure.last is not None:
        first = window_start(plan.on, measure.last.length, measure.last.unit, "02-28")
        since = f' WHERE e."on" > {day(first)}'
    has = plan.clean.has
    more = "".join(
        f", {'e.' + name if has('events', name) else 'CAST(NULL AS VARCHAR)'} AS {name}"
        for name in ("unit", "number", "place")
    )
    relation = plan.view(
        "read",
        f"SELECT e.subject, {taken.sql} AS worth, {weight} AS weight{more} FROM {source} AS e"
        f" JOIN {table} AS i ON e.item = i.code{ages}{since}",
    )
    return relation, heaviest, age_scale


def worth_of(item: Item, whole_scale: int, scale: int) -> int:
    """Return what one time of an item is worth in the scale of the sum."""
    if item.value is None or item.effect not in WORTH:
        return 0
    return int(item.value * whole_scale / scale)
