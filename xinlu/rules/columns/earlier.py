"""Measures of earlier results: the subject's own, and those of linked subjects."""

from collections.abc import Sequence
from dataclasses import replace

from xinlu.rules.columns.formulas import tested
from xinlu.rules.columns.grains import Grain, Ranked, Text, Value
from xinlu.rules.columns.periods import CYCLES
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.rationals import Rational, divide, whole
from xinlu.rules.columns.sources import quoted_text
from xinlu.rules.columns.sums import narrow_table
from xinlu.rules.language import Condition, Earlier, Linked, Streak

#: More results than one subject can have.
RESULTS = 10**6


def year_of(plan: Plan, subject: str) -> tuple[str, str]:
    """Return the year of evaluation of a subject as SQL, and the join that it takes."""
    if not plan.own_cycles:
        return plan.year, ""
    return "c.year", f" JOIN {CYCLES} AS c ON c.subject = {subject}"


def results_of(plan: Plan, scheme: str, grades: Sequence[str]) -> str:
    """Return the results of a scheme, each grade with its place; suspect one that has none."""
    if "results" not in plan.clean.rows:
        return plan.view(
            "no_results",
            "SELECT subject, 0 AS year, CAST(NULL AS VARCHAR) AS grade, CAST(NULL AS INTEGER) AS"
            " place, CAST(NULL AS BIGINT) AS score FROM subjects WHERE FALSE",
        )
    rows = [[code, place] for place, code in enumerate(grades)]
    table = plan.engine.rule_table(
        plan.fresh("order"), {"code": "VARCHAR", "place": "INTEGER"}, rows
    )
    has = plan.clean.has
    grade = "r.grade" if has("results", "grade") else "CAST(NULL AS VARCHAR)"
    score = "r.score" if has("results", "score") else "CAST(NULL AS BIGINT)"
    return plan.view(
        "results_of_scheme",
        f"SELECT r.subject, r.year, {grade} AS grade, o.place, {score} AS score FROM results AS r"
        f" LEFT JOIN {table} AS o ON {grade} = o.code WHERE r.scheme = {quoted_text(scheme)}",
    )


def score_of(plan: Plan, sql: str) -> Rational:
    """Return a result's score as a number."""
    numbers = plan.clean.numbers.get(("results", "score"))
    return whole(sql, numbers.most, numbers.scale) if numbers else whole(sql, 1)


def order_of(plan: Plan, grades: Sequence[str]) -> tuple[str, ...]:
    """Return the order of a scheme's grades, the rulebook's own where none is given."""
    return tuple(grades) or tuple(grade.code for grade in plan.rulebook.grades)


def earlier(plan: Plan, measure: Earlier, grain: Grain) -> Value:
    """Return an earlier grade or score of the subject's own, or how many years old it is."""
    grades = order_of(plan, measure.grades)
    year, join = year_of(plan, "r.subject")
    back = measure.back
    when = f"r.year <= {year} - 1" if back is None else f"r.year = {year} - {back}"
    source = results_of(plan, measure.scheme, grades)
    found = plan.view(
        "earlier",
        f"SELECT r.subject, MAX(r.year) AS year, ARG_MAX_NULL(r.place, r.year) AS place,"
        f" ARG_MAX_NULL(r.grade, r.year) AS grade, ARG_MAX_NULL(r.score, r.year) AS score,"
        f" ANY_VALUE({year}) - MAX(r.year) AS age"
        f" FROM {source} AS r{join} WHERE {when} GROUP BY r.subject",
    )
    column = {"grade": "place", "score": "score", "age": "age"}[measure.take]
    name = plan.fresh("earlier")
    grain.join(found, f"j.{column} AS {name}, j.grade AS {name}_text", ("subject",))
    if measure.take == "age":
        return whole(name, RESULTS)
    if measure.take == "score":
        return score_of(plan, name)
    plan.suspect(
        f"SELECT subject FROM {grain.relation} WHERE {name} IS NULL AND {name}_text IS NOT NULL"
    )
    return Ranked(name, grades)


def streak(plan: Plan, measure: Streak, grain: Grain) -> Value:
    """Return how many years in a row, back from last year, the condition held.

    Of the years in which it held, from the latest down, the n-th must be n years back.
    """
    grades = order_of(plan, measure.grades)
    year, join = year_of(plan, "r.subject")
    source = results_of(plan, measure.scheme, grades)
    held = meets(plan, measure.condition, grades, "r")
    years = plan.view(
        "years_held",
        f"SELECT DISTINCT r.subject, {year} - r.year AS back FROM {source} AS r{join}"
        f" WHERE {held} AND r.year < {year}",
    )
    turns = plan.view(
        "turns",
        f"SELECT subject, back, ROW_NUMBER() OVER (PARTITION BY subject ORDER BY back) AS turn"
        f" FROM {years}",
    )
    found = f"(SELECT subject, COUNT(*) AS n FROM {turns} WHERE back = turn GROUP BY subject)"
    name = plan.fresh("streak")
    grain.join(found, f"COALESCE(j.n, 0) AS {name}", ("subject",))
    unknown_grades(plan, source, [measure.condition])
    return whole(name, RESULTS)


def unknown_grades(plan: Plan, source: str, conditions: Sequence[Condition]) -> None:
    """Suspect subjects whose own results bear a grade of no known place, where one is compared."""
    if any(each.quantity == "grade" for each in conditions):
        plan.suspect(
            f"SELECT subject FROM {source} WHERE grade IS NOT NULL AND place IS NULL"
            " AND subject IN (SELECT subject FROM subjects)"
        )


def meets(plan: Plan, condition: Condition, grades: tuple[str, ...], alias: str) -> str:
    """Return the SQL that a result meets a condition on its grade or score."""
    if condition.test == "known":
        return f"({alias}.{condition.quantity} IS {'NOT ' if condition.value else ''}NULL)"
    value: Value = score_of(plan, f"{alias}.score")
    if condition.quantity == "grade":
        value = Ranked(f"{alias}.place", grades)
    if condition.test == "one_of":
        assert isinstance(condition.value, tuple), "reading proved that these are several"
        if condition.quantity == "grade":
            value = Text(f"{alias}.grade")
        found = " OR ".join(tested(value, "exactly", each) for each in condition.value)
    else:
        assert not isinstance(condition.value, bool | tuple), "reading proved that it is one"
        found = tested(value, condition.test, condition.value)
    return f"COALESCE(({found}), FALSE)"


def linked(plan: Plan, measure: Linked, grain: Grain) -> Value:
    """Bring the latest results of linked subjects to one number."""
    name = plan.fresh("linked")
    if "links" not in plan.clean.rows:
        nothing = "0" if measure.take in ("count", "sum") else "NULL"
        grain.select(f"CAST({nothing} AS BIGINT) AS {name}")
        return whole(name, 1)
    grades = order_of(plan, measure.grades)
    year, join = year_of(plan, "l.subject")
    source = results_of(plan, measure.scheme, grades)
    pairs = plan.view(
        "linked_pairs",
        'SELECT subject, "to", ROW_NUMBER() OVER (ORDER BY subject) AS turn FROM links'
        f" WHERE relation = {quoted_text(measure.relation)}",
    )
    latest = plan.table(
        "latest",
        f"SELECT l.subject, l.turn, MAX(r.year) AS year, ARG_MAX_NULL(r.place, r.year) AS place,"
        f" ARG_MAX_NULL(r.grade, r.year) AS grade, ARG_MAX_NULL(r.score, r.year) AS score"
        f' FROM {pairs} AS l{join} LEFT JOIN {source} AS r ON r.subject = l."to"'
        f" AND r.year <= {year} GROUP BY l.subject, l.turn",
    )
    if any(each.quantity == "grade" for each in measure.where):
        plan.suspect(f"SELECT subject FROM {latest} WHERE grade IS NOT NULL AND place IS NULL")
    return taken_of(plan, measure, grain, latest, grades, name)


def taken_of(
    plan: Plan, measure: Linked, grain: Grain, latest: str, grades: tuple[str, ...], name: str
) -> Value:
    """Count and add up the latest results of linked subjects that meet the conditions."""
    held = " AND ".join(meets(plan, each, grades, "l") for each in measure.where) or "TRUE"
    aggregates = {
        "met": f"COUNT(*) FILTER (WHERE {held})",
        "results": "COUNT(l.year)",
        "share": f"COUNT(l.year) FILTER (WHERE {held})",
        "scores": f"COUNT(l.score) FILTER (WHERE {held})",
        "total": f"COALESCE(SUM(l.score) FILTER (WHERE {held}), 0)",
        "low": f"MIN(l.score) FILTER (WHERE {held})",
        "high": f"MAX(l.score) FILTER (WHERE {held})",
    }
    wanted = ", ".join(f"{sql} AS {column}" for column, sql in aggregates.items())
    found, bounds = narrow_table(
        plan,
        "linked",
        f"SELECT l.subject, {wanted} FROM {latest} AS l GROUP BY l.subject",
        ("subject",),
        list(aggregates),
    )
    most = dict(zip(aggregates, bounds, strict=True))
    columns = ", ".join(f"j.{column} AS {name}_{column}" for column in aggregates)
    grain.join(found, columns, ("subject",))
    return brought(plan, measure, name, most)


def brought(plan: Plan, measure: Linked, name: str, most: dict[str, int]) -> Rational:
    """Return the number that a measure of linked subjects takes."""
    if measure.take == "count":
        return whole(f"COALESCE({name}_met, 0)", max(most["met"], 1))
    if measure.take == "share":
        return divide(
            whole(f"{name}_share", max(most["share"], 1)),
            whole(f"{name}_results", max(most["results"], 1)),
        )
    column = {"lowest": "low", "highest": "high"}.get(measure.take, "total")
    value = replace(score_of(plan, f"{name}_{column}"), most=max(most[column], 1))
    if measure.take == "sum":
        return replace(value, top=f"COALESCE({value.top}, 0)")
    if measure.take == "mean":
        return divide(value, whole(f"{name}_scores", max(most["scores"], 1)))
    return value
