"""归集率 on the desk: the items of the catalogue, and the units that are behind."""

from collections.abc import Iterator, Sequence
from datetime import date

from xinlu.accounts.actors import Actor
from xinlu.collection import collecting
from xinlu.collection.collecting import ItemRate, UnitRate
from xinlu.collection.rates import Rate
from xinlu.desk.forms import Query, day
from xinlu.kernel.spreadsheets import BookWriter, Written

#: Periods that are named; the others are counted.
_NAMED = 6
HEADINGS = (
    *("目录项目", "代码", "提供单位", "周期", "报送单位", "应报期数", "已报期数", "归集率"),
    *("逾期单位", "说明"),
)
BEHIND = ("单位", "区县", "目录项目", "已报期数", "应报期数", "缺报的期", "最近一期")


class CollectingQuery(Query):
    """Asks for the rates as of a day."""

    as_of = day("截至")


def items(actor: Actor, on: date) -> list[ItemRate]:
    """Return the items of the catalogue in force, those with a rate first."""
    return sorted(collecting.item_rates(actor, on), key=lambda one: not one.rate.whole)


def whole(rates: Sequence[ItemRate]) -> Rate:
    """Return the rate of all items."""
    return Rate(sum(one.rate.part for one in rates), sum(one.rate.whole for one in rates))


def behind(rates: Sequence[ItemRate]) -> list[tuple[ItemRate, UnitRate, str]]:
    """Return the units that missed a period, with the periods; who missed most is first."""
    found = [(item, unit) for item in rates for unit in item.units if unit.missed]
    found.sort(key=lambda one: -len(one[1].missed))
    return [(item, unit, missed(unit)) for item, unit in found]


def missed(unit: UnitRate) -> str:
    """Return which periods a unit missed, the latest first."""
    named = "、".join(period.title for period in unit.missed[:_NAMED])
    more = len(unit.missed) - _NAMED
    return f"{named} 等 {len(unit.missed)} 期" if more > 0 else named


def write(book: BookWriter, rates: Sequence[ItemRate], foot: str) -> None:
    """Write the items and the units that are behind as two sheets of a workbook."""
    for title, heads, rows in (
        ("目录项目归集率", HEADINGS, [*map(_item, rates)]),
        ("缺报的单位", BEHIND, [*_behind(rates)]),
    ):
        page = book.sheet(title)
        page.head(0, heads)
        for at, row in enumerate(rows, 1):
            page.row(at, row)
        page.row(len(rows) + 3, [foot])
        page.finish()


def _item(one: ItemRate) -> Sequence[Written]:
    item, rate = one.item, one.rate
    counts = (len(one.units), rate.whole, rate.part, rate.text())
    return (
        item.title,
        item.code,
        item.provider,
        item.frequency,
        *counts,
        one.overdue,
        one.why_none,
    )


def _behind(rates: Sequence[ItemRate]) -> Iterator[Sequence[Written]]:
    for item, unit, told in behind(rates):
        counts = (unit.rate.part, unit.rate.whole)
        last = "逾期未报" if unit.is_overdue else "已报"
        office = unit.authority
        yield (office.name, str(office.place), item.item.title, *counts, told, last)
