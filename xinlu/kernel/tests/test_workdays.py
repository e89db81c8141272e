"""Vectors W1-W7 of the sheet of facts; the years' files against the package they came from."""

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinlu.kernel.workdays import Calendar, CalendarFileError, CalendarMissing, read_calendars

FOLDER = Path(__file__).parents[3] / "jurisdictions" / "national" / "calendars"
CALENDAR = read_calendars(FOLDER)


def a_calendar_file(folder: Path, text: str, name: str = "2030.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def days(year: int, *spans: str) -> set[date]:
    """Return the days written as in the sheet of facts."""
    found = set()
    for span in spans:
        first, _, last = span.partition("..")
        day = date.fromisoformat(f"{year}-{first}")
        while day <= date.fromisoformat(f"{year}-{last or first}"):
            found.add(day)
            day += timedelta(days=1)
    return found


@pytest.mark.parametrize(
    ("start", "three", "seven", "ten"),
    [
        ("2026-09-23", "2026-09-29", "2026-10-10", "2026-10-14"),
        ("2026-09-30", "2026-10-10", "2026-10-15", "2026-10-20"),
        ("2026-02-13", "2026-02-25", "2026-03-02", "2026-03-05"),
        ("2026-04-29", "2026-05-07", "2026-05-12", "2026-05-15"),
        ("2025-12-30", "2026-01-05", "2026-01-09", "2026-01-14"),
        ("2026-01-02", "2026-01-06", "2026-01-12", "2026-01-15"),
        ("2026-11-24", "2026-11-27", "2026-12-03", "2026-12-08"),
    ],
)
def test_working_days_are_counted_from_the_day_after(start, three, seven, ten):
    begun = date.fromisoformat(start)
    ends = [CALENDAR.add(begun, n).isoformat() for n in (3, 7, 10)]

    assert ends == [three, seven, ten]
    assert [CALENDAR.between(begun, date.fromisoformat(end)) for end in ends] == [3, 7, 10]


def test_the_years_2025_and_2026_are_those_of_the_sheet():
    holidays, extra = CALENDAR.years[2026]
    assert extra == days(2026, "01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
    assert holidays == days(
        2026, "01-01..01-03", "02-15..02-23", "04-04..04-06", "05-01..05-05",
        "06-19..06-21", "09-25..09-27", "10-01..10-07",
    )  # fmt: skip

    holidays, extra = CALENDAR.years[2025]
    assert extra == days(2025, "01-26", "02-08", "04-27", "09-28", "10-11")
    assert holidays == days(
        2025, "01-01", "01-28..02-04", "04-04..04-06", "05-01..05-05", "05-31..06-02",
        "10-01..10-08",
    )  # fmt: skip


def test_every_day_of_every_year_agrees_with_the_package_the_files_came_from():
    assert sorted(CALENDAR.years) == list(range(2004, 2027))

    day = date(2004, 1, 1)
    while day.year < 2027:
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_a_year_without_calendar_is_an_error_and_never_monday_to_friday():
    with pytest.raises(CalendarMissing, match="2027") as missing:
        CALENDAR.add(date(2026, 12, 30), 3)

    assert missing.value.year == 2027


def test_a_deadline_that_stays_in_the_known_year_needs_no_other():
    assert CALENDAR.add(date(2026, 12, 30), 1) == date(2026, 12, 31)
    assert CALENDAR.add(date(2003, 12, 31), 1) == date(2004, 1, 2)


def test_working_days_are_counted_back_when_negative():
    assert CALENDAR.add(date(2026, 10, 1), -3) == date(2026, 9, 28)
    assert CALENDAR.between(date(2026, 10, 1), date(2026, 9, 28)) == -2
    assert CALENDAR.add(date(2026, 10, 1), 0) == date(2026, 10, 1)


@given(st.dates(date(2010, 1, 1), date(2024, 1, 1)), st.integers(1, 60))
def test_adding_working_days_ends_on_the_working_day_that_many_later(start, n):
    end = CALENDAR.add(start, n)

    assert CALENDAR.is_workday(end)
    assert CALENDAR.between(start, end) == n


def test_a_calendar_can_be_made_from_days_alone():
    calendar = Calendar({2030: ([date(2030, 1, 1)], [date(2030, 1, 5)])})

    assert not calendar.is_workday(date(2030, 1, 1))
    assert calendar.is_workday(date(2030, 1, 5))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("year: 2030", "its keys are"),
        ("[]", "its keys are"),
        ("{year: 2031, holidays: [], extra_workdays: [], basis: x, verified: false}", "year 2031"),
        (
            '{year: 2030, holidays: ["02-30"], extra_workdays: [], basis: x, verified: false}',
            "02-30",
        ),
        ('{year: 2030, holidays: "01-01", extra_workdays: [], basis: x, verified: false}', "list"),
        (
            '{year: 2030, holidays: ["01-03..01-01"], extra_workdays: [], basis: x, verified: no}',
            "ends before",
        ),
        (
            '{year: 2030, holidays: ["01-05"], extra_workdays: ["01-05"], basis: x, verified: no}',
            "both a holiday",
        ),
        (
            '{year: 2030, holidays: [], extra_workdays: ["01-01"], basis: x, verified: false}',
            "a weekday",
        ),
    ],
)
def test_a_calendar_file_that_contradicts_itself_is_refused(tmp_path, text, reason):
    folder = a_calendar_file(tmp_path, text)

    with pytest.raises(CalendarFileError, match=reason):
        read_calendars(folder)
