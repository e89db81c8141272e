"""Computing a run: chunk by chunk in short transactions, visible all at once.

A run keeps to the batches that were stored when it began, so all its results speak of one moment.
What is killed halfway goes on behind the last chunk that was written; the end result is the same.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from xinlu.accounts.actors import SYSTEM, Actor
from xinlu.accounts.acts import NotAllowed, act, move
from xinlu.evaluation import bindings, editions, values
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.facts import (
    facts_for,
    population,
    population_size,
    refuse_strangers,
    still_stored,
    stored_batches,
)
from xinlu.evaluation.models import Result, Run, RunQuerySet
from xinlu.registry.models import Subject
from xinlu.rules import Facts, FactsError, Rulebook, Verdict, archive, judge

#: Subjects of one transaction.
CHUNK = 400
#: How often a run begins anew because its inputs were withdrawn under it.
ATTEMPTS = 3

#: `Result.no_result` of a subject whose facts do not fit the rulebook.
UNJUDGED = "unjudged"


class Overtaken(Exception):
    """The run was cancelled, or another worker computes it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A subject with its facts and its verdict, or the error that kept it from one."""

    subject: Subject
    facts: Facts
    verdict: Verdict | None
    error: FactsError | None = None


def judged(standard: Standard, on: date, subjects: list[Subject], **kept: Any) -> Iterator[Judged]:
    """Yield each subject with its verdict as of the day."""
    for subject, facts in facts_for(standard, on, subjects, **kept):
        yield judged_by(standard.rulebook, subject, facts)


def judged_by(rulebook: Rulebook, subject: Subject, facts: Facts) -> Judged:
    """Return the subject of these facts with its verdict, or with why there is none."""
    try:
        return Judged(subject, facts, strictly(rulebook, facts))
    except FactsError as error:
        return Judged(subject, facts, None, error)


def strictly(rulebook: Rulebook, facts: Facts) -> Verdict:
    """Return the verdict; raises `FactsError` also for figures that the rulebook does not know."""
    refuse_strangers(rulebook, facts)
    return judge(rulebook, facts)


def judged_all(standard: Standard, on: date) -> Iterator[Judged]:
    """Yield the whole population with its verdicts, without storing anything."""
    after = 0
    while subjects := population(standard, on, after=after, limit=CHUNK):
        yield from judged(standard, on, subjects)
        after = subjects[-1].pk


def compute(pk: int) -> None:
    """Compute the run, from its start or from where it was left; a run that is done stays so."""
    run = Run.objects.select_related("edition").get(pk=pk)
    try:
        if run.state == Run.State.QUEUED:
            move(run, Run.State.COMPUTING, moves=Run.MOVES, **_beginning(run))
        if run.state == Run.State.COMPUTING:
            _compute_steadily(run)
    except (Overtaken, NotAllowed):
        # Cancelled, or another worker was quicker; what is left over of a cancelled run goes.
        clear(pk)
    except Exception as error:
        fail(run, by=SYSTEM, failure={"code": "crashed", "message": str(error)[:500]})
        clear(pk)
        raise


def _compute_steadily(run: Run) -> None:
    """Compute until the inputs stood still meanwhile, or give up."""
    for _ in range(ATTEMPTS):
        _compute_chunks(run)
        if still_stored(run.summary["batches"]):
            finish(run, by=SYSTEM)
            return
        _begin_anew(run)
    fail(run, by=SYSTEM, failure={"code": "inputs-changed"})
    clear(run.pk)


def _beginning(run: Run) -> dict[str, Any]:
    """Return what a run begins with: the batches it keeps to, and how many subjects."""
    standard = editions.standard(run.edition)
    batches = stored_batches(standard)
    return {
        "progress": 0,
        "subject_count": population_size(standard, run.on, batches=batches),
        "summary": {
            "batches": batches,
            "bindings": bindings.counting(standard.mapping),
            "grades": {},
            "no_result": {},
            "rests_on": {},
        },
    }


def _begin_anew(run: Run) -> None:
    """Drop what was computed and fix the inputs again, unless the run was overtaken."""
    changes = _beginning(run)
    with transaction.atomic():
        if not _mine(run).update(**changes):
            raise Overtaken
        Result.objects.filter(run=run).delete()
    run.refresh_from_db()


def _mine(run: Run) -> RunQuerySet:
    """Return the run as a query that is empty once somebody else has moved it on."""
    return Run.objects.filter(pk=run.pk, state=Run.State.COMPUTING, progress=run.progress)


def _compute_chunks(run: Run) -> None:
    standard = editions.standard(run.edition)
    batches = run.summary["batches"]
    # A run that began before there were bindings goes by none.
    kept = {"batches": batches, "bindings": run.summary.get("bindings", {})}
    after = run.results.aggregate(last=Max("subject_id"))["last"] or 0
    while subjects := population(standard, run.on, after=after, limit=CHUNK, batches=batches):
        done = list(judged(standard, run.on, subjects, **kept))
        _write(run, standard, done)
        after = subjects[-1].pk


def _write(run: Run, standard: Standard, done: list[Judged]) -> None:
    """Write a chunk and the progress in one transaction, unless the run was overtaken."""
    results = [result_of(run, standard, one) for one in done]
    progress, summary = run.progress + len(done), _summed(run.summary, standard, results)
    with transaction.atomic():
        if not _mine(run).update(progress=progress, summary=summary):
            raise Overtaken
        Result.objects.bulk_create(results)
    run.progress, run.summary = progress, summary


def _summed(summary: dict[str, Any], standard: Standard, results: list[Result]) -> dict[str, Any]:
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


@act("run.finish", title="算出试算结果")
def finish(run: Run, *, by: Actor) -> Run:
    """Make the computed run a trial (试算): from here on officers see its results, all at once."""
    return move(run, Run.State.TRIAL, moves=Run.MOVES, computed_at=timezone.now())


@act("run.fail", title="评价未完成")
def fail(run: Run, *, by: Actor, failure: dict[str, str]) -> Run:
    """Give the run up and say why."""
    return move(run, Run.State.FAILED, moves=Run.MOVES, failure=failure)


def clear(pk: int) -> None:
    """Remove the results of a run that nobody may see, in short transactions."""
    gone = (Run.State.CANCELLED, Run.State.FAILED)
    while True:
        rows = Result.objects.filter(run_id=pk, run__state__in=gone)
        chunk = list(rows.values_list("pk", flat=True)[: 5 * CHUNK])
        if not chunk:
            return
        Result.objects.filter(pk__in=chunk).delete()


def unfinished() -> RunQuerySet:
    """Return the runs that the queue is, or should be, at work on, oldest first."""
    return Run.objects.filter(state__in=[Run.State.QUEUED, Run.State.COMPUTING]).order_by("pk")
