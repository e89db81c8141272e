"""Files that cannot be read, each answered with a clear sentence, and nothing lost or half-done."""

import io
import zipfile
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
import xlsxwriter

from tests import samples

WHOLE = "whole.xlsx"


def empty(path: Path) -> None:
    path.write_bytes(b"")


def renamed_pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n")


def password(path: Path) -> None:
    plain = io.BytesIO((path.parent / WHOLE).read_bytes())
    with path.open("wb") as file:
        msoffcrypto.OfficeFile(plain).encrypt("secret", file)


def truncated(path: Path) -> None:
    whole = (path.parent / WHOLE).read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])


def zip_bomb(path: Path) -> None:
    with (
        zipfile.ZipFile(path.parent / WHOLE) as whole,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bomb,
    ):
        for name in whole.namelist():
            if name != "xl/worksheets/sheet1.xml":
                bomb.writestr(name, whole.read(name))
        with bomb.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(900):
                sheet.write(b" " * 1_000_000)


def broken_gbk(path: Path) -> None:
    good = samples.a_csv(path.with_suffix(".good"), [("车牌号", "车牌颜色"), ("渝X10001", "黄")])
    path.write_bytes(good.read_bytes()[:-4] + b"\xff\xff\r\n")


def two_hundred_columns(path: Path) -> None:
    samples.a_workbook(path, {"表": [[f"列{n}" for n in range(200)], list(range(200))]})


REFUSED = {
    "empty": (empty, ".xlsx", "空"),
    "renamed-pdf": (renamed_pdf, ".xlsx", "PDF"),
    "password": (password, ".xlsx", "密码"),
    "truncated": (truncated, ".xlsx", "不完整"),
    "zip-bomb": (zip_bomb, ".xlsx", "解压"),
    "broken-gbk": (broken_gbk, ".csv", "第 2 行"),
    "200-columns": (two_hundred_columns, ".xlsx", "表头"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_is_answered_with_one_sentence(bare, tmp_path, name):
    make, suffix, word = REFUSED[name]
    samples.penalties(tmp_path / WHOLE, samples.a_penalty(1))
    bad = tmp_path / f"bad{suffix}"
    make(bad)

    template = "overload" if suffix == ".csv" else "penalty"
    told = bare.imported(template, bad, expect=1)

    assert word in told["failure"]["message"]
    assert (told["accepted"], told["refused"], told["stored"]) == (0, 0, 0)
    assert bare.imported("penalty", tmp_path / WHOLE)["stored"] == 1  # nothing stands in its way


def test_a_file_over_the_limit_is_not_taken_in(bare, tmp_path, monkeypatch):
    monkeypatch.setenv("XINLU_UPLOAD_LIMIT", "2000")
    told = bare.imported(
        "penalty", samples.penalties(tmp_path / WHOLE, samples.a_penalty(1)), expect=1
    )

    assert "超过上限" in told["failure"]["message"]
    assert told["stored"] == 0


@pytest.mark.slow
def test_a_million_empty_formatted_rows_are_no_records(bare, tmp_path):
    source = samples.penalties(tmp_path / WHOLE, samples.a_penalty(1), title=False)
    rows = list(openpyxl.load_workbook(source).active.iter_rows(values_only=True))
    path = tmp_path / "million.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, grey = book.add_worksheet("行政处罚"), book.add_format({"bg_color": "#eeeeee"})
        for number, row in enumerate(rows[:2]):
            sheet.write_row(number, 0, row)
        for number in range(2, 1_000_000):
            sheet.write_blank(number, 0, None, grey)

    told = bare.imported("penalty", path)

    assert (told["accepted"], told["refused"]) == (1, 0)


def test_formulas_give_their_values_and_foreign_links_are_not_followed(bare, tmp_path):
    path = tmp_path / "formulas.xlsx"
    source = samples.penalties(tmp_path / WHOLE, samples.a_penalty(1), title=False)
    rows = list(openpyxl.load_workbook(source).active.iter_rows(values_only=True))
    fine = rows[0].index("罚款金额(万元)")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("行政处罚")
        sheet.write_row(0, 0, rows[0])
        sheet.write_row(1, 0, rows[1])
        sheet.write_formula(1, fine, "=[other.xlsx]Sheet1!A1*1", None, 0.35)

    told = bare.imported("penalty", path)

    assert (told["accepted"], told["refused"]) == (1, 0)


def test_a_macro_workbook_is_read_and_its_macro_is_not_run(bare, tmp_path):
    plain = samples.penalties(tmp_path / WHOLE, samples.a_penalty(1))
    path = tmp_path / "macro.xlsm"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml"
                ).replace(b"openxmlformats-officedocument.sheet.macro", b"ms-excel.sheet.macro")
            target.writestr(name, content)
        target.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)

    told = bare.imported("penalty", path)

    assert (told["accepted"], told["refused"]) == (1, 0)


def test_a_heading_pasted_again_amid_the_rows_is_no_record(bare, tmp_path):
    path = samples.penalties(tmp_path / WHOLE, samples.a_penalty(1), samples.a_penalty(2))
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet.insert_rows(5)
    for column, cell in enumerate(list(sheet[3]), start=1):
        sheet.cell(5, column, cell.value)
    twice = tmp_path / "twice.xlsx"
    book.save(twice)

    told = bare.imported("penalty", twice)

    assert (told["accepted"], told["refused"]) == (2, 0)
