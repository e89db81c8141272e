from datetime import date

import pytest

from xinlu.accounts.calendars import calendar
from xinlu.collection.clocks import Standing, Times, break_ahead, clock, due_on
from xinlu.kernel.workdays import Calendar

D = date.fromisoformat

#: Start day, and the third, seventh and tenth working day behind it.
WORKDAYS = {
    "W1": ("2026-09-23", "2026-09-29", "2026-10-10", "2026-10-14"),
    "W2": ("2026-09-30", "2026-10-10", "2026-10-15", "2026-10-20"),
    "W3": ("2026-02-13", "2026-02-25", "2026-03-02", "2026-03-05"),
    "W4": ("2026-04-29", "2026-05-07", "2026-05-12", "2026-05-15"),
    "W5": ("2025-12-30", "2026-01-05", "2026-01-09", "2026-01-14"),
    "W6": ("2026-01-02", "2026-01-06", "2026-01-12", "2026-01-15"),
    "W7": ("2026-11-24", "2026-11-27", "2026-12-03", "2026-12-08"),
}
#: Decided, sent, how it stands.
DUE = {
    "D1": ("2026-09-23", "2026-10-10", Standing.IN_TIME, 0),
    "D2": ("2026-09-23", "2026-10-12", Standing.DONE_LATE, 1),
    "D3": ("2026-09-23", "2026-10-11", Standing.DONE_LATE, 1),
}


@pytest.mark.parametrize(
    ("start", "third", "seventh", "tenth"), WORKDAYS.values(), ids=WORKDAYS.keys()
)
def test_working_days_behind_a_decision(start, third, seventh, tenth):
    days = [due_on(D(start), count, calendar()) for count in (3, 7, 10)]

    assert days == [D(third), D(seventh), D(tenth)]


@pytest.mark.parametrize(("decided", "sent", "standing", "late"), DUE.values(), ids=DUE.keys())
def test_what_is_sent_is_in_time_by_its_date(decided, sent, standing, late):
    due = due_on(D(decided), 7, calendar())

    found = clock(due, D(sent), D("2026-11-24"), calendar())

    assert (found.standing, found.days_late) == (standing, late)


@pytest.mark.parametrize(
    ("on", "standing", "word"),
    [
        ("2026-09-24", Standing.OPEN, "未到期"),
        ("2026-10-09", Standing.NEXT, "下一工作日到期"),
        ("2026-10-10", Standing.TODAY, "今日到期"),
        ("2026-10-11", Standing.LATE, "已超期 1 个工作日"),
        ("2026-10-13", Standing.LATE, "已超期 2 个工作日"),
    ],
)
def test_an_open_decision_stands_by_the_day(on, standing, word):
    found = clock(D("2026-10-10"), None, D(on), calendar())

    assert (found.standing, found.word) == (standing, word)


def test_a_term_that_reaches_a_year_without_calendar_is_not_known():
    until_2026 = Calendar({2026: calendar().years[2026]})

    due = due_on(D("2026-12-28"), 7, until_2026)

    assert due is None
    assert clock(due, None, D("2026-12-29"), until_2026).word == "日历待录入"


def test_what_lies_outside_has_no_clock_to_keep():
    found = clock(D("2026-10-10"), None, D("2026-11-24"), calendar(), is_outside=True)

    assert found.standing is Standing.OUTSIDE


@pytest.mark.parametrize(
    ("which", "stopped"),
    [("published", "2026-09-24"), ("sent", "2026-09-28"), ("received", "2026-09-30")],
)
def test_the_parameter_says_which_time_stops_the_clock(which, stopped):
    times = Times(D("2026-09-23"), D("2026-09-24"), D("2026-09-28"), D("2026-09-30"))

    assert times.stopped_by(which) == D(stopped)


@pytest.mark.parametrize(
    ("on", "is_near"),
    [("2026-09-24", False), ("2026-09-28", True), ("2026-09-30", True), ("2026-10-08", False)],
)
def test_a_long_holiday_is_told_of_three_working_days_ahead(on, is_near):
    found = break_ahead(D(on), calendar(), shortest=7, ahead=3, after=3)

    assert (found is not None) is is_near
    if found:
        assert (found.first, found.last) == (D("2026-10-01"), D("2026-10-07"))
        assert (found.send_by, found.reaches) == (D("2026-09-30"), D("2026-10-10"))
