"""What is in a file arrives as it is, each row under the number its sender sees."""

from datetime import date, datetime, time, timedelta

import pytest
import xlwt
from openpyxl import Workbook

from xinlu.kernel.spreadsheets import Book, CellError, Limits, column_letter, open_book
from xinlu.kernel.tests.fixtures_spreadsheets import (
    HEADINGS,
    MACRO_MAIN,
    RECORD,
    a_package,
    a_workbook,
    an_xls,
    formatted_rows,
    text_cell,
)

NINE_THIRTY = datetime(2024, 8, 5, 9, 30)  # noqa: DTZ001  cells know no time zone


def rows_of(book: Book, index: int = 0) -> list:
    return list(book.sheets[index].rows())


def test_rows_and_columns_keep_their_places_when_the_table_does_not_begin_at_a1(tmp_path):
    workbook = Workbook()
    sheet = workbook.active
    sheet["C5"], sheet["D5"], sheet["C8"] = "甲", 3, "乙"
    workbook.save(tmp_path / "offset.xlsx")

    read = rows_of(open_book(tmp_path / "offset.xlsx"))

    assert read == [(5, [None, None, "甲", 3]), (8, [None, None, "乙", None])]


def test_values_keep_their_kinds(tmp_path):
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["文", 3, 0.2, True, date(2024, 8, 5), NINE_THIRTY, " 甲 ", "\u3000"])
    sheet["I1"], sheet["I1"].number_format = 45509, 'yyyy"年"m"月"d"日"'
    sheet["J1"], sheet["K1"] = time(9, 30), timedelta(hours=30)
    sheet["L1"] = 500112196505150004
    workbook.save(tmp_path / "kinds.xlsx")

    [(_, values)] = rows_of(open_book(tmp_path / "kinds.xlsx"))

    assert values[:8] == [
        "文",
        3,
        0.2,
        True,
        date(2024, 8, 5),
        NINE_THIRTY,
        " 甲 ",
        None,
    ]
    assert [type(value) for value in values[:6]] == [str, int, float, bool, date, datetime]
    assert values[8:11] == [date(2024, 8, 5), "09:30:00", "1 day, 6:00:00"]
    assert isinstance(values[11], float)


def test_an_error_is_told_from_text_that_looks_like_one(tmp_path):
    cells = '<c r="A1" t="e"><v>#N/A</v></c>' + text_cell("B1", "#N/A") + '<c r="C1"><v>1</v></c>'
    alone = '<row r="4"><c r="B4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    path = a_package(tmp_path / "errors.xlsx", f'<row r="1">{cells}</row>{alone}')

    (_, first), (number, second) = rows_of(open_book(path))

    assert [type(value) for value in first] == [CellError, str, int]
    assert (number, second[:2]) == (4, [None, CellError("#DIV/0!")])


def test_a_formula_gives_the_value_last_computed_and_one_without_is_remarked(tmp_path):
    data = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>[1]表!A1</f><v>7</v></c></row>'
        '<row r="2"><c r="A2"><f>1+2</f></c><c r="B2"><f>1+3</f><v/></c>'
        '<c r="C2"><v>5</v></c></row>'
    )
    links = {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    path = a_package(tmp_path / "formulas.xlsx", data, extra=links)

    book = open_book(path)

    assert rows_of(book) == [(1, [2, 7, None]), (2, [None, None, 5])]
    assert [code for code, _ in book.notes] == ["external-links", "formulas-without-value"]
    assert book.notes[1].params == {"sheet": "行政处罚", "count": 2, "cell": "A2"}


def test_a_macro_workbook_is_read_and_its_macro_remarked(tmp_path):
    path = a_package(
        tmp_path / "macro.xlsm",
        f'<row r="1">{text_cell("A1", "甲")}</row>',
        main=MACRO_MAIN,
        extra={"xl/vbaProject.bin": b"Sub Auto_Open"},
    )

    book = open_book(path)

    assert rows_of(book) == [(1, ["甲"])]
    assert [code for code, _ in book.notes] == ["macro"]


def test_a_million_formatted_rows_below_the_table_are_not_rows(tmp_path):
    def pieces():
        yield f'<row r="1">{text_cell("A1", "甲")}{text_cell("C1", "乙")}</row>'
        yield from formatted_rows(1_000_000, "ABC", since=2)

    path = a_package(tmp_path / "tail.xlsx", pieces())

    assert rows_of(open_book(path)) == [(1, ["甲", None, "乙"])]


def test_a_sheet_of_formats_alone_has_no_rows(tmp_path):
    path = a_package(tmp_path / "formats.xlsx", formatted_rows(50_000, "ABCDEFGHIJ"))

    assert rows_of(open_book(path)) == []


def test_a_head_row_coloured_to_the_edge_of_the_sheet_has_no_width(tmp_path):
    edge = "".join(f'<c r="{column_letter(index)}1" s="0"/>' for index in range(1, 16_384))
    path = a_package(tmp_path / "edge.xlsx", f'<row r="1">{text_cell("A1", "甲")}{edge}</row>')

    assert rows_of(open_book(path)) == [(1, ["甲"])]


def test_two_cells_at_opposite_corners_do_not_fill_memory(tmp_path):
    far = f'<row r="1048576">{text_cell("ALL1048576", "乙")}</row>'
    path = a_package(tmp_path / "0f3a9c", f'<row r="1">{text_cell("A1", "甲")}</row>{far}')

    (first, values), (last, far_values) = rows_of(open_book(path))

    assert (first, values[0], last) == (1, "甲", 1_048_576)
    assert [index for index, value in enumerate(far_values) if value == "乙"] == [999]


def test_cells_that_do_not_say_where_they_are_follow_one_another(tmp_path):
    cell = '<c t="inlineStr"><is><t>甲</t></is></c>'
    path = a_package(tmp_path / "unnamed.xlsx", f"<row>{cell}{cell}</row><row>{cell}</row>")

    assert [(n, [v for v in values if v]) for n, values in rows_of(open_book(path))] == [
        (1, ["甲", "甲"]),
        (2, ["甲"]),
    ]


def test_two_hundred_columns_are_read(tmp_path):
    path = a_workbook(tmp_path / "wide.xlsx", [[f"列{n}" for n in range(200)], list(range(200))])

    (_, headings), (_, numbers) = rows_of(open_book(path))

    assert headings[199] == "列199"
    assert numbers == list(range(200))


def test_hidden_sheets_are_read_and_remarked(tmp_path):
    workbook = Workbook()
    workbook.active.append(["甲"])
    hidden = workbook.create_sheet("字典")
    hidden.append(["乙"])
    hidden.sheet_state = "veryHidden"
    workbook.save(tmp_path / "hidden.xlsx")

    book = open_book(tmp_path / "hidden.xlsx")

    assert [(sheet.name, sheet.index, sheet.hidden) for sheet in book.sheets] == [
        ("Sheet", 0, False),
        ("字典", 1, True),
    ]
    assert rows_of(book, 1) == [(1, ["乙"])]
    assert book.notes == [("hidden-sheet", {"sheet": "字典"})]


def test_the_older_format_gives_the_same_values(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("处罚")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for column, value in enumerate(["甲", 3, 0.5, True]):
        sheet.write(3, column + 1, value)
    sheet.write(3, 5, date(2024, 8, 5), day)
    sheet.row(3).set_cell_error(6, 42)
    book.save(str(tmp_path / "old.xls"))

    [(number, values)] = rows_of(open_book(tmp_path / "old.xls"))

    assert (number, values) == (4, [None, "甲", 3, 0.5, True, date(2024, 8, 5), "#N/A"])
    assert isinstance(values[6], CellError)


def test_a_sheet_can_be_read_again(tmp_path):
    for path in (a_workbook(tmp_path / "a.xlsx", [RECORD]), an_xls(tmp_path / "a.xls", [RECORD])):
        [sheet] = open_book(path).sheets

        assert list(sheet.rows()) == list(sheet.rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_text_is_decoded_whatever_its_encoding(tmp_path, encoding):
    path = tmp_path / "驾驶员.csv"
    path.write_bytes("姓名,证号\r\n示例甲,渝Z0001\r\n".encode(encoding))

    book = open_book(path)

    assert book.sheets[0].name == "驾驶员"
    assert rows_of(book) == [(1, ["姓名", "证号"]), (2, ["示例甲", "渝Z0001"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_dividing_sign_is_recognised(tmp_path, delimiter):
    path = tmp_path / "a.csv"
    path.write_text(delimiter.join("甲乙丙") + "\n" + delimiter.join("123"), encoding="utf-8")

    assert rows_of(open_book(path)) == [(1, ["甲", "乙", "丙"]), (2, ["1", "2", "3"])]


def test_rows_of_text_are_counted_as_the_spreadsheet_counts_them(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes('标题\n\n"第一行\n第二行",乙\n,\n="00123",丁'.encode())

    assert rows_of(open_book(path)) == [
        (1, ["标题"]),
        (3, ["第一行\n第二行", "乙"]),
        (5, ["00123", "丁"]),
    ]


def test_the_name_does_not_decide_the_format(tmp_path):
    as_text = tmp_path / "表.xls"
    as_text.write_text("甲,乙\n", encoding="utf-8")
    as_workbook = a_workbook(tmp_path / "表.csv", [HEADINGS])

    assert open_book(as_text).format == "text"
    assert open_book(as_workbook, name="处罚.csv", limits=Limits()).format == "xlsx"


def test_columns_are_lettered():
    assert [column_letter(index) for index in (0, 25, 26, 16_383)] == ["A", "Z", "AA", "XFD"]
