"""The grade: the band or the decision, then what forces, lowers or holds it back.

A grade is its place among the rulebook's, 0 for the best, until the result is written.
"""

from collections.abc import Sequence

from xinlu.rules.columns import rationals
from xinlu.rules.columns.formulas import all_hold
from xinlu.rules.columns.grains import Ranked, Text
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.rationals import Rational
from xinlu.rules.columns.scores import Scored, named_items
from xinlu.rules.columns.sources import quoted_text
from xinlu.rules.language import Band, Decision

NO_GRADE = "CAST(NULL AS INTEGER)"


def order_of(plan: Plan) -> tuple[str, ...]:
    """Return the codes of the rulebook's grades, best first."""
    return tuple(grade.code for grade in plan.rulebook.grades)


def stand(plan: Plan, sql: str, name: str = "grade") -> str:
    """Let a grade stand under a name that conditions may ask for; return its column."""
    held = plan.subjects.add(Ranked(sql, order_of(plan)))
    assert isinstance(held, Ranked), "what was added was a grade"
    plan.subjects.values[name] = held
    return held.sql


def hold_previous(plan: Plan, initial: str | None = None) -> None:
    """Give the subjects last period's grade; suspect one that is no grade of ours.

    It is what was published, else the result of the year before in this scheme, else `initial`.
    """
    order = order_of(plan)
    found = []
    if plan.clean.has("subjects", "prior_grade"):
        found.append("prior_grade")
    if "results" in plan.clean.rows and plan.clean.has("results", "grade"):
        found.append(last_year(plan))
    text = f"COALESCE({', '.join(found)})" if found else "CAST(NULL AS VARCHAR)"
    if found:
        rows = [[code, place] for place, code in enumerate(order)]
        table = plan.engine.rule_table(
            plan.fresh("grades"), {"code": "VARCHAR", "place": "INTEGER"}, rows
        )
        name, place = plan.fresh("prior"), plan.fresh("place")
        plan.subjects.select(f"{text} AS {name}")
        plan.subjects.select(f"j.place AS {place}", f"LEFT JOIN {table} AS j ON r.{name} = j.code")
        unknown = f"{name} IS NOT NULL AND {place} IS NULL"
        plan.suspect(f"SELECT subject FROM {plan.subjects.relation} WHERE {unknown}")
        text = place
    else:
        text = NO_GRADE
    if initial is not None:
        text = f"COALESCE({text}, {order.index(initial)})"
    stand(plan, text, "previous")


def last_year(plan: Plan) -> str:
    """Join last year's own grade; return its column."""
    name = plan.fresh("last")
    relation = plan.view(
        "own_results", "SELECT subject, year, grade FROM results WHERE scheme = 'own'"
    )
    if plan.own_cycles:
        plan.subjects.select(
            f"j.grade AS {name}",
            f"LEFT JOIN {relation} AS j ON r.subject = j.subject AND j.year = r.cycle_year - 1",
        )
        return name
    one = f"(SELECT subject, MAX(grade) AS grade FROM {relation} WHERE year = {plan.year} - 1"
    plan.subjects.join(f"{one} GROUP BY subject)", f"j.grade AS {name}", ("subject",))
    return name


def graded(plan: Plan, result: Scored) -> tuple[str, str]:
    """Give the subjects their grade; return its column and why there is no result."""
    rulebook, values = plan.rulebook, plan.subjects.values
    if not rulebook.grades:
        return NO_GRADE, result.no_result
    after = rulebook.rounding is not None and rulebook.rounding.stage == "after-bands"
    deciding = result.exact if after else result.score
    values["score"] = deciding or rationals.whole("CAST(NULL AS BIGINT)", 1)
    band = NO_GRADE
    if rulebook.bands and deciding is not None:
        band = banded(rulebook.bands, deciding, order_of(plan))
    grade = stand(plan, stand(plan, band, "band"))
    if rulebook.decisions:
        decided = table_of(plan, rulebook.decisions, grade)
        grade = stand(plan, f"(CASE WHEN {result.no_result} IS NULL THEN {decided} END)")
    forced = None
    for name in rulebook.after_bands:
        if name == "veto":
            grade, forced = veto(plan, grade, result.no_result)
        elif name == "step-down":
            grade = step_down(plan, grade, forced)
        elif name == "limits":
            grade = limits(plan, grade)
        else:
            grade = one_step_up(plan, grade)
    return without_result(plan, grade, result.no_result)


def banded(bands: Sequence[Band], score: Rational, order: Sequence[str]) -> str:
    """Return the place of the first band, from the best down, that the score lies in."""
    arms = ""
    for band in bands:
        parts = [f"{score.top} IS NOT NULL"]
        for edge, strict, loose in ((band.lower, ">", ">="), (band.upper, "<", "<=")):
            if edge is not None:
                sign = loose if edge.inclusive else strict
                parts.append(rationals.compared(score, sign, rationals.constant(edge.at)))
        arms += f" WHEN {' AND '.join(parts)} THEN {order.index(band.grade)}"
    return f"(CASE{arms} END)"


def table_of(plan: Plan, lines: Sequence[Decision], otherwise: str) -> str:
    """Return the grade of the first line whose conditions all hold."""
    arms = ""
    for line in lines:
        arms += (
            f" WHEN {all_hold(line.conditions, plan.find) or 'TRUE'} THEN {line_grade(plan, line)}"
        )
    return f"(CASE{arms} ELSE {otherwise} END)"


def line_grade(plan: Plan, line: Decision) -> str:
    """Return the grade that a line gives, lowered by its steps."""
    order = order_of(plan)
    if line.grade is None:
        return NO_GRADE
    if line.grade in order:
        grade = str(order.index(line.grade))
    else:
        grade = as_own(plan.find(line.grade), order)
    return lowered(plan, grade, str(line.down)) if line.down else grade


def as_own(value: object, order: Sequence[str]) -> str:
    """Return a grade found by name as its place among the rulebook's own."""
    if isinstance(value, Text):
        arms = "".join(
            f" WHEN {quoted_text(code)} THEN {place}" for place, code in enumerate(order)
        )
        return f"(CASE {value.sql}{arms} END)"
    assert isinstance(value, Ranked), "reading proved that it is a grade"
    if value.grades == tuple(order):
        return value.sql
    arms = "".join(
        f" WHEN {place} THEN {order.index(code)}"
        for place, code in enumerate(value.grades)
        if code in order
    )
    return f"(CASE {value.sql}{arms} END)" if arms else NO_GRADE


def lowered(plan: Plan, grade: str, steps: str) -> str:
    """Return the grade so many steps down; it stays within the order."""
    last = last_in_order(plan)
    return f"(CASE WHEN {grade} <= {last} THEN LEAST({grade} + {steps}, {last}) ELSE {grade} END)"


def last_in_order(plan: Plan) -> int:
    """Return the place of the worst grade; those outside the order come after it."""
    return sum(not grade.outside for grade in plan.rulebook.grades) - 1


def veto(plan: Plan, grade: str, no_result: str) -> tuple[str, str | None]:
    """Let records that force a grade do so; return also the column that says which was forced.

    Where no grade of the order stands, the forced one does, unless there is no result at all.
    """
    order = order_of(plan)
    rows: list[list[object]] = [
        [item.code, order.index(item.grade)]
        for item in plan.rulebook.items.values()
        if item.effect == "grade" and item.grade and item.code in plan.present
    ]
    if not rows:
        return grade, None
    forced = named_items(plan, rows, "MAX(i.value)")
    stands = f"{grade} <= {last_in_order(plan)}"
    arms = (
        f" WHEN {forced} IS NULL OR {no_result} IS NOT NULL THEN {grade}"
        f" WHEN {stands} THEN GREATEST({grade}, {forced}) ELSE {forced}"
    )
    return stand(plan, f"(CASE{arms} END)"), forced


def step_down(plan: Plan, grade: str, forced: str | None) -> str:
    """Lower the grade by the steps of all records that do so."""
    rows: list[list[object]] = [
        [item.code, item.steps]
        for item in plan.rulebook.items.values()
        if item.effect == "step-down" and item.code in plan.present
    ]
    if not rows:
        return grade
    steps = f"COALESCE({named_items(plan, rows, 'SUM(i.value)')}, 0)"
    policy = plan.rulebook.step_down_after_veto
    if forced is not None and policy is not None and not policy.value:
        steps = f"(CASE WHEN {forced} IS NULL THEN {steps} ELSE 0 END)"
    return stand(plan, lowered(plan, grade, steps))


def limits(plan: Plan, grade: str) -> str:
    """Hold the grade back, or lower it, where a limit's conditions hold."""
    for limit in plan.rulebook.limits:
        if limit.best:
            to = f"GREATEST({grade}, {order_of(plan).index(limit.best)})"
        else:
            to = lowered(plan, grade, str(limit.down))
        held = all_hold(limit.conditions, plan.find) or "TRUE"
        grade = stand(
            plan,
            f"(CASE WHEN {grade} <= {last_in_order(plan)} AND {held} THEN {to} ELSE {grade} END)",
        )
    return grade


def one_step_up(plan: Plan, grade: str) -> str:
    """Hold the grade back to so many steps above last period's, where that is known."""
    rise = plan.rulebook.rise
    if rise is None:
        return grade
    prior = plan.find("previous")
    assert isinstance(prior, Ranked), "it was held as a grade"
    best = f"GREATEST({grade}, {prior.sql} - {int(rise.value)})"
    last = last_in_order(plan)
    known = f"{grade} <= {last} AND {prior.sql} <= {last}"
    return stand(plan, f"(CASE WHEN {known} THEN {best} ELSE {grade} END)")


def without_result(plan: Plan, grade: str, why: str) -> tuple[str, str]:
    """Return the grade, also of those without a score, and why the others have no result."""
    if not plan.rulebook.without_result:
        return grade, why
    carried = table_of(plan, plan.rulebook.without_result, NO_GRADE)
    name = stand(plan, f"(CASE WHEN {why} <> 'no-cycle-completed' THEN {carried} END)", "carried")
    final = stand(plan, f"COALESCE({grade}, {name})")
    return final, f"(CASE WHEN {name} IS NULL THEN {why} END)"
