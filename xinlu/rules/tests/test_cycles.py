from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinlu.rules.cycles import anniversary_cycle, same_day, window_start

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@given(DAYS, st.integers(0, 20_000), st.sampled_from(["02-28", "03-01"]))
def test_a_cycle_is_complete_and_the_next_one_is_not(first: date, later: int, leap_day: str):
    on = first + timedelta(days=later)

    cycle = anniversary_cycle(first, on, 1, leap_day)

    if cycle is None:
        assert on < same_day(first, 1, leap_day)
    else:
        assert cycle.start < cycle.end <= on
        assert on < same_day(first, cycle.end.year - first.year + 1, leap_day)


@pytest.mark.parametrize(
    ("length", "unit", "start"),
    [
        (1, "year", date(2023, 2, 28)),
        (6, "month", date(2023, 8, 29)),
        (12, "month", date(2023, 2, 28)),
        (365, "day", date(2023, 3, 1)),
    ],
)
def test_a_window_reaches_back_from_a_leap_day(length: int, unit: str, start: date):
    assert window_start(date(2024, 2, 29), length, unit, "02-28") == start


def test_a_window_of_months_ends_on_the_last_day_of_a_short_month():
    assert window_start(date(2024, 3, 31), 1, "month", "02-28") == date(2024, 2, 29)
