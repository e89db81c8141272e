"""Months, years and cycles of days, as the Civil Code counts them (民法典 §201, §202)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


def add_months(day: date, n: int) -> date:
    """Return the corresponding day `n` months on (back, if negative), else that month's last day.

    民法典 §202. The start day itself does not count (§201), so a period of three months from
    2026-11-30 ends with the whole of 2027-02-28.
    """
    year, month_index = divmod(day.year * 12 + day.month - 1 + n, 12)
    month = month_index + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: date, n: int) -> date:
    """Return the corresponding day `n` years on (back, if negative); 29 February may become 28."""
    return add_months(day, 12 * n)


@dataclass(frozen=True, order=True)
class Period:
    """The days from `start` to the day before `end`: `end` itself is outside."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"A period cannot end on {self.end}, before its start {self.start}.")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        return f"[{self.start}, {self.end})"

    @property
    def days(self) -> int:
        """The number of calendar days in the period."""
        return (self.end - self.start).days


def anniversary_cycle(first: date, on: date) -> Period | None:
    """Return the last cycle between anniversaries of `first` that is over on `on`, or None.

    A cycle is over from the day of its end, which is the first day of the next. A 29 February
    has its anniversary on the 28th in common years, so a certificate of 2024-02-29 has the cycles
    [2024-02-29, 2025-02-28), [2025-02-28, 2026-02-28), and so on.
    """
    years = on.year - first.year
    if add_years(first, years) > on:
        years -= 1
    if years < 1:
        return None
    return Period(add_years(first, years - 1), add_years(first, years))
