import json
from pathlib import Path

import pytest

from xinlu.rules import read_text
from xinlu.rules.cli import main
from xinlu.rules.language import AnyMeasure
from xinlu.rules.telling import told
from xinlu.rules.telling.measures import SHAPES
from xinlu.rules.tests.builders import SMALL

#: A rulebook of a scheme that does not exist, with every shape of a measure.
EVERY = """
language: 1
scheme: carrier
edition: 2026-01-01
title: 示例承运人评价
basis: 示例办法
kind: score
subject: firm
period: {kind: rolling, length: 24 months, leap_day: 02-28, basis: 第一条, verified: true}
grades:
  - {code: G, word: 好}
  - {code: P, word: 差}
  - {code: N, word: 无数据, outside: true}
quantities:
  - name: vehicles
    title: 车辆数
    at_least: 1
    missing: unknown
    days: [0 months, 12 months]
    basis: 第二条
    verified: true
  - {name: region, title: 片区, kind: text, missing: 主城, basis: 第二条, verified: true}
  - {name: checked, title: 受检车辆数, unit: check, at_least: 1, basis: 第二条, verified: false}
measures:
  - {name: rate, title: 违法率, formula: "(1 + offences) / vehicles - -2",
     needs: {vehicles: {at_least: 1}}, basis: 第三条, verified: true}
  - name: offences
    title: 违法数
    basis: 第三条
    verified: true
    records:
      items: [A-1]
      take: count
      last: 12 months
      ages: [{within: 6 months, weight: 3, basis: 第三条, verified: true}]
  - {name: steps, title: 超率分, basis: 第三条, verified: true,
     steps: {of: rate, step: 0.1, per: 2, start: 1, beyond: above, partial: ceil, at_most: 10}}
  - name: size
    title: 规模
    basis: 第三条
    verified: true
    cases:
      - {when: {vehicles: {more_than: 100}, region: {one_of: [主城, 近郊]}}, value: 2}
      - {value: 1}
  - {name: short, title: 取整违法率, basis: 第三条, verified: true,
     round: {of: rate, decimals: 2, mode: half-up}}
  - {name: dirty, title: 不合格检查占比, basis: 第三条, verified: true,
     units: {kind: check, take: share, where: {records: {at_least: 1}}}}
  - {name: drivers, title: 好驾驶员占比, basis: 第三条, verified: true,
     linked: {relation: driver, scheme: driver, grades: [AAA, B], take: share,
              where: {grade: {exactly: AAA}}}}
  - {name: before, title: 前年得分, basis: 第三条, verified: true,
     earlier: {scheme: own, back: 2, take: score}}
  - {name: bad_years, title: 连续差年数, basis: 第三条, verified: true,
     streak: {scheme: own, grade: {exactly: P}}}
  - {name: place_among, title: 百分位, basis: 第三条, verified: true,
     rank: {of: rate, among: [region], first: lowest, ties: best, take: percentile}}
  - {name: usual, title: 片区平均, basis: 第三条, verified: true,
     peers: {of: rate, among: [region], take: mean}}
  - {name: age, title: 开业年数, basis: 第三条, verified: true, since: {date: opened, unit: year}}
components:
  - name: checks
    title: 检查
    unit: check
    base: 100
    floor: 0
    ceiling: 100
    divide: checked
    overlap: of-act
    average: weighted
    weight_by: checked
    within: place
    across: mean
    unit_rounding: {decimals: 1, mode: half-even}
    basis: 第四条
    verified: true
groups:
  - {code: G1, component: checks, at_most: 12, title: 台账类合计, basis: 第四条, verified: true}
total:
  - {when: {checks: {known: true}}, formula: "checks - 2 * steps", basis: 第五条, verified: true}
rounding: {decimals: 1, mode: up, stage: after-bands, basis: 第五条, verified: true}
total_ceiling: {value: 100, basis: 第五条, verified: true}
requirements:
  - {when: {vehicles: {known: true}}, basis: 第六条, verified: true}
bands:
  - {grade: G, from: 60, basis: 第七条, verified: true}
  - {grade: P, below: 60, basis: 第七条, verified: true}
without_result:
  - {grade: N, basis: 第七条, verified: true}
after_bands: [limits]
limits:
  - {code: L1, best: P, when: {bad_years: {at_least: 2}}, title: 连续两年差,
     basis: 第八条, verified: true}
items:
  - {code: A-1, title: 台账不全, component: checks, effect: deduct, value: 5, group: G1,
     at_most: 8, each_at_most: 6, basis: 附件, verified: true}
  - {code: A-2, title: 主动整改, component: checks, effect: add, value: 2,
     basis: 附件, verified: true}
  - {code: A-3, title: 瞒报, component: checks, effect: score, value: 59,
     basis: 附件, verified: true}
"""
#: What each shape is told as.
SENTENCES = {
    "period": "截至评价日的 24 个月；2 月 29 日在平年以 2 月 28 日为准",
    "quantities.vehicles": (
        "主体填报的数，取评价日、评价日前 12 个月的平均值，须≥ 1；没有填报的作为未知"
    ),
    "quantities.region": "主体填报的文字；没有填报的按 主城 计",
    "quantities.checked": "每个 check 单元填报的数，须≥ 1；没有填报的不能评价",
    "measures.rate": "（1 + “违法数”） ÷ “车辆数” - （-2）；须“车辆数”不低于 1，否则为未知",
    "measures.offences": (
        "截至评价日的 12 个月内A-1 台账不全的记录数；按距评价日的时间加权：6 个月内乘 3，"
        "更早的不计（2 月 29 日在平年以 2 月 28 日为准）"
    ),
    "measures.steps": "“违法率”每高出 1 达 0.1 计 2 分，不足一档的按一档计，最多 10 分",
    "measures.size": "依次看，“车辆数”高于 100，且“片区”为主城、近郊之一的为 2；其余为 1",
    "measures.short": "“违法率”四舍五入保留 2 位小数",
    "measures.dirty": "记录数不低于 1 的 check 单元占比",
    "measures.drivers": "关系为 driver 的主体中，driver 方案最近一次结果等级等于 AAA 的占比",
    "measures.before": "本方案2 年前结果的得分",
    "measures.bad_years": "从上一年起往前，本方案等级等于 P 的连续年数（没有结果的年度即中断）",
    "measures.place_among": (
        "在“片区”相同的主体中，“违法率”从低到高排列的百分位（0 至 100），并列的取靠前的名次"
    ),
    "measures.usual": "“片区”相同的主体（含本主体）的“违法率”的平均值",
    "measures.age": "自开业之日至评价日的整年数",
    "components.checks": (
        "每个 check 单元 100 分起，没有记录的单元也参加计算；"
        "同一行为涉及多条的只计分值最高的一条；单元加减的分值除以“受检车辆数”；"
        "单元值四舍六入五成双保留 1 位小数；每个单元最低 0 分；每个单元最高 100 分；"
        "同一地的各单元先按“受检车辆数”加权平均，各地之间再简单平均"
    ),
    "groups.G1": "A-1 合计最多 12 分",
    "total.1": "“检查”已知的，得分 = “检查” - 2 × “超率分”",
    "total_ceiling": "得分不高于 100 分",
    "rounding": "得分进一保留 1 位小数，先定级后取整",
    "requirements.1": "须“车辆数”已知，否则因数据不足没有结果",
    "bands.G": "60 分以上（含）的，定为 G",
    "bands.P": "低于 60 分的，定为 P",
    "without_result.N": "其余的，定为 N",
    "limits.L1": "“连续差年数”不低于 2 的，等级不高于 P",
    "items.A-1.value": (
        "“检查”：扣分，每次 5 分，一条最多 6 分，本条目合计最多 8 分，与“台账类合计”各条合并封顶"
    ),
    "items.A-2.value": "“检查”：加分，每次 2 分",
    "items.A-3.value": "“检查”：得分高于 59 分的，按 59 分计",
}


@pytest.mark.parametrize("path", SENTENCES)
def test_a_shape_is_told_in_a_sentence(path: str):
    lines = [line for section in told(read_text(EVERY)) for line in section.lines]

    said = {line.path: line.sentence for line in lines}

    assert said[path] == SENTENCES[path]


def test_every_shape_of_a_measure_has_a_sentence():
    shapes = set(AnyMeasure.__args__)

    assert set(SHAPES) == shapes
    assert {type(each) for each in read_text(EVERY).measures.values()} == shapes


def test_the_command_tells_clauses_and_what_was_not_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture
):
    path = tmp_path / "2024-01-01.yaml"
    path.write_text(SMALL, encoding="utf-8")

    assert main(["explain", str(path)]) == 0

    told_text = capsys.readouterr().out
    assert "S1 设备缺失：“船舶”：扣分，1～30 分，由评价人给出（附件）【待核实】" in told_text
    assert "航次 + 船舶" not in told_text


def test_the_command_tells_it_to_programs_too(tmp_path: Path, capsys: pytest.CaptureFixture):
    path = tmp_path / "2024-01-01.yaml"
    path.write_text(SMALL, encoding="utf-8")

    assert main(["explain", str(path), "--json"]) == 0

    sections = json.loads(capsys.readouterr().out)
    assert {"path", "title", "sentence", "basis", "verified"} == set(sections[0]["lines"][0])
