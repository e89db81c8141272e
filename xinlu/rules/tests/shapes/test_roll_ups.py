"""Units brought to one value: weighted, pooled, by places, by sites; caps and competing records."""

from fractions import Fraction

import pytest

from xinlu.rules import Event, Rulebook, Unit, judge
from xinlu.rules.tests.shapes.writing import (
    SPRING,
    a_firm,
    a_rulebook,
    checked,
    graded,
    records,
    scored,
    units,
)

ITEMS = [
    {"code": "S", "effect": "deduct", "component": "section", "value": None},
    {"code": "B", "effect": "deduct", "component": "bid", "value": None},
    {"code": "O", "effect": "deduct", "component": "other", "value": None},
]


def builder(**more: object) -> Rulebook:
    """Return a rulebook of bids (mean of the bad ones), sections by price, and other conduct."""
    return a_rulebook(
        components=[
            {"name": "bid", "unit": "bid", "base": 100, "floor": 0, "counts": "with-events"},
            {
                "name": "section",
                "unit": "section",
                "base": 100,
                "floor": 0,
                "average": "weighted",
            },
            {"name": "other"},
        ],
        items=ITEMS,
        weights=[
            {"weights": {"bid": 0.2, "section": 0.8}},
            {"weights": {"bid": 1}},
            {"weights": {"section": 1}},
        ],
        **more,
    )


def lost(code: str, points: float, unit: str | None = None) -> Event:
    return records(code, 1, key=f"{code}{unit}{points}", points=points, unit=unit)[0]


@pytest.mark.parametrize(
    ("sections", "events", "score"),
    [
        ({"一": 2, "二": 3}, [lost("S", 8, "一"), lost("S", 12, "二")], "89.6"),
        (
            {"一": 2, "二": 3},
            [lost("S", 8, "一"), lost("S", 12, "二"), lost("B", 20, "某标")],
            "87.68",
        ),
        ({}, [lost("B", 30, "甲标"), lost("B", 2, "乙标")], "84"),
        ({"一": 1}, [lost("S", 4, "一"), lost("O", 5)], "91"),
        ({"一": 1, "二": 9}, [lost("S", 130, "一")], "90"),
        ({"一": 1}, [lost("S", 1.25, "一"), lost("B", 20, "某标")], "95"),
        ({"一": 800, "二": 1200}, [lost("S", 20, "一"), lost("S", 10, "二")], "86"),
        (
            {"一": 1200, "二": 800, "三": 500},
            [lost("S", 4, "一"), lost("S", 10, "二"), lost("S", 16, "三")],
            "91.68",
        ),
    ],
)
def test_bids_and_sections_are_weighted_by_what_is_there(sections, events, score: str):
    facts = a_firm(units=units("section", **sections), events=events)

    found = scored(builder(), facts)

    assert found == score


@pytest.mark.parametrize(("places", "grade"), [(2, "A"), (3, "B")])
def test_where_the_score_is_rounded_decides_the_grade(places: int, grade: str):
    rulebook = builder(
        grades=graded("A B"),
        bands=[{"grade": "A", "from": 85}, {"grade": "B", "below": 85}],
        rounding={"decimals": places, "mode": "half-up", "stage": "before-bands"},
    )
    facts = a_firm(
        units=units("section", 一=1), events=[lost("S", 8.755, "一"), lost("B", 40, "某标")]
    )

    verdict = checked(judge(rulebook, facts))

    assert (verdict.exact, verdict.grade) == (Fraction("84.996"), grade)


@pytest.mark.parametrize(
    ("shape", "score"),
    [
        ({"average": "weighted"}, "96.4"),
        ({"average": "weighted", "within": "place"}, "94"),
        ({"average": "weighted", "within": "place", "across": "weighted"}, "96.4"),
        ({"average": "lowest"}, "90"),
        ({"average": "highest"}, "98"),
        ({"average": "mean", "within": "place", "across": "lowest"}, "90"),
        ({"average": "reverse"}, "278/3"),
        ({"average": "sum"}, "188"),
    ],
)
def test_a_nation_from_its_provinces(shape: dict[str, str], score: str):
    rulebook = a_rulebook(
        components=[{"name": "section", "unit": "section", "base": 100, **shape}],
        items=[ITEMS[0]],
        total=[{"when": {"section": {"known": True}}, "formula": "section"}],
    )
    sections = [
        Unit("section", "一", weight=Fraction(10), place="甲省"),
        Unit("section", "二", weight=Fraction(40), place="乙省"),
    ]
    events = [lost("S", 10, "一"), lost("S", 2, "二")]

    found = scored(rulebook, a_firm(units=sections, events=events))

    assert found == score


def laboratory() -> Rulebook:
    """Return a laboratory and its sites: a weight by their count, a site at nought forces D."""
    return a_rulebook(
        grades=graded("AA A B C D"),
        components=[
            {"name": "own", "base": 100, "floor": 0},
            {"name": "sites", "unit": "site", "base": 100, "floor": 0, "overlap": "of-act"},
        ],
        items=[
            {"code": "P", "effect": "deduct", "component": "own", "value": None},
            {"code": "X", "effect": "deduct", "component": "sites", "value": None},
            *(
                {"code": code, "effect": "deduct", "component": "sites", "per": per, **points}
                for code, per, points in (
                    ("DOC", "份", {"value": 10, "at_most": 30}),
                    ("CAL", "台", {"value": 2, "at_most": 20}),
                    ("ENV", "处", {"value": 2, "at_most": 10}),
                )
            ),
        ],
        measures=[
            {
                "name": "share",
                "cases": [
                    {"when": {"sites.count": {"at_most": 0}}, "value": 0},
                    {"when": {"sites.count": {"at_most": 3}}, "value": 0.3},
                    {"when": {"sites.count": {"at_most": 6}}, "value": 0.4},
                    {"when": {"sites.count": {"at_most": 10}}, "value": 0.6},
                    {"value": 0.7},
                ],
            }
        ],
        total=[
            {
                "when": {"sites": {"known": True}},
                "formula": "own * (1 - share) + sites * share",
            },
            {"formula": "own"},
        ],
        bands=[
            {"grade": "AA", "above": 95},
            {"grade": "A", "above": 85, "to": 95},
            {"grade": "B", "above": 70, "to": 85},
            {"grade": "C", "above": 60, "to": 70},
            {"grade": "D", "to": 60},
        ],
        after_bands=["limits"],
        limits=[{"code": "ZERO", "best": "D", "when": {"sites.lowest": {"at_most": 0}}}],
    )


@pytest.mark.parametrize(
    ("own", "sites", "score", "grade"),
    [
        (8, [12, 20], "89.6", "A"),
        (4, [], "96", "AA"),
        (10, [5, 15, 25, 0, 20], "88.8", "A"),
        (2, [18] * 12, "86.8", "A"),
        (4, [8] * 3, "94.8", "A"),
        (4, [8] * 4, "94.4", "A"),
        (4, [100], "67.2", "D"),
        (5, [], "95", "A"),
        (40, [], "60", "D"),
    ],
)
def test_a_laboratory_is_weighed_with_its_sites_by_their_count(own, sites, score, grade):
    facts = a_firm(
        units=[Unit("site", f"工地{n}") for n in range(len(sites))],
        events=[lost("P", own), *(lost("X", one, f"工地{n}") for n, one in enumerate(sites))],
    )

    verdict = checked(judge(laboratory(), facts))

    assert (verdict.score_text, verdict.grade) == (score, grade)


def test_caps_on_items_are_lines_of_their_own():
    site = [
        *records("DOC", 1, unit="工地", times=4),
        *records("CAL", 1, unit="工地", times=12),
        *records("ENV", 1, unit="工地", times=3),
    ]

    verdict = checked(judge(laboratory(), a_firm(units=[Unit("site", "工地")], events=site)))

    [part] = verdict.components
    caps = {reason.code: reason.points for reason in verdict.reasons if reason.kind == "cap"}
    assert [unit.value for unit in part.units] == [44]
    assert caps == {"DOC": 10, "CAL": 4}


def test_of_one_act_only_the_heaviest_item_counts():
    acts = [
        *records("DOC", 1, unit="工地", times=1, act="甲"),
        *records("CAL", 1, unit="工地", times=4, act="甲"),
        *records("ENV", 1, unit="工地", times=1, act="乙"),
    ]

    verdict = checked(judge(laboratory(), a_firm(units=[Unit("site", "工地")], events=acts)))

    assert [unit.value for unit in verdict.components[0].units] == [88]
    assert [(each.event, each.why) for each in verdict.ignored] == [("CAL-0", "outweighed")]


def test_one_record_an_item_and_a_group_each_have_their_cap():
    rulebook = a_rulebook(
        components=[{"name": "conduct", "base": 100}],
        groups=[{"code": "G", "component": "conduct", "at_most": 25}],
        items=[
            {
                "code": "A",
                "effect": "deduct",
                "component": "conduct",
                "value": 4,
                "per": "人",
                "each_at_most": 10,
                "at_most": 15,
                "group": "G",
            },
            {"code": "B", "effect": "deduct", "component": "conduct", "value": 6, "group": "G"},
        ],
        total=[{"formula": "conduct"}],
    )
    events = [*records("A", 2, times=3), *records("B", 2)]

    verdict = checked(judge(rulebook, a_firm(events=events)))

    caps = [(r.code, r.events, r.points) for r in verdict.reasons if r.kind == "cap"]
    assert verdict.score == 75
    assert caps == [("A", ("A-0",), 2), ("A", ("A-1",), 2), ("A", (), 5), ("G", (), 2)]


def test_a_pooled_value_divides_the_sums_and_is_bounded_once():
    rulebook = a_rulebook(
        quantities=[{"name": "vehicles", "unit": "check", "at_least": 1}],
        components=[
            {
                "name": "check",
                "unit": "check",
                "base": 10,
                "average": "pooled",
                "divide": "vehicles",
                "floor": 0,
            }
        ],
        items=[{"code": "V", "effect": "deduct", "component": "check", "value": 30}],
        total=[{"when": {"check": {"known": True}}, "formula": "check"}],
    )
    checks = [
        Unit("check", "一", on=SPRING, quantities={"vehicles": Fraction(1)}),
        Unit("check", "二", on=SPRING, quantities={"vehicles": Fraction(9)}),
    ]

    one = scored(rulebook, a_firm(units=checks, events=records("V", 2, unit="一")))
    more = scored(rulebook, a_firm(units=checks, events=records("V", 9, unit="一")))

    assert (one, more) == ("4", "0")


def test_a_record_of_a_part_that_the_line_leaves_out_is_named():
    rulebook = a_rulebook(
        quantities=[{"name": "fleet"}],
        components=[{"name": "conduct", "base": 100}],
        items=[{"code": "X", "effect": "deduct", "component": "conduct", "value": 5}],
        total=[{"when": {"fleet": {"less_than": 3}}, "formula": "90"}, {"formula": "conduct"}],
    )

    small = judge(rulebook, a_firm(quantities={"fleet": 2}, events=records("X", 1)))
    large = judge(rulebook, a_firm(quantities={"fleet": 3}, events=records("X", 1)))

    assert [(each.event, each.why) for each in small.ignored] == [("X-0", "not-in-total")]
    assert (large.score, large.ignored) == (95, ())
