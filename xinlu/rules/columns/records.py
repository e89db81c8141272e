"""From records to what each unit gains and loses: points, ages, overlap, caps on item and group.

The table of the edition's items is joined; there is no branch per item. Points are whole numbers of
1/`scale`, the least common denominator of rule and data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm

from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.rationals import kind_of, literal, times
from xinlu.rules.columns.sums import narrow_table
from xinlu.rules.cycles import window_start
from xinlu.rules.language import Age, Component, Item

SCORING = ("deduct", "add")
LONG_AGO = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Gains:
    """A table `subject, unit, component, net, seen`: what each unit comes to, in 1/`scale`."""

    relation: str
    scale: int
    most: int
    components: tuple[str, ...]
    #: The records that count, one a row, with `gain` before the caps on item and group.
    records: str
    #: The bound of one record's gain, and of a unit's before its caps.
    heaviest: int = 1
    most_added: int = 1
    #: What each item, and each group, comes to in a unit before its cap, if there are caps.
    by_item: str | None = None
    by_group: str | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The denominators that meet in a record's points."""

    records: int
    ages: int
    times: int
    points: int

    @property
    def whole(self) -> int:
        """Return the denominator of a weighed record."""
        return self.records * self.ages


def gains(plan: Plan) -> Gains:
    """Return what the units of all components come to by their records."""
    items = [item for item in plan.rulebook.items.values() if item.component is not None]
    scale = scale_of(plan, items)
    make_items(plan, items, scale)
    records, most = weighed(plan, items, scale)
    rows = max(plan.clean.rows.get("events", 0), 1)
    found = levelled(plan, items, records, most * rows)
    components = tuple(plan.rulebook.components)
    net, bound, by_item, by_group = found
    made = Gains(net, scale.whole, bound, components, records, most, most * rows, by_item, by_group)
    plan.gains = made
    return made


def scale_of(plan: Plan, items: Sequence[Item]) -> Scale:
    """Return the common denominator of all points, caps, times and ages."""
    numbers = plan.clean.numbers
    times_scale = numbers["events", "times"].scale if ("events", "times") in numbers else 1
    points_scale = numbers["events", "points"].scale if ("events", "points") in numbers else 1
    values = [item.value.denominator for item in items if item.value is not None]
    caps = [cap.denominator for item in items for cap in caps_of(plan, item) if cap is not None]
    ages = [
        age.weight.denominator
        for component in plan.rulebook.components.values()
        for age in record_ages(component)
    ]
    records = lcm(lcm(*values) * times_scale, points_scale, lcm(*caps))
    return Scale(records, lcm(*ages), times_scale, points_scale)


def record_ages(component: Component) -> tuple[Age, ...]:
    """Return the ages by which the component's records are weighed."""
    return component.ages if component.ages_weigh == "records" else ()


def caps_of(plan: Plan, item: Item) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Return the caps on one record, on the item, and on its group."""
    group = plan.rulebook.groups.get(item.group or "")
    return item.each_at_most, item.at_most, group.at_most if group else None


def make_items(plan: Plan, items: Sequence[Item], scale: Scale) -> None:
    """Make the table of the edition's items, their numbers in the scale of the plan.

    Items without a group share one for what they deduct and one for what they add.
    """
    components = list(plan.rulebook.components)
    groups = list(plan.rulebook.groups)
    rows = []
    for place, item in enumerate(items):
        component = plan.rulebook.components[item.component or ""]
        each, one, group = caps_of(plan, item)
        sign = -1 if item.effect == "deduct" else 1
        rows.append(
            [
                place,
                item.code,
                components.index(component.name),
                groups.index(item.group) if item.group else -2 - (sign > 0),
                component.unit is not None,
                item.effect in SCORING,
                sign,
                per_time(item, scale),
                *(None if cap is None else int(cap * scale.whole) for cap in (each, one, group)),
                item.per == "次",
                overlap_of(component, item),
            ]
        )
    types = dict.fromkeys(("number", "component", "grp"), "SMALLINT") | {
        "code": "VARCHAR",
        "of_unit": "BOOLEAN",
        "scoring": "BOOLEAN",
        "sign": "TINYINT",
        "per_time": "HUGEINT",
        "each_cap": "HUGEINT",
        "item_cap": "HUGEINT",
        "group_cap": "HUGEINT",
        "one_time": "BOOLEAN",
        "overlap": "VARCHAR",
    }
    order = ["number", "code", "component", "grp", "of_unit", "scoring", "sign", "per_time"]
    order += ["each_cap", "item_cap", "group_cap", "one_time", "overlap"]
    plan.engine.rule_table("items", {name: types[name] for name in order}, rows)


def per_time(item: Item, scale: Scale) -> int | None:
    """Return what one time is worth in the scale of the record; None where nobody says."""
    if item.effect not in SCORING:
        return 0
    return None if item.value is None else int(item.value * scale.records / scale.times)


def overlap_of(component: Component, item: Item) -> str:
    """Return what overlaps: nothing for items that neither take nor give points."""
    return component.overlap if item.effect in SCORING else "add"


def weighed(plan: Plan, items: Sequence[Item], scale: Scale) -> tuple[str, int]:
    """Return the records that count with what each gains, and the bound of that."""
    gain, most = gain_of(plan, items, scale)
    ages, heaviest = ages_table(plan, scale)
    narrow = kind_of(most * heaviest)
    more = ', e.event, e."on" AS day' if plan.clean.has("events", "event") else ""
    more += ", e.act" if plan.clean.has("events", "act") else ", CAST(NULL AS VARCHAR) AS act"
    unit = "e.unit" if plan.clean.has("events", "unit") else "CAST(NULL AS VARCHAR)"
    if not all(plan.rulebook.components[item.component or ""].unit for item in items):
        unit = f"CASE WHEN i.of_unit THEN {unit} END"
    sql = (
        f"SELECT e.subject, {unit} AS unit, i.number, i.component, i.grp, i.overlap, i.sign,"
        f" {gain} AS gain{more} FROM counted AS e JOIN items AS i ON e.item = i.code"
    )
    found = plan.view("weighed", sql)
    if ages:
        aged = f"CAST({times('r.gain', most, 'a.weight', heaviest)} AS {narrow})"
        found = plan.view(
            "aged",
            f"SELECT r.* EXCLUDE (gain), {aged} AS gain FROM {found} AS r JOIN {ages} AS a"
            " ON r.component = a.component AND r.day > a.after AND r.day <= a.through",
        )
    if any(item.each_at_most is not None for item in items):
        cap = f"LEAST(r.gain, CAST(i.each_cap AS {narrow}))"
        found = plan.view(
            "each_capped",
            f"SELECT r.* EXCLUDE (gain), {cap} AS gain FROM {found} AS r"
            " JOIN items AS i ON r.number = i.number",
        )
    if any(component.overlap != "add" for component in plan.rulebook.components.values()):
        found = not_outweighed(plan, found)
    return found, most * heaviest


def gain_of(plan: Plan, items: Sequence[Item], scale: Scale) -> tuple[str, int]:
    """Return what a record gains before its age, as SQL, and the bound of that."""
    clean = plan.clean
    worth = max([int(per_time(item, scale) or 0) for item in items] or [0])
    values = f"CAST(i.per_time AS {kind_of(worth)})"
    count = clean.numbers.get(("events", "times"))
    most = worth * (count.most if count else 1)
    given = "1" if count is None else "e.times"
    if count is not None and count.missing:
        given = f"COALESCE(e.times, CASE WHEN i.one_time THEN {literal(scale.times)} END)"
    gain = times(values, worth, given, count.most if count else 1)
    points = clean.numbers.get(("events", "points"))
    if points is not None:
        factor = scale.records // scale.points
        own = times("e.points", points.most, literal(factor), factor)
        most = max(most, points.most * factor)
        gain = f"COALESCE(CASE WHEN i.scoring THEN {own} END, {gain})"
    return f"CAST({gain} AS {kind_of(most)})", most


def ages_table(plan: Plan, scale: Scale) -> tuple[str | None, int]:
    """Make the table of days that each weight holds for; return its name, if any is needed."""
    components = plan.rulebook.components
    if not any(record_ages(component) for component in components.values()):
        return None, 1
    rows: list[list[object]] = []
    for place, component in enumerate(components.values()):
        ages = record_ages(component)
        spans = age_days(ages, plan.on) if ages else [(LONG_AGO, plan.on, Fraction(1))]
        rows += [[place, first, last, int(weight * scale.ages)] for first, last, weight in spans]
    heaviest = max(int(str(row[3])) for row in rows)
    types = {"component": "SMALLINT", "after": "DATE", "through": "DATE"}
    types["weight"] = kind_of(heaviest)
    return plan.engine.rule_table(plan.fresh("ages"), types, rows), max(heaviest, 1)


def age_days(ages: Sequence[Age], on: date) -> list[tuple[date, date, Fraction]]:
    """Return the days (after, through) for which each weight holds: the shortest span counts."""
    begun = [
        (window_start(on, age.within.length, age.within.unit, age.leap_day), age.weight)
        for age in ages
    ]
    spans, through = [], on
    for after, weight in sorted(begun, key=lambda each: each[0], reverse=True):
        spans.append((after, through, weight))
        through = after
    return spans


def not_outweighed(plan: Plan, records: str) -> str:
    """Leave of records that overlap only the highest, of equals the earliest."""
    event = "CAST(r.event AS VARCHAR)"
    shared = (
        f"CASE WHEN r.overlap = 'of-act' THEN COALESCE('a' || r.act, 'e' || {event})"
        " WHEN r.overlap = 'of-item' THEN 'i' || CAST(r.number AS VARCHAR)"
        " WHEN r.overlap = 'of-group' AND r.grp >= 0 THEN 'g' || CAST(r.grp AS VARCHAR)"
        f" WHEN r.overlap = 'of-unit' THEN 'u' ELSE 'e' || {event} END"
    )
    place = (
        f"ROW_NUMBER() OVER (PARTITION BY r.subject, r.unit, r.component, r.sign, {shared}"
        f" ORDER BY r.gain DESC, r.day, {event})"
    )
    ranked = plan.view("overlapping", f"SELECT r.*, {place} AS place FROM {records} AS r")
    return plan.view(
        "highest",
        "SELECT * EXCLUDE (place, gain), CASE WHEN place = 1 THEN gain ELSE 0 END AS gain,"
        f" place > 1 AS outweighed FROM {ranked}",
    )


def levelled(
    plan: Plan, items: Sequence[Item], records: str, most: int
) -> tuple[str, int, str | None, str | None]:
    """Bring records to units: capped by item, then by group, then added up.

    How many there are is counted only where somebody asks; what is the same for all is no key.
    """
    kind = kind_of(most)
    asked = any(f"{name}.records" in plan.uses for name in plan.rulebook.components)
    one = len({item.component for item in items}) == 1
    keys = "r.subject, r.unit" + ("" if one else ", r.component")
    seen, counted = (", SUM(r.seen) AS seen", ", r.seen") if asked else ("", "")
    by_item = by_group = None
    if any(item.at_most is not None for item in items):
        count = ", COUNT(*) AS seen" if asked else ""
        by_item, records = item_capped(plan, records, kind, count, counted)
    elif asked:
        records = plan.view("ones", f"SELECT r.*, 1 AS seen FROM {records} AS r")
    if any(item.group for item in items):
        by_group = plan.view(
            "by_group",
            f"SELECT {keys}, r.grp, ANY_VALUE(r.sign) AS sign,"
            f" CAST(SUM(r.gain) AS {kind}) AS gain{seen}"
            f" FROM {records} AS r GROUP BY {keys}, r.grp",
        )
        caps = plan.view(
            "group_caps", "SELECT grp, MAX(group_cap) AS group_cap FROM items GROUP BY grp"
        )
        records = plan.view(
            "group_capped",
            f"SELECT {keys}, r.sign{counted}, LEAST(r.gain, CAST(c.group_cap AS {kind})) AS gain"
            f" FROM {by_group} AS r JOIN {caps} AS c ON r.grp = c.grp",
        )
    component = "r.component"
    if one:
        component = f"{list(plan.rulebook.components).index(items[0].component or '')} AS component"
    net, (bound, _) = narrow_table(
        plan,
        "gains",
        f"SELECT r.subject, r.unit, {component}, SUM(r.sign * r.gain) AS net"
        f"{seen or ', 1 AS seen'} FROM {records} AS r GROUP BY {keys}",
        ("subject", "unit", "component"),
        ("net", "seen"),
    )
    return net, bound, by_item, by_group


def item_capped(plan: Plan, records: str, kind: str, count: str, counted: str) -> tuple[str, str]:
    """Return what each item comes to in each unit, before and after its cap."""
    each = plan.view(
        "by_item",
        f"SELECT r.subject, r.unit, r.number, CAST(SUM(r.gain) AS {kind}) AS gain{count}"
        f" FROM {records} AS r GROUP BY r.subject, r.unit, r.number",
    )
    return each, plan.view(
        "item_capped",
        f"SELECT r.subject, r.unit, i.component, i.grp, i.sign{counted},"
        f" LEAST(r.gain, CAST(i.item_cap AS {kind})) AS gain"
        f" FROM {each} AS r JOIN items AS i ON r.number = i.number",
    )
