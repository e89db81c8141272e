"""A file that cannot be read is refused with the reason, and never half read."""

import pytest

from xinlu.kernel.spreadsheets import FileRefused, Limits, open_book
from xinlu.kernel.tests.fixtures_spreadsheets import (
    HEADINGS,
    RECORD,
    SHEET_MEMBER,
    a_package,
    a_workbook,
    an_xls,
    encrypted_xls,
    encrypted_xlsx,
    lying_zip,
    text_cell,
)

MEGABYTE = 2**20


def read_all(path, limits):
    for sheet in open_book(path, limits=limits).sheets:
        list(sheet.rows())


def refusal_of(path, **limits) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read_all(path, Limits(**limits))
    assert str(refused.value)
    return refused.value


def test_an_empty_file(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"")

    assert refusal_of(tmp_path / "a.xlsx").code == "empty"


def test_a_text_file_of_blank_lines(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbf\r\n,,\r\n")

    assert refusal_of(tmp_path / "a.csv").code == "empty"


def test_a_file_over_the_size_limit(tmp_path):
    refused = refusal_of(a_workbook(tmp_path / "a.xlsx", [RECORD]), max_bytes=1000)

    assert refused.code == "too-large"
    assert refused.params["max"] == 1000
    assert refused.params["size"] > 1000


@pytest.mark.parametrize(
    ("content", "really"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"<html><table><tr><td>1</td></tr></table>", "html"),
        (b'<?xml version="1.0"?><Workbook/>', "xml"),
        (b"Rar!\x1a\x07", "rar"),
        (b"\x00\x01\x02\x03" * 9, "binary"),
    ],
)
def test_a_renamed_file_is_called_what_it_is(tmp_path, content, really):
    (tmp_path / "行政处罚.xlsx").write_bytes(content)

    refused = refusal_of(tmp_path / "行政处罚.xlsx")

    assert (refused.code, refused.params) == ("not-a-workbook", {"really": really})


def test_a_renamed_document_is_called_a_document(tmp_path):
    path = a_package(tmp_path / "a.xlsx", "", extra={"word/document.xml": b"<w/>"})
    content = path.read_bytes().replace(b"xl/workbook.xml", b"xl/workbook.old")
    path.write_bytes(content)

    assert refusal_of(path).params == {"really": "docx"}


def test_a_workbook_with_a_password(tmp_path):
    assert refusal_of(encrypted_xlsx(tmp_path / "a.xlsx")).code == "password"


def test_an_older_workbook_with_a_password(tmp_path):
    assert refusal_of(encrypted_xls(tmp_path / "a.xls")).code == "password"


@pytest.mark.parametrize(
    ("at", "wrong"), [(b"xl/workbook.xml", b"xl/woskbook.xml"), (b"PK\x05\x06", None)]
)
def test_a_workbook_whose_directory_and_members_disagree(tmp_path, at, wrong):
    path = a_workbook(tmp_path / "a.xlsx", [RECORD])
    content = bytearray(path.read_bytes())
    if wrong:
        place = content.index(at)
        content[place : place + len(wrong)] = wrong
    else:
        # The end says that the directory began before the file did.
        place = content.rindex(at) + 16
        begins = int.from_bytes(content[place : place + 4], "little")
        content[place : place + 4] = (begins + 64).to_bytes(4, "little")
    path.write_bytes(content)

    assert refusal_of(path).code == "truncated"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_cut_off_on_its_way(tmp_path, share):
    path = a_workbook(tmp_path / "a.xlsx", [HEADINGS, *[RECORD] * 200])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])

    assert refusal_of(path).code == "truncated"


def test_a_workbook_with_a_damaged_middle(tmp_path):
    path = a_workbook(tmp_path / "a.xlsx", [HEADINGS, *[RECORD] * 200])
    content = bytearray(path.read_bytes())
    start = content.index(SHEET_MEMBER.encode()) + len(SHEET_MEMBER) + 40
    content[start : start + 8] = bytes(8)
    path.write_bytes(content)

    assert refusal_of(path).code == "truncated"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_an_older_workbook_cut_off_on_its_way(tmp_path, share):
    path = an_xls(tmp_path / "a.xls", [HEADINGS, *[[*RECORD[:4], f"{n}"] for n in range(500)]])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])

    assert refusal_of(path).code == "truncated"


def test_a_bomb_is_known_by_its_ratio(tmp_path):
    path = a_package(tmp_path / "a.xlsx", "", extra={"xl/sharedStrings.xml": bytes(30 * MEGABYTE)})

    refused = refusal_of(path)

    assert refused.code == "zip-bomb"
    assert refused.params["member"] == "xl/sharedStrings.xml"


def test_a_bomb_is_known_by_its_size(tmp_path):
    path = a_package(tmp_path / "a.xlsx", "", extra={"xl/media/a.bin": bytes(3 * MEGABYTE)})

    assert refusal_of(path, max_inflated=2 * MEGABYTE).code == "zip-bomb"


def test_a_bomb_that_lies_about_its_size_is_caught_while_it_swells(tmp_path):
    assert refusal_of(lying_zip(tmp_path / "a.xlsx", 50 * MEGABYTE)).code == "zip-bomb"


def test_more_columns_than_are_read(tmp_path):
    path = a_package(tmp_path / "a.xlsx", f'<row r="1">{text_cell("XFD1", "甲")}</row>')

    refused = refusal_of(path)

    assert refused.code == "too-many-columns"
    assert refused.params == {"sheet": "行政处罚", "columns": 16_384, "max": 1_024}


def test_more_rows_or_columns_of_text_than_are_read(tmp_path):
    (tmp_path / "a.csv").write_text("1,2,3\n" * 5)

    assert refusal_of(tmp_path / "a.csv", max_rows=4).code == "too-many-rows"
    assert refusal_of(tmp_path / "a.csv", max_columns=2).code == "too-many-columns"


def test_more_sheets_than_are_read(tmp_path):
    path = a_workbook(tmp_path / "a.xlsx", [RECORD])

    assert refusal_of(path, max_sheets=0).code == "too-many-sheets"


def test_a_broken_byte_in_gbk_is_named_and_nothing_is_replaced(tmp_path):
    good = "姓名,单位\r\n示例甲,示例货运有限公司\r\n".encode("gbk")
    (tmp_path / "a.csv").write_bytes(good + b"\xff" + "示例乙,丙\r\n".encode("gbk"))

    refused = refusal_of(tmp_path / "a.csv")

    assert refused.code == "encoding"
    assert refused.params == {
        "line": 3,
        "offset": len(good),
        "byte": "0xFF",
        "encoding": "gb18030",
    }


def test_a_broken_byte_in_utf8_is_not_read_as_gbk(tmp_path):
    good = "姓名,单位\n" + "示例甲,示例货运有限公司\n" * 20
    content = good.encode() + "示".encode()[:2] + ",乙\n".encode()
    (tmp_path / "a.csv").write_bytes(content)

    refused = refusal_of(tmp_path / "a.csv")

    assert refused.params["encoding"] == "utf-8"
    assert (refused.params["line"], refused.params["offset"]) == (22, len(good.encode()))


def test_a_character_cut_off_at_the_end(tmp_path):
    (tmp_path / "a.csv").write_bytes("姓名,单位示例货运有限公司".encode("gbk") + b"\xca")

    assert refusal_of(tmp_path / "a.csv").params["line"] == 1


def test_a_quotation_mark_never_closed_swallows_no_rows(tmp_path):
    (tmp_path / "a.csv").write_text('甲,乙\n"丙,丁\n戊,己\n', encoding="utf-8")

    refused = refusal_of(tmp_path / "a.csv")

    assert (refused.code, refused.params) == ("unclosed-quote", {"row": 2})
