"""The rows that the query forms of the workbench ask for, always within the actor's reach."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from xinlu.accounts import selectors as accounts
from xinlu.accounts.actors import Actor
from xinlu.accounts.models import AuditEntry, Place, User
from xinlu.collection import selectors as collection
from xinlu.collection.models import Batch, Record
from xinlu.collection.selectors import RecordFilters
from xinlu.evaluation import selectors as evaluations
from xinlu.evaluation.models import Draft, Result, Run
from xinlu.registry import selectors as registry
from xinlu.registry.models import Subject

#: Subjects that a search gives at most.
FOUND = 200

#: What is asked of results besides a grade: that there is none, or a list's condition.
ANSWERS: dict[str, dict[str, Any]] = {
    "none": {"grade": ""},
    "met": {"candidate_since__isnull": False},
    "unmet": {"candidate_since__isnull": True},
}

Asked = dict[str, Any]
Rows = QuerySet[Any] | Sequence[Any]


def _place(asked: Asked) -> Place | None:
    code = asked.get("place")
    return Place.objects.filter(code=code).first() if code else None


def batches(actor: Actor, asked: Asked) -> QuerySet[Batch]:
    """Return the batches that are asked for, the latest first."""
    rows = collection.batches_for(actor)
    exact = {
        "template": asked.get("template"),
        "state": asked.get("state"),
        "place__code": asked.get("place"),
        "authority__code": asked.get("unit"),
        "sent_at__date__gte": asked.get("since"),
        "sent_at__date__lte": asked.get("until"),
    }
    return rows.filter(**{name: value for name, value in exact.items() if value})


def records(actor: Actor, asked: Asked) -> QuerySet[Record]:
    """Return the records that are asked for, the latest first."""
    place = _place(asked)
    batch = collection.batch_for(actor, asked["batch"]) if asked.get("batch") else None
    if asked.get("batch") and batch is None:
        return Record.objects.none()
    told = {
        name: asked[name]
        for name in ("subject", "template", "number", "state", "since", "until")
        if name in asked
    }
    return collection.records_query(
        actor,
        RecordFilters(
            place_id=place.pk if place else None, batch_id=batch.pk if batch else None, **told
        ),
    )


def subjects(actor: Actor, asked: Asked) -> Rows:
    """Return the subjects that are asked for; persons only by their number."""
    visible = collection.subjects_visible_to(actor).select_related("home_place")
    if place := asked.get("place"):
        visible = visible.filter(home_place__code=place)
    kind = asked.get("kind")
    if query := asked.get("q"):
        found = registry.find(query, actor=actor, kind=kind, limit=FOUND)
        seen = visible.in_bulk([subject.pk for subject in found])
        return [seen[subject.pk] for subject in found if subject.pk in seen]
    if kind:
        visible = visible.filter(kind=kind)
    return visible.exclude(kind=Subject.Kind.PERSON).order_by("name", "pk")


def runs(actor: Actor, asked: Asked) -> QuerySet[Run]:
    """Return the runs that are asked for, the latest first."""
    exact = {
        "edition__scheme": asked.get("scheme"),
        "state": asked.get("state"),
        "year": asked.get("year"),
    }
    rows = evaluations.runs_for(actor)
    return rows.filter(**{name: value for name, value in exact.items() if value})


def drafts(actor: Actor, asked: Asked) -> QuerySet[Draft]:
    """Return the drafts that are asked for, the latest changed first."""
    exact = {"scheme": asked.get("scheme"), "state": asked.get("state")}
    rows = Draft.objects.visible_to(actor).select_related("based_on", "author")
    return rows.filter(**{name: value for name, value in exact.items() if value})


def results(actor: Actor, asked: Asked) -> QuerySet[Result]:
    """Return the results of one run that are asked for, best first."""
    run = evaluations.runs_for(actor).filter(pk=asked.get("run", 0)).first()
    if run is None:
        return Result.objects.none()
    rows = evaluations.results_of(run, actor).defer("inputs", "verdict")
    if text := asked.get("subject", "").strip():
        rows = rows.filter(Q(subject__code=text.upper()) | Q(subject__name__contains=text))
    if grade := asked.get("grade"):
        rows = rows.filter(**ANSWERS.get(grade, {"grade": grade}))
    if place := asked.get("place"):
        rows = rows.filter(subject__home_place__code=place)
    return rows


def entries(actor: Actor, asked: Asked) -> QuerySet[AuditEntry]:
    """Return the entries of the ledger that are asked for, the latest first."""
    rows = accounts.ledger_for(actor)
    if act := asked.get("act"):
        rows = rows.filter(act=act)
    if who := asked.get("who"):
        ids = User.objects.filter(username__iexact=who).values_list("pk", flat=True)
        rows = rows.filter(actor_id__in=[str(pk) for pk in ids])
    if target := asked.get("target"):
        rows = rows.filter(target_kind=target)
    if since := asked.get("since"):
        rows = rows.filter(at__date__gte=since)
    if until := asked.get("until"):
        rows = rows.filter(at__date__lte=until)
    return rows
