"""Whom an announced act touches: the records, ties and earlier results that verdicts read."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from xinlu.accounts.models import Announcement
from xinlu.collection.models import Batch, Correction, Record
from xinlu.collection.services.stating import source_of
from xinlu.evaluation.models import CauseBinding, Result, Run, RunningStep
from xinlu.registry.models import Link, Merging

Cause = RunningStep.Cause
#: Subjects that are handed on at a time.
AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Touched:
    """Subjects whose results may have changed, in all schemes or in one, and why."""

    cause: Cause
    announcement: int
    subjects: tuple[int, ...] = ()
    #: The scheme alone that is touched; with no subjects its whole population is.
    scheme: str = ""
    #: The template whose records changed; "" where anything that verdicts read may have.
    template: str = ""


def touched(told: Announcement) -> Iterator[Touched]:
    """Yield what the announcement touches; nothing for acts that no verdict depends on."""
    found = TOPICS.get(told.topic)
    if found is not None:
        yield from found(told)


def _batch(cause: Cause) -> Callable[[Announcement], Iterator[Touched]]:
    def find(told: Announcement) -> Iterator[Touched]:
        batch = Batch.objects.filter(pk=told.target_id).first()
        if batch is None:
            return
        of = Record.objects.filter(batch=batch).order_by("subject_id")
        ids = of.values_list("subject_id", flat=True).distinct()
        yield from _in_parts(cause, told, ids, batch.template)
        ties = Link.objects.filter(source=source_of(batch)).values_list("of_id", "to_id")
        yield from _in_parts(Cause.SUBJECT, told, dict.fromkeys(pk for tie in ties for pk in tie))

    return find


def _correction(told: Announcement) -> Iterator[Touched]:
    """Yield whom the old record was about and whom the new one is about: perhaps another."""
    made = Correction.objects.filter(pk=told.target_id, state=Correction.State.MADE)
    for one in made.select_related("record", "into"):
        both = {each.subject_id for each in (one.record, one.into) if each}
        yield from _in_parts(Cause.CORRECTED, told, sorted(both), one.template)


def _merging(told: Announcement) -> Iterator[Touched]:
    pairs = Merging.objects.filter(pk=told.target_id).values_list("subject_id", "into_id")
    yield from _in_parts(Cause.SUBJECT, told, [pk for pair in pairs for pk in pair])


def _link(told: Announcement) -> Iterator[Touched]:
    pairs = Link.objects.filter(pk=told.target_id).values_list("of_id", "to_id")
    yield from _in_parts(Cause.SUBJECT, told, [pk for pair in pairs for pk in pair])


def _run(told: Announcement) -> Iterator[Touched]:
    """Yield whoever has a result in the run: results to come read it as one of an earlier year."""
    for run in Run.objects.filter(pk=told.target_id):
        subjects = Result.objects.filter(run=run).order_by("subject_id")
        yield from _in_parts(
            Cause.EARLIER, told, subjects.values_list("subject_id", flat=True).iterator()
        )


def _binding(told: Announcement) -> Iterator[Touched]:
    for one in CauseBinding.objects.filter(pk=told.target_id):
        yield Touched(Cause.EDITION, told.pk, scheme=one.scheme)


def _in_parts(
    cause: Cause, told: Announcement, ids: Iterable[int], template: str = ""
) -> Iterator[Touched]:
    part: list[int] = []
    for pk in ids:
        part.append(pk)
        if len(part) == AT_ONCE:
            yield Touched(cause, told.pk, tuple(part), template=template)
            part = []
    if part:
        yield Touched(cause, told.pk, tuple(part), template=template)


#: Acts that change what a verdict reads, by the topic of their announcement.
TOPICS: dict[str, Callable[[Announcement], Iterator[Touched]]] = {
    "batch.store": _batch(Cause.RECORDS),
    "batch.withdraw": _batch(Cause.WITHDRAWN),
    "correction.propose": _correction,
    "correction.confirm": _correction,
    "merging.merge": _merging,
    "merging.undo": _merging,
    "link.make": _link,
    "link.end": _link,
    "run.announce": _run,
    "run.withdraw": _run,
    "cause.confirm": _binding,
    "cause.end": _binding,
}
