"""Vectors R1-R5 of the repair sheet, R2-7 and R2-9 of the driver sheet."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinlu.kernel.periods import Period, add_months, add_years, anniversary_cycle

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("decided", "months", "ends"),
    [
        ("2026-04-15", 3, "2026-07-15"),
        ("2026-04-15", 12, "2027-04-15"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-11-30", 12, "2027-11-30"),
        ("2026-05-31", 12, "2027-05-31"),
        ("2026-05-31", 36, "2029-05-31"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 36, "2027-02-28"),
        ("2026-08-31", 3, "2026-11-30"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_months_last(decided, months, ends):
    assert add_months(date.fromisoformat(decided), months) == date.fromisoformat(ends)


def test_years_back_from_a_leap_day_is_the_twenty_eighth():
    assert add_years(date(2024, 2, 29), -1) == date(2023, 2, 28)
    assert add_years(date(2024, 2, 29), -4) == date(2020, 2, 29)
    assert add_years(date(2025, 3, 1), -1) == date(2024, 3, 1)


@given(DAYS, st.integers(-600, 600))
def test_months_never_leave_their_month_and_keep_the_day_if_it_exists(day, n):
    moved = add_months(day, n)

    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == n
    assert moved.day == day.day or (moved.day < day.day and add_months(moved, 1).day == moved.day)


def test_a_period_holds_its_first_day_and_not_its_end():
    period = Period(date(2024, 3, 15), date(2025, 3, 15))

    assert date(2024, 3, 15) in period
    assert date(2025, 3, 14) in period
    assert date(2025, 3, 15) not in period
    assert period.days == 365
    assert str(period) == "[2024-03-15, 2025-03-15)"


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="before its start"):
        Period(date(2025, 1, 2), date(2025, 1, 1))


def test_a_cycle_is_over_on_the_anniversary_and_not_the_day_before():
    first = date(2024, 3, 15)

    assert anniversary_cycle(first, date(2025, 3, 14)) is None
    assert anniversary_cycle(first, date(2025, 3, 15)) == Period(first, date(2025, 3, 15))
    assert anniversary_cycle(first, date(2026, 3, 14)) == Period(first, date(2025, 3, 15))


def test_a_certificate_of_a_leap_day_ends_its_cycle_on_the_twenty_eighth():
    first = date(2024, 2, 29)

    assert anniversary_cycle(first, date(2025, 2, 27)) is None
    assert anniversary_cycle(first, date(2025, 2, 28)) == Period(first, date(2025, 2, 28))
    assert anniversary_cycle(first, date(2028, 2, 29)) == Period(
        date(2027, 2, 28), date(2028, 2, 29)
    )


def test_no_cycle_is_over_before_the_certificate_was_issued():
    assert anniversary_cycle(date(2024, 3, 15), date(2020, 1, 1)) is None


@given(DAYS, DAYS)
def test_cycles_follow_each_other_without_gap_up_to_the_day_asked(first, on):
    cycle = anniversary_cycle(first, on)

    if cycle is None:
        assert on < add_years(first, 1)
    else:
        assert cycle.start >= first
        assert cycle.end <= on < add_years(first, cycle.end.year - first.year + 1)
