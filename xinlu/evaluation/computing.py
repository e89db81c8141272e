"""Computing a run, as steady work (`evaluation.steady`).

Where subjects are ranked among each other, everybody's facts are kept first, then all are judged.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import act, move
from xinlu.evaluation import bindings, editions, steady
from xinlu.evaluation import peers as run_peers
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.facts import (
    corrected_in,
    facts_for,
    population,
    population_size,
    stored_batches,
)
from xinlu.evaluation.keeping import SAID, Judged, result_of, summed
from xinlu.evaluation.models import PeerTable, Result, Run, RunQuerySet
from xinlu.registry.models import Subject
from xinlu.rules import Facts, FactsError, Peers, Rulebook, Verdict, archive, frozen, judge
from xinlu.rules.peers import ranks
from xinlu.rules.strangers import refuse_strangers

#: Subjects of one transaction.
CHUNK = 400


def judged(
    standard: Standard, on: date, subjects: list[Subject], peers: Peers | None = None, **kept: Any
) -> Iterator[Judged]:
    """Yield each subject with its verdict as of the day; `peers` where they are ranked."""
    for subject, facts in facts_for(standard, on, subjects, **kept):
        yield judged_by(standard.rulebook, subject, facts, peers)


def judged_by(
    rulebook: Rulebook, subject: Subject, facts: Facts, peers: Peers | None = None
) -> Judged:
    """Return the subject of these facts with its verdict, or with why there is none."""
    try:
        return Judged(subject, facts, strictly(rulebook, facts, peers))
    except FactsError as error:
        return Judged(subject, facts, None, error)


def strictly(rulebook: Rulebook, facts: Facts, peers: Peers | None = None) -> Verdict:
    """Return the verdict; raises `FactsError` also for figures that the rulebook does not know."""
    refuse_strangers(rulebook, facts)
    return judge(rulebook, facts, peers)


def judged_all(standard: Standard, on: date) -> Iterator[Judged]:
    """Yield the whole population with its verdicts, without storing anything."""
    peers = run_peers.Groups(lambda: facts_of_all(standard, on)).of(standard.rulebook)
    for subjects in _chunks(standard, on):
        yield from judged(standard, on, subjects, peers)


def facts_of_all(standard: Standard, on: date, **kept: Any) -> Iterator[Facts]:
    """Yield the facts of the whole population."""
    for subjects in _chunks(standard, on, batches=kept.get("batches")):
        yield from (facts for _, facts in facts_for(standard, on, subjects, **kept))


def _chunks(standard: Standard, on: date, after: int = 0, **kept: Any) -> Iterator[list[Subject]]:
    """Yield the population behind a subject, a transaction's worth at a time."""
    while subjects := population(standard, on, after=after, limit=CHUNK, **kept):
        yield subjects
        after = subjects[-1].pk


def compute(pk: int) -> None:
    """Compute the run, from its start or from where it was left; a run that is done stays so."""
    run = Run.objects.select_related("edition").get(pk=pk)
    steady.carry_out(
        run, steady.Steady(_beginning, _compute_chunks, _mine, _drop, finish, fail, clear)
    )


def _beginning(run: Run) -> dict[str, Any]:
    """Return what a run begins with: the batches it keeps to, and how many subjects."""
    standard = editions.standard(run.edition)
    batches = stored_batches(standard)
    return {
        "gathered": 0,
        "progress": 0,
        "subject_count": population_size(standard, run.on, batches=batches),
        "summary": {
            "batches": batches,
            "corrected": corrected_in(batches),
            "bindings": bindings.counting(standard.mapping),
            "grades": {},
            "no_result": {},
            "rests_on": {},
        },
    }


def _drop(run: Run) -> None:
    """Remove what was computed and gathered."""
    Result.objects.filter(run=run).delete()
    PeerTable.objects.filter(run=run).delete()


def _mine(run: Run) -> RunQuerySet:
    """Return the run as a query that is empty once somebody else has moved it on."""
    return Run.objects.filter(
        pk=run.pk, state=Run.State.COMPUTING, gathered=run.gathered, progress=run.progress
    )


def _compute_chunks(run: Run) -> None:
    standard = editions.standard(run.edition)
    if ranks(standard.rulebook):
        _gather(run, standard)
        _judge_gathered(run, standard, _freeze(run, standard))
        return
    for subjects in _left(run, standard):
        _write(run, standard, list(judged(standard, run.on, subjects, **_kept(run))))


def _kept(run: Run) -> dict[str, Any]:
    """Return the inputs that the run keeps to; one begun before there were bindings has none."""
    return {"batches": run.summary["batches"], "bindings": run.summary.get("bindings", {})}


def _left(run: Run, standard: Standard) -> Iterator[list[Subject]]:
    """Yield the subjects of whom the run keeps nothing yet."""
    after = run.results.aggregate(last=Max("subject_id"))["last"] or 0
    return _chunks(standard, run.on, after, batches=run.summary["batches"])


def _gather(run: Run, standard: Standard) -> None:
    """Keep everybody's facts: all are to be ranked by what the run keeps, and by nothing newer."""
    for subjects in _left(run, standard):
        found = facts_for(standard, run.on, subjects, **_kept(run))
        rows = [Result(run=run, subject=who, inputs=archive.written(facts)) for who, facts in found]
        gathered = run.gathered + len(rows)
        with transaction.atomic():
            steady.write(run, _mine, gathered=gathered)
            Result.objects.bulk_create(rows)
        run.gathered = gathered


def _freeze(run: Run, standard: Standard) -> Peers:
    """Keep the peer groups, made once all facts are there, and return them."""
    held = PeerTable.objects.filter(run=run).first()
    if held is not None:
        return frozen.read(held.groups)
    peers = run_peers.made(run, standard)
    with transaction.atomic():
        steady.write(run, _mine, gathered=run.gathered)
        PeerTable.objects.get_or_create(run=run, defaults={"groups": frozen.written(peers)})
    return peers


def _judge_gathered(run: Run, standard: Standard, peers: Peers) -> None:
    """Judge by the facts that the run keeps, in the order in which they were gathered."""
    rows = run.results.order_by("subject_id").select_related("subject")
    last = rows[run.progress - 1].subject_id if run.progress else 0
    while kept := list(rows.filter(subject_id__gt=last)[:CHUNK]):
        facts = [(row.subject, archive.facts(row.inputs)) for row in kept]
        _write(run, standard, [judged_by(standard.rulebook, *each, peers) for each in facts])
        last = kept[-1].subject_id


def _write(run: Run, standard: Standard, done: list[Judged]) -> None:
    """Write a chunk and the progress in one transaction, unless the run was overtaken."""
    results = [result_of(run, standard, one) for one in done]
    progress, summary = run.progress + len(done), summed(run.summary, standard, results)
    with transaction.atomic():
        steady.write(run, _mine, progress=progress, summary=summary)
        # Where facts were gathered before, the result takes the place of its own inputs.
        Result.objects.bulk_create(
            results,
            update_conflicts=True,
            unique_fields=["run", "subject"],
            update_fields=SAID,
        )
    run.progress, run.summary = progress, summary


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
    PeerTable.objects.filter(run_id=pk, run__state__in=gone).delete()
    steady.remove(Result.objects.filter(run_id=pk, run__state__in=gone))


def unfinished() -> RunQuerySet:
    """Return the runs that the queue is, or should be, at work on, oldest first."""
    return Run.objects.filter(state__in=[Run.State.QUEUED, Run.State.COMPUTING]).order_by("pk")
