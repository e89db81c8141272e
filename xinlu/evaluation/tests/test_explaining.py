from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from xinlu.evaluation import selectors
from xinlu.evaluation.tests.builders import (
    Ledger,
    a_batch,
    a_driver,
    a_firm,
    a_record,
    a_vehicle,
)
from xinlu.evaluation.tests.conftest import YEAR_END, confirm_all, evaluated, result_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def explained(trial, firms):
    return selectors.explain(result_of(trial, firms[1]))


def effects(explained) -> Decimal:
    return sum((row.effect for row in explained.rows if row.effect is not None), Decimal(0))


def test_the_headline_asks_what_the_page_answers(explained):
    assert explained.headline == "为什么是 B"
    assert explained.lead.startswith("从 100 分起，一笔一笔算到 80.24")
    assert (explained.period, explained.is_trial, explained.state_word) == (
        "2023 年度",
        True,
        "试算",
    )
    assert (explained.grade.word, explained.grade.rank, explained.grade.of) == ("信用一般", 3, 5)


def test_every_record_is_a_line_with_its_clause_and_its_effect_on_the_total(explained):
    lines = [row for row in explained.rows if row.kind == "line"]

    assert [(row.code, row.raw, row.effect) for row in lines] == [
        ("GLSG1-2-4", -20, Decimal("-2.000")),
        ("GLSG1-2-6", -6, Decimal("-0.600")),
        ("GLSG2-2-1", -10, Decimal("-4.800")),
        ("GLSG2-2-2", -7, Decimal("-3.360")),
        ("GLSG2-2-3", -25, Decimal("-8.000")),
        ("GLSG3-7", -1, Decimal("-1.000")),
    ]
    assert [row.number for row in lines] == [1, 2, 3, 4, 5, 6]
    assert all(row.basis and len(row.records) == 1 for row in lines)
    assert lines[0].basis_note == "GLSG1-2-4 · 20 分/次"
    assert lines[0].note.startswith("SL-001 · bid第 ")


def test_lines_stand_under_their_component_and_section(explained):
    groups = [(row.title, row.note) for row in explained.rows if row.kind == "group"]

    assert groups == [
        ("投标行为", "权重 0.2 · 2 次投标取平均"),
        ("履约行为 · 示例高速B1合同段", "合同价 4.20 亿元，权重 0.8 × 60%"),
        ("履约行为 · 示例高速B2合同段", "合同价 2.80 亿元，权重 0.8 × 40%"),
        ("其他行为", "不乘权重，从总分直接扣"),
    ]


def test_the_line_that_crossed_into_another_grade_says_so(explained):
    crossed = [(row.number, row.crossing) for row in explained.rows if row.crossing]

    assert [(number, c.at, c.before, c.after) for number, c in crossed] == [
        (3, 95, "AA", "A"),
        (5, 85, "A", "B"),
    ]
    assert crossed[1][1].sentence == "这一笔越过 85，由 A 到 B"


def test_the_equation_adds_up_to_the_score(explained):
    terms = [(t.sign, t.factor, t.value, t.title) for t in explained.equation]

    assert terms == [
        ("", "0.2", "87.00", "投标行为"),
        ("+", "0.8", "79.80", "履约行为"),
        ("−", "", "1.00", "其他行为"),
    ]
    assert explained.equation[1].note == "2 个合同段按合同价加权"


def test_sections_show_their_share_and_what_they_add(explained):
    [performance] = [part for part in explained.components if part.name == "performance"]

    assert [(u.name, u.amount, u.share, u.score, u.adds) for u in performance.units] == [
        ("示例高速B1合同段", "合同价 4.20 亿元", Fraction(3, 5), 83, Fraction("49.8")),
        ("示例高速B2合同段", "合同价 2.80 亿元", Fraction(2, 5), 75, 30),
    ]
    assert [u.event_count for u in performance.units] == [2, 1]


def test_how_far_the_next_grade_is_and_what_did_not_happen(explained):
    assert explained.distance.text == "距 A 还差 4.76 分"
    assert [(rule.title, rule.sentence) for rule in explained.not_triggered] == [
        ("直接定级", "未发现直接定级的行为"),
        ("逐级降低", "未发现降低等级的行为"),
        ("信用等级每年最多上升一级", "上一期 A，最高可到 AA，未触及"),
    ]
    assert [(b.code, b.text, b.is_here) for b in explained.bands] == [
        ("D", "60 以下", False),
        ("C", "60 起", False),
        ("B", "75 起", True),
        ("A", "85 起", False),
        ("AA", "95 起", False),
    ]


def test_unverified_values_are_named_and_who_confirmed_them(trial, firms, approver):
    result = result_of(trial, firms[1])
    before = {value.path: value.is_confirmed for value in selectors.explain(result).values}

    confirm_all(trial, approver)

    after = selectors.explain(result).values
    assert before["parameters.rounding_decimals"] is False
    assert all(value.is_confirmed for value in after)
    assert {value.confirmed_by for value in after} == {approver.name}


def test_what_can_be_computed_again_is_named(explained, trial, firms):
    assert explained.edition_hash == trial.edition.hash
    assert explained.inputs == ("2 次投标", "2 个合同段", "6 条记录")
    assert len(explained.inputs_hash) == 64


def test_a_firm_with_nothing_to_evaluate_has_no_score_and_no_ledger(trial, firms):
    explained = selectors.explain(result_of(trial, firms[2]))

    assert explained.headline == "为什么没有结果"
    assert (explained.score, explained.grade, explained.rows) == (None, None, ())
    assert "既不是 0 分，也不是满分" in explained.no_result_sentence


def test_a_veto_and_a_step_down_are_steps_after_the_score(seeded, evaluator):
    firm, ledger = a_firm("91500101MA00000009"), Ledger(2023)
    ledger.firm(firm, "C")
    ledger.section(firm, "示例高速C1合同段", "1")
    ledger.performance(firm, "示例高速C1合同段", "GLSG2-1-6")

    explained = selectors.explain(
        result_of(evaluated(evaluator, "highway-construction", YEAR_END), firm)
    )

    assert [(s.kind, s.before, s.after) for s in explained.steps] == [
        ("band", "", "AA"),
        ("step-down", "AA", "A"),
        ("one-step", "A", "B"),
    ]
    assert explained.steps[1].records[0].template == "highway-ledger"
    assert explained.steps[2].sentence == "上一期为 C 级，一年最多上升 1 级：由 A 改为 B"
    assert explained.distance is None


def test_no_distance_is_told_to_a_grade_that_last_year_forbids(seeded, evaluator):
    firm, ledger = a_firm("91500101MA00000009"), Ledger(2023)
    ledger.firm(firm, "C")
    ledger.section(firm, "示例高速C1合同段", "1")
    ledger.performance(firm, "示例高速C1合同段", "GLSG2-2-1", "16")

    explained = selectors.explain(
        result_of(evaluated(evaluator, "highway-construction", YEAR_END), firm)
    )

    assert (explained.score_text, explained.grade.code) == ("84.00", "B")
    assert explained.distance is None


def test_deductions_below_nought_are_given_back_as_a_line(seeded, evaluator):
    firm, ledger = a_firm("91500101MA00000009"), Ledger(2023)
    ledger.section(firm, "示例高速C1合同段", "1")
    for points in ("60", "70"):
        ledger.performance(firm, "示例高速C1合同段", "GLSG2-2-1", points)

    explained = selectors.explain(
        result_of(evaluated(evaluator, "highway-construction", YEAR_END), firm)
    )

    [back] = [row for row in explained.rows if row.gives_back]
    assert (back.title, back.raw, back.effect) == ("扣完为止", 30, Decimal(30))
    assert explained.score == 0
    assert any(remark.code == "points-outside-range" for remark in explained.remarks)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_ledger_the_shown_lines_add_up(seeded, evaluator, seed):
    draw, ledger = Random(seed), Ledger(2023)
    for number in range(8):
        firm = a_firm(f"91500101MA0000{number:04d}")
        ledger.firm(firm, draw.choice(["", "AA", "B", "D"]))
        for section in range(draw.randint(0, 4)):
            name = f"示例{number}-{section}合同段"
            ledger.section(firm, name, str(draw.choice(["0.7", "3", "1.1", "2.3"])))
            for _ in range(draw.randint(0, 4)):
                ledger.performance(firm, name, "GLSG2-2-1", str(draw.randint(1, 60)))
        for bid in range(draw.randint(0, 3)):
            ledger.bid(firm, f"SL{number}-{bid}", "GLSG1-2-2", str(draw.randint(1, 40)))
        for _ in range(draw.randint(0, 2)):
            ledger.other(firm, "GLSG3-7", str(draw.randint(1, 5)))

    run = evaluated(evaluator, "highway-construction", YEAR_END)

    for result in run.results.exclude(score=""):
        explained = selectors.explain(result)
        score = Decimal(explained.score_text)
        assert explained.rows[0].total + effects(explained) == score
        assert explained.rows[-1].total == score
        assert explained.rows[-2].running == score
        parts = [Fraction(t.factor or "1") * Fraction(t.value) for t in explained.equation]
        signed = [
            -p if t.sign == "−" else p for p, t in zip(parts, explained.equation, strict=True)
        ]
        assert sum(signed) == explained.score
        assert sum(row.exact for row in explained.rows[:-1]) == explained.score


def test_a_driver_is_explained_by_points_and_the_cycle(seeded, evaluator):
    person = a_driver("500101199001010002")
    values = {"first_issued": "2020-03-15", "prior_grade": "AA"}
    a_record(a_batch("driver"), person, "driver", values)
    points = a_batch("driver-points")
    for day, given in ((date(2023, 5, 1), "3"), (date(2023, 6, 1), "5"), (date(2024, 4, 1), "10")):
        a_record(points, person, "points", {"points": given}, happened_on=day)

    explained = selectors.explain(
        result_of(evaluated(evaluator, "driver", date(2024, 6, 30)), person)
    )

    assert explained.headline == "为什么是 AA"
    assert (explained.period, explained.full) == ("2023-03-15 至 2024-03-14", 20)
    assert [row.effect for row in explained.rows if row.kind == "line"] == [3, 5]
    assert explained.rows[-1].total == 8
    assert explained.inputs == ("3 条记录", "其中 1 条未计入")
    assert "上一周期为 AA 级：AA 合格" in explained.steps[-1].sentence


def test_a_candidate_is_explained_by_its_window(seeded, evaluator):
    lorry, batch = a_vehicle("渝X00001/黄"), a_batch("overload")
    days = (date(2023, 1, 10), date(2023, 3, 2), date(2023, 7, 15), date(2024, 1, 9))
    for number, day in enumerate((*days, days[-1])):
        given = {"happened_on": day, "number": f"示超罚〔2023〕{min(number, 3)}号"}
        a_record(batch, lorry, "overload", {}, **given)

    explained = selectors.explain(
        result_of(evaluated(evaluator, "overload", date(2024, 6, 30)), lorry)
    )

    assert explained.headline == "为什么列为候选"
    assert explained.candidate_since == date(2024, 1, 9)
    assert explained.rows[-1].total == 4
    assert explained.steps[0].sentence.endswith("共 4 件，条件是超过 3 件：达到列入条件")
    assert [remark.code for remark in explained.remarks] == ["repeated"]
