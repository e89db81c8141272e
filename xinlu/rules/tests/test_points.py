from datetime import date
from fractions import Fraction

import pytest

from xinlu.rules import Facts, FactsError, Period, judge
from xinlu.rules.tests.builders import an_event, national

FIRST = {"first_certificate": date(2024, 3, 15)}
END = date(2025, 3, 15)


def test_reasons_name_the_cycle_each_record_and_the_line_that_gave_the_grade():
    events = [
        an_event("DRIVER-POINTS", "r1", on=date(2024, 8, 1), points="3"),
        an_event("DRIVER-POINTS", "r2", on=date(2024, 8, 1), points="5"),
    ]
    facts = Facts("示例", END, events=events, prior={"grade": "AA"}, dates=FIRST)

    verdict = judge(national("driver"), facts)

    lines = [(reason.kind, reason.code, reason.points) for reason in verdict.reasons]
    assert lines == [
        ("window", "period", 0),
        ("points", "DRIVER-POINTS", 3),
        ("points", "DRIVER-POINTS", 5),
        ("band", "decisions.AA", 0),
    ]
    assert verdict.period == Period(date(2024, 3, 15), END)


def test_points_recorded_on_the_day_of_the_training_come_before_it():
    events = [
        an_event("DRIVER-TRAINING", "a", on=date(2024, 8, 1)),
        an_event("DRIVER-POINTS", "b", on=date(2024, 8, 1), points="20"),
    ]
    facts = Facts("示例", END, events=events, prior={"grade": "AA"}, dates=FIRST)

    verdict = judge(national("driver"), facts)

    assert (verdict.score, verdict.grade) == (0, "B")
    assert verdict.measures == {
        "points": 0,
        "peak": 20,
        "recorded": 20,
        "bonus": 0,
        "reached": 1,
    }
    assert sum(reason.total for reason in verdict.reasons) == 0


def test_a_new_holder_is_judged_from_the_initial_grade_and_the_reasons_say_so():
    verdict = judge(national("driver"), Facts("示例", END, dates=FIRST))

    [absent] = [reason for reason in verdict.reasons if reason.kind == "absent"]
    assert absent.params["grade"] == "A"
    assert verdict.grade == "AA"


def test_a_grade_that_the_initial_grade_did_not_touch_does_not_rest_on_it():
    events = [an_event("DRIVER-POINTS", on=date(2024, 8, 1), points="20")]

    verdict = judge(national("driver"), Facts("示例", END, events=events, dates=FIRST))

    assert verdict.grade == "B"
    assert [reason.kind for reason in verdict.reasons] == ["window", "points", "band"]
    assert "parameters.initial_grade" not in verdict.rests_on


def test_an_earlier_grade_of_another_scheme_is_refused():
    facts = Facts("示例", END, prior={"grade": "D"}, dates=FIRST)

    with pytest.raises(FactsError, match="'D' is not one of this rulebook's: AAA, AA, A, B"):
        judge(national("driver"), facts)


def test_a_period_that_is_given_prevails():
    period = Period(date(2023, 1, 1), date(2024, 1, 1))
    events = [an_event("DRIVER-POINTS", on=date(2023, 8, 1), points="1")]
    facts = Facts("示例", END, period=period, events=events, prior={"grade": "AAA"})

    verdict = judge(national("driver"), facts)

    assert (verdict.score, verdict.period) == (Fraction(1), period)
