"""Days of the calendar as rulebooks count them: the same day of another year, and cycles.

A 29 February has no same day in a common year; whether 28 February or 1 March stands for it is
the rulebook's choice (`leap_day`).
"""

import calendar
from datetime import date, timedelta

from xinlu.kernel.periods import Period, add_months
from xinlu.rules.facts import Facts
from xinlu.rules.language import Cycle
from xinlu.rules.messages import FactsError


def same_day(day: date, years: int, leap_day: str = "02-28") -> date:
    """Return the same day `years` later (earlier, if negative).

    >>> same_day(date(2024, 2, 29), -1), same_day(date(2024, 2, 29), 1, "03-01")
    (datetime.date(2023, 2, 28), datetime.date(2025, 3, 1))
    """
    year = day.year + years
    if (day.month, day.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 2, 28) if leap_day == "02-28" else date(year, 3, 1)
    return day.replace(year=year)


def window_start(day: date, length: int, unit: str, leap_day: str) -> date:
    """Return the day after which the window that ends on `day` begins.

    Before the first day of the calendar there is none.

    >>> window_start(date(2024, 2, 29), 1, "year", "02-28")
    datetime.date(2023, 2, 28)
    """
    days = {"day": 1, "month": 31, "year": 366}[unit] * length
    if (day - date.min).days < days:
        return date.min
    if unit == "day":
        return day - timedelta(days=length)
    if unit == "year":
        return same_day(day, -length, leap_day)
    return add_months(day, -length)


def anniversary_cycle(first: date, on: date, years: int, leap_day: str) -> Period | None:
    """Return the last cycle of `years`, counted from `first`, that is complete on the day `on`.

    A cycle is complete on the day its successor begins. None if the first is not complete yet.

    >>> anniversary_cycle(date(2020, 2, 29), date(2024, 6, 30), 1, "02-28")
    Period(start=datetime.date(2023, 2, 28), end=datetime.date(2024, 2, 29))
    """
    done = max(0, (on.year - first.year) // years)
    if done and same_day(first, done * years, leap_day) > on:
        done -= 1
    if not done:
        return None
    return Period(
        same_day(first, (done - 1) * years, leap_day), same_day(first, done * years, leap_day)
    )


def whole_spans(since: date, on: date, unit: str) -> int:
    """Return the whole days, months or years between two days; below 0 if `since` is to come.

    >>> whole_spans(date(2024, 1, 31), date(2024, 2, 29), "month")
    1
    """
    if unit == "day":
        return (on - since).days
    if unit == "year":
        years = on.year - since.year
        return years - (same_day(since, years) > on)
    months = 12 * (on.year - since.year) + on.month - since.month
    return months - (add_months(since, months) > on)


def calendar_part(on: date, months: int) -> Period:
    """Return the year, quarter or month of the day: the part of so many months that it lies in.

    >>> calendar_part(date(2024, 5, 6), 3)
    Period(start=datetime.date(2024, 4, 1), end=datetime.date(2024, 7, 1))
    """
    start = date(on.year, on.month - (on.month - 1) % months, 1)
    return Period(start, add_months(start, months))


#: How many months the parts of a calendar have.
CALENDAR = {"calendar-year": 12, "calendar-quarter": 3, "calendar-month": 1}


def period_of(cycle: Cycle, facts: Facts) -> Period | None:
    """Return the days that count: those given, or those of the cycle on the day of evaluation.

    None where no cycle is completed yet, or where a rolling one has no length of its own.
    """
    if facts.period is not None:
        return facts.period
    if cycle.kind in CALENDAR:
        return calendar_part(facts.on, CALENDAR[cycle.kind])
    if cycle.kind == "rolling":
        if cycle.length is None:
            return None
        start = window_start(facts.on, cycle.length.length, cycle.length.unit, cycle.leap_day)
        return Period(start + timedelta(days=1), facts.on + timedelta(days=1))
    if cycle.of not in facts.dates:
        raise FactsError("missing-date", value=cycle.of)
    return anniversary_cycle(facts.dates[cycle.of], facts.on, cycle.years, cycle.leap_day)


def year_of(period: Period | None, on: date) -> int:
    """Return the year of evaluation: that of the period's last day, but not later than the day."""
    if period is None:
        return on.year
    return min(period.end - timedelta(days=1), max(on, period.start)).year
