"""Months, each by its first day. Knows no Django."""

from datetime import date


def before(month: date, count: int) -> date:
    """Return the month so many months before that of a day; after it where `count` is negative.

    >>> before(date(2026, 2, 1), 3), before(date(2026, 12, 24), -1)
    (datetime.date(2025, 11, 1), datetime.date(2027, 1, 1))
    """
    months = month.year * 12 + month.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)
