"""Facts that cannot be right are refused or give no result: never a silent grade."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from time import perf_counter
from typing import Any

import pytest

from xinlu.rules import Event, Facts, FactsError, Unit, judge
from xinlu.rules.facts import Link, Result
from xinlu.rules.tests.builders import YEAR_END, a_ship, an_event, small
from xinlu.rules.tests.shapes.writing import SPRING, a_firm, a_rulebook, graded, records

CHECKS = a_rulebook(
    grades=graded("A B"),
    quantities=[
        {"name": "vehicles", "unit": "check", "at_least": 0},
        {"name": "fleet", "at_least": 1, "at_most": 1000000},
        {"name": "sector", "kind": "text"},
        {"name": "mileage", "missing": "unknown"},
    ],
    components=[
        {"name": "checks", "unit": "check", "base": 100, "average": "weighted"},
        {
            "name": "rated",
            "unit": "check",
            "average": "weighted",
            "weight_by": "vehicles",
            "where": {"mileage": {"known": True}},
        },
    ],
    measures=[
        {"name": "seen", "records": {"items": ["X"], "take": "count"}},
        {"name": "rate", "formula": "seen / fleet"},
        {
            "name": "good",
            "linked": {
                "relation": "driver",
                "scheme": "driver",
                "grades": ["A", "B"],
                "take": "count",
                "where": {"grade": {"at_least": "A"}},
            },
        },
    ],
    items=[{"code": "X", "effect": "deduct", "component": "checks", "value": 1}],
    total=[{"when": {"checks": {"known": True}}, "formula": "checks"}],
    decisions=[{"grade": "B", "when": {"sector": {"exactly": "货运"}}}, {"grade": "A"}],
)
GOOD = a_firm(
    units=[Unit("check", "一", weight=Fraction(1), quantities={"vehicles": Fraction(2)})],
    events=records("X", 1, unit="一"),
    quantities={"fleet": 3, "sector": "客运"},
)


def refusal(rulebook: Any, facts: Facts) -> str:
    """Return the code of the refusal, once it has been seen to say something to an officer."""
    with pytest.raises(FactsError) as refused:
        judge(rulebook, facts)
    assert refused.value.chinese()
    return refused.value.code


def checked_with(**change: Any) -> Facts:
    return replace(GOOD, **change)


def weighing(weight: Any, **quantities: Fraction) -> list[Unit]:
    given = quantities or {"vehicles": Fraction(1)}
    return [Unit("check", "一", weight=weight, quantities=given)]


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("missing-quantity", checked_with(quantities={"sector": "客运"})),
        ("missing-quantity", checked_with(units=[Unit("check", "一", weight=Fraction(1))])),
        ("quantity-outside", checked_with(quantities={"fleet": Fraction(0), "sector": "x"})),
        ("quantity-outside", checked_with(quantities={"fleet": Fraction(10**9), "sector": "x"})),
        ("quantity-outside", checked_with(units=weighing(Fraction(1), vehicles=Fraction(-1)))),
        ("quantity-kind", checked_with(quantities={"fleet": "三", "sector": "客运"})),
        ("quantity-kind", checked_with(quantities={"fleet": Fraction(3), "sector": Fraction(1)})),
        ("missing-weight", checked_with(units=weighing(None))),
        ("weight-not-positive", checked_with(units=weighing(Fraction(0)))),
        ("weight-not-positive", checked_with(units=weighing(Fraction(-5)))),
        ("repeated-unit", checked_with(units=[*GOOD.units, *GOOD.units])),
        ("unknown-unit", checked_with(events=records("X", 1, unit="没有"))),
        ("missing-unit", checked_with(events=records("X", 1))),
        ("missing-unit", checked_with(events=records("X", 1, unit=""))),
        ("repeated-record", checked_with(events=[*GOOD.events, *GOOD.events])),
        ("negative-points", checked_with(events=records("X", 1, unit="一", points=-1))),
        ("negative-times", checked_with(events=records("X", 1, unit="一", times=-1))),
        ("unknown-item", checked_with(events=records("Y", 1, unit="一"))),
        ("unknown-grade", checked_with(prior={"grade": "AAA"})),
        (
            "unknown-grade",
            checked_with(links=[Link("driver", "驾", [Result("driver", 2023, "特优")])]),
        ),
        (
            "repeated-result",
            checked_with(results=[Result("own", 2022, "A"), Result("own", 2022, "B")]),
        ),
    ],
)
def test_what_cannot_be_right_is_refused(code: str, facts: Facts):
    assert judge(CHECKS, GOOD).grade == "A"

    found = refusal(CHECKS, facts)

    assert found == code


def test_without_anything_there_is_no_result():
    nothing = Facts("示例", YEAR_END, quantities={"fleet": Fraction(1), "sector": ""})

    verdict = judge(CHECKS, nothing)

    assert (verdict.score, verdict.grade, verdict.no_result) == (None, None, "nothing-evaluated")


def test_ages_that_weigh_nothing_leave_a_component_unknown():
    ages = [{"within": "1 year", "weight": 0, "basis": "示例", "verified": True}]
    shape = {"average": "weighted", "ages": ages, "ages_weigh": "units", "within": "place"}
    rulebook = a_rulebook(
        components=[{"name": "checks", "unit": "check", "base": 100, **shape}],
        total=[{"when": {"checks": {"known": True}}, "formula": "checks"}],
    )

    verdict = judge(rulebook, a_firm(units=[Unit("check", "一", on=SPRING)]))

    assert verdict.no_result == "nothing-evaluated"


def test_a_number_beyond_all_measure_is_judged_exactly():
    huge = Fraction(10**400 + 1, 3)
    facts = Facts(
        "示例", YEAR_END, units=[a_ship()], events=[an_event("S1", points=huge, unit="甲船")]
    )

    verdict = judge(small(), facts)

    assert verdict.score == 0
    assert sum(reason.total for reason in verdict.reasons) == 0


def test_a_hundred_thousand_records_of_one_subject_are_judged_soon():
    day = date(2023, 1, 1)
    many = [
        Event(f"r{n}", "X", day + timedelta(n % 365), unit=f"{n % 1000}") for n in range(100_000)
    ]
    checks = [
        Unit("check", f"{n}", weight=Fraction(n + 1), quantities={"vehicles": Fraction(1)})
        for n in range(1000)
    ]
    facts = replace(GOOD, units=checks, events=many)

    begun = perf_counter()
    verdict = judge(CHECKS, facts)

    assert verdict.score == 0
    assert perf_counter() - begun < 20
    assert len(verdict.reasons) > 100_000
