"""Periods of a catalogue item (目录项目) for which something is owed. Knows no Django.

A sending counts for the period in whose window it comes: from the day after the period before was
due, up to the day on which its own is. Who sends late has left that period empty.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from xinlu.collection.months import before

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Frequency:
    """Of each so many months something is owed, so many days after their end at the latest."""

    months: int
    days: int


@dataclass(frozen=True, slots=True)
class Period:
    """A period by its first and last day, and its window: from when to when a sending counts."""

    first: date
    last: date
    opens: date
    due: date

    @property
    def title(self) -> str:
        """Return what the period is called.

        >>> period_of(date(2026, 4, 10), Frequency(3, 10)).title
        '2026 年第 1 季度'
        """
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        if months == 1:
            return f"{self.first.year} 年 {self.first.month} 月"
        if months == 3:
            return f"{self.first.year} 年第 {(self.first.month + 2) // 3} 季度"
        if months == 12:
            return f"{self.first.year} 年"
        return f"{self.first:%Y-%m} 至 {self.last:%Y-%m}"


def period_at(month: date, frequency: Frequency) -> Period:
    """Return the period in which a month lies; periods are counted from January."""
    first = before(month, (month.month - 1) % frequency.months)
    last = before(first, -frequency.months) - _DAY
    window = timedelta(days=frequency.days)
    return Period(first, last, first + window, last + window)


def period_of(day: date, frequency: Frequency) -> Period:
    """Return the period for which a sending on a day counts.

    >>> period_of(date(2026, 10, 10), Frequency(1, 10)).first
    datetime.date(2026, 9, 1)
    >>> period_of(date(2026, 10, 11), Frequency(1, 10)).first
    datetime.date(2026, 10, 1)
    """
    found = period_at(day, frequency)
    while found.opens > day:
        found = period_at(found.first - _DAY, frequency)
    while found.due < day:
        found = period_at(found.last + _DAY, frequency)
    return found


def due_between(frequency: Frequency, began: date, since: date, on: date) -> Iterator[Period]:
    """Yield the periods that fell due from `since` until before `on`, the first first.

    `began` is the day of the first sending of all: nothing is owed for periods before its own.
    """
    period = period_of(max(began, since), frequency)
    while period.due < on:
        if period.due >= since:
            yield period
        period = period_at(period.last + _DAY, frequency)


#: First and last day on which something came, by month.
Came = Mapping[date, tuple[date, date]]


def is_delivered(period: Period, came: Came) -> bool:
    """Say whether something came in the window of a period.

    Of each month only the first and last day are known; that is enough, because a window holds the
    end of the one month it begins in and the beginning of the one it ends in.

    >>> july = period_at(date(2026, 7, 1), Frequency(1, 10))
    >>> is_delivered(july, {date(2026, 8, 1): (date(2026, 8, 10), date(2026, 8, 30))})
    True
    >>> is_delivered(july, {date(2026, 8, 1): (date(2026, 8, 11), date(2026, 8, 30))})
    False
    """
    month = period.opens.replace(day=1)
    while month <= period.due:
        if said := came.get(month):
            first, last = said
            if first <= period.due and last >= period.opens:
                return True
        month = before(month, -1)
    return False
