import csv

import openpyxl
import pytest
import xlwt

from xinlu.collection.checking import Checker, SheetFailure
from xinlu.collection.messages import sentence
from xinlu.collection.templates import load_template
from xinlu.collection.tests.checking_samples import (
    TODAY,
    a_book,
    a_penalty,
    a_table,
    checked_book,
    of_a_person,
    refused,
)
from xinlu.kernel.spreadsheets import Sheet, open_book

PENALTY = load_template("penalty").sheets[0]
OLD_CODES = {
    "CF_XDR_ZZJG": "CF_XDR_ZDM",
    "CF_XDR_GSZC": "CF_XDR_GSDJ",
    "CF_FRDB": "CF_FR",
    "CF_NR": "CF_JG",
    "CF_CFJG": "CF_XZJG",
    "CF_XDR_ZJHM": "CF_XDR_SFZ",
    "CF_CFLB": "CF_CFLB1",
}


@pytest.fixture
def rows():
    return [a_penalty(), of_a_person(document_number="示交罚〔2026〕00002号")]


@pytest.fixture
def table(rows):
    return a_table(PENALTY, rows)


def without(table, *names):
    """Return the table without the columns under these headings."""
    kept = [place for place, name in enumerate(table[0]) if name not in names]
    return [[line[place] for place in kept] for line in table]


def with_column(table, heading, cells):
    return [[*line, cell] for line, cell in zip(table, [heading, *cells], strict=True)]


def accepted(sheets, template="penalty"):
    return [row.is_accepted for row in checked_book(template, sheets)]


def test_columns_are_found_by_name_by_code_and_by_the_codes_of_before_2018(rows):
    by_code = a_table(PENALTY, rows, by="code")
    by_old_code = [[OLD_CODES.get(code, code) for code in by_code[0]], *by_code[1:]]

    for table in (a_table(PENALTY, rows), by_code, by_old_code):
        assert accepted({"第一页": table}) == [True, True]


def test_an_old_column_of_identity_numbers_says_what_document_they_are_of(rows):
    by_code = a_table(PENALTY, rows, by="code")
    old = [[OLD_CODES.get(code, code) for code in by_code[0]], *by_code[1:]]

    _, person = checked_book("penalty", {"处罚": without(old, "CF_XDR_ZJLX")})

    assert person.is_accepted
    assert person.values["id_type"] == "身份证"


def test_two_old_columns_of_one_list_are_read_together(table):
    lists = [["罚款", "罚款"], ["警告", None]]
    split = without(table, "处罚类别")
    for heading, cells in zip(["CF_CFLB1", "CF_CFLB2"], lists, strict=True):
        split = with_column(split, heading, cells)

    first, second = checked_book("penalty", {"处罚": split})

    assert (first.values["penalty_kinds"], second.values["penalty_kinds"]) == ("罚款;警告", "罚款")


def test_the_order_of_columns_and_the_way_of_typing_headings_do_not_matter(table):
    typed = [
        [f" {name.replace('(', '（').replace(')', '）')}\n*" for name in table[0]],
        *table[1:],
    ]
    turned = [line[::-1] for line in typed]

    assert accepted({"处罚": turned}) == [True, True]


def test_rows_are_numbered_as_the_spreadsheet_numbers_them(table):
    above = [
        ["示例市行政处罚信息报送表"],
        ["填报单位：示例市交通运输委员会", None, "金额单位：万元"],
        [],
    ]

    rows = checked_book("penalty", {"处罚": [*above, table[0], table[1], [], table[2]]})

    assert [row.number for row in rows] == [5, 7]


def test_lines_below_the_table_are_no_records(table):
    total = ["合计", *[None] * 18, 0.4]
    signed = ["填表人：示某    审核人：示某"]

    checker = Checker(load_template("penalty"), TODAY, None, "示例.xlsx")
    rows = list(checker.rows(a_book({"处罚": [*table, total, [], signed]})))

    assert len(rows) == 2
    assert checker.outline["sheets"][0]["skipped"] == [[4, "footer"], [6, "footer"]]


def test_the_header_once_more_is_no_record(table):
    rows = checked_book("penalty", {"处罚": [*table[:2], table[0], table[2]]})

    assert [row.number for row in rows] == [2, 4]


def test_a_second_table_in_another_order_stops_the_file(table):
    other = [line[::-1] for line in table]

    with pytest.raises(SheetFailure) as raised:
        checked_book("penalty", {"处罚": [*table, *other]})

    assert raised.value.code == "second-header"
    assert "第 4 行" in sentence(raised.value.code, raised.value.params)


def test_unknown_columns_are_kept_raw_and_reported(table):
    wider = with_column(with_column(table, "案件名称", ["示例案", None]), "序号", [1, 2])

    checker = Checker(load_template("penalty"), TODAY, None, "示例.xlsx")
    first, second = checker.rows(a_book({"处罚": wider}))

    assert (first.raw, second.raw) == ({"案件名称": "示例案", "序号": "1"}, {"序号": "2"})
    assert [each["heading"] for each in checker.outline["sheets"][0]["unknown"]] == [
        "案件名称",
        "序号",
    ]


def test_a_line_with_nothing_but_its_serial_number_is_no_record(table):
    numbered = with_column([*table, [None] * len(table[0])], "序号", [1, 2, 3])

    assert accepted({"处罚": numbered}) == [True, True]


def test_a_required_column_that_is_missing_is_told_once_for_the_file(table):
    with pytest.raises(SheetFailure) as raised:
        checked_book("penalty", {"处罚": without(table, "处罚依据", "处罚内容")})

    assert raised.value.code == "missing-column"
    assert raised.value.params["columns"] == ["处罚依据", "处罚内容"]


def test_a_column_needed_by_some_rows_only_may_be_missing(table):
    first, person = checked_book("penalty", {"处罚": without(table, "证件类型", "证件号码")})

    assert first.is_accepted
    assert refused(person) == [
        ("missing-conditional", "id_type"),
        ("missing-conditional", "id_number"),
    ]
    assert person.refusals[0].position is None


def test_two_columns_of_one_field_are_told_apart_by_nobody(table):
    twice = with_column(table, "统一社会信用代码", [None, None])

    with pytest.raises(SheetFailure) as raised:
        checked_book("penalty", {"处罚": twice})

    assert raised.value.code == "header-repeated"
    assert "统一社会信用代码" in sentence(raised.value.code, raised.value.params)


def test_amounts_headed_in_yuan_are_turned_into_ten_thousands(table):
    column = table[0].index("罚款金额(万元)")
    table[0][column] = "罚款金额（元）"
    table[1][column] = "123,456.78"

    first, _ = checked_book("penalty", {"处罚": table})

    assert first.values["fine"] == "12.345678"


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ({"处罚": [["示例", "说明"], ["甲", "乙"]]}, "no-header"),
        ({"处罚": [a_table(PENALTY, [])[0]]}, "no-rows"),
        ({}, "no-header"),
    ],
)
def test_a_file_without_a_usable_sheet_fails(sheets, code):
    with pytest.raises(SheetFailure) as raised:
        checked_book("penalty", sheets)

    assert raised.value.code == code
    assert "请" in sentence(code, raised.value.params)


def test_rows_on_several_sheets_are_all_read_and_repeats_found_across(table):
    rows = checked_book("penalty", {"七月": table, "说明": [["填报说明"]], "八月": table})

    assert [row.is_accepted for row in rows] == [True, True, False, False]
    assert rows[2].refusals[0].params["sheet"] == "七月"


def test_hidden_sheets_are_left_out_and_reported(table):
    book = a_book({"处罚": table, "旧": table})
    shown, old = book.sheets
    book.sheets[1] = Sheet(old.name, old.index, True, old.source)

    checker = Checker(load_template("penalty"), TODAY, None, "示例.xlsx")
    rows = list(checker.rows(book))

    assert {row.sheet_name for row in rows} == {shown.name}
    assert checker.outline["skipped"] == ["旧"]


def test_headings_in_two_lines_under_merged_groups_are_found(tmp_path, rows):
    groups = {
        "法定代表人证件类型": ("法定代表人", "证件类型"),
        "法定代表人证件号码": ("法定代表人", "证件号码"),
    }
    book = openpyxl.Workbook()
    page = book.active
    page.append([groups.get(field.name, (field.name, None))[0] for field in PENALTY.fields])
    page.append([groups.get(field.name, (field.name, None))[1] for field in PENALTY.fields])
    for row in rows:
        page.append([row.get(field.key) for field in PENALTY.fields])
    book.save(tmp_path / "示例.xlsx")

    checker = Checker(load_template("penalty"), TODAY, None, "示例.xlsx")
    found = list(checker.rows(open_book(tmp_path / "示例.xlsx")))

    assert [(row.number, row.is_accepted) for row in found] == [(3, True), (4, True)]


def test_an_xls_file_is_read_like_any_other(tmp_path, table):
    book = xlwt.Workbook()
    page = book.add_sheet("处罚")
    for number, line in enumerate(table):
        for column, cell in enumerate(line):
            page.write(number, column, "" if cell is None else cell)
    book.save(str(tmp_path / "示例.xls"))

    checker = Checker(load_template("penalty"), TODAY, None, "示例.xls")

    assert [row.is_accepted for row in checker.rows(open_book(tmp_path / "示例.xls"))] == [
        True,
        True,
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_a_csv_file_is_read_in_any_usual_encoding(tmp_path, table, encoding):
    path = tmp_path / "示例.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(table)

    checker = Checker(load_template("penalty"), TODAY, None, "示例.csv")

    assert [row.is_accepted for row in checker.rows(open_book(path))] == [True, True]
