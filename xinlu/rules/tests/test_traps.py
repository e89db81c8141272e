"""What is easily got wrong in a credit evaluation, each in both evaluators."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from xinlu.rules import Facts, Unit, read_text
from xinlu.rules.facts import Event, Link, Result
from xinlu.rules.tests.traps import (
    EVALUATORS,
    LOWER,
    UPPER,
    Evaluator,
    Outcome,
    road,
    text_of,
)

YEAR_END = date(2026, 12, 31)
SPRING = date(2026, 3, 1)


@pytest.fixture(params=EVALUATORS)
def ask(request: pytest.FixtureRequest) -> Evaluator:
    return EVALUATORS[request.param]


def a_section(key: str = "一", weight: str | None = "1") -> Unit:
    return Unit("section", key, weight=None if weight is None else Fraction(weight))


def a_record(code: str, key: str, *, on: date = SPRING, **more: Any) -> Event:
    numbers = {n: Fraction(str(v)) for n, v in more.items() if n in ("points", "times")}
    return Event(key, code, on, **{**more, **numbers})


def firm(*events: Event, units: tuple[Unit, ...] = (a_section(),), **more: Any) -> Facts:
    return Facts("示例", YEAR_END, units=units, events=events, **more)


def work(points: str, key: str = "r1", unit: str = "一") -> Event:
    return a_record("WORK", key, points=points, unit=unit)


def short(found: Outcome) -> tuple[Any, Any]:
    return found.get("score"), found.get("grade", found.get("error"))


@pytest.mark.parametrize(
    ("bands", "taken", "grade"),
    [
        (LOWER, "5", "AA"),
        (LOWER, "5.01", "A"),
        (LOWER, "15", "A"),
        (LOWER, "25", "B"),
        (LOWER, "30", "C"),
        (LOWER, "40", "C"),
        (LOWER, "40.01", "D"),
        (UPPER, "4.99", "AA"),
        (UPPER, "5", "A"),
        (UPPER, "15", "B"),
        (UPPER, "25", "B"),
        (UPPER, "30", "C"),
        (UPPER, "40", "D"),
    ],
)
def test_1_a_score_on_an_edge_lies_on_the_side_that_the_family_says(ask, bands, taken, grade):
    rulebook = road(bands)

    found = ask(rulebook, firm(work(taken)))

    assert found["grade"] == grade


@pytest.mark.parametrize(
    ("parameters", "taken", "score", "grade"),
    [
        ({}, "5.005", "95.00", "AA"),
        ({"stage": "after-bands"}, "5.005", "95.00", "A"),
        ({"decimals": "3"}, "5.005", "94.995", "A"),
        ({}, "15.004", "85.00", "A"),
        ({"stage": "after-bands"}, "15.004", "85.00", "B"),
        ({"mode": "half-even"}, "5.015", "94.98", "A"),
        ({}, "5.015", "94.99", "A"),
        ({"mode": "down"}, "5.001", "94.99", "A"),
        ({"mode": "up"}, "5.009", "95.00", "AA"),
    ],
)
def test_2_the_rulebook_says_when_how_and_how_far_is_rounded(ask, parameters, taken, score, grade):
    rulebook = road(**parameters)

    found = ask(rulebook, firm(work(taken)))

    assert short(found) == (score, grade)


def test_3_a_section_stops_at_nought_before_it_is_weighed_and_the_total_may_go_below(ask):
    units = (a_section("一", "1"), a_section("二", "9"))

    floored = ask(road(), firm(work("130"), units=units))
    below = ask(road(), firm(work("130"), a_record("LATE", "r2")))

    assert short(floored) == ("90.00", "A")
    assert short(below) == ("-5.00", "D")


@pytest.mark.parametrize(
    ("weight", "error"), [(None, "missing-weight"), ("0", "weight-not-positive")]
)
def test_4_a_section_without_a_price_stops_the_verdict_instead_of_weighing_nothing(
    ask, weight, error
):
    units = (a_section("一", "2"), a_section("二", weight))

    found = ask(road(), firm(work("8"), units=units))

    assert found == {"error": error}


def test_4_the_measure_of_prices_does_not_matter_as_long_as_it_is_one(ask):
    hundred_millions = (a_section("一", "0.0002"), a_section("二", "0.0003"))
    ten_thousands = (a_section("一", "2"), a_section("二", "3"))
    events = (work("8"), work("12", "r2", "二"))

    one, other = (ask(road(), firm(*events, units=u)) for u in (hundred_millions, ten_thousands))

    assert one == other
    assert short(one) == ("89.60", "A")


def test_5_who_has_nothing_to_evaluate_has_neither_0_nor_100(ask):
    nothing: dict[str, Any] = {"units": ()}

    new = ask(road(), firm(**nothing))
    carried = ask(road(), firm(**nothing, prior={"grade": "B"}))
    listed = ask(road(), firm(**nothing, quantities={"registered": "全国"}))

    assert (new["score"], new["grade"], new["no_result"]) == (None, None, "nothing-evaluated")
    assert short(carried) == (None, "B")
    assert short(listed) == (None, "A")


def test_5_bids_alone_or_sections_alone_weigh_everything(ask):
    bid = a_record("BID", "r1", unit="标")

    bids = ask(road(), firm(bid, units=()))
    sections = ask(road(), firm(work("4")))
    both = ask(road(), firm(bid, work("4", "r2")))

    assert [each["score"] for each in (bids, sections, both)] == ["80.00", "96.00", "92.80"]


def test_6_a_bid_without_a_finding_raises_nothing(ask):
    bid = a_record("BID", "r1", unit="标")
    clean = Unit("bid", "无事标")

    alone = ask(road(), firm(bid, units=()))
    beside = ask(road(), firm(bid, units=(clean,)))
    only = ask(road(), firm(units=(clean,)))

    assert alone["score"] == beside["score"] == "80.00"
    assert only["no_result"] == "nothing-evaluated"


def test_7_a_veto_prevails_over_score_and_steps_and_steps_add_up_to_the_worst(ask):
    grave = a_record("GRAVE", "v1")
    steps = [a_record("DOWN", f"s{place}") for place in range(6)]

    veto = ask(road(), firm(grave))
    worse = ask(road(), firm(grave, work("50")))
    both = ask(road(), firm(grave, *steps[:2]))
    two = ask(road(), firm(*steps[:2]))
    many = ask(road(), firm(*steps))

    assert [each["grade"] for each in (veto, worse, both, two, many)] == ["C", "D", "C", "B", "D"]


@pytest.mark.parametrize(
    ("prior", "taken", "grade"),
    [("B", "3", "A"), ("D", "3", "C"), ("AA", "30", "C"), ("A", "3", "AA"), (None, "3", "AA")],
)
def test_8_a_grade_rises_one_step_over_the_one_published_and_falls_freely(ask, prior, taken, grade):
    facts = firm(work(taken), prior={"grade": prior} if prior else {})

    found = ask(road(), facts)

    assert found["grade"] == grade


def test_8_a_grade_that_was_carried_over_holds_the_next_one_back(ask):
    carried = (Result("own", 2025, "B"),)

    found = ask(road(), firm(work("3"), results=carried))

    assert found["grade"] == "A"


@pytest.mark.parametrize(
    ("places", "grade"), [([], "AA"), (["甲"], "C"), (["甲", "甲"], "C"), (["甲", "乙"], "D")]
)
def test_9_one_province_makes_it_c_and_two_make_it_d_whatever_the_score(ask, places, grade):
    events = [a_record("VETO", f"v{n}", place=place) for n, place in enumerate(places)]

    found = ask(road(), firm(*events))

    assert short(found) == ("100.00", grade)


@pytest.mark.parametrize(
    ("on", "events", "until"),
    [
        (date(2026, 5, 9), [("GUILTY", date(2025, 5, 10), None)], date(2026, 5, 10)),
        (date(2026, 5, 10), [("GUILTY", date(2025, 5, 10), None)], None),
        (date(2026, 12, 31), [("GUILTY", date(2025, 5, 10), date(2027, 1, 31))], date(2027, 2, 1)),
        (
            date(2026, 11, 9),
            [("GUILTY", date(2025, 5, 10), None), ("AGAIN", date(2026, 5, 9), None)],
            date(2026, 11, 10),
        ),
        (
            date(2026, 6, 1),
            [("GUILTY", date(2025, 5, 10), None), ("AGAIN", date(2026, 5, 10), None)],
            None,
        ),
    ],
)
def test_10_a_bad_grade_runs_from_its_day_to_its_end_over_the_turn_of_the_year(
    ask, on, events, until
):
    records = [
        a_record(code, f"r{n}", on=day, until=end) for n, (code, day, end) in enumerate(events)
    ]

    found = ask(read_text(text_of("ban")), Facts("示例", on, events=records))

    assert (found["grade"], found["until"]) == ("D" if until else "OPEN", until)


def test_11_each_member_of_a_venture_bears_the_record_at_the_whole_price(ask):
    joint = (a_section("联合", "6"), a_section("自营", "4"))

    lead = ask(road(), firm(work("10", unit="联合"), units=joint))
    partner = ask(road(), firm(work("10", unit="联合"), units=joint[:1]))

    assert (lead["score"], partner["score"]) == ("94.00", "90.00")


def test_11_a_venture_is_as_good_as_its_worst_member(ask):
    members = [
        Link("member", str(n), (Result("example-road", 2026, g),)) for n, g in enumerate("AB")
    ]
    good = Link("member", "好", (Result("example-road", 2026, "AA"),))

    grades = [
        ask(read_text(text_of("venture")), Facts("示例", YEAR_END, links=links))["grade"]
        for links in ([good, *members], [good, members[0]], [good])
    ]

    assert grades == ["B", "A", "AA"]


def test_12_caps_on_a_record_an_item_and_a_group_bite_in_that_order(ask):
    papers = [a_record("PAPER", f"p{n}", unit="一", times=3) for n in range(2)]
    staff = a_record("STAFF", "s1", unit="一", times=2)

    record = ask(road(), firm(papers[0]))
    item = ask(road(), firm(*papers))
    group = ask(road(), firm(*papers, staff))

    assert [each["score"] for each in (record, item, group)] == ["95.00", "92.00", "88.00"]


def test_12_a_cap_is_one_section_s_where_there_are_sections_and_the_year_s_where_there_are_none(
    ask,
):
    units = (a_section("一"), a_section("二"))
    papers = [a_record("PAPER", f"p{u}{n}", unit=u, times=3) for u in ("一", "二") for n in (1, 2)]
    late = [a_record("LATE", f"l{n}", on=date(2026, n, 1)) for n in range(1, 5)]

    sections = ask(road(), firm(*papers, units=units))
    year = ask(road(), firm(*late))

    assert (sections["score"], year["score"]) == ("92.00", "85.00")


def test_12_what_is_counted_by_the_person_or_picked_by_the_evaluator_must_be_said(ask):
    uncounted = firm(a_record("STAFF", "s1", unit="一"))
    unpicked = firm(a_record("WORK", "w1", unit="一"))
    negative = firm(work("-1"))

    found = [ask(road(), facts) for facts in (uncounted, unpicked, negative)]

    assert [each["error"] for each in found] == [
        "missing-times",
        "missing-points",
        "negative-points",
    ]


def test_13_one_act_that_meets_several_items_costs_all_of_them_or_the_highest(ask):
    act = (
        a_record("WORK", "w1", unit="一", points=7, act="检查"),
        a_record("STAFF", "s1", unit="一", times=1, act="检查"),
    )

    added = ask(road(), firm(*act))
    highest = ask(road(overlap="of-act"), firm(*act))

    assert (added["score"], highest["score"]) == ("90.00", "93.00")
