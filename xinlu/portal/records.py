"""Public records as a citizen reads them: permits for now, each with its term on a ruler."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from xinlu.collection.models import Record
from xinlu.collection.openness import Audience, values_for
from xinlu.collection.publication import PUBLIC_TEMPLATES
from xinlu.collection.selectors import public_records_of
from xinlu.registry.models import Subject

#: What the data standard writes for a permit without end (长期).
WITHOUT_END = date(2099, 12, 31)
#: As far back and ahead as the axis of terms reaches at most.
BACK, AHEAD = timedelta(days=5 * 366), timedelta(days=6 * 366)


@dataclass(frozen=True, slots=True)
class PermitShown:
    """A permit (行政许可) as its page row shows it."""

    uid: UUID
    title: str
    content: str
    number: str
    authority: str
    decided_on: date | None
    start: date
    until: date
    #: Where the bar on the shared axis begins and ends.
    bar_start: date
    bar_until: date
    word: str
    kind: str
    #: The term as it is written beneath its bar, and as a listener hears it.
    term: str
    said: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class Axis:
    """The stretch of time that all terms of a page share."""

    since: date
    until: date


def public_records() -> QuerySet[Record]:
    """Return the records of all subjects that anybody may see, the latest first."""
    firms = Subject.objects.registered().exclude(kind=Subject.Kind.PERSON)
    public = firms.filter(pk=OuterRef("subject_id"))
    return (
        Record.objects.in_force()
        .filter(Exists(public), template__in=PUBLIC_TEMPLATES)
        .order_by("-happened_on", "-id")
    )


def newest_permits(on: date, limit: int = 5) -> list[PermitShown]:
    """Return the permits decided last."""
    rows = public_records().filter(template="permit", happened_on__lte=on)
    return permits_shown(rows.select_related("subject", "deciding_place")[:limit], on)


def permits_of(subject: Subject) -> QuerySet[Record]:
    """Return the subject's public permits, the latest first."""
    return public_records_of(subject).filter(template="permit").select_related("subject", "line")


def axis_of(permits: Sequence[PermitShown], on: date) -> Axis | None:
    """Return an axis on which all bars of `permits` and today lie; None without permits."""
    if not permits:
        return None
    since = min(on, *(permit.bar_start for permit in permits)) - timedelta(days=30)
    until = max(on, *(permit.bar_until for permit in permits)) + timedelta(days=30)
    return Axis(since, until)


def permits_shown(rows: Sequence[Record] | QuerySet[Record], on: date) -> list[PermitShown]:
    """Return permits as they are shown on the day."""
    return [_permit(record, on) for record in rows]


def _permit(record: Record, on: date) -> PermitShown:
    values = values_for(record, Audience.PUBLIC)
    decided = record.happened_on
    start = _day(values.get("valid_from")) or decided or on
    until = _day(values.get("valid_until")) or start
    word, kind = _standing(record, values.get("state", ""), until, on)
    term = "长期有效" if until >= WITHOUT_END else f"有效期至 {until.isoformat()}"
    return PermitShown(
        uid=record.uid,
        title=values.get("permit_name") or values.get("document_name") or "行政许可",
        content=values.get("permit_content") or "",
        number=record.number,
        authority=values.get("decided_by") or "",
        decided_on=decided,
        start=start,
        until=until,
        bar_start=max(start, on - BACK),
        bar_until=min(until, on + AHEAD),
        word=word,
        kind=kind,
        term=term,
        said=f"自 {start.isoformat()}，{term}",
        subject=record.subject,
    )


def _standing(record: Record, state: str, until: date, on: date) -> tuple[str, str]:
    """Return how the permit stands in a word, and the kind of its tag."""
    if record.is_contested:
        return "异议处理中", "warn"
    if state == "2":
        return "无效", "plain"
    return ("有效期内", "info") if until >= on else ("有效期已满", "plain")


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except (TypeError, ValueError):
        return None
