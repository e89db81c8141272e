"""数据质量 on the desk: the board, one unit's profile, and the way from figures to rows."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Authority, Place
from xinlu.collection import profiles
from xinlu.collection.messages import sentence
from xinlu.collection.models import Refusal
from xinlu.collection.months import before
from xinlu.collection.profiles import Cause, Grain, Grains, Within
from xinlu.collection.quality import DIMENSIONS, EMPTY, REFUSED, Measures, Score, score
from xinlu.collection.templates import UnknownTemplate, load_template
from xinlu.desk.forms import Query, choice, month, templates
from xinlu.desk.publicity import month_of
from xinlu.desk.words import KINDS
from xinlu.kernel.spreadsheets import Written

#: Months of a trend, and causes and empty cells that are shown.
TREND, CAUSES, EMPTIES = 12, 10, 5
#: How the board may be told apart, and in which order.
GROUPS = {"unit": "单位", "template": "模板", "both": "单位和模板"}
ORDERS = {"place": "按区县", "score": "得分低的在前", "rows": "报送多的在前"}
UNKNOWN = "系统导入"


class QualityQuery(Query):
    """Asks for the quality of a month."""

    month = month("报送月份")
    by = forms.ChoiceField(label="分组", required=False, choices=list(GROUPS.items()))
    template = choice("模板", [])
    place = choice("区县", [])
    sort = forms.ChoiceField(label="排序", required=False, choices=list(ORDERS.items()))

    def complete(self) -> None:
        """Offer templates and counties."""
        self.choose("template", templates())
        self.choose_place()


class UnitQuery(Query):
    """Asks for the quality of one unit's month."""

    month = month("报送月份")
    template = choice("模板", [])

    def complete(self) -> None:
        """Offer templates."""
        self.choose("template", templates())


def asked_within(asked: dict[str, Any], on: date) -> Within:
    """Return what a query form asked for; without a month it is the last whole one."""
    first = month_of(asked.get("month", "")) or before(on, 1)
    place = Place.objects.filter(code=asked["place"]).first() if asked.get("place") else None
    return Within(
        first, first, template=asked.get("template", ""), place_id=place.pk if place else None
    )


def scored(measures: Measures, month: date) -> Score:
    """Return the score of measures by the weights of a month."""
    said = profiles.said(month).value
    return score(measures, said["weights"], int(said["places"]))


@dataclass(frozen=True, slots=True)
class Row:
    """A unit, a template or both: what was counted, the shares, the score, and the way on."""

    name: str
    second: str
    code: str
    template: str
    measures: Measures
    score: Score
    places: int
    url: str
    batches: str

    @property
    def shares(self) -> list[str]:
        """Return the shares as they are shown, in the order of the dimensions."""
        return [line.rate.text(self.places) for line in self.score.lines]

    @property
    def cells(self) -> tuple[Written, ...]:
        """Return the row as it stands in a workbook."""
        counts = (self.measures.rows, self.measures.accepted, self.measures.refused)
        return (self.name, self.second, *counts, *self.shares, self.score.shown)


HEADINGS = (
    *("名称", "所属", "报送行", "通过", "退回"),
    *(title for title, _ in DIMENSIONS.values()),
    "质量得分",
)


@dataclass(frozen=True, slots=True)
class Board:
    """The rows of a month, told apart in one way, and all of them together."""

    rows: list[Row]
    sum: Row


_KEYS: dict[str, Callable[[Grain], Hashable]] = {
    "unit": lambda grain: (grain.authority, ""),
    "template": lambda grain: (None, grain.template),
    "both": lambda grain: (grain.authority, grain.template),
}


def board(
    actor: Actor, within: Within, on: date, group: str = "unit", order: str = "place"
) -> Board:
    """Return the board of a month."""
    found = profiles.with_samples(profiles.grains(actor, within, on), actor, within)
    told = profiles.summed(found, _KEYS[group])
    units = Authority.objects.select_related("place").in_bulk({pk for pk, _ in told if pk})
    rows = [
        _row(units.get(pk), template, measures, within, group)
        for (pk, template), measures in sorted(told.items(), key=lambda one: _at(one[0], units))
    ]
    if order == "score":
        rows.sort(key=lambda row: (row.score.value is None, row.score.value or Fraction(0)))
    elif order == "rows":
        rows.sort(key=lambda row: -row.measures.rows)
    whole = profiles.summed(found, lambda grain: None).get(None, Measures())
    return Board(rows, _row(None, within.template, whole, within, "sum"))


def _at(key: tuple[int | None, str], units: dict[int, Authority]) -> tuple[str, str, str]:
    unit = units.get(key[0]) if key[0] else None
    return (unit.place.code, unit.code, key[1]) if unit else ("~", "", key[1])


def _row(
    unit: Authority | None, template: str, measures: Measures, within: Within, group: str
) -> Row:
    name = (unit.short_name or unit.name) if unit else UNKNOWN
    second = str(unit.place) if unit else ""
    if group == "template":
        name, second = title_of(template), ""
    elif group == "both":
        second = title_of(template)
    elif group == "sum":
        name = "合计"
    url = ""
    if unit:
        query = {"month": f"{within.last:%Y-%m}", "template": template}
        url = f"{reverse('desk:quality_unit', args=[unit.code])}?{_written(query)}"
    elif group == "template":
        url = f"?{_written({'month': f'{within.last:%Y-%m}', 'template': template})}"
    places = int(profiles.said(within.last).value["places"])
    batches = batches_of(within, unit, template)
    code = unit.code if unit else ""
    told = scored(measures, within.last)
    return Row(name, second, code, template, measures, told, places, url, batches)


def _written(query: dict[str, str]) -> str:
    return urlencode({name: value for name, value in query.items() if value})


def title_of(template: str) -> str:
    """Return what a template is called; one that is no more goes by its code."""
    try:
        return load_template(template).title
    except UnknownTemplate:
        return template


def batches_of(within: Within, unit: Authority | None, template: str) -> str:
    """Return where the batches behind a figure are listed, with their rows."""
    place = Place.objects.filter(pk=within.place_id).first() if within.place_id else None
    last = before(within.last, -1)
    query = {
        "template": template,
        "unit": unit.code if unit else "",
        "place": place.code if place and not unit else "",
        "since": within.first.isoformat(),
        "until": date.fromordinal(last.toordinal() - 1).isoformat(),
    }
    return f"{reverse('desk:imports')}?{_written(query)}"


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a trend."""

    month: date
    measures: Measures
    score: Score
    places: int

    @property
    def shares(self) -> list[str]:
        """Return the shares as they are shown, in the order of the dimensions."""
        return [line.rate.text(self.places) for line in self.score.lines]


def trend(actor: Actor, within: Within, on: date) -> list[Month]:
    """Return the twelve months up to the one asked for, each as its own board would tell it."""
    first = before(within.last, TREND - 1)
    span = Within(first, within.last, within.authority_id, within.template, within.place_id)
    by_month: dict[date, Grains] = {}
    for grain, measures in profiles.grains(actor, span, on).items():
        by_month.setdefault(grain.month, {})[grain] = measures
    told = []
    for back in range(TREND - 1, -1, -1):
        at = before(within.last, back)
        one = Within(at, at, within.authority_id, within.template, within.place_id)
        found = profiles.with_samples(by_month.get(at, {}), actor, one)
        measures = profiles.summed(found, lambda grain: None).get(None, Measures())
        places = int(profiles.said(at).value["places"])
        told.append(Month(at, measures, scored(measures, at), places))
    return told


@dataclass(frozen=True, slots=True)
class Example:
    """A row that was refused, and why; what stood in a cell of a person is not repeated."""

    place: str
    value: str
    message: str
    url: str


@dataclass(frozen=True, slots=True)
class CauseShown:
    """A cause with its kind, how often it was met, and some rows."""

    cause: Cause
    kind: str
    template: str
    examples: list[Example]


def causes(actor: Actor, within: Within) -> list[CauseShown]:
    """Return why most rows were refused, with some of them."""
    return [
        CauseShown(
            cause,
            KINDS.get(cause.code, cause.code),
            title_of(cause.template),
            [_example(one) for one in profiles.examples(actor, within, cause)],
        )
        for cause in profiles.causes(actor, within, REFUSED, CAUSES)
    ]


def empties(actor: Actor, within: Within) -> list[CauseShown]:
    """Return which optional cells are left empty most often."""
    return [
        CauseShown(cause, "选填未填", title_of(cause.template), [])
        for cause in profiles.causes(actor, within, EMPTY, EMPTIES)
    ]


def _example(one: Refusal) -> Example:
    batch = reverse("desk:import_batch", args=[one.batch.uid])
    return Example(
        f"{one.batch.file_name} {one.sheet} 第 {one.row} 行",
        "（个人号码，不显示）" if one.is_sealed else one.value,
        sentence(one.code, {"column": one.column, **one.params}),
        f"{batch}?{urlencode({'code': one.code})}",
    )
