"""The monthly table of 双公示 (ten columns) and what its circular (通报) says, from one reading.

Page, workbook, PDF and document are made from the same rows, so they cannot differ.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Authority
from xinlu.collection import decisions, dual_publicity
from xinlu.collection.decisions import Asked, UnsentGroup
from xinlu.collection.models import Decision
from xinlu.collection.rates import Counts, Rates, rates, total
from xinlu.desk.publicity import clock_of

KINDS = (Decision.Kind.PERMIT, Decision.Kind.PENALTY)
#: The five columns of each kind.
COLUMNS = ("产生", "本单位公示", "报送", "未报送", "未报送依据")
#: Decisions that a circular lists one by one at most.
LISTED = 500


@dataclass(frozen=True, slots=True)
class Half:
    """The five cells of one kind."""

    kind: str
    made: int
    published: int
    sent: int
    unsent: int
    basis: str

    @property
    def cells(self) -> tuple[int | str, ...]:
        """Return the cells in the order of the columns."""
        return (self.made, self.published, self.sent, self.unsent, self.basis)

    @property
    def figures(self) -> tuple[tuple[str, int], ...]:
        """Return the counts, each by the name under which its rows are listed."""
        counts = (self.made, self.published, self.sent, self.unsent)
        return tuple(zip(("made", "published", "sent", "unsent"), counts, strict=True))


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit's ten cells, its county, and the counts and rates behind them."""

    name: str
    county: str
    code: str
    halves: tuple[Half, ...]
    counts: Counts
    rates: Rates

    @property
    def is_late(self) -> bool:
        """Say whether something came late or is overdue."""
        return bool(self.counts.late or self.counts.missing > 0)


@dataclass(frozen=True, slots=True)
class LateRow:
    """A decision that came late or is overdue."""

    unit: str
    one: Decision
    word: str


@dataclass(frozen=True)
class Monthly:
    """The month's table with its sum, and the day as of which it counts."""

    month: date
    on: date
    rows: list[UnitRow]
    sum: UnitRow
    kinds: dict[str, Rates]
    places: int
    #: What stands below the line of each rate, and whether that was seen in a text.
    basis: str
    is_verified: bool

    @property
    def late(self) -> list[UnitRow]:
        """Return the units with something late, most late first."""
        found = [row for row in self.rows if row.is_late]
        return sorted(found, key=lambda row: -(row.counts.late + row.counts.missing))

    @property
    def full(self) -> list[UnitRow]:
        """Return the units whose three rates are whole."""
        return [
            row
            for row in self.rows
            if row.rates.reported.is_full
            and row.rates.compliant.is_full
            and row.rates.timely.is_full
        ]


def monthly(actor: Actor, month: date, on: date) -> Monthly:
    """Return the table of a month as it stands on the day `on`."""
    asked = Asked(month=month)
    found = decisions.counts_by_unit_and_kind(actor, asked, on)
    reasons: dict[tuple[int | None, str], list[UnsentGroup]] = defaultdict(list)
    for group in decisions.unsent(actor, asked, on):
        reasons[group.authority_id, group.kind].append(group)
    below = dual_publicity.below(month)
    units = Authority.objects.filter(pk__in={unit for unit, _ in found if unit})
    named = {one.pk: one for one in units.select_related("place")}
    rows = []
    order = sorted({unit for unit, _ in found}, key=lambda pk: _place_of(named.get(pk)))
    for unit in order:
        counts = [found.get((unit, kind.value), Counts()) for kind in KINDS]
        halves = tuple(
            _half(kind, each, reasons[unit, kind.value])
            for each, kind in zip(counts, KINDS, strict=True)
        )
        one, whole = named.get(unit), total(counts)
        name = (one.short_name or one.name) if one else "未定"
        rows.append(
            UnitRow(
                name,
                str(one.place) if one else "",
                one.code if one else "",
                halves,
                whole,
                rates(whole, below),
            )
        )
    by_kind = {
        kind.value: total(counts for (_, other), counts in found.items() if other == kind.value)
        for kind in KINDS
    }
    whole = total(by_kind.values())
    halves = tuple(_half(kind, by_kind[kind.value], []) for kind in KINDS)
    said = dual_publicity.said("dual-publicity-rates", month)
    return Monthly(
        month=month,
        on=on,
        rows=rows,
        sum=UnitRow("合计", "", "", halves, whole, rates(whole, below)),
        kinds={kind: rates(counts, below) for kind, counts in by_kind.items()},
        places=dual_publicity.places(month),
        basis=said.basis,
        is_verified=said.verified,
    )


def _place_of(unit: Authority | None) -> tuple[str, str]:
    return (unit.place.code, unit.code) if unit else ("~", "")


def _half(kind: Decision.Kind, counts: Counts, reasons: list[UnsentGroup]) -> Half:
    basis = _basis(reasons)
    return Half(kind.value, counts.made, counts.published, counts.sent, counts.unsent, basis)


def _basis(reasons: list[UnsentGroup]) -> str:
    """Return why decisions were not sent (未报送依据), most frequent first.

    Without a reason they are overdue, or their time still runs.
    """
    told: dict[str, int] = defaultdict(int)
    for group in reasons:
        if group.basis:
            told[group.basis] += group.count
        elif group.outside:
            told[str(Decision.Outside(group.outside).label)] += group.count
        else:
            told["逾期未报"] += group.overdue
            told["期限未满"] += group.count - group.overdue
    counted = sorted(((-count, word) for word, count in told.items() if count))
    return "；".join(f"{word} {-count}" for count, word in counted)


@dataclass(frozen=True, slots=True)
class LateRows:
    """Decisions that came late or are overdue: those listed, and how many there are in all."""

    rows: list[LateRow]
    count: int

    @property
    def unlisted(self) -> int:
        """Return how many are not listed."""
        return self.count - len(self.rows)


def late_rows(actor: Actor, month: date, on: date, *, at_most: int | None = LISTED) -> LateRows:
    """Return the decisions that came late or are overdue, by unit; all of them without a limit."""
    asked = [Asked(figure=figure, month=month) for figure in ("late", "overdue")]
    found = [decisions.decisions(actor, each, on) for each in asked]
    told = [
        LateRow(
            (one.authority.short_name or one.authority.name) if one.authority else "未定",
            one,
            clock_of(one, on).word,
        )
        for rows in found
        for one in rows[:at_most]
    ]
    told.sort(key=lambda row: (row.unit, row.one.due_on or on))
    return LateRows(told[:at_most], sum(rows.count() for rows in found))


def sentences(told: Monthly) -> list[str]:
    """Return what the circular says of the month, paragraph by paragraph."""
    counts, places = told.sum.counts, told.places
    rates_of = told.sum.rates
    said = [
        f"{told.month.year} 年 {told.month.month} 月，全辖区产生行政许可和行政处罚决定 "
        f"{counts.made} 件，其中不列入双公示 {counts.outside} 件；截至 "
        f"{told.on.year} 年 {told.on.month} 月 {told.on.day} 日，应报 {counts.owed} 件，"
        f"报送 {counts.sent} 件，合规 {counts.passed} 件，迟报 {counts.late} 件，"
        f"逾期未报 {max(counts.missing, 0)} 件。上报率 {rates_of.reported.text(places)}，"
        f"合规率 {rates_of.compliant.text(places)}，及时率 {rates_of.timely.text(places)}，"
        f"迟报率 {rates_of.late.text(places)}。"
    ]
    for kind in KINDS:
        one = told.kinds[kind.value]
        said.append(
            f"{kind.label}：上报率 {one.reported.text(places)}，"
            f"合规率 {one.compliant.text(places)}，及时率 {one.timely.text(places)}。"
        )
    if told.full:
        names = "、".join(row.name for row in told.full)
        said.append(f"上报率、合规率、及时率均为 100% 的单位：{names}。")
    said += [
        f"{row.name}：迟报 {row.counts.late} 件，逾期未报 {max(row.counts.missing, 0)} 件，"
        f"及时率 {row.rates.timely.text(places)}。"
        for row in told.late
    ]
    return said
