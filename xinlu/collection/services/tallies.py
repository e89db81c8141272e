"""Counts of decisions by unit, kind and month, made anew from the decisions when these change."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q

from xinlu.collection.models import Decision, Tally
from xinlu.collection.models.decisions import (
    CAME_LATE,
    IN_SCOPE,
    IN_TIME,
    PASSED,
    PUBLISHED,
    SENT,
    UNCLOCKED,
)

_GROUP = ("authority", "place", "line", "kind", "month")

#: What is counted of decisions, by the name of the count.
COUNTED: dict[str, Any] = {
    "made": Count("pk"),
    **{
        name: Count("pk", filter=counted)
        for name, counted in {
            "outside": ~IN_SCOPE,
            "published": PUBLISHED,
            "sent": SENT,
            "passed": PASSED,
            "in_time": IN_TIME,
            "late": CAME_LATE,
            "unclocked": UNCLOCKED,
            "passed_in_time": PASSED & IN_TIME,
            "passed_clocked": PASSED & (IN_TIME | CAME_LATE),
        }.items()
    },
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
