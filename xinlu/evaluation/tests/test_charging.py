from datetime import date

import pytest

from xinlu.collection.models import Record
from xinlu.evaluation import computing, mappings, values
from xinlu.evaluation.charging import UnfitLine, refuse_unfit_lines
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.facts import facts_for
from xinlu.evaluation.models import Edition, Run
from xinlu.evaluation.tests.builders import RECEIVED, a_batch, a_firm, a_penalty, a_record

pytestmark = pytest.mark.django_db
ON = date(2024, 12, 31)
CATEGORY = "道路危险货物运输企业"


def events(goods_standard, goods_firm, on=ON):
    [(_, facts)] = facts_for(goods_standard, on, [goods_firm])
    return [(event.code, event.cause, event.on.isoformat()) for event in facts.events]


def test_penalties_of_the_year_become_events_by_the_table(goods_standard, goods_firm):
    a_penalty(goods_firm, "超越许可事项，从事道路危险货物运输", "示罚〔2024〕1号")
    a_penalty(goods_firm, "未按规定的周期维护检测车辆", "示罚〔2024〕2号")
    a_penalty(goods_firm, "未按规定制作危险货物运单", "示罚〔2024〕3号")
    a_penalty(goods_firm, "超越许可事项运输", "示罚〔2023〕1号", on=date(2023, 12, 31))

    found = events(goods_standard, goods_firm)

    assert found == [("OUT-OF-SCOPE", "DG-01", "2024-06-01")]


def test_a_document_counts_once_whoever_sent_it_and_not_beside_the_ledger(
    goods_standard, goods_firm
):
    a_penalty(goods_firm, "超越许可事项运输", "示罚〔2024〕1号")
    a_penalty(goods_firm, "超越许可事项运输", "示罚[2024] 1号")
    a_penalty(goods_firm, "卫星定位装置不在线，未监控", "示罚〔2024〕2号")
    item = {"category": CATEGORY, "code": "NO-DISPATCH", "points": "5"}
    ledger = a_batch("assessment", year=2024)
    a_record(
        ledger,
        goods_firm,
        "item",
        item,
        year=2024,
        happened_on=date(2024, 7, 1),
        number="示罚（2024）2号",
    )

    found = events(goods_standard, goods_firm)

    assert found == [("OUT-OF-SCOPE", "DG-01", "2024-06-01"), ("NO-DISPATCH", "", "2024-07-01")]


def test_each_member_of_a_joint_venture_is_charged(goods_standard, goods_firm, county):
    other = a_firm("91500101MA00000012", "示例化工物流有限公司", county)
    a_penalty(goods_firm, "超越许可事项运输", "示罚〔2024〕1号")
    a_penalty(other, "超越许可事项运输", "示罚〔2024〕1号")

    both = {
        subject: facts.events
        for subject, facts in facts_for(goods_standard, ON, [goods_firm, other])
    }

    assert [len(both[one]) for one in (goods_firm, other)] == [1, 1]


def test_only_a_decision_in_force_counts_and_a_contested_one_as_the_mapping_says(
    goods_standard, goods_firm
):
    a_penalty(goods_firm, "超越许可事项运输", "示罚〔2024〕1号", state=Record.State.WITHDRAWN)
    a_penalty(goods_firm, "超越许可事项运输", "示罚〔2024〕2号", is_contested=True)
    tree = goods_standard.mapping.tree
    waiting = mappings.read({**tree, "causes": {**tree["causes"], "contested": "waits"}}, "示例")

    assert len(events(goods_standard, goods_firm)) == 1
    assert events(Standard(goods_standard.rulebook, waiting), goods_firm) == []


def test_a_penalty_that_two_lines_fit_equally_stops_its_subject_with_both_named(
    goods_standard, goods_firm
):
    a_penalty(goods_firm, "未统一调度，卫星定位不在线", "示罚〔2024〕1号")
    tree = goods_standard.mapping.tree
    lines = [
        {"code": code, "has": [word], "item": "NO-DISPATCH", "basis": "示例", "verified": "false"}
        for code, word in (("X-1", "统一调度"), ("X-2", "卫星定位"))
    ]
    both = mappings.read({**tree, "causes": {**tree["causes"], "lines": lines}}, "示例")

    [judged] = computing.judged(Standard(goods_standard.rulebook, both), ON, [goods_firm])

    assert judged.verdict is None
    assert judged.error is not None
    assert judged.error.code == "ambiguous-cause"
    assert "X-1、X-2" in judged.error.chinese()


def test_a_result_rests_on_an_unverified_line_of_the_table(goods_standard, goods_firm):
    a_penalty(goods_firm, "超越许可事项运输", "示罚〔2024〕1号")
    edition = Edition.objects.get(scheme="dangerous-goods-firm")
    run = Run.objects.create(edition=edition, on=ON, year=2024, asked_at=RECEIVED)

    computing.compute(run.pk)

    run.refresh_from_db()
    waiting = {value.path: value for value in values.unconfirmed(run)}
    assert waiting["causes.DG-01"].value == "OUT-OF-SCOPE"
    assert waiting["causes.DG-01"].result_count == 1


def test_a_line_that_cannot_be_its_item_is_refused_when_the_edition_is_stored(goods_standard):
    tree = goods_standard.mapping.tree
    line = {"code": "X", "has": ["甲"], "basis": "示例", "verified": "false"}

    def refused(**said):
        changed = {**tree, "causes": {**tree["causes"], "lines": [line | said]}}
        with pytest.raises(UnfitLine) as told:
            refuse_unfit_lines(goods_standard.rulebook, mappings.read(changed, "示例").causes)
        return str(told.value)

    assert "has no item NONE" in refused(item="NONE")
    assert "Give points" in refused(item="OPERATIONS")
    assert "counts 项. Give times" in refused(item="PLAN-MISSING")
