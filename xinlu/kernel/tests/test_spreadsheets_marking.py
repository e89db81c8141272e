"""The sender gets the own workbook back, marked where it must be mended."""

import io
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from xinlu.kernel.spreadsheets import (
    Mark,
    find_table,
    mark_all,
    mark_refused,
    open_book,
    write_table,
)
from xinlu.kernel.tests.fixtures_spreadsheets import HEADINGS, NAMES, RECORD, an_xls

SHEET = "行政处罚"
MARKS = [
    Mark(SHEET, 5, 1, "统一社会信用代码第 18 位校验不符"),
    Mark(SHEET, 7, 3, "罚款金额不是数字"),
    Mark(SHEET, 7, 3, "罚款金额不是数字"),
    Mark(SHEET, 7, None, "与第 4 行重复"),
]


def records(count):
    return [[f"示例{n}公司", "0012", "2024-08-05", 0.2, f"=1+{n}"] for n in range(count)]


@pytest.fixture
def sent(tmp_path):
    """A workbook stored under a digest: merged title, headings in row 3, records in rows 4 to 9."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = SHEET
    sheet["A1"], sheet["A2"] = "报送表", "填报单位:示例市交通运输委员会"
    sheet["A1"].font = Font(bold=True, size=20)
    sheet.merge_cells("A1:E1")
    sheet.append(HEADINGS)
    for record in records(6):
        sheet.append(record)
    for row in range(4, 10):
        sheet.cell(row, 5).data_type = "s"
    sheet.merge_cells("A8:A9")
    sheet["C7"].comment = Comment("示例备忘", "填报人")
    sheet.row_dimensions[7].height = 33
    workbook.create_sheet("字典")["A1"] = "法人"
    workbook.save(tmp_path / "0f3a9c")
    return tmp_path / "0f3a9c"


def opened(content):
    return load_workbook(io.BytesIO(content))[SHEET]


def column(sheet, letter):
    return [cell.value for cell in sheet[letter]]


def test_the_whole_workbook_comes_back_with_its_look_and_the_marks(sent):
    content, suffix = mark_all(sent, name="报送表.xlsx", marks=MARKS, heads={SHEET: 3})

    sheet = opened(content)
    assert suffix == ".xlsx"
    assert sheet["A1"].font.size == 20
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:E1", "A8:A9"]
    assert sheet["B5"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["B5"].comment.text == "统一社会信用代码第 18 位校验不符"
    assert sheet["D7"].comment.text == "罚款金额不是数字"
    assert sheet["A7"].comment.text == "与第 4 行重复"
    assert sheet["C7"].comment.text == "示例备忘"
    assert sheet["B4"].fill.fgColor.rgb != "FFFFC7CE"
    assert column(sheet, "F")[2:7] == [
        "退回原因",
        None,
        "统一社会信用代码第 18 位校验不符",
        None,
        "罚款金额不是数字；与第 4 行重复",
    ]


def test_the_refused_rows_come_back_closed_up_under_their_headings(sent):
    content, _ = mark_refused(sent, name="报送表.xlsx", marks=MARKS, heads={SHEET: 3})

    sheet = opened(content)
    assert column(sheet, "A") == [
        "报送表",
        "填报单位:示例市交通运输委员会",
        HEADINGS[0],
        "示例1公司",
        "示例3公司",
    ]
    assert sheet["D5"].comment.text == "罚款金额不是数字"
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:E1"]
    assert sheet.row_dimensions[5].height == 33
    assert load_workbook(io.BytesIO(content))["字典"]["A1"].value == "法人"


def test_text_that_looks_like_a_formula_stays_text(sent):
    content, _ = mark_all(sent, name="报送表.xlsx", marks=MARKS, heads={SHEET: 3})

    cell = opened(content)["E5"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_what_comes_back_can_be_sent_and_marked_again(sent, tmp_path):
    content, _ = mark_refused(sent, name="报送表.xlsx", marks=MARKS, heads={SHEET: 3})
    again = tmp_path / "again.xlsx"
    again.write_bytes(content)

    table = find_table(open_book(again).sheets[0].rows(), NAMES)
    second, _ = mark_all(
        content, name="a.xlsx", marks=[Mark(SHEET, 5, 2, "日期")], heads={SHEET: 3}
    )

    assert table.header.unknown == []
    assert [number for number, _ in table.records()] == [4, 5]
    sheet = opened(second)
    assert sheet["B4"].comment is None
    assert sheet["B4"].fill.fgColor.rgb != "FFFFC7CE"
    assert column(sheet, "F")[2:] == ["退回原因", None, "日期"]
    assert sheet.max_column == 6


def test_a_value_under_no_heading_is_not_overwritten_by_the_reason(tmp_path):
    workbook = Workbook()
    workbook.active.title = SHEET
    for row in ([*HEADINGS], [*RECORD, "旁注"], [*RECORD[:4], "甲", "旁注"]):
        workbook.active.append(row)
    workbook.save(tmp_path / "a.xlsx")

    content, _ = mark_all(
        tmp_path / "a.xlsx", name="a.xlsx", marks=[Mark(SHEET, 2, 0, "名称")], heads={SHEET: 1}
    )

    sheet = opened(content)
    assert column(sheet, "F") == [None, "旁注", "旁注"]
    assert column(sheet, "G") == ["退回原因", "名称", None]


def test_a_mark_inside_a_merged_cell_stands_where_it_shows(sent):
    content, _ = mark_all(sent, name="a.xlsx", marks=[Mark(SHEET, 9, 0, "名称")], heads={SHEET: 3})

    assert opened(content)["A8"].comment.text == "名称"


@pytest.mark.parametrize("suffix", ["xls", "csv"])
def test_other_formats_come_back_as_a_workbook_with_the_same_cells(tmp_path, suffix):
    path = tmp_path / f"{SHEET}.{suffix}"
    rows = [["报送表"], HEADINGS, *records(3)]
    if suffix == "xls":
        an_xls(path, rows)
    else:
        path.write_text("\r\n".join(",".join(map(str, row)) for row in rows), encoding="gbk")
    marks = [Mark(SHEET, 4, 1, "代码"), Mark(SHEET, 5, 7, "缺列")]

    whole, whole_suffix = mark_all(path, name=path.name, marks=marks, heads={SHEET: 2})
    refused, _ = mark_refused(path, name=path.name, marks=marks, heads={SHEET: 2})

    assert whole_suffix == ".xlsx"
    assert column(opened(whole), "A")[:5] == [
        "报送表",
        HEADINGS[0],
        "示例0公司",
        "示例1公司",
        "示例2公司",
    ]
    assert column(opened(refused), "A") == ["报送表", HEADINGS[0], "示例1公司", "示例2公司"]
    cell = opened(refused)["B3"]
    assert (cell.value, cell.data_type, cell.comment.text) == ("0012", "s", "代码")
    assert cell.fill.fgColor.rgb == "FFFFC7CE"
    assert opened(refused)["E3"].value == "=1+1"
    assert opened(refused)["E3"].data_type == "s"
    assert column(opened(refused), "F")[1:] == ["退回原因", "代码", "缺列"]


def test_a_table_is_written_with_numbers_as_numbers_and_codes_as_text(tmp_path):
    row = [
        "示例公司", "500112196505150004", 500112196505150004, Decimal("0.20"), Fraction(7, 2), 3,
        date(2024, 8, 5), None, "=cmd|' /c calc'!A0", "@甲", True, Decimal("1234567890.123456789"),
    ]  # fmt: skip
    headings = [f"列{n}" for n in range(12)]

    write_table(tmp_path / "a.xlsx", [("甲/乙", headings, [row])], footer=["制表：甲"])

    sheet = load_workbook(tmp_path / "a.xlsx").active
    values = [cell.value for cell in sheet[2]]
    assert sheet.title == "甲_乙"
    assert values[:4] == ["示例公司", "500112196505150004", "500112196505150004", 0.2]
    assert values[4:6] == [3.5, 3]
    assert values[6].date() == date(2024, 8, 5)
    assert values[7:] == [None, "=cmd|' /c calc'!A0", "@甲", True, "1234567890.123456789"]
    assert [cell.data_type for cell in sheet[2]][8:10] == ["s", "s"]
    assert sheet["I2"]._style.quotePrefix
    assert sheet["A4"].value == "制表：甲"
    assert sheet.freeze_panes == "A2"


def test_sheets_of_one_name_and_of_long_names_are_all_written():
    target = io.BytesIO()

    write_table(target, [("名" * 40, ["甲"], [[1]]), ("名" * 40, ["甲"], []), ("", [], [])])

    names = load_workbook(io.BytesIO(target.getvalue())).sheetnames
    assert names == ["名" * 31, "名" * 28 + "(2)", "Sheet"]


def test_a_text_longer_than_a_cell_is_cut_visibly():
    target = io.BytesIO()

    write_table(target, [("甲", ["甲"], [["长" * 40_000]])])

    value = load_workbook(io.BytesIO(target.getvalue())).active["A2"].value
    assert len(value) == 32_767
    assert value.endswith("…")
