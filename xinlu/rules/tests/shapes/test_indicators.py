"""Indicators by steps, decision tables over several quantities, tables with an open end."""

import pytest

from xinlu.rules import Rulebook, judge
from xinlu.rules.tests.shapes.writing import a_firm, a_rulebook, checked, graded, records, scored
from xinlu.rules.wording import sentence

COUNTED = ["accidents", "deaths", "injured", "violations", "complaints"]
FIRM_1 = {"vehicles": 200, "accidents": 4, "deaths": 1, "injured": 6, "violations": 10}
FIRM_4 = {"vehicles": 1000, "accidents": 1, "deaths": 3, "injured": 2, "violations": 20}
FIRM_5 = {"vehicles": 50, "accidents": 3, "deaths": 1, "injured": 4, "violations": 15}


def number(name: str, **more: object) -> dict[str, object]:
    return {"name": name, "at_least": 0, **more}


def steps(of: str, step: float, per: float, most: float, partial: str) -> list[dict[str, object]]:
    """Return a rate per vehicle and the points that are lost by it."""
    lost = {"of": f"{of}-rate", "step": step, "per": per, "partial": partial, "at_most": most}
    return [
        {"name": f"{of}-rate", "formula": f"{of} / vehicles"},
        {"name": f"{of}-lost", "steps": lost},
    ]


def passenger(partial: str = "floor") -> Rulebook:
    """Return a rulebook of passenger transport: five rates, two fields scored by hand."""
    rates = [
        ("accidents", 0.01, 5, 50),
        ("deaths", 0.01, 25, 150),
        ("injured", 0.01, 10, 100),
        ("violations", 0.01, 10, 200),
        ("complaints", 0.005, 10, 150),
    ]
    return a_rulebook(
        grades=graded("AAA AA A B"),
        quantities=[
            {"name": "vehicles", "at_least": 1},
            *map(number, [*COUNTED, "social", "management", "extra", "worst-deaths"]),
        ],
        measures=[shape for rate in rates for shape in steps(*rate, partial)],
        total=[
            {
                "formula": "650 - accidents-lost - deaths-lost - injured-lost - violations-lost"
                " - complaints-lost + social + management + extra"
            }
        ],
        bands=[
            {"grade": "AAA", "from": 850},
            {"grade": "AA", "from": 700, "below": 850},
            {"grade": "A", "from": 600, "below": 700},
            {"grade": "B", "below": 600},
        ],
        after_bands=["limits"],
        limits=[
            {"code": "L3", "best": "AA", "when": {"worst-deaths": {"at_least": 3}}},
            {"code": "L10", "best": "B", "when": {"worst-deaths": {"at_least": 10}}},
        ],
    )


def firm(counts: dict[str, int], **more: int) -> dict[str, int]:
    nothing = dict.fromkeys([*COUNTED, "social", "management", "extra", "worst-deaths"], 0)
    return nothing | counts | more


@pytest.mark.parametrize(
    ("partial", "counts", "score", "grade"),
    [
        ("floor", firm(FIRM_1, complaints=3, social=120, management=200), "850", "AAA"),
        ("ceil", firm(FIRM_1, complaints=3, social=120, management=200), "825", "AA"),
        ("proportional", firm(FIRM_1, complaints=3, social=120, management=200), "837.5", "AA"),
        (
            "floor",
            firm(FIRM_4, complaints=5, social=150, management=200, **{"worst-deaths": 3}),
            "970",
            "AA",
        ),
        ("floor", firm(FIRM_5, complaints=2, social=150, management=180), "540", "B"),
        ("floor", firm({"vehicles": 1}, social=250, **{"worst-deaths": 10}), "900", "B"),
        ("floor", firm({"vehicles": 1}, social=180, extra=30), "860", "AAA"),
    ],
)
def test_rates_lose_points_by_steps(partial: str, counts: dict[str, int], score: str, grade: str):
    rulebook = passenger(partial)

    verdict = checked(judge(rulebook, a_firm(quantities=counts)))

    assert (verdict.score_text, verdict.grade) == (score, grade)


def test_a_capped_indicator_says_what_the_cap_gave_back():
    counts = firm(FIRM_5, complaints=2)

    verdict = checked(judge(passenger(), a_firm(quantities=counts)))

    caps = {reason.code: reason.points for reason in verdict.reasons if reason.kind == "cap"}
    assert caps == {"measures.violations-lost": -100}


@pytest.mark.parametrize(
    ("vehicles", "accidents", "deaths", "injured", "spills", "score"),
    [
        (80, 1, 1, 0, 1, "135"),
        (40, 1, 1, 2, 0, "50"),
        (200, 1, 0, 1, 0, "190"),
        (300, 2, 0, 1, 1, "200"),
    ],
)
def test_small_rates_of_dangerous_goods(vehicles, accidents, deaths, injured, spills, score):
    shapes = [
        steps("accidents", 0.01, 5, 30, "floor"),
        steps("deaths", 0.005, 25, 100, "floor"),
        steps("injured", 0.005, 10, 40, "floor"),
        steps("spills", 0.01, 10, 30, "floor"),
    ]
    rulebook = a_rulebook(
        quantities=[
            {"name": "vehicles", "at_least": 1},
            *map(number, ["accidents", "deaths", "injured", "spills"]),
        ],
        measures=[shape for pair in shapes for shape in pair],
        total=[
            {"formula": "200 - accidents-lost - deaths-lost - injured-lost - spills-lost"},
        ],
    )
    given = {
        "vehicles": vehicles,
        "accidents": accidents,
        "deaths": deaths,
        "injured": injured,
        "spills": spills,
    }

    found = scored(rulebook, a_firm(quantities=given))

    assert found == score


@pytest.mark.parametrize(
    ("vehicles", "officers", "score"),
    [(30, 1, "0"), (31, 1, "-10"), (60, 2, "0"), (61, 2, "-10"), (150, 3, "0")],
)
def test_a_table_of_officers_by_vehicles_has_an_open_end(vehicles: int, officers: int, score: str):
    rulebook = a_rulebook(
        quantities=[number("vehicles"), number("officers")],
        measures=[
            {
                "name": "required",
                "cases": [
                    {"when": {"vehicles": {"at_most": 30}}, "value": 1},
                    {"when": {"vehicles": {"at_most": 60}}, "value": 2},
                    {"value": 3},
                ],
            },
            {"name": "lacking", "formula": "max(0, required - officers)"},
        ],
        total=[{"formula": "-10 * lacking"}],
    )

    found = scored(rulebook, a_firm(quantities={"vehicles": vehicles, "officers": officers}))

    assert found == score


@pytest.mark.parametrize(
    ("points", "bad", "grade"),
    [
        (90, 5, "AA"),
        (89.9, 5, "A"),
        (60, 35, "B"),
        (55, 18, "B"),
        (55, 20, "C"),
        (39.9, 60, "D"),
        (38, 15, None),
    ],
)
def test_a_decision_table_over_two_quantities_reports_its_gap(points, bad, grade):
    rulebook = a_rulebook(
        grades=graded("AA A B C D"),
        quantities=[number("points-given"), number("bad")],
        total=[{"formula": "points-given"}],
        decisions=[
            {"grade": "AA", "when": {"score": {"at_least": 90}}},
            {"grade": "A", "when": {"score": {"at_least": 80}}},
            {"grade": "B", "when": {"score": {"at_least": 60}}},
            {"grade": "B", "when": {"score": {"at_least": 40}, "bad": {"less_than": 20}}},
            {"grade": "C", "when": {"score": {"at_least": 40}}},
            {"grade": "D", "when": {"bad": {"at_least": 20}}},
            {"grade": None, "title": "条文没有规定"},
        ],
    )

    verdict = checked(judge(rulebook, a_firm(quantities={"points-given": points, "bad": bad})))

    assert verdict.grade == grade
    assert ["no-grade"] * (grade is None) == [notice.code for notice in verdict.warnings]


@pytest.mark.parametrize(
    ("good", "bad", "score"), [(14, 6, "104"), (5, 120, "0"), (0, 0, "100"), (10, 0, "110")]
)
def test_a_bonus_is_capped_and_a_deduction_has_a_floor(good: int, bad: int, score: str):
    rulebook = a_rulebook(
        components=[{"name": "conduct", "base": 100}],
        groups=[{"code": "BONUS", "component": "conduct", "at_most": 10}],
        items=[
            {"code": "G", "effect": "add", "component": "conduct", "value": 1, "group": "BONUS"},
            {"code": "B", "effect": "deduct", "component": "conduct", "value": 1},
        ],
        total=[{"formula": "conduct"}],
        total_floor={"value": 0},
    )

    found = scored(rulebook, a_firm(events=[*records("G", good), *records("B", bad)]))

    assert found == score


def test_what_a_function_of_the_formula_changes_is_a_line_in_words():
    rulebook = a_rulebook(
        quantities=[number("teachers")],
        components=[{"name": "conduct", "base": 10, "ceiling": 8}],
        total=[{"formula": "floor(teachers / 3) + max(teachers, 9) + min(conduct, 5)"}],
    )

    verdict = checked(judge(rulebook, a_firm(quantities={"teachers": 4})))

    assert verdict.score == 15
    assert [sentence(r) for r in verdict.reasons if r.kind in ("rounding", "floor", "cap")] == [
        "向下取整：约1.3333 → 1",
        "公式中的一项 扣至 4 分，不低于 9 分，补回 +5 分",
        "“conduct” 为 10 分，不超过 8 分，扣减 -2 分",
        "公式中的一项 为 8 分，不超过 5 分，扣减 -3 分",
    ]
