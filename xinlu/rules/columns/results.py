"""The result of each subject as a row: values as whole numerators and denominators, the grade."""

from fractions import Fraction
from typing import Any

from xinlu.rules.columns.grains import Ranked, Value, guarded
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.rationals import NARROW, Rational
from xinlu.rules.columns.scores import Scored
from xinlu.rules.columns.sources import quoted_text
from xinlu.rules.language import Earlier
from xinlu.rules.verdict import Verdict

#: Numbers of any size leave the engine as decimals without places.
NUMBER = "DECIMAL(38, 0)"
#: A number beyond this has no room in a column; as a score it still stands as text.
MOST = 10**38
PARTS = ("numerator", "denominator")


def columns_of(plan: Plan, result: Scored, grade: str, why: str) -> str:
    """Return the relation of the results."""
    wanted = ["subject"]
    in_cycle = "cycle_started IS NOT NULL" if plan.own_cycles else None
    for name in named(plan):
        wanted += value_columns(name, guarded(plan.subjects.values[name], in_cycle))
    if result.score is not None:
        wanted += value_columns("score", result.score)
    else:
        wanted += ["CAST(NULL AS BIGINT) AS score_numerator"]
        wanted += ["CAST(NULL AS BIGINT) AS score_denominator"]
    wanted.append(f"{score_text(plan, result.score)} AS score")
    wanted.append(f"{grade_text(plan, grade)} AS grade")
    wanted.append(f"{why} AS no_result")
    wanted += ["CAST(NULL AS VARCHAR) AS error", *dated(plan)]
    return plan.view("results_of_plan", f"SELECT {', '.join(wanted)} FROM {plan.subjects.relation}")


def empty_results(plan: Plan) -> str:
    """Return the relation of the results of nobody."""
    wanted = ["subject"]
    for name in [*named(plan), "score"]:
        label = name.replace('"', '""')
        measure = plan.rulebook.measures.get(name)
        if isinstance(measure, Earlier) and measure.take == "grade":
            wanted.append(f'CAST(NULL AS VARCHAR) AS "{label}"')
        else:
            wanted += [f'CAST(NULL AS BIGINT) AS "{label}_{part}"' for part in PARTS]
    texts = ("score", "grade", "no_result", "error")
    wanted += [f"CAST(NULL AS VARCHAR) AS {name}" for name in texts]
    wanted += [f"CAST(NULL AS DATE) AS {name}" for name in ("candidate_since", "until")]
    return plan.view("results_of_plan", f"SELECT {', '.join(wanted)} FROM subjects WHERE FALSE")


def dated(plan: Plan) -> list[str]:
    """Return the days of the result, of those that the plan has worked out."""
    found = []
    for name in ("candidate_since", "until"):
        sql = plan.days.get(name, "CAST(NULL AS DATE)")
        if plan.own_cycles and name == "candidate_since":
            sql = f"CASE WHEN cycle_started IS NOT NULL THEN {sql} END"
        found.append(f"{sql} AS {name}")
    return found


def named(plan: Plan) -> list[str]:
    """Return the components and measures of subjects that a result tells."""
    measures = [name for name, each in plan.rulebook.measures.items() if each.unit is None]
    return [*plan.rulebook.components, *measures]


def value_columns(name: str, value: Value) -> list[str]:
    """Return the columns of one value under its name."""
    label = name.replace('"', '""')
    if isinstance(value, Rational):
        below = f"CASE WHEN {value.top} IS NOT NULL THEN {value.below} END"
        top = f"CAST({value.top} AS {leaving(value.most)})"
        below = f"CAST({below} AS {leaving(value.under)})"
        return [f'{top} AS "{label}_numerator"', f'{below} AS "{label}_denominator"']
    if isinstance(value, Ranked):
        return [f'{place_text(value.sql, value.grades)} AS "{label}"']
    return [f'{value.sql} AS "{label}"']


def leaving(most: int) -> str:
    """Return the type in which a whole number leaves the engine: 128 bits would become binary."""
    return "BIGINT" if most <= NARROW else NUMBER


def place_text(sql: str, grades: tuple[str, ...]) -> str:
    """Return a grade's code by its place."""
    if not grades:
        return "CAST(NULL AS VARCHAR)"
    arms = "".join(f" WHEN {place} THEN {quoted_text(code)}" for place, code in enumerate(grades))
    return f"CASE {sql}{arms} END"


def grade_text(plan: Plan, grade: str) -> str:
    """Return the code of the rulebook's grade."""
    return place_text(grade, tuple(each.code for each in plan.rulebook.grades))


def score_text(plan: Plan, score: Rational | None) -> str:
    """Return the score as it is written: a decimal, or a fraction where there is none."""
    if score is None:
        return "CAST(NULL AS VARCHAR)"
    rule = plan.rulebook.rounding
    if rule is not None:
        return padded(score.top, rule.decimals)
    shared = f"GCD({score.top}, {score.below})"
    top, below = f"({score.top} // {shared})", f"({score.below} // {shared})"
    finite = f"(CAST(1000000000000000000 AS HUGEINT) % {below} = 0)"
    lifted = f"({top} * (CAST(1000000000000000000 AS HUGEINT) // {below}))"
    trimmed = f"RTRIM(RTRIM({padded(lifted, 18)}, '0'), '.')"
    fraction = f"CAST({top} AS VARCHAR) || '/' || CAST({below} AS VARCHAR)"
    return f"CASE WHEN {finite} THEN {trimmed} ELSE {fraction} END"


def padded(top: str, decimals: int) -> str:
    """Return a whole number of 10^-decimals as a decimal with just so many places."""
    if decimals == 0:
        return f"CAST({top} AS VARCHAR)"
    digits = f"CAST(ABS({top}) AS VARCHAR)"
    full = f"LPAD({digits}, CAST(GREATEST(LENGTH({digits}), {decimals + 1}) AS INTEGER), '0')"
    sign = f"CASE WHEN {top} < 0 THEN '-' ELSE '' END"
    left = f"LEFT({full}, CAST(LENGTH({full}) - {decimals} AS INTEGER))"
    return f"{sign} || {left} || '.' || RIGHT({full}, {decimals})"


def row_of(
    plan: Plan, subject: Any, verdict: Verdict | None = None, error: str | None = None
) -> dict[str, Any]:
    """Return the row of a subject that was judged by itself, or could not be."""
    row: dict[str, Any] = {"subject": subject, "error": error}
    if verdict is None:
        return row
    known: dict[str, Fraction | str | None] = {
        **{each.name: each.value for each in verdict.components},
        **verdict.measures,
        "score": verdict.score,
    }
    for name, value in known.items():
        if isinstance(value, Fraction) and max(abs(value.numerator), value.denominator) >= MOST:
            continue
        if isinstance(value, Fraction):
            row[f"{name}_numerator"] = value.numerator
            row[f"{name}_denominator"] = value.denominator
        elif name != "score":
            row[name] = value
    return row | {
        "score": verdict.score_text,
        "grade": verdict.grade,
        "no_result": verdict.no_result,
        "candidate_since": verdict.candidate_since,
        "until": verdict.until,
    }
