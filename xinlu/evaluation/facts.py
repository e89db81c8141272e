"""From stored records to the facts that a rulebook reads, a chunk of subjects at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from xinlu.collection.models import Batch, Correction, Record
from xinlu.evaluation import bindings as bound
from xinlu.evaluation.charging import events_of
from xinlu.evaluation.earlier import (
    Announced,
    Told,
    announced,
    as_of_one,
    as_results,
    links_for,
    schemes_of,
)
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.gathering import COLUMNS, Gathered, Words, readers
from xinlu.evaluation.shapes import Sheet
from xinlu.kernel.periods import anniversary_cycle
from xinlu.registry.models import Subject
from xinlu.registry.selectors import standing_of, whose
from xinlu.rules import Facts


def records_for(standard: Standard, on: date, batches: Collection[int] | None) -> QuerySet[Record]:
    """Return the records in force that the mapping reads for an evaluation as of the day.

    With `batches`, only those of these batches: a run keeps to what was stored when it began.
    """
    records = Record.objects.in_force().filter(rows_of(standard.mapping.shapes()))
    if batches is not None:
        records = records.filter(batch_id__in=batches)
    penalties = standard.mapping.causes
    of_year = Q(year=on.year)
    if penalties:
        # Penalties carry no year to be evaluated: theirs is that of the decision.
        mine = rows_of([penalties])
        of_year |= mine & Q(year__isnull=True, happened_on__year=on.year)
        if penalties.contested == "waits":
            records = records.exclude(mine & Q(is_contested=True))
    if standard.mapping.by_year:
        records = records.filter(of_year)
    return records.filter(Q(happened_on__isnull=True) | Q(happened_on__lte=on))


def rows_of(shapes: Iterable[Sheet]) -> Q:
    """Return the condition that a record is a row that one of the shapes reads."""
    one_of = Q()
    for template, sheet, where in sorted({each.rows for each in shapes}):
        held = {f"values__{key}": value for key, value in where}
        one_of |= Q(template=template, sheet=sheet, **held)
    return one_of


def _populating(standard: Standard, on: date, batches: Collection[int] | None) -> QuerySet[Record]:
    """Return the records that make their subjects part of the population."""
    return records_for(standard, on, batches).filter(rows_of(standard.mapping.population))


def population(
    standard: Standard,
    on: date,
    *,
    after: int = 0,
    limit: int = 400,
    batches: Collection[int] | None = None,
) -> list[Subject]:
    """Return the next subjects to evaluate, by id: who has a record in the population's sheets."""
    ids = (
        standing_of(_populating(standard, on, batches))
        .filter(standing__gt=after)
        .values_list("standing", flat=True)
        .order_by("standing")
        .distinct()[:limit]
    )
    held = Subject.objects.in_bulk(list(ids))
    return [held[pk] for pk in sorted(held)]


def stored_batches(*standards: Standard) -> list[int]:
    """Return the batches in force that anything of the standards is read from, by id."""
    templates = {template for each in standards for template, _ in each.mapping.sheets()}
    stored = Batch.objects.filter(state=Batch.State.STORED, template__in=templates)
    return sorted(stored.values_list("pk", flat=True))


def corrected_in(batches: Collection[int]) -> int:
    """Return how many records of the batches have been corrected by now."""
    made = Correction.objects.filter(state=Correction.State.MADE)
    return made.filter(record__batch__in=batches).count()


def still_stored(batches: Collection[int], corrected: int) -> bool:
    """Say whether the batches are all in force, with so many of their records corrected."""
    held = Batch.objects.filter(pk__in=batches, state=Batch.State.STORED).count()
    return held == len(batches) and corrected_in(batches) == corrected


def populating_among(standard: Standard, on: date, subjects: Collection[int]) -> set[int]:
    """Return which of these subjects, each standing for itself, are of the population."""
    stands_for = whose(subjects)
    rows = _populating(standard, on, None).filter(subject_id__in=list(stands_for))
    return {stands_for[pk] for pk in rows.values_list("subject_id", flat=True).distinct()}


def population_size(standard: Standard, on: date, *, batches: Collection[int] | None = None) -> int:
    """Return how many subjects are to be evaluated."""
    return population_ids(standard, on, batches=batches).distinct().count()


def population_ids(
    standard: Standard, on: date, *, batches: Collection[int] | None = None
) -> QuerySet[Record, Any]:
    """Return the ids of the subjects to evaluate as a query; one may come several times."""
    return standing_of(_populating(standard, on, batches)).values("standing")


def facts_for(
    standard: Standard,
    on: date,
    subjects: Sequence[Subject],
    *,
    batches: Collection[int] | None = None,
    bindings: bound.Kept | None = None,
    of_others: Told = announced,
) -> Iterator[tuple[Subject, Facts]]:
    """Yield each subject with its facts as of the day; one query a table for all of them.

    With `bindings`, penalties are mapped by these confirmed bindings of causes, beside the table.
    `of_others` tells the results of subjects that they are tied to.
    """
    gathered: dict[int, Gathered] = defaultdict(Gathered)
    read_from = readers(standard.mapping, Words(standard.rulebook))
    stands_for = whose(subject.pk for subject in subjects)
    ids = list(stands_for)
    rows = (
        records_for(standard, on, batches)
        .filter(subject_id__in=ids)
        .order_by("received_at", "id")
        .values_list(*COLUMNS)
    )
    for row in rows.iterator(chunk_size=2000):
        for read in read_from.get((row[2], row[3]), ()):
            read(gathered[stands_for[row[0]]], row)
    mapping, own = standard.mapping, standard.rulebook.scheme
    if mapping.causes:
        lines = bound.lines_for(mapping, bindings)
        for one in gathered.values():
            events, units = events_of(one.charges, one.events, lines)
            one.events += events
            one.units.update({(unit.kind, unit.key): unit for unit in units})
    schemes = schemes_of(mapping.results, own)
    asked = {*schemes, own} if mapping.prior.own else set(schemes)
    before = as_of_one(announced(asked, ids, on), stands_for)
    links = links_for(mapping.links, stands_for, own, on, of_others)
    for subject in subjects:
        facts = _facts(standard, on, subject, gathered[subject.pk], before.get(subject.pk, ()))
        earlier = as_results(before.get(subject.pk, ()), schemes, own)
        yield subject, replace(facts, results=earlier, links=tuple(links.get(subject.pk, ())))


def _facts(
    standard: Standard,
    on: date,
    subject: Subject,
    gathered: Gathered,
    before: Sequence[Announced],
) -> Facts:
    grade = gathered.prior or _own_prior(standard, on, gathered, before)
    return Facts(
        # Persons have no public code, and the archive holds no personal number.
        subject=subject.code or str(subject.uid),
        on=on,
        units=gathered.whole_units(),
        events=tuple(sorted(gathered.events, key=lambda event: (event.on, event.key))),
        quantities=gathered.given(),
        prior={"grade": grade} if grade else {},
        dates=gathered.dates,
    )


def _own_prior(
    standard: Standard, on: date, gathered: Gathered, before: Sequence[Announced]
) -> str:
    """Return the grade of our own result for the period right before this one, or nothing."""
    if not standard.mapping.prior.own:
        return ""
    own = [each for each in before if each.scheme == standard.rulebook.scheme and each.grade]
    if standard.rulebook.period == "calendar-year":
        fitting = [each.grade for each in own if each.year == on.year - 1]
    else:
        named = standard.rulebook.cycle.of
        first = gathered.dates.get(named) if named else None
        cycle = anniversary_cycle(first, on) if first else None
        fitting = [each.grade for each in own if cycle and each.end == cycle.start]
    return fitting[-1] if fitting else ""
