"""The score: the line of the total that holds, imputed scores, bounds, rounding."""

from dataclasses import dataclass, replace
from math import lcm

from xinlu.rules.columns import rationals
from xinlu.rules.columns.formulas import all_hold, calculated
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.rationals import Rational, whole
from xinlu.rules.columns.sources import quoted_text


@dataclass(frozen=True, slots=True)
class Scored:
    """The score before and after rounding, and why there is none, as columns of the subjects."""

    exact: Rational | None
    score: Rational | None
    no_result: str


def scored(plan: Plan) -> Scored:
    """Give the subjects their score, or why they have none."""
    rulebook = plan.rulebook
    whys: list[tuple[str, str]] = []
    if plan.own_cycles:
        whys.append(("cycle_started IS NULL", "no-cycle-completed"))
    for requirement in rulebook.requirements:
        met = all_hold(requirement.conditions, plan.find) or "TRUE"
        whys.append((f"NOT {met}", "insufficient-data"))
    if not rulebook.total:
        return Scored(None, None, held_why(plan, whys))
    lines = [
        (all_hold(line.conditions, plan.find), calculated(line.formula, plan.find, plan.subjects))
        for line in rulebook.total
    ]
    some = " OR ".join(condition or "TRUE" for condition, _ in lines)
    total = plan.subjects.add(rationals.chosen(lines))
    assert isinstance(total, Rational), "what was added was a number"
    whys += [(f"NOT ({some})", "nothing-evaluated"), (f"{total.top} IS NULL", "insufficient-data")]
    why = held_why(plan, whys)
    total = replace(total, top=f"(CASE WHEN {why} IS NULL THEN {total.top} END)")
    total = bounded(plan, imputed(plan, total))
    plan.conditions, plan.why = [condition for condition, _ in lines], why
    exact = plan.subjects.add(total)
    assert isinstance(exact, Rational), "what was added was a number"
    if rulebook.rounding is None:
        return Scored(exact, exact, why)
    rule = rulebook.rounding
    score = plan.subjects.add(rationals.rounded(exact, rule.decimals, rule.mode))
    assert isinstance(score, Rational), "what was added was a number"
    plan.totals["rounding"] = (exact, score)
    return Scored(exact, score, why)


def bounded(plan: Plan, total: Rational) -> Rational:
    """Hold the total under its ceiling, then over its floor."""
    floor, ceiling = plan.rulebook.floor, plan.rulebook.ceiling
    if ceiling is not None:
        held = rationals.bounded(total, None, ceiling.value)
        plan.totals["cap"] = (total, held)
        total = held
    if floor is not None:
        held = rationals.bounded(total, floor.value, None)
        plan.totals["floor"] = (total, held)
        total = held
    return total


def held_why(plan: Plan, whys: list[tuple[str, str]]) -> str:
    """Hold why there is no result, the first reason that there is; return its column."""
    arms = "".join(f" WHEN {condition} THEN {quoted_text(why)}" for condition, why in whys)
    name = plan.fresh("why")
    sql = f"CASE{arms} END" if arms else "CAST(NULL AS VARCHAR)"
    plan.subjects.select(f"{sql} AS {name}")
    return name


def imputed(plan: Plan, total: Rational) -> Rational:
    """Let the lowest score that a record sets stand where the total is higher."""
    items = [item for item in plan.rulebook.items.values() if item.effect == "score"]
    items = [item for item in items if item.code in plan.present and item.value is not None]
    if not items:
        return total
    scale = lcm(*(item.value.denominator for item in items if item.value is not None))
    rows = [[item.code, int(item.value * scale)] for item in items if item.value is not None]
    name = named_items(plan, rows, "MIN(i.value)")
    most = max(abs(int(str(row[1]))) for row in rows)
    imposed = whole(name, most, scale)
    one, other = rationals.common([total, imposed])
    lower = f"LEAST({one.top}, COALESCE({other.top}, {one.top}))"
    kept = f"(CASE WHEN {one.top} IS NOT NULL THEN {lower} END)"
    return replace(one, top=kept, most=max(one.most, other.most))


def named_items(plan: Plan, rows: list[list[object]], taken: str) -> str:
    """Join to the subjects what their counting records of some items come to; return its name."""
    types = {"code": "VARCHAR", "value": "BIGINT"}
    table = plan.engine.rule_table(plan.fresh("named"), types, rows)
    found = plan.view(
        "named_records",
        f"SELECT e.subject, {taken} AS found FROM counted AS e JOIN {table} AS i"
        " ON e.item = i.code GROUP BY e.subject",
    )
    name = plan.fresh("found")
    plan.subjects.join(found, f"j.found AS {name}")
    return name
