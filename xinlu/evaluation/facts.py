"""From stored records to the facts that a rulebook reads, a chunk of subjects at a time."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet

from xinlu.collection.models import Record
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.mappings import EventMap, FieldMap, UnitMap
from xinlu.evaluation.models import Result, Run
from xinlu.kernel.periods import anniversary_cycle
from xinlu.registry.models import Subject
from xinlu.rules import Event, Facts, Unit

#: The columns of a record that facts are made from, in this order.
COLUMNS = ("subject_id", "uid", "template", "sheet", "values", "happened_on", "number")

#: Of an own announced result: the year, the end of its period, the grade.
OwnResult = tuple[int, date | None, str]


@dataclass(slots=True)
class Gathered:
    """What the records of one subject say, before it is facts."""

    units: dict[tuple[str, str], Unit] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    prior: str = ""
    dates: dict[str, date] = field(default_factory=dict)


def records_for(standard: Standard, on: date, batches: Collection[int] | None) -> QuerySet[Record]:
    """Return the records in force that the mapping reads for an evaluation as of the day.

    With `batches`, only those of these batches: a run keeps to what was stored when it began.
    """
    records = Record.objects.in_force().filter(_of(sorted(standard.mapping.sheets())))
    if batches is not None:
        records = records.filter(batch_id__in=batches)
    if standard.mapping.by_year:
        records = records.filter(year=on.year)
    return records.filter(Q(happened_on__isnull=True) | Q(happened_on__lte=on))


def _of(sheets: Iterable[tuple[str, str]]) -> Q:
    """Return the condition that a record is of one of the sheets."""
    one_of = Q()
    for template, sheet in sheets:
        one_of |= Q(template=template, sheet=sheet)
    return one_of


def _populating(standard: Standard, on: date, batches: Collection[int] | None) -> QuerySet[Record]:
    """Return the records that make their subjects part of the population."""
    sheets = [(shape.template, shape.sheet) for shape in standard.mapping.population]
    return records_for(standard, on, batches).filter(_of(sheets))


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
        _populating(standard, on, batches)
        .filter(subject_id__gt=after)
        .values_list("subject_id", flat=True)
        .order_by("subject_id")
        .distinct()[:limit]
    )
    held = Subject.objects.in_bulk(list(ids))
    return [held[pk] for pk in sorted(held)]


def population_size(standard: Standard, on: date, *, batches: Collection[int] | None = None) -> int:
    """Return how many subjects are to be evaluated."""
    return _populating(standard, on, batches).values("subject_id").distinct().count()


def facts_for(
    standard: Standard,
    on: date,
    subjects: Sequence[Subject],
    *,
    batches: Collection[int] | None = None,
) -> Iterator[tuple[Subject, Facts]]:
    """Yield each subject with its facts as of the day; one query a table for all of them."""
    gathered: dict[int, Gathered] = defaultdict(Gathered)
    readers = _readers(standard)
    rows = (
        records_for(standard, on, batches)
        .filter(subject_id__in=[subject.pk for subject in subjects])
        .order_by("received_at", "id")
        .values_list(*COLUMNS)
    )
    for row in rows.iterator(chunk_size=2000):
        for read in readers.get((row[2], row[3]), ()):
            read(gathered[row[0]], row)
    own = _own_results(standard, on, subjects) if standard.mapping.prior.own else {}
    for subject in subjects:
        yield subject, _facts(standard, on, subject, gathered[subject.pk], own)


Reader = Callable[[Gathered, Any], None]


def _readers(standard: Standard) -> dict[tuple[str, str], list[Reader]]:
    """Return, for each sheet, what is to be read from a row of it."""
    mapping = standard.mapping
    readers: dict[tuple[str, str], list[Reader]] = defaultdict(list)
    for unit in mapping.units:
        readers[unit.template, unit.sheet].append(_unit_reader(unit))
    for event in mapping.events:
        readers[event.template, event.sheet].append(_event_reader(event))
    if mapping.prior.field:
        readers[mapping.prior.field.template, mapping.prior.field.sheet].append(
            _prior_reader(mapping.prior.field)
        )
    for name, named in mapping.dates.items():
        readers[named.template, named.sheet].append(_date_reader(name, named))
    return readers


def _unit_reader(shape: UnitMap) -> Reader:
    def read(into: Gathered, row: Any) -> None:
        values = row[4]
        key = values[shape.key]
        weight = Fraction(values[shape.weight]) if shape.weight else None
        # Rows come in the order in which they were received: a later one says it anew.
        into.units[shape.kind, key] = Unit(shape.kind, key, key, weight)

    return read


def _event_reader(shape: EventMap) -> Reader:
    def read(into: Gathered, row: Any) -> None:
        _, uid, _, _, values, happened_on, number = row
        unit = values.get(shape.unit) if shape.unit else None
        if shape.makes_unit and unit:
            into.units.setdefault((shape.makes_unit, unit), Unit(shape.makes_unit, unit, unit))
        into.events.append(
            Event(
                key=str(uid),
                code=(values.get(shape.code) if shape.code else "") or shape.item,
                on=happened_on,
                points=_number(values, shape.points),
                unit=unit or None,
                number=number or None,
                title=(values.get(shape.title) if shape.title else "") or "",
                times=_number(values, shape.times),
            )
        )

    return read


def _number(values: Mapping[str, Any], key: str) -> Fraction | None:
    text = values.get(key) if key else None
    return Fraction(text) if text else None


def _prior_reader(shape: FieldMap) -> Reader:
    def read(into: Gathered, row: Any) -> None:
        into.prior = row[4].get(shape.field) or into.prior

    return read


def _date_reader(name: str, shape: FieldMap) -> Reader:
    def read(into: Gathered, row: Any) -> None:
        if text := row[4].get(shape.field):
            into.dates[name] = date.fromisoformat(text)

    return read


def _facts(
    standard: Standard,
    on: date,
    subject: Subject,
    gathered: Gathered,
    own: Mapping[int, Sequence[OwnResult]],
) -> Facts:
    grade = gathered.prior or _own_prior(standard, on, gathered, own.get(subject.pk, ()))
    return Facts(
        # Persons have no public code, and the archive holds no personal number.
        subject=subject.code or str(subject.uid),
        on=on,
        units=tuple(gathered.units.values()),
        events=tuple(sorted(gathered.events, key=lambda event: (event.on, event.key))),
        prior={"grade": grade} if grade else {},
        dates=gathered.dates,
    )


def _own_results(
    standard: Standard, on: date, subjects: Sequence[Subject]
) -> dict[int, list[OwnResult]]:
    """Return the year, end of period and grade of our own announced results before the day."""
    rows = (
        Result.objects.filter(
            subject__in=subjects,
            run__edition__scheme=standard.rulebook.scheme,
            run__state=Run.State.ANNOUNCED,
            run__on__lt=on,
        )
        .exclude(grade="")
        .order_by("run__on", "id")
        .values_list("subject_id", "run__year", "period_end", "grade")
    )
    held: dict[int, list[OwnResult]] = defaultdict(list)
    for subject_id, year, end, grade in rows:
        held[subject_id].append((year, end, grade))
    return held


def _own_prior(
    standard: Standard,
    on: date,
    gathered: Gathered,
    results: Sequence[OwnResult],
) -> str:
    """Return the grade of our own result for the period right before this one, or nothing."""
    if standard.rulebook.period == "calendar-year":
        fitting = [grade for year, _, grade in results if year == on.year - 1]
    else:
        named = standard.rulebook.cycle.of
        first = gathered.dates.get(named) if named else None
        cycle = anniversary_cycle(first, on) if first else None
        fitting = [grade for _, end, grade in results if cycle and end == cycle.start]
    return fitting[-1] if fitting else ""
