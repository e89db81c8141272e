"""The live figures of the home page, each with what it counts (口径) and until when (数据截至)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.db.models import Count, Max, Q, Sum

from xinlu.collection.models import Batch
from xinlu.evaluation.models import Run
from xinlu.portal import records
from xinlu.portal.look.numbers import sentence_day, thousands
from xinlu.registry.models import Subject

#: For so many seconds a figure may be shown again without being counted again.
KEPT = 60


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure as it was counted."""

    value: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure on a page: its name and unit, what it counts, and what it leaves out."""

    key: str
    label: str
    value: str
    unit: str
    note: str
    definition: str
    leaves_out: str


@dataclass(frozen=True, slots=True)
class Board:
    """The figures together, and the moment at which the newest data came in (数据截至)."""

    as_of: datetime | None
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """How a figure is counted, in words for the reader and as a function of the day."""

    key: str
    label: str
    unit: str
    definition: str
    leaves_out: str
    count: Callable[[date], Counted]


def subjects(on: date) -> Counted:
    """Count the subjects on file by kind."""
    known = Subject.objects.known().filter(status=Subject.Status.ACTIVE).order_by()
    by_kind = dict(known.values_list("kind").annotate(Count("pk")))
    kinds = Subject.Kind
    firms = by_kind.get(kinds.FIRM, 0) + by_kind.get(kinds.SOLE_TRADER, 0)
    moving = by_kind.get(kinds.VEHICLE, 0) + by_kind.get(kinds.VESSEL, 0)
    persons = by_kind.get(kinds.PERSON, 0)
    note = f"企业 {thousands(firms)} · 人员 {thousands(persons)} · 车船 {thousands(moving)}"
    return Counted(sum(by_kind.values()), note)


def received(on: date) -> Counted:
    """Count the rows that this year's stored batches brought in."""
    stored = Batch.objects.filter(state=Batch.State.STORED, stored_at__year=on.year)
    told = stored.aggregate(rows=Sum("accepted_count"), batches=Count("pk"))
    return Counted(told["rows"] or 0, f"{thousands(told['batches'])} 个批次")


def permits(on: date) -> Counted:
    """Count the permits that the portal shows, and how many of them are still valid."""
    shown = records.public_records().filter(template="permit").order_by()
    valid = Q(values__valid_until__gte=on.isoformat()) & ~Q(values__state="2")
    told = shown.aggregate(all=Count("pk"), valid=Count("pk", filter=valid))
    return Counted(told["all"], f"其中有效期内 {thousands(told['valid'])} 条")


def in_publicity(on: date) -> Counted:
    """Count the results that stand in publicity, and say which ends first."""
    told = Q(results__grade__gt="") | Q(results__candidate_since__isnull=False)
    runs = Run.objects.filter(state=Run.State.PUBLICISED).order_by()
    counts = runs.values_list("publicity_until").annotate(count=Count("results", told))
    ends = sorted(until for until, _ in counts if until)
    if ends:
        note = f"最近一批公示至 {sentence_day(ends[0])}"
    else:
        note = "期满日待工作日历录入" if counts else "目前没有公示中的结果"
    return Counted(sum(count for _, count in counts), note)


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "subjects",
        "在册信用主体",
        "个",
        "已登记、状态为存续的企业、个体工商户、从业人员、车辆、船舶和项目，各按一个主体计。",
        "尚未确认入库的批次新登记的主体；已注销的主体。",
        subjects,
    ),
    Definition(
        "received",
        "本年归集信用信息",
        "条",
        "本年 1 月 1 日以来确认入库的批次中，通过校验的行数。",
        "被退回的行；整批撤回的批次。",
        received,
    ),
    Definition(
        "permits",
        "公开的行政许可",
        "条",
        "本站可以查到的行政许可信息。有效期内，指有效期满日不早于今天且当前状态不是无效。",
        "相对人为自然人的许可；已更正、已撤回的信息；尚未确认入库的批次。",
        permits,
    ),
    Definition(
        "in_publicity",
        "公示期内的评价结果",
        "个",
        "处于公示期、已有等级或已达到列入条件的评价结果，每个主体每项评价计一个。",
        "试算和待审定的结果；已公告的结果；暂无结果的主体。",
        in_publicity,
    ),
)


def board(on: date) -> Board:
    """Return the figures as of now; what was counted within the last minute is shown again."""
    key = f"portal:board:{on}"
    kept: Board | None = cache.get(key)
    if kept is None:
        kept = Board(as_of(), tuple(_figure(each, on) for each in DEFINITIONS))
        cache.set(key, kept, KEPT)
    return kept


def as_of() -> datetime | None:
    """Return when the newest batch was stored; None where nothing was yet."""
    newest = Batch.objects.filter(state=Batch.State.STORED).aggregate(at=Max("stored_at"))
    at: datetime | None = newest["at"]
    return at


def _figure(each: Definition, on: date) -> Figure:
    counted = each.count(on)
    return Figure(
        each.key,
        each.label,
        thousands(counted.value),
        each.unit,
        counted.note,
        each.definition,
        each.leaves_out,
    )
