"""A verdict as the row that is kept of it, and what a run's verdicts sum up to."""

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final

from xinlu.evaluation import values
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.models import Result, Run
from xinlu.registry.models import Subject
from xinlu.rules import Facts, FactsError, Verdict, archive

#: `Result.no_result` of a subject whose facts do not fit the rulebook.
UNJUDGED = "unjudged"


#: What a verdict writes into a result whose inputs are kept already.
SAID: Final = (
    "score",
    "score_text",
    "score_sort",
    "grade",
    "grade_rank",
    "candidate_since",
    "no_result",
    "period_start",
    "period_end",
    "verdict",
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A subject with its facts and its verdict, or the error that kept it from one."""

    subject: Subject
    facts: Facts
    verdict: Verdict | None
    error: FactsError | None = None


def summed(summary: dict[str, Any], standard: Standard, results: list[Result]) -> dict[str, Any]:
    """Return the sum of a run with some more results in it."""
    grades, silent, rests_on = (Counter(summary[k]) for k in ("grades", "no_result", "rests_on"))
    for result in results:
        if result.no_result:
            silent[result.no_result] += 1
        elif result.grade:
            grades[result.grade] += 1
        rests_on.update(result.verdict.get("rests_on", ()))
        codes = (event.get("cause", "") for event in result.inputs.get("events", ()))
        rests_on.update(values.of_causes(standard, codes))
    return {
        **summary,
        "grades": dict(grades),
        "no_result": dict(silent),
        "rests_on": dict(rests_on),
    }


def result_of(run: Run, standard: Standard, one: Judged) -> Result:
    """Return the row, not yet stored, that keeps a verdict with the inputs it was made from."""
    inputs = archive.written(one.facts)
    if one.verdict is None:
        assert one.error is not None
        return Result(
            run=run,
            subject=one.subject,
            no_result=UNJUDGED,
            inputs=inputs,
            verdict=archive.written_error(one.error),
        )
    said = one.verdict
    ranks = {grade.code: n for n, grade in enumerate(standard.rulebook.grades, 1)}
    return Result(
        run=run,
        subject=one.subject,
        score="" if said.score is None else str(said.score),
        score_text=said.score_text or "",
        score_sort=None if said.score is None else sortable(said.score),
        grade=said.grade or "",
        grade_rank=ranks.get(said.grade or ""),
        candidate_since=said.candidate_since,
        no_result=said.no_result or "",
        period_start=said.period.start if said.period else None,
        period_end=said.period.end if said.period else None,
        inputs=inputs,
        verdict=archive.written(said),
    )


def sortable(score: Fraction) -> Decimal:
    """Return the number with six decimals, for sorting only."""
    exact = Decimal(score.numerator) / Decimal(score.denominator)
    return exact.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)
