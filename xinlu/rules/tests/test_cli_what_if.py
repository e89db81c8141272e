import json
from pathlib import Path

import pytest

from xinlu.rules.cli import main
from xinlu.rules.tests.builders import SMALL

FACTS = """
subject: 示例渡运有限公司
on: 2023-12-31
units: [{kind: ship, key: 甲船, weight: 1}, {kind: ship, key: 乙船, weight: 1}]
events:
"""


def suppose(folder: Path, events: str, *more: str) -> int:
    (folder / "2024-01-01.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "facts.yaml").write_text(FACTS + events, encoding="utf-8")
    return main(["what-if", str(folder / "2024-01-01.yaml"), str(folder / "facts.yaml"), *more])


def supposed(folder: Path, events: str, capsys: pytest.CaptureFixture) -> dict:
    assert suppose(folder, events, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_each_record_is_tried_as_if_it_did_not_stand(tmp_path: Path, capsys: pytest.CaptureFixture):
    events = """
  - {key: r1, code: S1, on: 2023-03-01, points: 30, unit: 甲船}
  - {key: r2, code: S1, on: 2023-04-01, points: 10, unit: 乙船}
"""

    found = supposed(tmp_path, events, capsys)

    without = {c["what"]: c["grade"] for c in found["changes"] if c["kind"] == "without-record"}
    assert found["now"]["grade"] == "M"
    assert without == {"r1": "G", "r2": "M"}


def test_a_further_record_of_each_item_is_tried_where_it_weighs_most(
    tmp_path: Path, capsys: pytest.CaptureFixture
):
    events = "  - {key: r1, code: S1, on: 2023-03-01, points: 100, unit: 甲船}\n"

    found = supposed(tmp_path, events, capsys)

    further = {
        c["what"]: (c["unit"], c["grade"]) for c in found["changes"] if c["kind"] == "one-more"
    }
    assert further["S1"] == ("乙船", "P")
    assert further["V1"][1] == "P"
    assert "T1" not in further, "the firm made no trip"


def test_a_unit_with_several_records_is_tried_without_them(
    tmp_path: Path, capsys: pytest.CaptureFixture
):
    events = """
  - {key: r1, code: S1, on: 2023-03-01, points: 30, unit: 甲船}
  - {key: r2, code: S1, on: 2023-04-01, points: 10, unit: 甲船}
"""

    found = supposed(tmp_path, events, capsys)

    clean = [(c["what"], c["score"]) for c in found["changes"] if c["kind"] == "unit-clean"]
    assert clean == [("甲船", "100.0")]


def test_changes_come_from_the_best_to_the_worst(tmp_path: Path, capsys: pytest.CaptureFixture):
    events = "  - {key: r1, code: S1, on: 2023-03-01, points: 30, unit: 甲船}\n"

    found = supposed(tmp_path, events, capsys)

    grades = [change["grade"] for change in found["changes"]]
    assert grades == sorted(grades, key="GMP".index)


def test_one_change_is_the_cheapest_way_where_it_is_enough(
    tmp_path: Path, capsys: pytest.CaptureFixture
):
    events = """
  - {key: r1, code: S1, on: 2023-03-01, points: 30, unit: 甲船}
  - {key: r2, code: S1, on: 2023-04-01, points: 2, unit: 乙船}
"""

    assert suppose(tmp_path, events) == 0

    told = capsys.readouterr().out
    assert "改善结果最少需要改变 1 项（一项即可）：\n  没有记录 r1（甲船）：设备缺失\n则：" in told


def test_a_pair_is_the_cheapest_way_where_one_is_not_enough(
    tmp_path: Path, capsys: pytest.CaptureFixture
):
    events = """
  - {key: v1, code: V1, on: 2023-03-01, unit: 甲船}
  - {key: v2, code: V1, on: 2023-04-01, unit: 甲船}
"""

    assert suppose(tmp_path, events) == 0

    told = capsys.readouterr().out
    assert "改善结果最少需要改变 2 项（单独一项都不够；两项的组合全部试过）" in told
    assert "得分 100.0　等级 G（好）" in told


def test_more_changes_are_the_cheapest_that_was_found_and_said_to_be_so(
    tmp_path: Path, capsys: pytest.CaptureFixture
):
    events = "".join(
        f"  - {{key: v{n}, code: V1, on: 2023-03-0{n}, unit: 甲船}}\n" for n in (1, 2, 3)
    )

    assert suppose(tmp_path, events) == 0

    told = capsys.readouterr().out
    assert "改善结果办法之一，需要改变 3 项" in told
    assert "不能断定没有更少的办法" in told


def test_where_nothing_is_better_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture):
    events = "  []\n"

    assert suppose(tmp_path, events) == 0

    assert "已经没有更好的结果" in capsys.readouterr().out


def test_where_no_change_helps_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture):
    events = "  []\nprior: {grade: P}\n"

    assert suppose(tmp_path, events) == 0

    assert "没有找到改善结果的办法" in capsys.readouterr().out


RATE = """
language: 1
scheme: carrier
edition: 2024-01-01
title: 示例承运人评价
basis: 示例办法
kind: score
subject: firm
period: {kind: calendar-year, basis: 第一条, verified: true}
grades: [{code: G, word: 好}, {code: M, word: 中}, {code: P, word: 差}]
quantities:
  - {name: vehicles, title: 车辆数, at_least: 1, basis: 第二条, verified: true}
  - {name: turnover, title: 年营业额, basis: 第二条, verified: true}
measures:
  - {name: offences, title: 违法数, basis: 第三条, verified: true,
     records: {items: [X-1], take: count}}
  - {name: rate, title: 每车违法数, formula: offences / vehicles, basis: 第三条, verified: true}
items: [{code: X-1, title: 超载, effect: count, basis: 附件, verified: true}]
decisions:
  - {grade: P, when: {rate: {more_than: 1}}, basis: 第四条, verified: true, title: 一车一次以上}
  - {grade: M, when: {turnover: {at_least: 300}}, basis: 第四条, verified: true, title: 大户}
  - {grade: G, basis: 第四条, verified: true, title: 其余}
"""


def test_a_quantity_is_tried_at_the_next_values_that_change_something(
    tmp_path: Path, capsys: pytest.CaptureFixture
):
    (tmp_path / "2024-01-01.yaml").write_text(RATE, encoding="utf-8")
    events = ", ".join(f"{{key: r{n}, code: X-1, on: 2023-05-0{n}}}" for n in (1, 2, 3))
    facts = f"on: 2023-12-31\nquantities: {{vehicles: 2, turnover: 100}}\nevents: [{events}]\n"
    (tmp_path / "facts.yaml").write_text(facts, encoding="utf-8")

    code = main(
        ["what-if", str(tmp_path / "2024-01-01.yaml"), str(tmp_path / "facts.yaml"), "--json"]
    )

    found = json.loads(capsys.readouterr().out)
    tried = {
        (c["what"], c["value"]): c["grade"] for c in found["changes"] if c["kind"] == "quantity"
    }
    assert code == 0
    assert tried == {("vehicles", "3"): "G", ("turnover", "300"): "P"}
    assert found["way"]["found"] == "single"
