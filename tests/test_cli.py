"""From an agency's file to a grade, on a bare database, with commands alone."""

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from tests import samples
from xinlu.kernel.identifiers.fictional import fictional_credit_code, fictional_resident_id

ONE, TWO, THREE, FOUR, FIVE, SIX = (fictional_credit_code(n) for n in range(1, 7))


def day(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def ledger(tmp_path):
    names = {ONE: "A", TWO: "B", THREE: None, FOUR: "A", FIVE: "AA", SIX: "A"}
    return samples.a_ledger(
        tmp_path / "公路施工企业信用评价台账2023.xlsx",
        firms=[(code, f"示例{code[-3:]}路桥工程有限公司", grade) for code, grade in names.items()],
        sections=[
            ("示例高速甲标", ONE, "示例路桥工程有限公司", 2),
            ("示例高速乙标", ONE, "示例路桥工程有限公司", 3),
            ("示例高速丙标", TWO, "示例路桥工程有限公司", 1.5),
            ("示例高速丁标", THREE, "示例路桥工程有限公司", 1),
            ("示例高速戊标", THREE, "示例路桥工程有限公司", 9),
            ("示例高速己标", FIVE, "示例路桥工程有限公司", 4),
        ],
        bids=[
            (ONE, "TB-1", "GLSG1-2-3", 20, day("2023-04-01")),
            (FOUR, "TB-2", "GLSG1-2-2", 30, day("2023-05-01")),
            (FOUR, "TB-3", "GLSG1-2-8", 2, day("2023-06-01")),
            (FIVE, "TB-4", "GLSG1-1-4", None, day("2023-05-10")),
        ],
        acts=[
            ("示例高速甲标", "GLSG2-2-1", 8, day("2023-03-01")),
            ("示例高速乙标", "GLSG2-2-2", 12, day("2023-03-02")),
            ("示例高速丙标", "GLSG2-2-2", 3, day("2023-03-03")),
            ("示例高速丁标", "GLSG2-2-1", 130, day("2023-09-01")),
        ],
        other=[(TWO, "GLSG3-7", 0.5, day("2023-06-01"))],
    )


def test_a_ledger_gives_each_firm_its_exact_score_and_grade(bare, ledger):
    told = bare.imported("highway-ledger", ledger)
    graded = bare.evaluated("highway-construction", "2023-12-31")

    assert (told["accepted"], told["refused"]) == (21, 0)
    found = {
        code: (line["score"] and Decimal(line["score"]), line["grade"])
        for code, line in graded.items()
    }
    assert found[ONE] == (Decimal("87.68"), "A")  # 0.2×80 + 0.8×(92×2 + 88×3)/5
    assert found[TWO] == (Decimal("96.5"), "A")  # AA by score, one step up from B
    assert found[THREE] == (Decimal(90), "A")  # 130 taken off 100 leaves 0, not −30
    assert found[FOUR] == (Decimal(84), "B")  # bids alone: (70 + 98)/2
    assert found[FIVE] == (Decimal(100), "D")  # collusion: D whatever the score
    assert found.get(SIX, (None, None)) == (None, None)  # nothing to evaluate: no result


def test_the_year_may_be_looked_at_before_it_ends(bare, ledger):
    bare.imported("highway-ledger", ledger)
    graded = bare.evaluated("highway-construction", "2023-03-31")

    assert Decimal(graded[ONE]["score"]) == Decimal("89.6")  # the bid of April is not yet known
    assert graded[FIVE]["grade"] == "AA"  # nor the collusion of May


def test_reasons_add_up_to_the_score(bare, ledger):
    bare.imported("highway-ledger", ledger)
    line = bare.evaluated("highway-construction", "2023-12-31")[ONE]

    from_reasons = sum((Fraction(reason["total"]) for reason in line["reasons"]), Fraction())
    assert from_reasons == Fraction(line["score"])


def test_drivers_are_judged_by_their_own_year(bare, tmp_path):
    leap = fictional_resident_id(date(1980, 5, 1))
    twenty = fictional_resident_id(date(1981, 5, 1))
    calm = fictional_resident_id(date(1982, 5, 1))
    first = fictional_resident_id(date(1983, 5, 1))
    drivers = samples.a_csv(
        tmp_path / "驾驶员.csv",
        [
            ("从业资格证号", "姓名", "初次领证日期", "上周期等级"),
            (leap, "示某甲", "2016/02/29", "AAA"),
            (twenty, "示某乙", "2018/11/02", "A"),
            (calm, "示某丙", "2018/11/02", "B"),
            (first, "示某丁", "2024/05/01", ""),
        ],
    )
    points = samples.a_csv(
        tmp_path / "驾驶员记分.csv",
        [
            ("从业资格证号", "行为日期", "记分"),
            (leap, "2023-02-27", 5),
            (leap, "2023-02-28", 3),
            (leap, "2024-02-28", 5),
            (leap, "2024-02-29", 20),
            (twenty, "2023-01-05", 10),
            (twenty, "2023-01-06", 10),
            (fictional_resident_id(date(1999, 5, 1)), "2023-01-06", 10),
        ],
    )

    assert bare.imported("driver", drivers)["accepted"] == 4
    told = bare.imported("driver-points", points)
    graded = bare.evaluated("driver", "2024-06-30")

    assert [(r["row"], r["column"], r["code"]) for r in told["refusals"]] == [
        (8, "从业资格证号", "unknown-subject")
    ]
    assert (graded[leap]["score"], graded[leap]["grade"]) == ("8", "AA")
    assert graded[leap]["cycle"] == ["2023-02-28", "2024-02-29"]
    assert (graded[twenty]["score"], graded[twenty]["grade"]) == ("20", "B")
    assert (graded[calm]["score"], graded[calm]["grade"]) == ("0", "A")
    assert graded.get(first, {}).get("grade") is None


def test_equal_points_of_a_day_count_once_unless_a_document_tells_them_apart(bare, tmp_path):
    driver = fictional_resident_id(date(1980, 5, 1))
    register = [
        ("从业资格证号", "姓名", "初次领证日期", "上周期等级"),
        (driver, "示某", "2018/01/01", "A"),
    ]
    points = [
        ("从业资格证号", "行为日期", "记分", "行政处罚决定书文号"),
        (driver, "2023-05-05", 3, ""),
        (driver, "2023-05-05", 3, ""),
        (driver, "2023-05-05", 3, "示罚〔2023〕1号"),
        (driver, "2023-05-05", 3, "示罚〔2023〕2号"),
    ]
    bare.imported("driver", samples.a_csv(tmp_path / "driver.csv", register))
    told = bare.imported("driver-points", samples.a_csv(tmp_path / "points.csv", points))

    assert [(r["row"], r["code"]) for r in told["refusals"]] == [(3, "duplicate")]
    assert bare.evaluated("driver", "2024-01-31")[driver]["score"] == "9"


def test_a_vehicle_is_a_candidate_on_the_day_of_its_fourth_decision_within_a_year(bare, tmp_path):
    head = ("车牌号", "车牌颜色", "处罚决定日期", "行政处罚决定书文号", "罚款金额(万元)")
    in_time = ["2024-01-10", "2024-03-02", "2024-07-15", "2025-01-09"]
    too_late = [*in_time[:3], "2025-01-11"]
    rows = [
        *[("渝X10001", "黄", d, f"示超罚{n}号", 0.2) for n, d in enumerate(in_time)],
        ("渝X10001", "黄", in_time[0], "示超罚0号", 0.2),
        *[("渝X10001", "蓝", d, f"示超罚蓝{n}号", 0.2) for n, d in enumerate(too_late)],
    ]
    told = bare.imported("overload", samples.a_workbook(tmp_path / "a.xlsx", {"表": [head, *rows]}))
    found = bare.evaluated("overload", "2025-12-31")

    assert [(r["row"], r["code"]) for r in told["refusals"]] == [(6, "duplicate")]
    assert found["渝X10001/黄"]["candidate_since"] == "2025-01-09"
    assert found["渝X10001/蓝"]["candidate_since"] is None
    assert bare.evaluated("overload", "2025-01-08")["渝X10001/黄"]["candidate_since"] is None


def test_the_same_file_sent_twice_changes_nothing_and_says_so(bare, ledger):
    first = bare.imported("highway-ledger", ledger)
    before = bare.evaluated("highway-construction", "2023-12-31")
    second = bare.imported("highway-ledger", ledger)

    assert not first["repeated"]
    assert second["repeated"]
    assert second["stored"] == 0
    assert (second["accepted"], second["refusals"]) == (first["accepted"], first["refusals"])
    assert bare.evaluated("highway-construction", "2023-12-31") == before


def test_a_dry_run_stores_nothing(bare, ledger):
    told = bare.imported("highway-ledger", ledger, "--dry-run")

    assert told["accepted"] == 21
    assert bare.evaluated("highway-construction", "2023-12-31") == {}
    assert bare.imported("highway-ledger", ledger)["repeated"] is False


def test_a_mended_file_brings_only_what_was_refused_before(bare, tmp_path):
    wrong = samples.a_penalty(2, fine="贰仟元")
    sent = samples.penalties(tmp_path / "sent.xlsx", samples.a_penalty(1), wrong)
    mended = samples.penalties(tmp_path / "mended.xlsx", samples.a_penalty(1), samples.a_penalty(2))

    first = bare.imported("penalty", sent)
    second = bare.imported("penalty", mended)

    assert [(r["row"], r["column"], r["code"]) for r in first["refusals"]] == [
        (5, "罚款金额(万元)", "number")
    ]
    assert (first["accepted"], second["accepted"]) == (1, 1)
    assert [(r["row"], r["code"]) for r in second["refusals"]] == [(4, "duplicate")]


def test_an_unknown_template_or_scheme_is_named(bare, ledger):
    no_template = bare.xinlu("import", "penalties", str(ledger), "--json", expect=1)
    no_scheme = bare.xinlu("evaluate", "highways", "--on", "2023-12-31", "--json", expect=1)

    assert "行政处罚信息 penalty、行政许可信息 permit" in no_template.stdout
    assert "highway-construction" in no_scheme.stderr


def test_a_database_without_tables_is_told_in_one_line(empty_demo):
    told = empty_demo.xinlu("audit", "verify", expect=1)

    assert told.stdout == ""
    assert told.stderr == "The database is not prepared. Prepare it with: xinlu migrate\n"


@pytest.mark.parametrize("option", [[], ["--dry-run"]])
def test_what_became_of_a_file_is_said_in_whole_chinese_sentences(bare, tmp_path, option):
    sent = samples.penalties(tmp_path / "sent.xlsx", samples.a_penalty(1, decided_on="2024-02-30"))

    told = bare.xinlu("import", "penalty", str(sent), *option).stdout
    unknown = bare.xinlu("import", "nosuch", str(sent), *option, expect=1).stdout
    absent = bare.xinlu("import", "penalty", "nosuch.xlsx", *option, expect=1).stdout

    assert told.startswith("sent.xlsx：通过 0 行，退回 1 行，本次入库 0 行。")
    assert "处罚决定日期：2024-02-30 —— 日历上没有“2024-02-30”这一天。" in told
    assert "现有：" in unknown
    assert "firm-year" in unknown
    assert "读不到这个文件" in absent
    assert not re.search(r"[一-龥”][,:;]", told + unknown + absent)
