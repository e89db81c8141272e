import json
import sqlite3
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from xinlu.rules.cli import main
from xinlu.rules.tests.builders import SMALL, small_with

TABLES = {
    "subjects.csv": "subject,prior_grade\n1,\n2,\n3,\n4,\n=cmd,\n",
    "units.csv": (
        "unit,subject,kind,weight\nu1,1,ship,1\nu2,2,ship,1\nu4,4,ship,1\nu5,=cmd,ship,1\n"
    ),
    "events.csv": (
        "event,subject,item,on,points,unit\n"
        "e1,1,S1,2023-03-01,20,u1\n"
        "e2,2,S1,2023-03-01,12,u2\n"
        "e4,4,S9,2023-03-01,12,u4\n"
    ),
}
DAY = ["--on", "2023-12-31"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "2024-01-01.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def command(name: str, folder: Path, *more: str) -> int:
    given = ["--input", str(folder), *DAY, *more]
    return main([name, str(folder / "2024-01-01.yaml"), *given])


def test_evaluate_counts_grades_and_tells_what_does_not_fit(
    folder: Path, capsys: pytest.CaptureFixture
):
    code = command("evaluate", folder, "--output", str(folder / "out.parquet"))

    told = capsys.readouterr().out
    assert code == 0
    assert "主体 5 个" in told
    assert "G（好）" in told
    assert "20.00%" in told
    assert "unknown-item　1 个，如 4" in told
    assert "行为代码 “S9” 不在" in told


def test_evaluate_tells_progress_beside_its_result(folder: Path, capsys: pytest.CaptureFixture):
    code = command("evaluate", folder, "--output", str(folder / "out.parquet"), "--json")

    told = capsys.readouterr()
    summary = json.loads(told.out)
    assert code == 0
    assert told.err.startswith("… ")
    assert (summary["subjects"], summary["grades"]) == (5, {"G": 1, "M": 2})
    assert summary["no_result"] == {"nothing-evaluated": 1}
    assert [each["examples"] for each in summary["errors"]] == [["4"]]


def test_evaluate_writes_one_row_a_subject(folder: Path):
    command("evaluate", folder, "--output", str(folder / "out.parquet"))

    rows = pq.read_table(folder / "out.parquet").to_pylist()

    found = {row["subject"]: (row["score"], row["grade"], row["error"]) for row in rows}
    assert found["1"] == ("80.0", "M", None)
    assert found["4"] == (None, None, "unknown-item")
    assert not list(folder.glob(".*"))


def test_evaluate_writes_every_reason_and_their_totals_are_the_scores(folder: Path):
    files = ["--output", str(folder / "out.parquet"), "--reasons", str(folder / "why.parquet")]

    command("evaluate", folder, *files)

    totals: dict[str, Fraction] = {}
    for row in pq.read_table(folder / "why.parquet").to_pylist():
        total = Fraction(int(row["total_numerator"]), int(row["total_denominator"]))
        totals[row["subject"]] = totals.get(row["subject"], Fraction(0)) + total
    rows = pq.read_table(folder / "out.parquet").to_pylist()
    assert {row["subject"]: Fraction(row["score"]) for row in rows if row["score"]} == {
        subject: total for subject, total in totals.items() if total
    }


def test_a_csv_of_results_holds_no_formulas(folder: Path):
    command("evaluate", folder, "--output", str(folder / "out.csv"))

    text = (folder / "out.csv").read_text(encoding="utf-8")

    assert "'=cmd," in text
    assert "\n=cmd," not in text


def test_evaluate_refuses_a_file_of_another_kind(folder: Path, capsys: pytest.CaptureFixture):
    code = command("evaluate", folder, "--output", str(folder / "out.xlsx"))

    assert code == 2
    assert "应以 .parquet 或 .csv 结尾" in capsys.readouterr().err


def test_evaluate_never_writes_over_what_it_reads(folder: Path, capsys: pytest.CaptureFixture):
    code = command("evaluate", folder, "--output", str(folder / "subjects.csv"))

    assert code == 1
    assert "不能作为结果文件" in capsys.readouterr().err
    assert (folder / "subjects.csv").read_text(encoding="utf-8") == TABLES["subjects.csv"]


def test_what_a_terminal_obeys_is_not_printed(folder: Path, capsys: pytest.CaptureFixture):
    events = TABLES["events.csv"].replace("S9", "S9\x1b[2J")
    (folder / "events.csv").write_text(events, encoding="utf-8")

    code = command("explain", folder, "--subject", "4")

    told = capsys.readouterr().err
    assert code == 1
    assert "S9\ufffd[2J" in told


@pytest.mark.skipif(find_spec("pyspark") is not None, reason="the extra `spark` is installed")
def test_an_engine_that_is_not_there_is_refused(folder: Path, capsys: pytest.CaptureFixture):
    code = command("evaluate", folder, "--output", str(folder / "o.csv"), "--engine", "spark")

    assert code == 1
    assert "请安装附加依赖 spark" in capsys.readouterr().err


def test_evaluate_tells_tables_that_are_not_there(folder: Path, capsys: pytest.CaptureFixture):
    (folder / "subjects.csv").unlink()

    code = command("evaluate", folder, "--output", str(folder / "out.csv"))

    assert code == 1
    assert "数据表无法使用" in capsys.readouterr().err
    assert not (folder / "out.csv").exists()


def test_explain_tells_every_reason_for_one_member(folder: Path, capsys: pytest.CaptureFixture):
    code = command("explain", folder, "--subject", "1")

    told = capsys.readouterr().out
    assert code == 0
    assert "u1：-20 分" in told
    assert "得分 80.0　等级 M（中）" in told


def test_explain_tells_that_a_member_is_not_there(folder: Path, capsys: pytest.CaptureFixture):
    code = command("explain", folder, "--subject", "9")

    assert code == 1
    assert "主体 “9” 不在数据表 subjects 中" in capsys.readouterr().err


def test_explain_tells_what_does_not_fit_about_a_member(
    folder: Path, capsys: pytest.CaptureFixture
):
    code = command("explain", folder, "--subject", "4")

    assert code == 1
    assert "行为代码 “S9” 不在" in capsys.readouterr().err


def test_what_if_reads_a_member_from_the_tables(folder: Path, capsys: pytest.CaptureFixture):
    code = command("what-if", folder, "--subject", "2")

    told = capsys.readouterr().out
    assert code == 0
    assert "没有记录 e2（u2）：设备缺失" in told


def test_what_if_needs_facts_or_a_member(folder: Path, capsys: pytest.CaptureFixture):
    code = command("what-if", folder)

    assert code == 1
    assert "--input 和 --subject 要一起写" in capsys.readouterr().err


@pytest.fixture
def next_edition(folder: Path) -> Path:
    text = small_with("above: 90", "above: 85").replace("to: 90", "to: 85")
    path = folder / "2025-01-01.yaml"
    path.write_text(text.replace("edition: 2024-01-01", "edition: 2025-01-01"), encoding="utf-8")
    return path


def compare(folder: Path, new: Path, *more: str) -> int:
    given = ["--input", str(folder), *DAY, *more]
    return main(["diff", str(folder / "2024-01-01.yaml"), str(new), *given])


def test_diff_counts_moves_and_names_the_clause(
    folder: Path, next_edition: Path, capsys: pytest.CaptureFixture
):
    code = compare(folder, next_edition, "--json")

    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert [each["path"] for each in found["changes"]] == ["bands"]
    assert found["counts"] == {"up": 1, "down": 0, "same": 4, "other": 0}
    assert found["movers"] == [
        {
            "subject": "2",
            "old": "M",
            "new": "G",
            "old_score": "88.0",
            "new_score": "88.0",
            "how": "alone",
            "clauses": ["bands"],
        }
    ]


def test_diff_prints_a_matrix_with_those_without_result(
    folder: Path, next_edition: Path, capsys: pytest.CaptureFixture
):
    code = compare(folder, next_edition)

    told = capsys.readouterr().out
    assert code == 0
    assert "变好 1，变差 0" in told
    assert "无结果" in told
    assert "M → G　1 个　等级分档（第七条）　单独即足以改变" in told


def test_diff_writes_who_moved(folder: Path, next_edition: Path):
    compare(folder, next_edition, "--output", str(folder / "movers.csv"))

    text = (folder / "movers.csv").read_text(encoding="utf-8")

    assert text.splitlines()[1:] == ["2,M,G,88.0,88.0,alone,bands"]


def test_diff_without_a_population_tells_what_the_editions_say(
    folder: Path, next_edition: Path, capsys: pytest.CaptureFixture
):
    code = main(["diff", str(folder / "2024-01-01.yaml"), str(next_edition)])

    told = capsys.readouterr().out
    assert code == 0
    assert "2024-01-01 版 → 2025-01-01 版，1 处不同" in told
    assert "现：85 分以上（不含）的，定为 G" in told


def test_all_movers_are_explained_alike_by_evaluating_the_editions_in_between(
    folder: Path, capsys: pytest.CaptureFixture
):
    text = small_with("above: 90", "above: 75").replace("to: 90", "to: 75")
    text = text.replace("edition: 2024-01-01", "edition: 2025-01-01")
    new = folder / "2025-01-01.yaml"
    new.write_text(text.replace("base: 100", "base: 99"), encoding="utf-8")

    compare(folder, new, "--json")
    some = json.loads(capsys.readouterr().out)["movers"]
    compare(folder, new, "--json", "--explain-all")
    every = json.loads(capsys.readouterr().out)["movers"]

    assert [each["subject"] for each in every] == ["1", "2"]
    assert some == every


def test_a_live_database_is_read_without_a_mapping(folder: Path, capsys: pytest.CaptureFixture):
    database = folder / "live.db"
    with sqlite3.connect(database) as connection:
        connection.executescript(
            """
            create table subjects(subject text);
            create table units(unit text, subject text, kind text, weight text);
            create table events(
                event text, subject text, item text, "on" text, points text, unit text);
            insert into subjects values ('1'), ('2');
            insert into units values ('u1', '1', 'ship', '1');
            insert into events values ('e1', '1', 'S1', '2023-03-01', '20', 'u1');
            """
        )
    given = ["--input", f"sqlite:///{database}", *DAY, "--subject", "1"]

    code = main(["explain", str(folder / "2024-01-01.yaml"), *given])

    told = capsys.readouterr()
    assert (code, told.err) == (0, "")
    assert "得分 80.0" in told.out
