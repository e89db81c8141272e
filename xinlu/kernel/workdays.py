"""Working days (工作日): weekdays, less State Council holidays, plus the days worked instead.

The calendar of a year is published in the autumn before. A year that is not there is an error,
never Monday to Friday: a deadline computed over it would be wrong and look right.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from xinlu.kernel.yaml_files import read_yaml

_DAY = timedelta(days=1)
_SATURDAY = 5
_KEYS = {"year", "holidays", "extra_workdays", "basis", "verified"}


class CalendarMissing(LookupError):
    """A computation needs the calendar of a year that has not been entered: `year`."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"The working-day calendar of {year} is not entered. Enter it from the State Council's "
            f"notice on the holidays of {year}; until then no deadline that reaches it is known."
        )


class CalendarFileError(ValueError):
    """A calendar file contradicts itself or is not written as a calendar."""

    def __init__(self, path: Path, reason: str) -> None:
        self.params = {"file": path.name, "reason": reason}
        super().__init__(f"{path.name}: {reason}.")


@dataclass(frozen=True, eq=False)
class Calendar:
    """Holidays and extra working days of the years that are known."""

    years: Mapping[int, tuple[Collection[date], Collection[date]]]

    def __post_init__(self) -> None:
        known = {
            year: (frozenset(holidays), frozenset(extra))
            for year, (holidays, extra) in self.years.items()
        }
        object.__setattr__(self, "years", known)

    def is_workday(self, day: date) -> bool:
        """Say whether `day` is worked. Raises `CalendarMissing` for a year not known."""
        try:
            holidays, extra = self.years[day.year]
        except KeyError:
            raise CalendarMissing(day.year) from None
        return day in extra or (day.weekday() < _SATURDAY and day not in holidays)

    def add(self, start: date, days: int) -> date:
        """Return the working day that is `days` after `start`; the start day does not count.

        民法典 §201. A negative number counts back. Raises `CalendarMissing` if a day of an
        unknown year has to be looked at.
        """
        step = _DAY if days >= 0 else -_DAY
        day, left = start, abs(days)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Return how many working days lie after `start` up to and with `end`.

        So `between(start, add(start, n)) == n`. Negative if `end` is the earlier of the two.
        """
        if end < start:
            return -self.between(end, start)
        return sum(self.is_workday(start + _DAY * n) for n in range(1, (end - start).days + 1))


def _days(path: Path, year: int, entries: object) -> set[date]:
    """Return the days written as MM-DD or MM-DD..MM-DD of `year`."""
    if not isinstance(entries, list):
        raise CalendarFileError(path, "days are given as a list")
    days: set[date] = set()
    for entry in entries:
        first, _, last = str(entry).partition("..")
        try:
            day = date.fromisoformat(f"{year}-{first}")
            end = date.fromisoformat(f"{year}-{last or first}")
        except ValueError:
            raise CalendarFileError(path, f"'{entry}' is not MM-DD or MM-DD..MM-DD") from None
        if end < day:
            raise CalendarFileError(path, f"'{entry}' ends before it begins")
        days.update(day + _DAY * n for n in range((end - day).days + 1))
    return days


def _read_year(path: Path) -> tuple[int, tuple[set[date], set[date]]]:
    """Read one file and check that it says one thing about every day."""
    written: Any = read_yaml(path)
    if not isinstance(written, dict) or set(written) != _KEYS:
        raise CalendarFileError(path, f"its keys are {', '.join(sorted(_KEYS))}")
    year = written["year"]
    if str(year) != path.stem:
        raise CalendarFileError(path, f"it speaks of the year {year}")
    holidays = _days(path, year, written["holidays"])
    extra = _days(path, year, written["extra_workdays"])
    if both := holidays & extra:
        raise CalendarFileError(path, f"{min(both)} is both a holiday and worked")
    if weekdays := [day for day in extra if day.weekday() < _SATURDAY]:
        raise CalendarFileError(path, f"{min(weekdays)} is a weekday, and worked anyway")
    return year, (holidays, extra)


def read_calendars(folder: Path) -> Calendar:
    """Return the calendar of all files `<year>.yaml` in `folder`.

    Raises `CalendarFileError` at a file that contradicts itself.
    """
    return Calendar(dict(_read_year(path) for path in sorted(folder.glob("*.yaml"))))
