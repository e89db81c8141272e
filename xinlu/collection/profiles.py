"""What others may ask of the quality of data: measures by unit, template or month, and causes."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Sum
from django.utils.timezone import make_aware

from xinlu.accounts.actors import Actor
from xinlu.accounts.parameters import Parameter, parameter
from xinlu.collection import collecting, decisions, dual_publicity
from xinlu.collection.decisions import Asked
from xinlu.collection.models import Batch, Quality, QualityPart, Refusal, Sample
from xinlu.collection.months import before
from xinlu.collection.quality import COUNTED, Measures
from xinlu.collection.rates import Counts, rates
from xinlu.collection.templates import codes, load_template

#: Batches among which examples of a cause are looked for, and how many are shown.
_LOOKED_AT, EXAMPLES = 50, 3
_CODE = "data-quality"


class Grain(NamedTuple):
    """What measures are kept by."""

    authority: int | None
    template: str
    month: date


@dataclass(frozen=True)
class Within:
    """Which months, unit, template and place are asked for; an empty field asks nothing."""

    first: date
    last: date
    authority_id: int | None = None
    template: str = ""
    place_id: int | None = None

    def fits(self) -> Q:
        """Return the condition of rows with unit and place."""
        exact = {"authority_id": self.authority_id, "place_id": self.place_id}
        return Q(**{name: value for name, value in exact.items() if value})


@cache
def said(on: date) -> Parameter:
    """Return weights, decimals and how long a sample speaks, as they stand on the day `on`."""
    return parameter(_CODE, on)


@cache
def clocked_templates() -> Mapping[str, str]:
    """Return the templates under which decisions (双公示) are sent, by kind."""
    found: dict[str, str] = {}
    for code in codes():
        for sheet in load_template(code).sheets:
            if sheet.publicity and sheet.publicity.tells == "sent" and sheet.publicity.kind:
                found.setdefault(sheet.publicity.kind, code)
    return found


Grains = dict[Grain, Measures]


def grains(actor: Actor, within: Within, on: date) -> Grains:
    """Return what was counted by unit, template and month, samples left out.

    Rows count in the month in which they came; decisions in that of their day, as in the rates;
    periods in the month in which they fell due.
    """
    found: Grains = defaultdict(Measures)
    rows = Quality.objects.visible_to(actor).filter(
        within.fits(), month__gte=within.first, month__lte=within.last
    )
    if within.template:
        rows = rows.filter(template=within.template)
    grouped = rows.order_by().values_list("authority", "template", "month")
    for row in grouped.annotate(**{f"sum_{name}": Sum(name) for name in COUNTED}):
        found[Grain(*row[:3])] += Measures(**dict(zip(COUNTED, row[3:], strict=True)))
    for grain, measures in (
        *_of_clocks(actor, within, on).items(),
        *_of_periods(actor, within, on).items(),
    ):
        if not within.template or grain.template == within.template:
            found[grain] += measures
    return dict(found)


def _of_clocks(actor: Actor, within: Within, on: date) -> Grains:
    asked = Asked(
        month=within.first,
        until=within.last,
        place_id=within.place_id,
        authority_id=within.authority_id,
    )
    told: dict[Grain, Counts] = decisions.counted(
        actor,
        ("authority", "kind", "month"),
        asked,
        on,
        key=lambda row: Grain(row[0], clocked_templates().get(row[1], row[1]), row[2]),
    )
    return {
        grain: Measures(in_time=timely.part, clocked=timely.whole)
        for grain, counts in told.items()
        for timely in (rates(counts, dual_publicity.below(grain.month)).timely,)
    }


def _of_periods(actor: Actor, within: Within, on: date) -> Grains:
    found: Grains = defaultdict(Measures)
    ends = min(before(within.last, -1), on)
    for one in collecting.owed(actor, within.first, ends, within.fits()):
        grain = Grain(one.authority, one.template, one.period.due.replace(day=1))
        found[grain] += Measures(in_time=int(one.is_delivered), clocked=1)
    return found


def summed(found: Grains, key: Callable[[Grain], Hashable]) -> dict[Any, Measures]:
    """Return measures added up by what `key` makes of their grain."""
    told: dict[Any, Measures] = defaultdict(Measures)
    for grain, measures in found.items():
        told[key(grain)] += measures
    return dict(told)


def with_samples(found: Grains, actor: Actor, within: Within) -> Grains:
    """Return the grains of one month with the samples that speak for it.

    A sample speaks for the months from the one in which its result was confirmed, as many as the
    parameter says.
    """
    told: Grains = defaultdict(Measures, found)
    for sample in samples(actor, within):
        grain = Grain(sample.authority_id, sample.template, within.last)
        told[grain] += Measures(checked=sample.checked, right=sample.right)
    return dict(told)


def samples(actor: Actor, within: Within) -> QuerySet[Sample]:
    """Return the confirmed samples that speak for the last month asked for."""
    months = int(said(within.last).value["months"])
    rows = Sample.objects.visible_to(actor).filter(
        within.fits(),
        state=Sample.State.CONFIRMED,
        confirmed_on__gte=before(within.last, months - 1),
        confirmed_on__lt=before(within.last, -1),
    )
    return rows.filter(template=within.template) if within.template else rows


@dataclass(frozen=True, slots=True)
class Cause:
    """Why rows were refused, or a cell that is left empty, and how often."""

    template: str
    code: str
    column: str
    count: int


def causes(actor: Actor, within: Within, what: str, most: int) -> list[Cause]:
    """Return the most frequent parts of a kind, "refused" or "empty", the most frequent first."""
    seen = Quality.objects.visible_to(actor).filter(
        within.fits(), month__gte=within.first, month__lte=within.last
    )
    if within.template:
        seen = seen.filter(template=within.template)
    rows = QualityPart.objects.filter(quality__in=seen, what=what).order_by()
    told = rows.values_list("quality__template", "code", "column").annotate(n=Sum("count"))
    return [
        Cause(*row) for row in told.order_by("-n", "quality__template", "code", "column")[:most]
    ]


def examples(actor: Actor, within: Within, cause: Cause) -> list[Refusal]:
    """Return some of the latest rows that were refused for a cause."""
    sent = Batch.objects.visible_to(actor).filter(
        within.fits(),
        template=cause.template,
        refused_count__gt=0,
        state__in=(Batch.State.CHECKED, Batch.State.STORING, Batch.State.STORED),
        sent_at__gte=make_aware(datetime.combine(within.first, time.min)),
        sent_at__lt=make_aware(datetime.combine(before(within.last, -1), time.min)),
    )
    latest = list(sent.order_by("-sent_at").values_list("pk", flat=True)[:_LOOKED_AT])
    rows = Refusal.objects.filter(batch__in=latest, code=cause.code, column=cause.column)
    return list(rows.select_related("batch").order_by("-batch__sent_at", "pk")[:EXAMPLES])
