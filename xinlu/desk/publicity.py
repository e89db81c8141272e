"""双公示 on the desk: what its pages ask for, and figures with the way to their rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from xinlu.accounts.actors import Actor
from xinlu.accounts.calendars import calendar
from xinlu.accounts.models import Authority, Place
from xinlu.collection import decisions, dual_publicity
from xinlu.collection.clocks import Clock, Standing, clock
from xinlu.collection.decisions import Asked
from xinlu.collection.models import Decision
from xinlu.collection.months import before
from xinlu.collection.rates import Counts, Rate, Rates, forecast, rates, total
from xinlu.kernel.spreadsheets import Written

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
#: Months of a trend.
TREND = 12
#: The tag of each standing.
TAGS: dict[Standing, str] = {
    Standing.LATE: "bad",
    Standing.DONE_LATE: "bad",
    Standing.TODAY: "warn",
    Standing.NEXT: "warn",
    Standing.UNKNOWN: "warn",
    Standing.IN_TIME: "ok",
    Standing.OUTSIDE: "plain",
    Standing.OPEN: "info",
}
#: How rates may be told apart, in words.
GROUPS = {"county": "区县", "unit": "单位", "kind": "类型", "month": "月份"}


def month_of(text: str) -> date | None:
    """Return the first day of a month written as 2026-10, or None.

    >>> month_of("2026-10"), month_of("2026-13")
    (datetime.date(2026, 10, 1), None)
    """
    found = MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None


def day_of(asked: dict[str, Any]) -> date:
    """Return the day as of which the pages count."""
    return asked.get("as_of") or localdate()


def asked_of(asked: dict[str, Any]) -> Asked:
    """Return what a query form asked for; without a month it is what waits to be sent."""
    month = month_of(asked.get("month", ""))
    place = Place.objects.filter(code=asked["place"]).first() if asked.get("place") else None
    unit = Authority.objects.filter(code=asked["unit"]).first() if asked.get("unit") else None
    return Asked(
        figure=asked.get("figure") or ("made" if month else "open"),
        month=month,
        kind=asked.get("kind", ""),
        place_id=place.pk if place else None,
        authority_id=unit.pk if unit else None,
        officer_id=asked.get("officer"),
        number=asked.get("number", ""),
        subject=asked.get("subject", ""),
    )


def rows(actor: Actor, asked: dict[str, Any]) -> QuerySet[Decision]:
    """Return the decisions that the query form asks for."""
    return decisions.decisions(actor, asked_of(asked), day_of(asked))


def clock_of(one: Decision, on: date) -> Clock:
    """Return how the clock of a decision stands."""
    return clock(one.due_on, one.stopped_on, on, calendar(), is_outside=bool(one.outside))


def cells(one: Decision) -> Sequence[Written]:
    """Return a decision as a row of a workbook."""
    return (
        one.get_kind_display(),
        one.number,
        one.subject_name,
        str(one.authority or ""),
        str(one.place or ""),
        str(one.officer or ""),
        one.decided_on,
        one.published_on,
        one.sent_on,
        one.passed_on,
        one.received_on,
        one.due_on,
        clock_of(one, localdate()).word,
        one.get_outside_display() or one.basis,
    )


HEADINGS = (
    *("决定类型", "文书号", "行政相对人", "决定机关", "区县", "经办人", "决定日期", "本单位公示"),
    *("首次报送", "合规入库", "上级接收", "到期日", "时限状态", "未报送依据"),
)


@dataclass(frozen=True, slots=True)
class Linked:
    """A figure, and where its rows are listed."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class RateRow:
    """The counts and rates of a unit, county, kind or month, each with the way to its rows."""

    name: str
    counts: Counts
    rates: Rates
    query: dict[str, str]
    places: int

    def _linked(self, text: str, figure: str) -> Linked:
        asked = urlencode({**self.query, "figure": figure})
        return Linked(text, f"{reverse('desk:publicity')}?{asked}")

    @property
    def figures(self) -> list[Linked]:
        """Return the counts in the order of the table."""
        counts = self.counts
        told = (
            (counts.made, "made"),
            (counts.owed, "owed"),
            (counts.sent, "sent"),
            (counts.passed, "passed"),
            (counts.in_time, "in-time"),
            (counts.late, "late"),
            (counts.missing, "overdue"),
        )
        return [self._linked(str(count), figure) for count, figure in told]

    @property
    def shares(self) -> list[tuple[str, Rate]]:
        """Return the three rates as they are shown."""
        told = (self.rates.reported, self.rates.compliant, self.rates.timely)
        return [(rate.text(self.places), rate) for rate in told]


def texts(told: Rates, places: int) -> dict[str, str]:
    """Return the three rates as they are shown, by name."""
    named = {"reported": told.reported, "compliant": told.compliant, "timely": told.timely}
    return {name: rate.text(places) for name, rate in named.items()}


@dataclass(frozen=True, slots=True)
class Table:
    """Rates told apart in one way, with their sum and the forecast."""

    rows: list[RateRow]
    sum: RateRow
    forecast: Rates
    places: int


def table(actor: Actor, group: str, asked: Asked, on: date) -> Table:
    """Return the rates asked for, told apart by unit, county, kind or month."""
    found = decisions.counts_by(actor, group, asked, on)
    query = _query(asked, on)
    below = dual_publicity.below(asked.month or on)
    places = dual_publicity.places(asked.month or on)
    told = [
        RateRow(
            name, found.get(key, Counts()), rates(found.get(key, Counts()), below), more, places
        )
        for key, name, more in _named(actor, group, found, query, on)
    ]
    whole = total(row.counts for row in told)
    summed = RateRow("合计", whole, rates(whole, below), query, places)
    return Table(told, summed, forecast(whole), places)


def trend(actor: Actor, asked: Asked, month: date, on: date) -> list[RateRow]:
    """Return the rates of the twelve months up to `month`."""
    span = Asked(
        month=before(month, TREND - 1),
        until=month,
        kind=asked.kind,
        place_id=asked.place_id,
        authority_id=asked.authority_id,
    )
    found = decisions.counts_by(actor, "month", span, on)
    told = []
    for count in range(TREND - 1, -1, -1):
        one = before(month, count)
        counts = found.get(one, Counts())
        query = {**_query(asked, on), "month": f"{one:%Y-%m}"}
        below, places = dual_publicity.below(one), dual_publicity.places(one)
        told.append(RateRow(f"{one:%Y-%m}", counts, rates(counts, below), query, places))
    return told


def _query(asked: Asked, on: date) -> dict[str, str]:
    """Return what leads from a figure to its rows."""
    place = Place.objects.filter(pk=asked.place_id).first() if asked.place_id else None
    unit = Authority.objects.filter(pk=asked.authority_id).first() if asked.authority_id else None
    told = {
        "month": f"{asked.month:%Y-%m}" if asked.month else "",
        "kind": asked.kind,
        "place": place.code if place else "",
        "unit": unit.code if unit else "",
        "as_of": on.isoformat() if on != localdate() else "",
    }
    return {name: value for name, value in told.items() if value}


#: Key, name, and what asks for the rows.
Named = tuple[Any, str, dict[str, str]]


def _named(
    actor: Actor, group: str, found: dict[Any, Counts], query: dict[str, str], on: date
) -> list[Named]:
    """Return every unit, county, kind or month of a table by name; counties without counts too."""
    if group == "kind":
        return [
            (kind.value, str(kind.label), {**query, "kind": kind.value}) for kind in Decision.Kind
        ]
    if group == "month":
        return [(one, f"{one:%Y-%m}", {**query, "month": f"{one:%Y-%m}"}) for one in sorted(found)]
    if group == "unit":
        units = Authority.objects.filter(pk__in=[pk for pk in found if pk]).order_by(
            "place", "code"
        )
        told = [(one.pk, one.short_name or one.name, {**query, "unit": one.code}) for one in units]
        return [*told, *_nameless(found, query)]
    counties = Place.objects.on(on).filter(level=Place.Level.COUNTY)
    if actor.place_ids is not None:
        counties = counties.filter(pk__in=actor.place_ids)
    here = Place.objects.filter(
        pk__in={*counties.values_list("pk", flat=True), *(found.keys() - {None})}
    )
    told = [(one.pk, one.name, {**query, "place": one.code}) for one in here.order_by("code")]
    return [*told, *_nameless(found, query)]


def _nameless(found: dict[Any, Counts], query: dict[str, str]) -> list[Named]:
    return [(None, "未定", query)] if None in found else []
