"""Risk ratings elsewhere: each check by itself, weights by age, exposure, percentiles of peers."""

from datetime import date
from fractions import Fraction

import pytest

from xinlu.rules import Rulebook, Unit, judge
from xinlu.rules.tests.shapes.writing import YEAR_END, a_firm, a_rulebook, checked, graded, records

TWO_YEARS = {"kind": "rolling", "length": "24 months"}


def rating() -> Rulebook:
    """Return the rating of checks: weighted infringements per vehicle, mean over checks, factor."""
    weights = {"MSI": 90, "VSI": 30, "SI": 10, "MI": 1}
    return a_rulebook(
        period=TWO_YEARS,
        grades=[*graded("green amber red"), {"code": "grey", "word": "无", "outside": True}],
        quantities=[
            {"name": "vehicles", "unit": "check", "at_least": 1},
            {"name": "smart", "at_least": 0, "at_most": 1},
        ],
        measures=[
            {
                "name": "factor",
                "cases": [{"when": {"smart": {"exactly": 1}}, "value": 0.9}, {"value": 1}],
            }
        ],
        components=[{"name": "checks", "unit": "check", "divide": "vehicles"}],
        items=[
            {"code": code, "effect": "add", "component": "checks", "value": value}
            for code, value in weights.items()
        ],
        total=[{"formula": "checks * factor"}],
        bands=[
            {"grade": "green", "to": 100},
            {"grade": "amber", "above": 100, "to": 200},
            {"grade": "red", "above": 200},
        ],
        without_result=[{"grade": "grey"}],
    )


def a_check(name: str, vehicles: int, on: date = YEAR_END) -> Unit:
    return Unit("check", name, on=on, quantities={"vehicles": Fraction(vehicles)})


@pytest.mark.parametrize(("smart", "score", "grade"), [(0, "60.5", "green"), (1, "54.45", "green")])
def test_infringements_are_spread_over_the_vehicles_of_their_check(smart, score, grade):
    checks = [a_check("路检", 1), a_check("场检", 10), a_check("无违法", 3), a_check("又一", 2)]
    events = [
        *records("MSI", 2, unit="路检"),
        *records("VSI", 1, unit="场检"),
        *records("SI", 9, unit="场检"),
        *records("SI", 10, key="more", unit="又一"),
    ]

    verdict = checked(
        judge(rating(), a_firm(units=checks, events=events, quantities={"smart": smart}))
    )

    assert (verdict.score_text, verdict.grade) == (score, grade)


@pytest.mark.parametrize(
    ("very_serious", "serious", "grade"),
    [(3, 1, "green"), (3, 2, "amber"), (6, 2, "amber"), (6, 3, "red")],
)
def test_bands_that_run_upwards_leave_no_gap(very_serious: int, serious: int, grade: str):
    events = [*records("VSI", very_serious, unit="一"), *records("SI", serious, unit="一")]
    facts = a_firm(units=[a_check("一", 1)], events=events, quantities={"smart": 0})

    found = judge(rating(), facts)

    assert found.grade == grade


def test_a_firm_that_was_never_checked_is_grey_and_not_green():
    old = a_check("旧", 1, date(2021, 12, 31))
    facts = a_firm(
        units=[old], events=records("MSI", 9, unit="旧", on=old.on), quantities={"smart": 0}
    )

    verdict = judge(rating(), facts)

    assert (verdict.score, verdict.grade) == (None, "grey")
    assert {each.why for each in verdict.ignored} == {"outside-period"}


def encounters(weights: list[float]) -> Rulebook:
    """Return points per encounter, weighed by the year in which it was."""
    spans = ["1 year", "2 years", "3 years"]
    ages = [
        {"within": s, "weight": w, "basis": "示例", "verified": True}
        for s, w in zip(spans, weights, strict=True)
    ]
    shared = {"average": "sum", "ages": ages, "ages_weigh": "records"}
    return a_rulebook(
        period={"kind": "rolling", "length": "3 years"},
        components=[
            {"name": "roadworthiness", "unit": "technical", **shared},
            {"name": "traffic", "unit": "traffic", **shared},
        ],
        items=[
            {"code": "R", "effect": "add", "component": "roadworthiness", "value": 50},
            {"code": "T", "effect": "add", "component": "traffic", "value": 50},
        ],
        measures=[
            {"name": "events", "formula": "roadworthiness.count + traffic.count"},
            {
                "name": "combined",
                "needs": {"events": {"more_than": 0}},
                "formula": "(roadworthiness + traffic) / events",
            },
        ],
        total=[
            {
                "when": {"roadworthiness": {"known": True}, "traffic": {"known": True}},
                "formula": "(roadworthiness + traffic) / max(1, events)",
            }
        ],
    )


def test_points_are_divided_by_all_encounters_clear_ones_too():
    units = [Unit("technical", f"技{n}") for n in range(4)]
    units += [Unit("traffic", f"交{n}") for n in range(2)]
    events = [
        *records("R", 3, unit="技0"),
        *records("R", 1, key="x", unit="技1"),
        *records("T", 3, unit="交0"),
    ]

    verdict = checked(judge(encounters([1, 1, 1]), a_firm(units=units, events=events)))

    assert verdict.score == Fraction(350, 6)
    assert verdict.measures["combined"] == Fraction(350, 6)


@pytest.mark.parametrize(
    ("on", "points"),
    [
        (date(2023, 12, 31), "50"),
        (date(2023, 1, 1), "50"),
        (date(2022, 12, 31), "37.5"),
        (date(2021, 12, 31), "25"),
        (date(2021, 1, 1), "25"),
    ],
)
def test_an_older_record_weighs_less_and_the_edge_belongs_to_the_older_side(on: date, points: str):
    units = [Unit("technical", "技"), Unit("traffic", "交")]
    facts = a_firm(units=units, events=records("R", 2, unit="技", on=on))

    verdict = checked(judge(encounters([1, 0.75, 0.5]), facts))

    assert verdict.score_text == points


@pytest.mark.parametrize(
    ("miles", "factor"),
    [(79, "1"), (80, "1"), (120, "1.3"), (160, "1.6"), (200, "1.6"), (201, "1"), (None, "1")],
)
def test_exposure_is_average_units_times_a_use_factor(miles: int | None, factor: str):
    rulebook = a_rulebook(
        quantities=[
            {"name": "miles", "missing": "unknown", "at_least": 0},
            {"name": "power", "at_least": 1, "days": ["0 months", "6 months", "18 months"]},
        ],
        measures=[
            {
                "name": "use",
                "cases": [
                    {"when": {"miles": {"less_than": 80}}, "value": 1},
                    {"when": {"miles": {"at_most": 160}}, "value": "1 + 0.6 * (miles - 80) / 80"},
                    {"when": {"miles": {"at_most": 200}}, "value": 1.6},
                    {"value": 1},
                ],
            }
        ],
        total=[{"formula": "power * use"}],
    )
    power = {date(2020, 1, 1): 8, date(2023, 6, 30): 10, date(2023, 12, 31): 12}
    given = {"power": power, **({} if miles is None else {"miles": miles})}

    verdict = checked(judge(rulebook, a_firm(quantities=given)))

    assert verdict.score == 10 * Fraction(factor)
