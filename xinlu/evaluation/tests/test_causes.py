from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from xinlu.evaluation import causes
from xinlu.evaluation.causes.reading import load_file

ON = date(2024, 6, 1)


def a_line(code: str, **said) -> dict:
    told = {"code": code, "item": code, "basis": "示例依据", "verified": "false"}
    return {key: held for key, held in (told | said).items() if held is not None}


def lines(*trees: dict):
    return causes.read(trees, "示例表")


def found(table, text: str, fine: str = "", on: date = ON, kinds: str = "") -> str | None:
    case = causes.Case(
        text, on, Decimal(fine) if fine else None, frozenset(filter(None, kinds.split(";")))
    )
    line = causes.match(table, case)
    return line.code if line else None


def test_a_cause_is_known_however_it_was_typed():
    table = lines(a_line("A", has=["卫星定位", "未按|没有"]))

    assert found(table, "　没有使用 卫星（定位）装置。") == "A"
    assert found(table, "未按规定使用卫星定位装置") == "A"
    assert found(table, "使用卫星定位装置") is None


def test_the_most_specific_line_wins_whatever_the_order():
    wide, narrow = a_line("WIDE", has=["超越许可"]), a_line("NARROW", has=["超越许可", "危险货物"])
    whole = a_line("WHOLE", exactly=["超越许可运输危险货物"])

    assert found(lines(wide, narrow), "超越许可事项运输危险货物") == "NARROW"
    assert found(lines(narrow, wide), "超越许可事项运输危险货物") == "NARROW"
    assert found(lines(narrow, wide, whole), "超越许可，运输危险货物") == "WHOLE"
    assert found(lines(narrow, wide), "超越许可事项经营") == "WIDE"


def test_two_lines_that_fit_equally_decide_nothing():
    table = lines(a_line("A", has=["线路"]), a_line("B", has=["站点"]))

    with pytest.raises(causes.Ambiguous, match="A, B"):
        found(table, "不按规定的线路和站点行驶停靠")


@pytest.mark.parametrize(
    ("fine", "code"),
    [("0.999999", "LESS"), ("1", "MORE"), ("1.000000", "MORE"), ("", None)],
)
def test_the_edge_of_an_amount_belongs_where_the_line_says(fine, code):
    table = lines(
        a_line("LESS", has=["扬撒"], fine={"less_than": "1"}),
        a_line("MORE", has=["扬撒"], fine={"at_least": "1"}),
    )

    assert found(table, "货物脱落扬撒", fine) == code


def test_a_line_holds_from_its_first_day_up_to_its_end_by_the_day_of_decision():
    table = lines(a_line("A", has=["扬撒"], since="2024-01-01", until="2025-01-01"))

    days = (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))

    assert [found(table, "扬撒", on=day) for day in days] == [None, "A", "A", None]


def test_a_kind_of_penalty_and_a_word_that_must_not_occur_narrow_a_line():
    table = lines(
        a_line("WARNED", has=["技术档案"], kinds=["警告"]),
        a_line("ANY", has=["技术档案"], lacks=["维修"]),
    )

    assert found(table, "未建立车辆技术档案", kinds="罚款") == "ANY"
    assert found(table, "未建立维修技术档案", kinds="罚款") is None
    assert found(table, "未建立维修技术档案", kinds="罚款;警告") == "WARNED"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lines:\n  - {code: A, has: [甲], item: X, basis: 示例}\n", r"t.yaml:2: .* no verified"),
        ("lines:\n  - {code: A, has: [甲], basis: 示例, verified: false}\n", "either `item`"),
        ("lines:\n  - {code: A, haz: [甲]}\n", "haz is not a key of a line"),
        (
            "lines:\n  - {code: A, has: [甲], item: X, basis: 示例, verified: false}\n"
            "  - {code: B, has: [甲], item: Y, basis: 示例, verified: false}\n",
            r"t.yaml:3: B has the words of A \(.*t.yaml:2\)",
        ),
        (
            "lines:\n  - {code: A, has: [甲], item: X, basis: 示例, verified: false, "
            "fine: {at_least: 很多}}\n",
            "at_least is a number, not '很多'",
        ),
        (
            "lines:\n  - {code: A, has: [甲], item: X, basis: 示例, verified: false, "
            "since: 2024-13-01}\n",
            "since is a day",
        ),
        ("lines: [\n", "not YAML"),
        ("title: 示例\n", "title and lines"),
    ],
)
def test_a_table_that_cannot_be_read_says_where_and_how_to_mend_it(tmp_path: Path, text, told):
    path = tmp_path / "t.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(causes.CausesError, match=told):
        load_file(path)
