"""Lists: the first day on which so many records fell inside a rolling window."""

from collections.abc import Callable
from datetime import date
from math import ceil, floor

from xinlu.rules.columns import rationals
from xinlu.rules.columns.counts import worth_view
from xinlu.rules.columns.formulas import all_hold
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.rationals import whole
from xinlu.rules.cycles import same_day, window_start
from xinlu.rules.language import Candidate


def hold_candidates(plan: Plan) -> None:
    """Give the subjects the day since when they are candidates, of several rules the first."""
    firsts = [first_day(plan, rule) for rule in plan.rulebook.candidates]
    name = plan.fresh("since")
    sql = firsts[0] if len(firsts) == 1 else f"LEAST({', '.join(firsts)})"
    plan.subjects.select(f"{sql} AS {name}")
    plan.days["candidate_since"] = name
    hold_until(plan)


def first_day(plan: Plan, rule: Candidate) -> str:
    """Return the first day on which the rule was met: of a record with enough others behind it.

    With n needed it is the day of a record whose (n-1)-th before it still lies in the window.
    """
    need = ceil(rule.threshold) if rule.test == "at_least" else floor(rule.threshold) + 1
    counted = told_apart(plan, rule)
    starts = by_day(
        plan,
        f"SELECT DISTINCT day FROM {counted}",
        lambda day: window_start(day, rule.window, rule.window_unit, rule.leap_day),
    )
    back = max(need - 1, 0)
    behind = f"LAG(day, {back}) OVER (PARTITION BY subject ORDER BY day, event)"
    lagged = plan.view("lagged", f"SELECT subject, day, {behind} AS oldest FROM {counted}")
    found = plan.view(
        "first_days",
        f"SELECT l.subject, MIN(l.day) AS first FROM {lagged} AS l JOIN {starts} AS s"
        f" ON l.day = s.day WHERE l.oldest > s.result GROUP BY l.subject",
    )
    name = plan.fresh("first")
    plan.subjects.join(found, f"j.first AS {name}")
    held = all_hold(rule.conditions, plan.find)
    return name if held is None else f"(CASE WHEN {held} THEN {name} END)"


def told_apart(plan: Plan, rule: Candidate) -> str:
    """Return the records that count: of several rows of one document only the earliest."""
    items = [plan.rulebook.items[code] for code in rule.items]
    relation, scale, most = worth_view(plan, items, "ever")
    if rule.points_at_least is not None:
        worth = whole("worth", most, scale)
        enough = rationals.compared(worth, ">=", rationals.constant(rule.points_at_least))
        relation = plan.view("enough", f"SELECT * FROM {relation} WHERE {enough}")
    if rule.distinct == "record":
        return relation
    key = "CAST(event AS VARCHAR)"
    turn = f"ROW_NUMBER() OVER (PARTITION BY subject, number ORDER BY day, {key})"
    turns = plan.view("turns", f"SELECT *, {turn} AS turn FROM {relation}")
    return plan.view("documents", f"SELECT * FROM {turns} WHERE number IS NULL OR turn = 1")


def by_day(plan: Plan, days: str, worked_out: Callable[[date], date]) -> str:
    """Work a day out for each of some days, and return them as a table `day`, `result`."""
    rows = [[day, worked_out(day)] for (day,) in plan.engine.rows(days) if day is not None]
    types = {"day": "DATE", "result": "DATE"}
    return plan.engine.rule_table(plan.fresh("days"), types, rows)


def hold_until(plan: Plan) -> None:
    """Give the subjects the last day an entry is shown, once it has been published."""
    term = plan.rulebook.term
    if term is None or not plan.clean.has("subjects", "published"):
        return
    days = by_day(
        plan,
        "SELECT DISTINCT published FROM subjects",
        lambda day: same_day(day, term.years, term.leap_day),
    )
    name = plan.fresh("shown")
    plan.subjects.select(f"j.result AS {name}", f"LEFT JOIN {days} AS j ON r.published = j.day")
    plan.days["until"] = name
