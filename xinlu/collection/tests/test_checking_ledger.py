import pytest

from xinlu.collection.checking import Checker, SheetFailure, SubjectRef
from xinlu.collection.messages import sentence
from xinlu.collection.templates import load_template
from xinlu.collection.tests.checking_samples import (
    FIRM,
    TODAY,
    a_book,
    checked_book,
    refused,
)
from xinlu.kernel.identifiers.fictional import fictional_credit_code

OTHER_FIRM = fictional_credit_code(7)


@pytest.fixture
def ledger():
    return {
        "企业": [
            ["统一社会信用代码", "企业名称", "上年度等级"],
            [FIRM, "示例路桥有限公司", "A"],
            [OTHER_FIRM, "示例隧道有限公司", ""],
        ],
        "合同段": [
            ["合同段", "统一社会信用代码", "企业名称", "合同价(亿元)"],
            ["示例高速 K1 标", FIRM, "示例路桥有限公司", 3.5],
        ],
        "投标行为": [
            ["统一社会信用代码", "投标编号", "行为代码", "扣分", "认定日期"],
            [FIRM, "SL-1", "GLSG1-2-2", 30, "2023-04-25"],
            [OTHER_FIRM, "SL-1", "GLSG1-1-4", None, "2023-05-10"],
        ],
        "履约行为": [
            ["合同段", "行为代码", "扣分", "认定日期"],
            ["示例高速K1标", "glsg2－2－1", "2.5", "2023/7/19"],
        ],
        "其他行为": [
            ["统一社会信用代码", "行为代码", "扣分", "认定日期"],
            [FIRM, "GLSG3-7", 1, "2023-06-01"],
        ],
    }


def by_sheet(rows):
    found = {}
    for row in rows:
        found.setdefault(row.sheet, []).append(row)
    return found


def test_a_ledger_is_read_whole(ledger):
    rows = checked_book("highway-ledger", ledger)

    assert all(row.is_accepted for row in rows)
    assert {row.year for row in rows} == {2023}
    assert list(by_sheet(rows)) == ["firm", "section", "bid", "performance", "other"]


def test_sheets_are_told_by_their_columns_in_any_order_and_under_any_name(ledger):
    renamed = {f"Sheet{number}": ledger[name] for number, name in enumerate(reversed(ledger), 1)}

    rows = checked_book("highway-ledger", renamed)

    assert all(row.is_accepted for row in rows)
    assert list(by_sheet(rows)) == ["firm", "section", "bid", "performance", "other"]


def test_a_summary_does_not_pass_for_the_list_of_firms(ledger):
    ledger["汇总"] = [["统一社会信用代码", "企业名称", "得分"], [FIRM, "示例路桥有限公司", 88]]

    checker = Checker(load_template("highway-ledger"), TODAY, None, "台账.xlsx")
    rows = list(checker.rows(a_book(ledger)))

    assert len(by_sheet(rows)["firm"]) == 2
    assert checker.outline["skipped"] == ["汇总"]


def test_what_was_done_on_a_section_is_its_contractors(ledger):
    [row] = by_sheet(checked_book("highway-ledger", ledger))["performance"]

    assert row.subject.value == FIRM
    assert row.values["section"] == "示例高速 K1 标"
    assert (row.values["behaviour_code"], row.values["points"]) == ("GLSG2-2-1", "2.5")


def test_a_section_nobody_knows_is_refused_unless_it_was_stored_before(ledger):
    ledger["履约行为"].append(["示例高速 K9 标", "GLSG2-2-1", 1, "2023-08-01"])
    stored = {("示例高速 K9 标", 2023): [SubjectRef("firm", "credit-code", OTHER_FIRM)]}

    unknown = by_sheet(checked_book("highway-ledger", ledger))["performance"][1]
    known = by_sheet(
        checked_book(
            "highway-ledger",
            ledger,
            known_sections=lambda name, year: stored.get((name, year), []),
        )
    )["performance"][1]

    assert refused(unknown) == [("unknown-subject", "section")]
    assert known.subject.value == OTHER_FIRM


def test_a_section_of_two_firms_needs_the_code_in_the_row(ledger):
    ledger["合同段"].append(["示例高速K1标", OTHER_FIRM, "示例隧道有限公司", 1])
    with_code = [
        ["合同段", "统一社会信用代码", "行为代码", "扣分", "认定日期"],
        ["示例高速K1标", OTHER_FIRM, "GLSG2-2-1", 1, "2023-08-01"],
        ["示例高速K1标", fictional_credit_code(8), "GLSG2-2-1", 2, "2023-08-01"],
    ]

    [vague] = by_sheet(checked_book("highway-ledger", ledger))["performance"]
    clear, foreign = by_sheet(checked_book("highway-ledger", {**ledger, "履约行为": with_code}))[
        "performance"
    ]

    assert refused(vague) == [("unknown-subject", "section")]
    assert "补填统一社会信用代码" in sentence("unknown-subject", vague.refusals[0].params)
    assert clear.subject.value == OTHER_FIRM
    assert refused(foreign) == [("unknown-subject", "section")]


@pytest.mark.parametrize(
    ("heading", "sent", "read"),
    [
        ("合同价（亿元）", 3.5, "3.5"),
        ("合同价(万元)", "35,000.5", "3.50005"),
        ("合同价(元)", 350000000, "3.5"),
    ],
)
def test_a_contract_price_is_in_the_unit_of_its_heading(ledger, heading, sent, read):
    ledger["合同段"][0][3], ledger["合同段"][1][3] = heading, sent

    [row] = by_sheet(checked_book("highway-ledger", ledger))["section"]

    assert row.values["contract_price"] == read


def test_a_behaviour_on_the_wrong_sheet_is_refused(ledger):
    ledger["投标行为"].append([FIRM, "SL-2", "GLSG2-2-1", 1, "2023-08-01"])

    assert refused(by_sheet(checked_book("highway-ledger", ledger))["bid"][2]) == [
        ("code-value", "behaviour_code")
    ]


def test_the_same_row_twice_is_one_and_the_next_years_is_another(ledger):
    ledger["其他行为"].append(ledger["其他行为"][1])
    next_year = {"企业": ledger["企业"]}

    rows = by_sheet(checked_book("highway-ledger", ledger))
    later = checked_book("highway-ledger", next_year, year=2024)

    assert [row.is_accepted for row in rows["other"]] == [True, False]
    assert rows["firm"][0].key_text != later[0].key_text


def undated(ledger):
    return {name: ledger[name] for name in ("企业", "合同段")}


@pytest.mark.parametrize(
    ("file_name", "given", "year"),
    [
        ("台账2022.xlsx", None, 2022),
        ("2022年度台账.xlsx", 2021, 2022),
        ("台账.xlsx", 2021, 2021),
        ("台账20220105.xlsx", 2021, 2021),
    ],
)
def test_without_dates_the_year_is_the_file_names_else_the_senders(ledger, file_name, given, year):
    rows = checked_book("highway-ledger", undated(ledger), year=given, file_name=file_name)

    assert {row.year for row in rows} == {year}


def test_the_dates_prevail_over_what_the_sender_says_and_that_is_told(ledger):
    checker = Checker(load_template("highway-ledger"), TODAY, 2022, "台账2022.xlsx")

    rows = list(checker.rows(a_book(ledger)))

    assert {row.year for row in rows} == {2023}
    assert checker.outline["warnings"] == [["year-differs", {"year": 2023, "given": 2022}]]


def test_one_stray_date_does_not_move_the_ledger_to_another_year(ledger):
    ledger["其他行为"].append([FIRM, "GLSG3-7", 2, "2022-12-30"])

    checker = Checker(load_template("highway-ledger"), TODAY, 2023, "台账.xlsx")
    rows = list(checker.rows(a_book(ledger)))

    assert {row.year for row in rows} == {2023}
    assert checker.outline["warnings"] == [
        ["day-outside-year", {"sheet": "其他行为", "row": 3, "year": 2023}]
    ]


@pytest.mark.parametrize("dates", [[], ["2022-05-01", "2022-06-01"]])
def test_a_ledger_of_no_clear_year_fails(ledger, dates):
    sheets = ledger if dates else undated(ledger)
    if dates:
        ledger["其他行为"] += [[FIRM, "GLSG3-7", 2, day] for day in dates]

    with pytest.raises(SheetFailure) as raised:
        checked_book("highway-ledger", sheets, file_name="台账.xlsx")

    assert raised.value.code == "no-year"
    assert "指定年度" in sentence(raised.value.code, raised.value.params)


def test_a_named_sheet_that_lacks_a_column_stops_the_whole_ledger(ledger):
    ledger["履约行为"] = [line[:3] for line in ledger["履约行为"]]

    with pytest.raises(SheetFailure) as raised:
        checked_book("highway-ledger", ledger)

    assert raised.value.params == {"sheet": "履约行为", "columns": ["认定日期"]}


def test_a_sheet_bears_its_name_even_where_its_columns_would_do_for_another(ledger):
    ledger["投标行为"] = [[line[0], *line[2:]] for line in ledger["投标行为"]]

    with pytest.raises(SheetFailure) as raised:
        checked_book("highway-ledger", ledger)

    assert raised.value.params == {"sheet": "投标行为", "columns": ["投标编号"]}
