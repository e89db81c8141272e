"""The days that are looked at: one period for all, or each subject's own cycle."""

from datetime import date

from xinlu.rules.columns.grains import Text
from xinlu.rules.columns.plan import Plan, day
from xinlu.rules.cycles import anniversary_cycle, period_of, year_of
from xinlu.rules.facts import Facts

CYCLES = "cycles"


def set_period(plan: Plan) -> None:
    """Name the records and the year that the rulebook looks at, as views and as SQL."""
    cycle = plan.rulebook.cycle
    if plan.rulebook.kind == "list":
        plan.period, plan.year = None, str(plan.on.year)
    elif plan.period is None and cycle.kind != "anniversary":
        plan.period = period_of(cycle, Facts("", plan.on))
    if plan.rulebook.kind == "list":
        pass
    elif plan.period is not None or cycle.kind != "anniversary":
        plan.year = str(year_of(plan.period, plan.on))
    else:
        own_cycles(plan)
    if "events" in plan.clean.rows:
        plan.engine.view("ever", f"SELECT e.* FROM events AS e WHERE {so_far(plan)}")
        plan.engine.view("counted", f"SELECT e.* FROM {within(plan, 'events')} AND {so_far(plan)}")
    else:
        empty = (
            "SELECT subject, CAST(NULL AS VARCHAR) AS unit, CAST(NULL AS VARCHAR) AS event,"
            ' CAST(NULL AS VARCHAR) AS item, CAST(NULL AS DATE) AS "on" FROM subjects WHERE FALSE'
        )
        plan.engine.view("ever", empty)
        plan.engine.view("counted", empty)


def so_far(plan: Plan) -> str:
    """Return what holds of records in force that are not later than the day."""
    parts = [f'e."on" <= {day(plan.on)}']
    if plan.clean.has("events", "effective"):
        parts.append("e.effective IS NOT FALSE")
    return " AND ".join(parts)


def within(plan: Plan, table: str, kept: str = "") -> str:
    """Return a table, as `e`, and the condition that its rows lie in the period."""
    if plan.period is not None:
        first, last = day(plan.period.start), day(plan.period.end)
        return f'{table} AS e WHERE ((e."on" >= {first} AND e."on" < {last}){kept})'
    if plan.own_cycles:
        inside = f'((e."on" >= c.started AND e."on" < c.ended){kept})'
        return f"{table} AS e JOIN {CYCLES} AS c ON e.subject = c.subject WHERE {inside}"
    return f"{table} AS e WHERE TRUE"


def own_cycles(plan: Plan) -> None:
    """Work out the cycle of each day from which subjects count theirs, and join it."""
    cycle = plan.rulebook.cycle
    plan.own_cycles = True
    first = '"' + cycle.of.replace('"', '""') + '"'
    there = plan.clean.has("subjects", cycle.of)
    if not there:
        first = "CAST(NULL AS DATE)"
    plan.suspect(f"SELECT subject FROM subjects WHERE {first} IS NULL")
    days = plan.engine.rows(f"SELECT DISTINCT {first} FROM subjects") if there else []
    rows = [row_of(plan, each) for (each,) in days if each is not None]
    types = {"first": "DATE", "started": "DATE", "ended": "DATE", "year": "BIGINT"}
    table = plan.engine.rule_table("cycles_of_days", types, [row for row in rows if row])
    plan.engine.table(
        CYCLES,
        f"SELECT s.subject, d.started, d.ended, d.year FROM subjects AS s"
        f" JOIN {table} AS d ON s.{first} = d.first",
    )
    plan.subjects.join(CYCLES, "j.started AS cycle_started, j.year AS cycle_year")
    plan.subjects.values["cycle started"] = Text("cycle_started")
    plan.year = "cycle_year"


def row_of(plan: Plan, first: date) -> list[object] | None:
    """Return the cycle that a first day has on the day of evaluation, if one is completed."""
    cycle = plan.rulebook.cycle
    found = anniversary_cycle(first, plan.on, cycle.years, cycle.leap_day)
    return [first, found.start, found.end, year_of(found, plan.on)] if found else None
