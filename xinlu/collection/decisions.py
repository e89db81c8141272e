"""What others may ask of decisions (双公示): rows, and counts whose rows can be listed."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from xinlu.accounts.actors import Actor
from xinlu.accounts.calendars import calendar
from xinlu.collection.clocks import next_workday
from xinlu.collection.dual_publicity import break_ahead
from xinlu.collection.models import Decision, Tally
from xinlu.collection.models.decisions import (
    CAME_LATE,
    IN_SCOPE,
    IN_TIME,
    OPEN,
    PASSED,
    PUBLISHED,
    SENT,
    UNCLOCKED,
    UNSENT,
)
from xinlu.collection.rates import Counts
from xinlu.collection.services.tallies import COUNTED

#: Not sent, and its last day is not over, or not known.
_STILL = OPEN & Q(sent_on__isnull=True)


def _not_yet(on: date) -> Q:
    return _STILL & (Q(due_on__gte=on) | Q(due_on__isnull=True))


def _next(on: date) -> Q:
    following = next_workday(on, calendar())
    return OPEN & Q(due_on__gt=on, due_on__lte=following) if following else Q(pk__in=[])


def _break(on: date) -> Q:
    near = break_ahead(on)
    return OPEN & Q(due_on__gte=on, due_on__lte=near.reaches) if near else Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the pages: its word, and which decisions it counts on a day."""

    word: str
    counts: Callable[[date], Q]


#: Every figure by its name; the list of a figure's rows is asked for by the same condition.
FIGURES: Mapping[str, Figure] = {
    "open": Figure("待报送", lambda on: OPEN),
    "today": Figure("今日到期", lambda on: OPEN & Q(due_on=on)),
    "next": Figure("下一工作日到期", _next),
    "overdue": Figure("已超期未报", lambda on: OPEN & Q(due_on__lt=on)),
    "break": Figure("节前须报", _break),
    "unknown": Figure("日历待录入", lambda on: UNCLOCKED),
    "made": Figure("产生", lambda on: Q()),
    "in-scope": Figure("列入双公示", lambda on: IN_SCOPE),
    "owed": Figure("应报", lambda on: IN_SCOPE & ~_not_yet(on)),
    "outside": Figure("不列入双公示", lambda on: ~IN_SCOPE),
    "published": Figure("本单位公示", lambda on: PUBLISHED),
    "sent": Figure("报送", lambda on: SENT),
    "unsent": Figure("未报送", lambda on: UNSENT),
    "passed": Figure("合规", lambda on: PASSED),
    "refused": Figure("不合规", lambda on: SENT & Q(passed_on__isnull=True)),
    "in-time": Figure("按期", lambda on: IN_TIME),
    "late": Figure("迟报", lambda on: CAME_LATE),
}
#: Figures of the desk: what is to be done.
AT_HAND = ("today", "next", "overdue", "break")


@dataclass(frozen=True)
class Asked:
    """What is asked for; an empty field asks nothing."""

    figure: str = ""
    month: date | None = None
    until: date | None = None
    kind: str = ""
    place_id: int | None = None
    authority_id: int | None = None
    officer_id: int | None = None
    number: str = ""
    subject: str = ""

    def months(self) -> Q:
        """Return the condition of the months asked for: `month`, or from it to `until`."""
        if self.month is None:
            return Q()
        if self.until is None:
            return Q(month=self.month)
        return Q(month__gte=self.month, month__lte=self.until)

    def units(self) -> Q:
        """Return the condition of kind, place and unit."""
        exact = {
            "kind": self.kind,
            "place_id": self.place_id,
            "authority_id": self.authority_id,
        }
        return Q(**{name: value for name, value in exact.items() if value})


def decisions(actor: Actor, asked: Asked, on: date) -> QuerySet[Decision]:
    """Return the decisions asked for, what is due first first."""
    rows = Decision.objects.visible_to(actor).filter(asked.months(), asked.units())
    if asked.figure in FIGURES:
        rows = rows.filter(FIGURES[asked.figure].counts(on))
    if asked.officer_id:
        rows = rows.filter(officer_id=asked.officer_id)
    if asked.number:
        rows = rows.filter(number=asked.number.strip())
    if asked.subject:
        text = asked.subject.strip()
        rows = rows.filter(Q(subject__code=text.upper()) | Q(subject_name__contains=text))
    return rows.select_related("subject", "authority", "place", "officer", "record").order_by(
        "due_on", "id"
    )


def decision_for(actor: Actor, uid: UUID | str) -> Decision | None:
    """Return the decision with this public id, if the actor may see it."""
    rows = Decision.objects.visible_to(actor).select_related("authority", "place", "record")
    return rows.filter(uid=uid).first()


def at_hand(actor: Actor, on: date) -> dict[str, int]:
    """Return how many decisions are to be sent, by figure."""
    counted = {
        name.replace("-", "_"): Count("pk", filter=FIGURES[name].counts(on)) for name in AT_HAND
    }
    found = Decision.objects.visible_to(actor).filter(OPEN).order_by().aggregate(**counted)
    return {name: int(found[name]) for name in counted}


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """What an officer has in hand."""

    officer_id: int | None
    name: str
    open: int
    today: int
    overdue: int


def by_officer(actor: Actor, on: date) -> list[OfficerRow]:
    """Return what each officer has in hand, who is most behind first."""
    rows = (
        Decision.objects.visible_to(actor)
        .filter(OPEN)
        .order_by()
        .values_list("officer", "officer__name", "officer__username")
        .annotate(
            open=Count("pk"),
            today=Count("pk", filter=Q(due_on=on)),
            overdue=Count("pk", filter=Q(due_on__lt=on)),
        )
    )
    told = [
        OfficerRow(pk, name or username or "系统导入", *rest) for pk, name, username, *rest in rows
    ]
    return sorted(told, key=lambda row: (-row.overdue, -row.open, row.name))


def reminded(actor: Actor) -> QuerySet[Decision]:
    """Return the decisions of which the actor's units were reminded and that are still open."""
    rows = Decision.objects.visible_to(actor).filter(OPEN, reminded_on__isnull=False)
    return rows.order_by("due_on", "id")


#: By what counts may be told apart.
GROUPS = {"unit": "authority", "county": "place", "kind": "kind", "month": "month"}


def counts_by(actor: Actor, group: str, asked: Asked, on: date) -> dict[Any, Counts]:
    """Return the counts asked for by `unit`, `county`, `kind` or `month`; the keys are ids.

    All but one are stored with the decisions; what is not due yet changes by the day, and is
    counted of what is open.
    """
    return counted(actor, (GROUPS[group],), asked, on, key=lambda values: values[0])


def counts_by_unit_and_kind(actor: Actor, asked: Asked, on: date) -> dict[Any, Counts]:
    """Return the counts asked for by unit and kind."""
    return counted(actor, ("authority", "kind"), asked, on, key=tuple)


def counted(
    actor: Actor,
    group: tuple[str, ...],
    asked: Asked,
    on: date,
    *,
    key: Callable[[tuple[Any, ...]], Any],
) -> dict[Any, Counts]:
    """Return the counts by the values of the columns `group`."""
    fit = asked.months() & asked.units()
    sums = {f"sum_{name}": Sum(name) for name in COUNTED}
    found: dict[Any, Counts] = defaultdict(Counts)
    rows = Tally.objects.visible_to(actor).filter(fit).order_by().values_list(*group)
    for row in rows.annotate(**sums):
        told = dict(zip(COUNTED, row[len(group) :], strict=True))
        found[key(row[: len(group)])] = Counts(**told)
    running = Decision.objects.visible_to(actor).filter(fit, _not_yet(on)).order_by()
    for row in running.values_list(*group).annotate(count=Count("pk")):
        at = key(row[: len(group)])
        found[at] = replace(found[at], not_yet=row[-1])
    return dict(found)


@dataclass(frozen=True, slots=True)
class UnsentGroup:
    """Decisions of one unit and kind that were not sent for one reason."""

    authority_id: int | None
    kind: str
    outside: str
    basis: str
    count: int
    overdue: int


def unsent(actor: Actor, asked: Asked, on: date) -> list[UnsentGroup]:
    """Return what was not sent, by unit, kind and the reason that was given."""
    rows = Decision.objects.visible_to(actor).filter(asked.months(), asked.units(), UNSENT)
    told = (
        rows.order_by()
        .values_list("authority", "kind", "outside", "basis")
        .annotate(count=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=on) & IN_SCOPE))
    )
    return [UnsentGroup(*row) for row in told]
