"""The clock of a decision (双公示时限): when it is due, and how it stands. Knows no Django.

A permit or penalty has to be publicised within so many working days of the day on which it was
decided; that day itself does not count. The last day is compared as a date: what comes in on a
rest day after it is late, although no whole working day has passed since.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from xinlu.kernel.workdays import Calendar, CalendarMissing

_DAY = timedelta(days=1)


class Standing(StrEnum):
    """How a decision stands on a day."""

    OUTSIDE = "outside"
    UNKNOWN = "unknown"
    IN_TIME = "in-time"
    DONE_LATE = "done-late"
    LATE = "late"
    TODAY = "today"
    NEXT = "next"
    OPEN = "open"


#: What each standing is called.
WORDS: Mapping[Standing, str] = {
    Standing.OUTSIDE: "不列入双公示",
    Standing.UNKNOWN: "日历待录入",
    Standing.IN_TIME: "按期",
    Standing.DONE_LATE: "迟报",
    Standing.LATE: "已超期",
    Standing.TODAY: "今日到期",
    Standing.NEXT: "下一工作日到期",
    Standing.OPEN: "未到期",
}


@dataclass(frozen=True, slots=True)
class Times:
    """The four times of a decision; None where it has not come to that."""

    decided: date | None
    published: date | None = None
    sent: date | None = None
    received: date | None = None

    def stopped_by(self, which: str) -> date | None:
        """Return when the clock stopped, if `which` of the times stops it.

        >>> Times(date(2026, 9, 23), sent=date(2026, 10, 10)).stopped_by("sent")
        datetime.date(2026, 10, 10)
        """
        times = {"published": self.published, "sent": self.sent, "received": self.received}
        return times[which]


@dataclass(frozen=True, slots=True)
class Clock:
    """How the clock of a decision stands on a day."""

    due_on: date | None
    standing: Standing
    #: Working days by which it is, or came, late.
    days_late: int = 0
    #: Working days that are left, the day itself not counted.
    days_left: int = 0

    @property
    def word(self) -> str:
        """Return the standing in words, with the days where it is late."""
        if self.standing in (Standing.LATE, Standing.DONE_LATE) and self.days_late:
            return f"{WORDS[self.standing]} {self.days_late} 个工作日"
        return WORDS[self.standing]


def due_on(decided: date | None, days: int, calendar: Calendar) -> date | None:
    """Return the last day in time, or None while it is not known.

    It is not known without the day of the decision, nor while the calendar of a year that the
    term reaches is missing: the row is taken all the same, and its clock says so.
    """
    if decided is None:
        return None
    try:
        return calendar.add(decided, days)
    except CalendarMissing:
        return None


def clock(
    due: date | None,
    stopped: date | None,
    on: date,
    calendar: Calendar,
    *,
    is_outside: bool = False,
) -> Clock:
    """Return how a decision due on `due` and stopped on `stopped` stands on the day `on`."""
    if is_outside:
        return Clock(due, Standing.OUTSIDE)
    if due is None:
        return Clock(None, Standing.UNKNOWN)
    if stopped is not None:
        if stopped <= due:
            return Clock(due, Standing.IN_TIME)
        return Clock(due, Standing.DONE_LATE, days_late=_days_late(due, stopped, calendar))
    if on > due:
        return Clock(due, Standing.LATE, days_late=_days_late(due, on, calendar))
    if on == due:
        return Clock(due, Standing.TODAY)
    left = _between(on, due, calendar)
    return Clock(due, Standing.NEXT if left == 1 else Standing.OPEN, days_left=left)


def _days_late(due: date, day: date, calendar: Calendar) -> int:
    """Return by how many working days `day` is late: a rest day counts as the next working day."""
    return max(_between(due, day, calendar), 1)


def _between(start: date, end: date, calendar: Calendar) -> int:
    try:
        return calendar.between(start, end)
    except CalendarMissing:
        return 0


def next_workday(on: date, calendar: Calendar) -> date | None:
    """Return the next working day after `on`, or None where its calendar is missing."""
    try:
        return calendar.add(on, 1)
    except CalendarMissing:
        return None


@dataclass(frozen=True, slots=True)
class Break:
    """A long holiday that is near: its rest days, and until when what falls due is to be sent."""

    first: date
    last: date
    #: The last working day before it.
    send_by: date
    #: What falls due up to here should be sent before the holiday begins.
    reaches: date

    @property
    def days(self) -> int:
        """Return how many rest days it has."""
        return (self.last - self.first).days + 1


def break_ahead(
    on: date, calendar: Calendar, *, shortest: int, ahead: int, after: int
) -> Break | None:
    """Return the long holiday (节前须报) that begins within `ahead` working days, if one does.

    It is long from `shortest` rest days in a row. What falls due in it, or on the first `after`
    working days behind it, is to be sent before it: whoever waits has next to no time left.
    """
    try:
        last_workday = on if calendar.is_workday(on) else calendar.add(on, 1)
        for _ in range(ahead):
            following = calendar.add(last_workday, 1)
            rest = (following - last_workday).days - 1
            if rest >= shortest:
                reaches = calendar.add(last_workday, after)
                return Break(last_workday + _DAY, following - _DAY, last_workday, reaches)
            last_workday = following
    except CalendarMissing:
        return None
    return None
