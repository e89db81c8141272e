"""Places and statistics in peer groups: windows over the population, ordered exactly.

Of a subject whose facts cannot be judged nobody is a peer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from xinlu.rules.columns import rationals
from xinlu.rules.columns.averages import Rows, bring
from xinlu.rules.columns.formulas import number_of
from xinlu.rules.columns.grains import Grain, Value, sql_of
from xinlu.rules.columns.plan import OneByOne, Plan
from xinlu.rules.columns.rationals import Rational, literal, whole
from xinlu.rules.columns.sums import bounds
from xinlu.rules.language import Average, PeerStatistic, Ranked
from xinlu.rules.peers import peerless

#: Digits that a 128-bit whole number surely holds.
HELD = 37


@dataclass(frozen=True, slots=True)
class Group:
    """The members of all peer groups, with the columns that tell the groups apart."""

    relation: str
    by: tuple[str, ...]


def members(plan: Plan, measure: Ranked | PeerStatistic, known: Sequence[Value]) -> Group:
    """Return the subjects that have peers by a measure, each with its group."""
    for name in peerless(plan.rulebook):
        plan.find(name)
    values = [plan.find(name) for name in measure.among]
    relation = plan.subjects.keep()
    there = " AND ".join(f"{sql_of(each)} IS NOT NULL" for each in (*values, *known))
    unfit = plan.unfit(plan)
    cycle = " AND cycle_started IS NOT NULL" if plan.own_cycles else ""
    found = plan.view(
        "members",
        f"SELECT * FROM {relation} WHERE {there}{cycle}"
        f" AND subject NOT IN (SELECT subject FROM {unfit})",
    )
    by: list[str] = []
    for value in values:
        if isinstance(value, Rational):
            found, digits = with_digits(plan, found, value)
            by += digits
        else:
            by.append(sql_of(value))
    if not by:
        by = [plan.fresh("all")]
        found = plan.view("one_group", f"SELECT *, 1 AS {by[0]} FROM {found}")
    return Group(found, tuple(by))


def with_digits(plan: Plan, relation: str, value: Rational) -> tuple[str, list[str]]:
    """Give rows the digits of a value, by which they are ordered and told apart exactly.

    Two fractions with denominators up to D differ by 1/D² at least, so that as many digits as D²
    has tell any two apart.
    """
    if isinstance(value.bottom, int):
        name = plan.fresh("digit")
        return plan.view("digits", f"SELECT *, {value.top} AS {name} FROM {relation}"), [name]
    most = len(str(bounds(plan, relation, [value.bottom])[0]))
    if most > HELD - 5:
        raise OneByOne("the denominators are too large to order by")
    base = 10 ** (HELD - most)
    top, below = plan.fresh("top"), plan.fresh("below")
    relation = plan.view(
        "fractions",
        f"SELECT *, CAST({value.top} AS HUGEINT) AS {top}, CAST({value.bottom} AS HUGEINT)"
        f" AS {below} FROM {relation}",
    )
    names = [plan.fresh("digit")]
    first = rationals.floored(Rational(top, below, 10**HELD, 10**most)).top
    relation = plan.view("digits", f"SELECT *, {first} AS {names[0]} FROM {relation}")
    rest = f"({top} - {names[0]} * {below})"
    for _ in range(-(-2 * most // (HELD - most))):
        left, name = plan.fresh("left"), plan.fresh("digit")
        relation = plan.view(
            "digits", f"SELECT *, {rest} * {literal(base)} AS {left} FROM {relation}"
        )
        relation = plan.view("digits", f"SELECT *, {left} // {below} AS {name} FROM {relation}")
        rest = f"({left} - {name} * {below})"
        names.append(name)
    return relation, names


def ranked(plan: Plan, measure: Ranked, grain: Grain) -> Value:
    """Return the subject's place among its peers."""
    value = number_of(plan.find(measure.of), measure.of)
    key = number_of(plan.find(measure.key), measure.key) if measure.key else None
    group = members(plan, measure, [value, key] if key else [value])
    relation, digits = with_digits(plan, group.relation, value)
    turned = " DESC" if measure.first == "highest" else ""
    order = ", ".join(f"{digit}{turned}" for digit in digits)
    if measure.ties == "key":
        keys: list[str] = []
        if key is not None:
            relation, keys = with_digits(plan, relation, key)
        order = ", ".join([order, *keys, "CAST(subject AS VARCHAR)"])
    by = ", ".join(group.by)
    function = "ROW_NUMBER" if measure.ties == "key" else "RANK"
    place = f"{function}() OVER (PARTITION BY {by} ORDER BY {order})"
    if measure.ties == "worst":
        equal = ", ".join([*group.by, *digits])
        place = f"({place} + COUNT(*) OVER (PARTITION BY {equal}) - 1)"
    found = plan.table(
        "places",
        f"SELECT subject, {place} AS place, COUNT(*) OVER (PARTITION BY {by}) AS size"
        f" FROM {relation}",
    )
    at, size = plan.fresh("place"), plan.fresh("size")
    grain.join(found, f"j.place AS {at}, j.size AS {size}", ("subject",))
    rows = plan.clean.rows["subjects"] + 1
    position, members_there = whole(at, rows), whole(size, rows)
    if measure.take == "position":
        return position
    if measure.take == "size":
        return members_there
    if measure.take == "share":
        return rationals.divide(position, members_there)
    one = literal(1)
    before = whole(f"(({at} - {one}) * {literal(100)})", rows * 100)
    return rationals.divide(before, whole(f"({size} - {one})", rows))


def peer_statistic(plan: Plan, measure: PeerStatistic, grain: Grain) -> Value:
    """Return a statistic of the subject's peer group."""
    value = number_of(plan.find(measure.of), measure.of)
    group = members(plan, measure, [value])
    average: Average = "mean" if measure.take == "count" else measure.take
    brought = bring(plan, average, Rows(group.relation, value, None), group.by)
    names = {column: plan.fresh(column) for column in brought.columns}
    same = " AND ".join(f"m.{each} = b.{each}" for each in group.by)
    wanted = ", ".join(f"b.{column} AS {name}" for column, name in names.items())
    found = plan.view(
        "statistics",
        f"SELECT m.subject, {wanted} FROM {group.relation} AS m"
        f" JOIN {brought.relation} AS b ON {same}",
    )
    grain.join(found, ", ".join(f"j.{name}" for name in names.values()), ("subject",))
    return brought.renamed(brought.count if measure.take == "count" else brought.value, names)
