from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from xinlu.rules import Event, Facts, judge
from xinlu.rules.cycles import same_day
from xinlu.rules.tests.builders import an_event, national
from xinlu.rules.tests.shapes.writing import a_firm, a_rulebook

OVERLOAD = national("overload")
DAYS = st.dates(date(2022, 1, 1), date(2025, 12, 31))


def candidate_by_hand(days: list[date], on: date) -> date | None:
    """Walk every day there is, and count."""
    for day in sorted({day for day in days if day <= on}):
        start = same_day(day, -1)
        if len([each for each in days if start < each <= day]) > 3:
            return day
    return None


@given(st.lists(DAYS, max_size=14), DAYS)
def test_the_first_day_is_the_one_that_counting_by_hand_finds(days: list[date], on: date):
    events = [Event(str(n), "OVERLOAD", day, number=str(n)) for n, day in enumerate(days)]

    verdict = judge(OVERLOAD, Facts("示例", on, events=events))

    assert verdict.candidate_since == candidate_by_hand(days, on)


def test_the_reasons_are_the_records_of_the_window_that_met_the_rule():
    first = date(2024, 1, 10)
    days = [first - timedelta(days=500), *(first + timedelta(days=n) for n in (0, 30, 60, 90, 300))]
    events = [an_event("OVERLOAD", f"r{n}", on=day, number=f"{n}") for n, day in enumerate(days)]

    verdict = judge(OVERLOAD, Facts("渝X00000/黄", date(2025, 1, 1), events=events))

    window, *records = verdict.reasons
    assert (window.kind, window.params["count"], window.params["met"]) == ("window", 4, True)
    assert [reason.events for reason in records] == [("r1",), ("r2",), ("r3",), ("r4",)]
    assert verdict.candidate_since == date(2024, 4, 9)
    assert verdict.score is None


def test_of_two_rows_of_one_document_the_earlier_day_counts_whatever_their_order():
    events = [
        an_event("OVERLOAD", "late", on=date(2024, 6, 1), number="同号"),
        an_event("OVERLOAD", "early", on=date(2024, 5, 1), number="同号"),
    ]

    verdict = judge(OVERLOAD, Facts("渝X00000/黄", date(2024, 12, 31), events=events))

    assert [each.event for each in verdict.ignored] == ["late"]
    assert verdict.measures["count"] == 1


def test_a_repeated_document_is_told_as_such_whichever_condition_counts_its_item():
    one = {"threshold": 1, "test": "more_than", "window": "1 year", "distinct": "number"}
    conditions = [{"code": code, "items": [code], **one} for code in ("A", "B", "C")]
    items = [{"code": code, "effect": "count"} for code in "ABC"]
    rulebook = a_rulebook(kind="list", candidates=conditions, items=items)
    events = [an_event("B", f"r{n}", on=date(2023, 3, n), number="1号") for n in (1, 2)]

    verdict = judge(rulebook, a_firm(events=events))

    assert [(each.event, each.why) for each in verdict.ignored] == [("r2", "repeated")]


def test_of_several_conditions_each_tells_its_window_and_what_was_in_it():
    one = {"test": "at_least", "window": "1 year", "distinct": "record"}
    conditions = [
        {"code": code, "title": f"条件{code}", "items": [code], "threshold": threshold, **one}
        for code, threshold in (("A", 2), ("B", 2), ("C", 3))
    ]
    items = [{"code": code, "effect": "count"} for code in "ABC"]
    rulebook = a_rulebook(kind="list", candidates=conditions, items=items)
    days = (("A", 1), ("B", 2), ("B", 3), ("C", 4), ("C", 5))
    events = [an_event(code, f"r{n}", on=date(2023, 3, n)) for code, n in days]

    verdict = judge(rulebook, a_firm(events=events))

    windows = [each for each in verdict.reasons if each.kind == "window"]
    told = [(each.title, each.params["count"], each.params["met"]) for each in windows]
    assert told == [("条件B", 2, True), ("条件A", 1, False), ("条件C", 2, False)]
    assert [each.events for each in verdict.reasons if each.events] == [("r2",), ("r3",)]
