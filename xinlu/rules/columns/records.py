"""From records to what each unit gains and loses: points, ages, overlap, caps on item and group.

The table of the edition's items is joined; there is no branch per item. Points are whole numbers of
1/`scale`, the least common denominator of rule and data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.pricing import Scale, make_items, per_time, record_ages, scale_of
from xinlu.rules.columns.rationals import kind_of, literal, times
from xinlu.rules.columns.sums import narrow_table
from xinlu.rules.cycles import window_start
from xinlu.rules.language import Age, Item

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
    plan.suspect(
        f"SELECT g.subject FROM {net} AS g ANTI JOIN subjects AS s ON g.subject = s.subject"
        " WHERE g.unit IS NULL"
    )
    return made


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
    if overlaps(plan):
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
        count = f", SUM({counting(plan)}) AS seen" if asked else ""
        by_item, records = item_capped(plan, records, kind, count, counted)
    elif asked:
        records = plan.view("ones", f"SELECT r.*, {counting(plan)} AS seen FROM {records} AS r")
    if any(item.group for item in items):
        by_group, records = group_capped(plan, records, kind, keys, seen, counted)
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


def counting(plan: Plan) -> str:
    """Return 1 for a record that counts, 0 for one that another outweighs."""
    return "CASE WHEN r.outweighed AND r.sign <> 0 THEN 0 ELSE 1 END" if overlaps(plan) else "1"


def overlaps(plan: Plan) -> bool:
    """Tell whether only the highest of some records counts, in any component."""
    return any(component.overlap != "add" for component in plan.rulebook.components.values())


def group_capped(
    plan: Plan, records: str, kind: str, keys: str, seen: str, counted: str
) -> tuple[str, str]:
    """Return what each group comes to in each unit, before and after its cap."""
    each = plan.step(
        "by_group",
        f"SELECT {keys}, r.grp, ANY_VALUE(r.sign) AS sign,"
        f" CAST(SUM(r.gain) AS {kind}) AS gain{seen} FROM {records} AS r GROUP BY {keys}, r.grp",
    )
    caps = plan.view(
        "group_caps", "SELECT grp, MAX(group_cap) AS group_cap FROM items GROUP BY grp"
    )
    return each, plan.view(
        "group_capped",
        f"SELECT {keys}, r.sign{counted}, LEAST(r.gain, CAST(c.group_cap AS {kind})) AS gain"
        f" FROM {each} AS r JOIN {caps} AS c ON r.grp = c.grp",
    )


def item_capped(plan: Plan, records: str, kind: str, count: str, counted: str) -> tuple[str, str]:
    """Return what each item comes to in each unit, before and after its cap."""
    each = plan.step(
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
