"""From a score to a grade: vetoes, steps, limits, earlier years, linked subjects, no result."""

from dataclasses import replace
from fractions import Fraction

import pytest

from xinlu.rules import FactsError, Rulebook, judge, population_peers
from xinlu.rules.facts import Link, Result
from xinlu.rules.tests.shapes.writing import a_firm, a_rulebook, checked, graded, records

GREY = {"code": "N", "word": "无", "outside": True}
BANDS = [
    {"grade": "A", "from": 85},
    {"grade": "B", "from": 70, "below": 85},
    {"grade": "C", "from": 60, "below": 70},
    {"grade": "D", "below": 60},
]


def conduct(**more: object) -> Rulebook:
    """Return a rulebook of one component, with everything that moves a grade afterwards."""
    parts: dict[str, object] = {
        "grades": [*graded("A B C D"), GREY],
        "components": [{"name": "conduct", "base": 100}],
        "items": [
            {"code": "X", "effect": "deduct", "component": "conduct", "value": None},
            {"code": "V", "effect": "grade", "grade": "C"},
            {"code": "S", "effect": "step-down", "steps": 1},
            {"code": "I", "effect": "score", "component": "conduct", "value": 65},
            {"code": "I50", "effect": "score", "component": "conduct", "value": 50},
        ],
        "total": [{"formula": "conduct"}],
        "bands": BANDS,
        "after_bands": ["veto", "step-down", "one-step-up"],
        "one_step_up": {"value": 1},
    }
    return a_rulebook(**parts | more)


@pytest.mark.parametrize(
    ("events", "prior", "grade"),
    [
        ([], None, "A"),
        ([], "C", "B"),
        ([], "N", "A"),
        (records("V", 1), None, "C"),
        (records("S", 1), None, "B"),
        (records("S", 5), None, "D"),
        ([*records("V", 1), *records("S", 1)], None, "D"),
        (records("X", 1, points=50), "A", "D"),
    ],
)
def test_what_moves_a_grade_does_so_in_its_order(events, prior, grade: str):
    facts = a_firm(events=events, prior={"grade": prior} if prior else {})

    verdict = checked(judge(conduct(), facts))

    assert verdict.grade == grade


@pytest.mark.parametrize(
    ("events", "score", "because"),
    [
        (records("I", 1), "65", [("I", -35)]),
        ([*records("I", 2), *records("I50", 1)], "50", [("I50", -50)]),
        ([*records("I", 1), *records("X", 1, points=60)], "40", [("I", 0)]),
    ],
)
def test_the_lowest_score_that_is_set_counts_if_the_own_one_is_higher(events, score, because):
    verdict = checked(judge(conduct(), a_firm(events=events)))

    assert verdict.score_text == score
    assert [(r.code, r.total) for r in verdict.reasons if r.kind == "imputed"] == because


def test_a_floor_and_a_ceiling_hold_the_total():
    rulebook = a_rulebook(
        components=[{"name": "conduct", "base": 100}],
        items=[
            {"code": "X", "effect": "deduct", "component": "conduct", "value": None},
            {"code": "G", "effect": "add", "component": "conduct", "value": 15},
        ],
        total=[{"formula": "conduct"}],
        total_floor={"value": 20},
        total_ceiling={"value": 110},
    )

    low = checked(judge(rulebook, a_firm(events=records("X", 1, points=95))))
    high = checked(judge(rulebook, a_firm(events=records("G", 2))))

    assert (low.score, high.score) == (20, 110)


def test_a_veto_holds_where_the_table_gives_no_grade_or_one_outside_the_order():
    lines = [{"grade": "N", "when": {"score": {"less_than": 50}}}, {"grade": None}]
    rulebook = conduct(decisions=lines)

    gap = judge(rulebook, a_firm(events=records("V", 1)))
    grey = judge(rulebook, a_firm(events=[*records("V", 1), *records("X", 1, points=60)]))
    alone = judge(rulebook, a_firm(events=[*records("S", 1), *records("X", 1, points=60)]))

    assert (gap.grade, grey.grade, alone.grade) == ("C", "C", "N")


def schools() -> Rulebook:
    """Return a rulebook that holds back the last fifth and the last tenth of all schools."""
    return a_rulebook(
        grades=graded("A B C"),
        quantities=[{"name": "passed", "at_least": 0, "at_most": 100}],
        measures=[
            {
                "name": "standing",
                "rank": {"of": "passed", "first": "highest", "ties": "best", "take": "share"},
            }
        ],
        decisions=[{"grade": "A"}],
        after_bands=["limits"],
        limits=[
            {"code": "L20", "best": "B", "when": {"standing": {"more_than": 0.8}}},
            {"code": "L10", "best": "C", "when": {"standing": {"more_than": 0.9}}},
        ],
    )


@pytest.mark.parametrize(
    ("rank", "grade"), [(1, "A"), (64, "A"), (65, "B"), (72, "B"), (73, "C"), (80, "C")]
)
def test_a_place_among_all_schools_limits_the_grade(rank: int, grade: str):
    everyone = [
        replace(a_firm(quantities={"passed": 100 - n}), subject=f"驾校{n}") for n in range(80)
    ]

    found = judge(schools(), everyone[rank - 1], population_peers(schools(), everyone))

    assert found.grade == grade


def test_a_place_is_not_guessed_where_no_peers_were_given():
    with pytest.raises(FactsError) as refused:
        judge(schools(), a_firm(quantities={"passed": 50}))

    assert refused.value.code == "missing-peers"


@pytest.mark.parametrize(
    ("ties", "places"),
    [("best", [1, 2, 2, 4]), ("worst", [1, 3, 3, 4]), ("key", [1, 3, 2, 4])],
)
def test_equal_values_share_a_place_or_are_told_apart(ties: str, places: list[int]):
    rank = {"of": "points-lost", "first": "lowest", "ties": ties, "take": "position"}
    rulebook = a_rulebook(
        grades=graded("A"),
        quantities=[{"name": "points-lost"}, {"name": "age"}],
        measures=[
            {"name": "order", "formula": "age"},
            {"name": "standing", "rank": rank | ({"key": "order"} if ties == "key" else {})},
        ],
        decisions=[{"grade": "A"}],
    )
    values = [(1, 5), (2, 9), (2, 4), (3, 1)]
    everyone = [
        replace(a_firm(quantities={"points-lost": lost, "age": age}), subject=f"{n}")
        for n, (lost, age) in enumerate(values)
    ]
    peers = population_peers(rulebook, everyone)

    found = [judge(rulebook, each, peers).measures["standing"] for each in everyone]

    assert found == places


def person() -> Rulebook:
    """Return the grades of a person: by points, and worse after two bad years in a row."""
    return a_rulebook(
        subject="person",
        grades=graded("good poor bad"),
        items=[{"code": "P", "effect": "count", "value": None}],
        measures=[
            {"name": "total-points", "records": {"items": ["P"], "take": "points"}},
            {"name": "poor-years", "streak": {"scheme": "own", "grade": {"exactly": "poor"}}},
        ],
        decisions=[
            {"grade": "bad", "when": {"total-points": {"at_least": 40}}},
            {
                "grade": "bad",
                "when": {"total-points": {"at_least": 20}, "poor-years": {"at_least": 1}},
            },
            {"grade": "poor", "when": {"total-points": {"at_least": 20}}},
            {"grade": "good"},
        ],
    )


@pytest.mark.parametrize(
    ("points", "last", "grade"),
    [
        (19, None, "good"),
        (20, None, "poor"),
        (39, None, "poor"),
        (40, None, "bad"),
        (21, (2022, "poor"), "bad"),
        (21, (2021, "poor"), "poor"),
        (21, (2022, "good"), "poor"),
    ],
)
def test_two_poor_years_in_a_row_are_a_bad_one(points: int, last, grade: str):
    results = [Result("own", *last)] if last else []

    found = judge(person(), a_firm(events=records("P", 1, points=points), results=results))

    assert found.grade == grade


@pytest.mark.parametrize(
    ("results", "grade"),
    [
        ([Result("own", 2022, "A")], "A"),
        ([Result("own", 2021, "A")], "C"),
        ([], "B"),
        ([Result("own", 2019, "A")], "D"),
    ],
)
def test_a_firm_without_a_result_has_the_grade_that_is_carried_over(results, grade: str):
    rulebook = conduct(
        measures=[
            {"name": "idle", "earlier": {"scheme": "own", "take": "age"}},
            {"name": "last-grade", "earlier": {"scheme": "own", "back": 1, "take": "grade"}},
        ],
        components=[{"name": "conduct", "unit": "section", "base": 100}],
        items=[{"code": "X", "effect": "deduct", "component": "conduct", "value": None}],
        total=[{"when": {"conduct": {"known": True}}, "formula": "conduct"}],
        without_result=[
            {"grade": "last-grade", "when": {"last-grade": {"known": True}}},
            {"grade": "B", "when": {"idle": {"known": False}}},
            {"grade": "C", "when": {"idle": {"at_most": 2}}},
            {"grade": "D"},
        ],
    )

    verdict = judge(rulebook, a_firm(results=results))

    assert (verdict.score, verdict.grade) == (None, grade)
    assert [r.kind for r in verdict.reasons] == ["absent", "carried"]


@pytest.mark.parametrize(
    ("grades", "share", "grade"),
    [("AA AA AA AA AA AA AA AA AA B", "0.9", "A"), ("AA B", "0.5", "B"), ("", None, "B")],
)
def test_the_share_of_good_drivers_is_of_those_that_have_a_result(grades, share, grade):
    drivers = [
        Link("driver", f"驾{n}", [Result("driver", 2023, code)])
        for n, code in enumerate(grades.split())
    ]
    drivers.append(Link("driver", "新驾"))
    rulebook = a_rulebook(
        grades=graded("A B"),
        measures=[
            {
                "name": "good-drivers",
                "linked": {
                    "relation": "driver",
                    "scheme": "driver",
                    "grades": ["AAA", "AA", "A", "B"],
                    "take": "share",
                    "where": {"grade": {"at_least": "AA"}},
                },
            }
        ],
        decisions=[{"grade": "A", "when": {"good-drivers": {"at_least": 0.9}}}, {"grade": "B"}],
    )

    verdict = judge(rulebook, a_firm(links=drivers))

    found = verdict.measures["good-drivers"]
    assert (found, verdict.grade) == (None if share is None else Fraction(share), grade)
