"""归集率 of the catalogue's items: who owes which periods, and which of them came.

A unit owes the periods of an item from the first one for which it sent something; who never sent is
not known to owe any. What is owed case by case (双公示) has its own rates.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Min, Q

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Authority
from xinlu.accounts.parameters import Parameter, parameter
from xinlu.catalogue.models import CatalogueItem
from xinlu.catalogue.selectors import items_in_force
from xinlu.collection.models import Quality
from xinlu.collection.months import before
from xinlu.collection.periods import Came, Frequency, Period, due_between, is_delivered
from xinlu.collection.rates import Rate

#: Months over which the rates are told, so that a yearly item has a period in them.
SPAN = 12
_CODE = "collection-frequencies"


@cache
def said(on: date) -> Parameter:
    """Return which wordings of a frequency have periods, as it stands on the day `on`."""
    return parameter(_CODE, on)


def frequency_of(item: CatalogueItem, on: date) -> Frequency | None:
    """Return of which periods something is owed, or None where the item has none."""
    found = said(on.replace(day=1)).value.get(item.frequency)
    return Frequency(**found) if found else None


@dataclass(frozen=True, slots=True)
class Owed:
    """A period that a unit owes for an item, and whether something came for it."""

    authority: int
    template: str
    period: Period
    is_delivered: bool


@dataclass(frozen=True, slots=True)
class UnitRate:
    """How many periods of an item a unit owed, and for how many something came."""

    authority: Authority
    rate: Rate
    #: The periods for which nothing came, the latest first.
    missed: tuple[Period, ...]
    #: Whether the latest period is among them: nothing came since.
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ItemRate:
    """An item of the catalogue with its units, most behind first."""

    item: CatalogueItem
    frequency: Frequency | None
    units: tuple[UnitRate, ...]

    @property
    def rate(self) -> Rate:
        """Return 归集率: periods for which something came ÷ periods owed, of all units."""
        return Rate(
            sum(unit.rate.part for unit in self.units), sum(unit.rate.whole for unit in self.units)
        )

    @property
    def overdue(self) -> int:
        """Return how many units have sent nothing for the latest period."""
        return sum(unit.is_overdue for unit in self.units)

    @property
    def why_none(self) -> str:
        """Return why there is no rate; empty where there is one."""
        if self.rate.whole:
            return ""
        if not self.item.templates:
            return "还没有数据模板"
        if self.frequency is None:
            return "逐件报送，没有报送期"
        return "还没有到期的报送期" if self.units else "还没有单位报送过"


def item_rates(actor: Actor, on: date) -> list[ItemRate]:
    """Return the items in force with the rates of the last twelve months up to the day `on`."""
    owed: dict[str, dict[int, list[Owed]]] = defaultdict(lambda: defaultdict(list))
    items = list(items_in_force(on).order_by("edition__jurisdiction", "order", "pk"))
    for code, one in _owed(actor, items, before(on, SPAN), on, Q()):
        owed[code][one.authority].append(one)
    units = Authority.objects.select_related("place").in_bulk(
        {unit for found in owed.values() for unit in found}
    )
    return [
        ItemRate(
            item,
            frequency_of(item, on),
            tuple(
                sorted(
                    (_unit(units[pk], rows) for pk, rows in owed[item.code].items()),
                    key=lambda one: (one.rate.share or 0, one.authority.place.code),
                )
            ),
        )
        for item in items
    ]


def _unit(unit: Authority, rows: list[Owed]) -> UnitRate:
    missed = tuple(row.period for row in reversed(rows) if not row.is_delivered)
    came = len(rows) - len(missed)
    return UnitRate(unit, Rate(came, len(rows)), missed, not rows[-1].is_delivered)


def owed(actor: Actor, since: date, on: date, whose: Q) -> list[Owed]:
    """Return the periods that fell due from `since` until before `on`, of units as `whose`."""
    return [one for _, one in _owed(actor, list(items_in_force(on)), since, on, whose)]


def _owed(
    actor: Actor, items: list[CatalogueItem], since: date, on: date, whose: Q
) -> Iterator[tuple[str, Owed]]:
    """Yield what is owed with the code of its item, by unit, in the order of the periods."""
    item_of = {
        template: (item, frequency)
        for item in items
        if (frequency := frequency_of(item, on))
        for template in item.templates
    }
    rows = Quality.objects.visible_to(actor).filter(
        whose, authority__isnull=False, template__in=list(item_of), first_on__isnull=False
    )
    began = {
        (unit, template): day
        for unit, template, day in rows.order_by()
        .values_list("authority", "template")
        .annotate(began=Min("first_on"))
    }
    came: dict[tuple[int, str], dict[date, tuple[date, date]]] = defaultdict(dict)
    longest = max((frequency.months for _, frequency in item_of.values()), default=0)
    for unit, template, month, first, last in rows.filter(
        month__gte=before(since, longest + SPAN), month__lte=on
    ).values_list("authority", "template", "month", "first_on", "last_on"):
        assert first is not None
        assert last is not None
        known = came[unit, template].get(month, (first, last))
        came[unit, template][month] = (min(first, known[0]), max(last, known[1]))
    for (unit, template), day in sorted(began.items()):
        item, frequency = item_of[template]
        told: Came = came[unit, template]
        for period in due_between(frequency, day, since, on):
            yield item.code, Owed(unit, template, period, is_delivered(period, told))
