"""What others may ask of batches and records."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from xinlu.accounts.actors import Actor
from xinlu.collection.models import Batch, Record
from xinlu.collection.publication import PUBLIC_TEMPLATES
from xinlu.registry.models import Subject


@dataclass(frozen=True)
class RecordFilters:
    """What the desk's query form asks for; an empty field asks nothing."""

    template: str = ""
    sheet: str = ""
    number: str = ""
    #: Name or code of the subject, or a part of the name.
    subject: str = ""
    since: date | None = None
    until: date | None = None
    year: int | None = None
    place_id: int | None = None
    batch_id: int | None = None
    #: A value of `Record.State`; empty: in force.
    state: str = ""


@dataclass(frozen=True, slots=True)
class Todo:
    """How many of the actor's batches wait for something."""

    waiting: int
    under_way: int
    failed: int


def batches_for(actor: Actor) -> QuerySet[Batch]:
    """Return the batches that the actor may see, the latest first."""
    return Batch.objects.visible_to(actor).select_related("authority", "place", "line", "sent_by")


def batch_for(actor: Actor, uid: UUID | str) -> Batch | None:
    """Return the batch with this public id, if the actor may see it."""
    return batches_for(actor).filter(uid=uid).first()


def todo(actor: Actor) -> Todo:
    """Return how many batches wait for the actor's hand (待办), run, or could not be read."""
    mine = Batch.objects.visible_to(actor)
    running = [Batch.State.RECEIVED, Batch.State.CHECKING, Batch.State.STORING]
    return Todo(
        waiting=mine.filter(state=Batch.State.CHECKED, accepted_count__gt=0).count(),
        under_way=mine.filter(state__in=running).count(),
        failed=mine.filter(state=Batch.State.FAILED).count(),
    )


def records_visible_to(actor: Actor) -> QuerySet[Record]:
    """Return records the actor may see, with what a table of them shows."""
    return Record.objects.visible_to(actor).select_related(
        "subject", "batch", "deciding_place", "home_place", "line"
    )


def records_of(subject: Subject, actor: Actor) -> QuerySet[Record]:
    """Return the subject's records that the actor may see, the latest first."""
    return (
        records_visible_to(actor)
        .filter(subject__in=subject.family())
        .order_by("-happened_on", "template", "-id")
    )


def public_records_of(subject: Subject) -> QuerySet[Record]:
    """Return the subject's records that anybody may see: permits, for now."""
    return (
        Record.objects.in_force()
        .filter(subject__in=subject.family(), template__in=PUBLIC_TEMPLATES)
        .exclude(subject__kind=Subject.Kind.PERSON)
        .select_related("batch__authority", "deciding_place")
        .order_by("-happened_on", "-id")
    )


def record_for(actor: Actor, uid: UUID | str) -> Record | None:
    """Return the record with this public id, if the actor may see it."""
    return records_visible_to(actor).filter(uid=uid).first()


def records_query(actor: Actor, filters: RecordFilters) -> QuerySet[Record]:
    """Return the records that the query form asks for, the latest first."""
    rows = records_visible_to(actor).filter(state=filters.state or Record.State.IN_FORCE)
    exact = {
        "template": filters.template,
        "sheet": filters.sheet,
        "year": filters.year,
        "batch_id": filters.batch_id,
        "happened_on__gte": filters.since,
        "happened_on__lte": filters.until,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value not in ("", None)})
    if filters.number:
        rows = rows.filter(number=filters.number.strip())
    if filters.place_id is not None:
        rows = rows.filter(
            Q(deciding_place_id=filters.place_id) | Q(home_place_id=filters.place_id)
        )
    if filters.subject:
        text = filters.subject.strip()
        meant = Q(subject__code=text.upper()) | Q(subject__name__contains=text)
        rows = rows.filter(meant | Q(subject__survivor__code=text.upper()))
    return rows.order_by("-happened_on", "-id")


def subjects_visible_to(actor: Actor) -> QuerySet[Subject]:
    """Return subjects at home in the actor's reach, or with a record that the actor sees."""
    known = Subject.objects.known()
    if actor.subject_ids is not None or actor.place_ids is None:
        return Subject.objects.visible_to(actor)
    records = Record.objects.visible_to(actor)
    seen = Exists(records.filter(subject=OuterRef("pk")))
    for_others = Exists(records.filter(subject__survivor=OuterRef("pk")))
    return known.filter(Q(home_place_id__in=actor.place_ids) | seen | for_others)
