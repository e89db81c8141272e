"""Counts of decisions by unit, kind and month, made anew from the decisions when these change."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q

from xinlu.collection.models import Decision, Tally

_SCOPE = Q(outside="")
_PASSED = _SCOPE & Q(passed_on__isnull=False)
_IN_TIME = _SCOPE & Q(stopped_on__lte=F("due_on"))
_LATE = _SCOPE & Q(stopped_on__gt=F("due_on"))
_GROUP = ("authority", "place", "line", "kind", "month")

#: What is counted of decisions, by the name of the count.
COUNTED: dict[str, Any] = {
    "made": Count("pk"),
    "outside": Count("pk", filter=~_SCOPE),
    "published": Count("pk", filter=Q(published_on__isnull=False)),
    "sent": Count("pk", filter=_SCOPE & Q(sent_on__isnull=False)),
    "passed": Count("pk", filter=_PASSED),
    "in_time": Count("pk", filter=_IN_TIME),
    "late": Count("pk", filter=_LATE),
    "unclocked": Count("pk", filter=_SCOPE & Q(due_on__isnull=True)),
    "passed_in_time": Count("pk", filter=_PASSED & _IN_TIME),
    "passed_clocked": Count("pk", filter=_PASSED & (_IN_TIME | _LATE)),
}


def recount(units: Iterable[int | None]) -> None:
    """Count the decisions of these authorities anew; None are those of no known authority."""
    ids = set(units)
    if not ids:
        return
    known = Q(authority__in=ids - {None})
    whose = known | Q(authority__isnull=True) if None in ids else known
    _count(whose)


def recount_all() -> None:
    """Count all decisions anew."""
    _count(Q())


def _count(whose: Q) -> None:
    Tally.objects.filter(whose).delete()
    rows = (
        Decision.objects.filter(whose)
        .order_by()
        .values(*_GROUP)
        .annotate(**{f"count_{name}": counted for name, counted in COUNTED.items()})
    )
    Tally.objects.bulk_create(
        (
            Tally(
                authority_id=row["authority"],
                place_id=row["place"],
                line_id=row["line"],
                kind=row["kind"],
                month=row["month"],
                **{name: row[f"count_{name}"] for name in COUNTED},
            )
            for row in rows
        ),
        batch_size=500,
    )
