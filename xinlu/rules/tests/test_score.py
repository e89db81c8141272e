from datetime import date
from fractions import Fraction

import pytest

from xinlu.rules import Facts, FactsError, Unit, judge, read_text
from xinlu.rules.tests.builders import YEAR_END, a_ship, an_event, small

LEAN = """language: 1
scheme: lean
edition: 2026-01-01
title: 示例
basis: 示例办法（虚构）
kind: score
subject: firm
period: {kind: calendar-year, basis: 第一条, verified: true}
grades: [{code: A, word: 好}, {code: B, word: 差}]
parameters:
  places: {title: 保留小数位数, value: 1, basis: 未载明, verified: false}
quantities:
  - {name: cars, title: 车辆数, at_least: 1, basis: 第二条, verified: false}
  - {name: crashes, title: 事故数, basis: 第二条, verified: true}
  - {name: deaths, title: 死亡人数, basis: 第三条, verified: false}
measures:
  - {name: rate, title: 事故率, formula: crashes / cars, basis: 第二条, verified: true}
  - name: told
    title: 填报的率
    round: {of: rate, decimals: $places, mode: down}
    basis: 第二条
    verified: true
  - {name: beside, title: 只供参考, formula: crashes * 2, basis: 第二条, verified: false}
components:
  - {name: files, title: 档案, base: 50, basis: 第四条, verified: false}
  - {name: extra, title: 加分, basis: 第五条, verified: false}
total:
  - {formula: files + extra - told, basis: 第二条, verified: true}
bands:
  - {grade: A, from: 40, basis: 第六条, verified: true}
  - {grade: B, below: 40, basis: 第六条, verified: true}
after_bands: [limits]
limits:
  - code: DEATHS
    title: 有人死亡的
    best: B
    when: {deaths: {more_than: 0}}
    basis: 第三条
    verified: true
items:
  - code: X
    title: 档案不全
    component: files
    effect: deduct
    value: 1
    basis: 第四条
    verified: true
"""


def test_reasons_show_what_each_record_takes_from_the_score():
    facts = Facts(
        "示例",
        YEAR_END,
        units=[a_ship("甲船", "1"), a_ship("乙船", "3")],
        events=[
            an_event("T1", "r1", unit="头班"),
            an_event("S1", "r2", unit="甲船", points="8"),
            an_event("F1", "r3", times="2"),
        ],
    )

    verdict = judge(small(), facts)

    effects = {r.code: (r.points, r.total) for r in verdict.reasons if r.kind == "effect"}
    assert effects == {
        "T1": (-7, Fraction("-1.75")),
        "S1": (-8, Fraction("-1.5")),
        "F1": (-20, -20),
    }
    assert verdict.exact == Fraction("76.75")
    assert verdict.score_text == "76.8"
    assert sum(reason.total for reason in verdict.reasons) == verdict.score


def test_components_hold_what_an_explanation_needs():
    facts = Facts(
        "示例",
        YEAR_END,
        units=[a_ship("甲船", "1"), a_ship("乙船", "3")],
        events=[an_event("S1", unit="甲船", points="8")],
    )

    [ship] = judge(small(), facts).components

    assert (ship.name, ship.weight, ship.value) == ("ship", 1, 98)
    assert [(u.key, u.value, u.share) for u in ship.units] == [
        ("甲船", 92, Fraction(1, 4)),
        ("乙船", 100, Fraction(3, 4)),
    ]


def test_a_band_may_include_its_upper_edge():
    at_the_edge = Facts(
        "示例", YEAR_END, units=[a_ship()], events=[an_event("S1", unit="甲船", points="10")]
    )
    above_it = Facts(
        "示例", YEAR_END, units=[a_ship()], events=[an_event("S1", unit="甲船", points="9.9")]
    )

    grades = [judge(small(), facts).grade for facts in (at_the_edge, above_it)]

    assert grades == ["M", "G"]


def test_a_floor_gives_back_what_was_taken_below_it_and_says_so():
    facts = Facts(
        "示例",
        YEAR_END,
        units=[a_ship("甲船", "1"), a_ship("乙船", "1")],
        events=[an_event("S1", unit="甲船", points="130")],
    )

    verdict = judge(small(), facts)

    [floor] = [reason for reason in verdict.reasons if reason.kind == "floor"]
    assert (floor.points, floor.total, floor.unit, floor.basis) == (30, 15, "甲船", "第三条")
    assert verdict.score == 50


def test_the_total_is_held_at_its_floor():
    facts = Facts(
        "示例",
        YEAR_END,
        units=[a_ship()],
        events=[an_event("F1", times="12")],
    )

    verdict = judge(small(), facts)

    [floor] = [reason for reason in verdict.reasons if reason.kind == "floor"]
    assert floor.total == 20
    assert (verdict.score, verdict.grade) == (0, "P")


def test_a_unit_named_only_by_a_veto_counts_with_its_base():
    facts = Facts(
        "示例",
        YEAR_END,
        units=[a_ship()],
        events=[an_event("V1", unit="甲船")],
        prior={"grade": "G"},
    )

    verdict = judge(small(), facts)

    assert (verdict.score, verdict.grade) == (100, "P")
    [veto] = [reason for reason in verdict.reasons if reason.kind == "veto"]
    assert (veto.params["from"], veto.params["to"], veto.total) == ("G", "P", 0)


def test_every_reason_cites_its_clause():
    facts = Facts(
        "示例",
        YEAR_END,
        units=[a_ship("甲船", "2"), a_ship("乙船", "1")],
        events=[
            an_event("T1", "r1", unit="头班"),
            an_event("S1", "r2", unit="甲船", points="130"),
            an_event("F1", "r3", times="1"),
            an_event("V1", "r4", unit="乙船"),
            an_event("D1", "r5"),
        ],
        prior={"grade": "P"},
    )

    reasons = judge(small(), facts).reasons

    assert {reason.kind for reason in reasons} == {
        "start",
        "weight",
        "effect",
        "floor",
        "rounding",
        "band",
        "veto",
        "step-down",
    }
    assert all(reason.basis for reason in reasons)


def test_a_verdict_rests_on_the_unverified_values_it_used_and_no_others():
    usual = Facts("示例", YEAR_END, units=[a_ship()], events=[an_event("F1", times="1")])
    given = Facts("示例", YEAR_END, units=[a_ship()], events=[an_event("F1", points="10")])

    rests = [judge(small(), facts).rests_on for facts in (usual, given)]

    assert rests == [("items.F1.value", "parameters.decimals"), ("parameters.decimals",)]


def test_a_verdict_rests_on_what_stands_behind_its_measures_and_on_a_base_without_records():
    quantities = {"cars": Fraction(9), "crashes": Fraction(0), "deaths": Fraction(0)}

    rests = judge(read_text(LEAN), Facts("示例", YEAR_END, quantities=quantities)).rests_on

    assert set(rests) == {
        "components.files",
        "quantities.cars",
        "parameters.places",
        "quantities.deaths",
    }


def test_the_order_in_which_records_come_makes_no_difference():
    events = [
        an_event("S1", "r2", unit="甲船", points="3"),
        an_event("T1", "r1", unit="头班"),
        an_event("V1", "r3", unit="甲船"),
    ]

    one = judge(small(), Facts("示例", YEAR_END, units=[a_ship()], events=events))
    other = judge(small(), Facts("示例", YEAR_END, units=[a_ship()], events=events[::-1]))

    assert one == other


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("unknown-item", {"events": [an_event("S9", unit="甲船")]}),
        ("missing-points", {"events": [an_event("S1", unit="甲船")]}),
        ("negative-points", {"events": [an_event("S1", unit="甲船", points="-1")]}),
        ("missing-times", {"events": [an_event("F1")]}),
        ("missing-unit", {"events": [an_event("S1", points="2")]}),
        ("unknown-unit", {"events": [an_event("S1", unit="丙船", points="2")]}),
        ("repeated-unit", {"units": [a_ship(), a_ship()]}),
        ("repeated-record", {"events": [an_event("F1", times="1"), an_event("F1", times="1")]}),
        ("missing-weight", {"units": [Unit("ship", "甲船")]}),
        ("weight-not-positive", {"units": [a_ship("甲船", "0")]}),
        ("weight-not-positive", {"units": [a_ship("甲船", "-3")]}),
        ("unknown-grade", {"prior": {"grade": "X"}}),
    ],
)
def test_facts_that_do_not_fit_are_refused_by_name(code: str, facts: dict):
    given = Facts("示例", YEAR_END, **{"units": [a_ship()], **facts})

    with pytest.raises(FactsError) as refused:
        judge(small(), given)

    assert refused.value.code == code
    assert "{" not in str(refused.value)
    assert "{" not in refused.value.chinese()


def test_an_unknown_item_is_answered_with_the_nearest_one():
    facts = Facts("示例", YEAR_END, units=[a_ship()], events=[an_event("S11", unit="甲船")])

    with pytest.raises(FactsError, match=r"'S11'.*S1\?"):
        judge(small(), facts)


def test_a_record_that_no_longer_counts_may_name_an_item_of_another_edition():
    facts = Facts(
        "示例",
        YEAR_END,
        units=[a_ship()],
        events=[an_event("OLD-1", unit="甲船", effective=False)],
    )

    verdict = judge(small(), facts)

    assert verdict.score == 100
    assert [(each.event, each.why) for each in verdict.ignored] == [("r1", "not-effective")]


def test_nothing_evaluated_is_no_result():
    verdict = judge(small(), Facts("示例", YEAR_END, prior={"grade": "G"}))

    assert (verdict.score, verdict.score_text, verdict.grade) == (None, None, None)
    assert verdict.no_result == "nothing-evaluated"
    assert [reason.kind for reason in verdict.reasons] == ["absent"]


def test_a_unit_whose_day_lies_outside_the_period_is_not_looked_at():
    late = Unit("trip", "次年航次", on=date(2024, 1, 1))
    early = Unit("trip", "往年航次", on=date(2022, 12, 31))
    inside = Unit("trip", "当年航次", on=date(2023, 1, 1))
    events = [
        an_event("T1", f"r{n}", unit=unit.key) for n, unit in enumerate((late, early, inside))
    ]

    verdict = judge(small(), Facts("示例", YEAR_END, units=[late, early, inside], events=events))

    assert [unit.key for unit in verdict.components[0].units] == ["当年航次"]
    assert [each.why for each in verdict.ignored] == ["out-of-scope", "out-of-scope"]
