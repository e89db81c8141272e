import json
from pathlib import Path

import pytest

from xinlu.rules.cli import main
from xinlu.rules.tests.builders import NATIONAL, SMALL, small_with

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples" / "rulebooks"
HIGHWAY = NATIONAL / "highway-construction" / "2021-10-20.yaml"
FACTS = """
subject: 示例路桥工程有限公司
on: 2023-12-31
units:
  - {kind: section, key: 一标, weight: 2}
  - {kind: section, key: 二标, weight: 3}
events:
  - {key: 台账12, code: GLSG2-2-2, on: 2023-03-01, points: 8, unit: 一标}
  - {key: 台账13, code: GLSG2-2-3, on: 2023-04-01, points: 12, unit: 二标}
  - {key: 台账14, code: GLSG2-2-3, on: 2022-04-01, points: 12, unit: 二标}
"""
CASES = """
- case: 一艘船没有记录
  facts: {on: 2023-12-31, units: [{kind: ship, key: 甲船, weight: 1}]}
  expect: {score: "100.0", grade: G}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "2024-01-01.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "2024-01-01.cases.yaml").write_text(CASES, encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(FACTS, encoding="utf-8")
    return tmp_path


def test_check_reads_a_folder_and_runs_the_cases(folder: Path, capsys: pytest.CaptureFixture):
    assert main(["check", str(folder)]) == 0

    assert "示例渡运评价 2024-01-01 版" in capsys.readouterr().out


def test_check_names_the_numbers_that_no_case_notices(folder: Path, capsys: pytest.CaptureFixture):
    assert main(["check", str(folder)]) == 0
    whole = capsys.readouterr().out
    assert main(["check", "--quick", str(folder)]) == 0
    quick = capsys.readouterr().out

    assert "数值覆盖　改动" in whole
    assert "没有用例发现这处改动：components.trip.base → 101" in whole
    assert "数值覆盖" not in quick


@pytest.fixture
def ranking(folder: Path) -> list[str]:
    """Write facts of two firms; return the command that judges the first among ship companies."""
    shared = "on: 2026-12-31\nevents: [{code: CLEAN, on: 2026-02-01, number: 甲}]\n"
    for name in ("甲", "乙"):
        (folder / f"{name}.yaml").write_text(f"subject: 示例{name}\n{shared}", encoding="utf-8")
    return ["judge", str(EXAMPLES / "ship-company" / "2026-01-01.yaml"), str(folder / "甲.yaml")]


def test_judge_says_how_to_give_the_peers_of_a_ranking(ranking, capsys: pytest.CaptureFixture):
    assert main(ranking) == 1

    told = capsys.readouterr().err
    assert "--peers" in told
    assert "xinlu rules evaluate" in told


def test_judge_ranks_a_subject_among_the_peers_that_are_given(ranking, folder: Path, capsys):
    assert main([*ranking, "--peers", str(folder / "乙.yaml")]) == 0

    assert "定为 MEDIUM" in capsys.readouterr().out


def test_judge_refuses_peers_of_one_name(ranking, folder: Path, capsys):
    assert main([*ranking, "--peers", str(folder / "甲.yaml")]) == 1

    assert "各不相同" in capsys.readouterr().err


def test_check_tells_a_case_that_fails(folder: Path, capsys: pytest.CaptureFixture):
    cases = folder / "2024-01-01.cases.yaml"
    cases.write_text(CASES.replace('"100.0"', '"90.0"'), encoding="utf-8")

    assert main(["check", str(folder / "2024-01-01.yaml")]) == 1

    told = capsys.readouterr().err
    assert "2024-01-01.cases.yaml:2" in told
    assert "score 得到 100.0，应为 90.0" in told


def test_check_tells_a_case_that_asks_for_a_measure_that_is_none(
    folder: Path, capsys: pytest.CaptureFixture
):
    cases = folder / "2024-01-01.cases.yaml"
    cases.write_text(CASES.replace("grade: G", "measures: {ships: null}"), encoding="utf-8")

    assert main(["check", str(folder / "2024-01-01.yaml")]) == 1

    assert "没有名为 “ships” 的指标" in capsys.readouterr().err


def test_check_tells_a_mistake_in_a_rulebook(folder: Path, capsys: pytest.CaptureFixture):
    rulebook = folder / "2024-01-01.yaml"
    rulebook.write_text(small_with("per: 月", "par: 月"), encoding="utf-8")

    assert main(["check", str(folder)]) == 1

    assert "是否想写 “per”" in capsys.readouterr().err


def test_check_of_a_folder_without_rulebooks_is_an_error(tmp_path: Path):
    assert main(["check", str(tmp_path)]) == 1


def test_judge_prints_a_table_whose_effects_add_up(folder: Path, capsys: pytest.CaptureFixture):
    assert main(["judge", str(HIGHWAY), str(folder / "facts.yaml")]) == 0

    told = capsys.readouterr().out
    assert "得分 89.60　等级 A（信用较好）" in told
    assert "一标：-8 分，折合总分的 40%" in told
    assert "记录 台账14：不在评价周期内，不计" in told
    assert "试算" in told


def test_judge_prints_json_that_keeps_numbers_exact(folder: Path, capsys: pytest.CaptureFixture):
    assert main(["judge", str(HIGHWAY), str(folder / "facts.yaml"), "--json"]) == 0

    verdict = json.loads(capsys.readouterr().out)
    assert (verdict["score"], verdict["score_text"], verdict["grade"]) == ("89.6", "89.60", "A")
    assert [r["total"] for r in verdict["reasons"] if r["kind"] == "effect"] == ["-3.2", "-7.2"]


def test_judge_reads_facts_in_json(folder: Path, capsys: pytest.CaptureFixture):
    facts = {
        "on": "2023-12-31",
        "units": [{"kind": "section", "key": "一标", "weight": 0.8}],
        "events": [{"code": "GLSG2-2-2", "on": "2023-03-01", "points": 0.1, "unit": "一标"}],
    }
    path = folder / "facts.json"
    path.write_text(json.dumps(facts), encoding="utf-8")

    assert main(["judge", str(HIGHWAY), str(path)]) == 0

    assert "得分 99.90" in capsys.readouterr().out


def test_judge_tells_facts_that_do_not_fit(folder: Path, capsys: pytest.CaptureFixture):
    path = folder / "facts.yaml"
    path.write_text(FACTS.replace("GLSG2-2-3", "GLSG2-2-33"), encoding="utf-8")

    assert main(["judge", str(HIGHWAY), str(path)]) == 1

    assert "行为代码 “GLSG2-2-33” 不在" in capsys.readouterr().err


def test_judge_tells_a_period_that_ends_before_it_begins(
    folder: Path, capsys: pytest.CaptureFixture
):
    path = folder / "facts.yaml"
    path.write_text(FACTS + "period: {start: 2023-12-31, end: 2023-01-01}\n", encoding="utf-8")

    assert main(["judge", str(HIGHWAY), str(path)]) == 1

    assert "终点早于起点" in capsys.readouterr().err


def test_a_command_that_is_not_there_is_told(capsys: pytest.CaptureFixture):
    assert main(["weigh"]) == 2

    assert "usage" in capsys.readouterr().err
