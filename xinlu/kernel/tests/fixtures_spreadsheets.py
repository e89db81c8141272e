"""Builders of workbooks, good and bad, for the tests of reading and marking."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msoffcrypto
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook

NAMES = {
    "行政相对人名称": "name",
    "统一社会信用代码": "code",
    "处罚决定日期": "decided_on",
    "罚款金额（万元）": "amount",
    "备注": "remark",
}
HEADINGS = list(NAMES)
RECORD = ["示例货运有限公司", "91500112MA5XXXXX00", "2024-08-05", 0.2, None]

_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>
<Override PartName="/xl/workbook.xml" ContentType="{main}"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
</Types>"""
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_MAIN = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ROOT = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="xl/workbook.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
_BOOK = """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="行政处罚" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_LINKS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="worksheets/sheet1.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>
</Relationships>"""
_SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<dimension ref="A1"/><sheetData>"""
SHEET_MEMBER = "xl/worksheets/sheet1.xml"


def a_workbook(path: Path, rows: Iterable[Sequence[Any]], *, name: str = "行政处罚") -> Path:
    """Write the rows from A1 on."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    workbook.save(path)
    return path


def an_xls(path: Path, rows: Iterable[Sequence[Any]], *, name: str = "行政处罚") -> Path:
    """Write the rows into the older format."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(name)
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value)
    book.save(str(path))
    return path


def a_package(
    path: Path,
    sheet_data: str | Iterable[str],
    *,
    main: str = _MAIN,
    extra: Mapping[str, bytes] | None = None,
) -> Path:
    """Write an .xlsx by hand around the content of its one `sheetData` element."""
    pieces = [sheet_data] if isinstance(sheet_data, str) else sheet_data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES.format(main=main))
        archive.writestr("_rels/.rels", _ROOT)
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _LINKS)
        with archive.open(SHEET_MEMBER, "w") as member:
            member.write(_SHEET.encode())
            for piece in pieces:
                member.write(piece.encode())
            member.write(b"</sheetData></worksheet>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return path


def formatted_rows(count: int, columns: str, *, since: int = 1) -> Iterable[str]:
    """Yield rows that bear a format and nothing else."""
    for number in range(since, since + count):
        cells = "".join(f'<c r="{column}{number}" s="0"/>' for column in columns)
        yield f'<row r="{number}" s="0" customFormat="1">{cells}</row>'


def text_cell(place: str, text: str) -> str:
    """Return a cell that holds its text itself."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def encrypted_xlsx(path: Path, password: str = "示例-123") -> Path:
    """Encrypt a workbook as the office suite does when a password to open is set."""
    plain = io.BytesIO(a_workbook(path, [HEADINGS, RECORD]).read_bytes())
    with path.open("wb") as target:
        OOXMLFile(plain).encrypt(password, target)
    with path.open("rb") as written:
        assert msoffcrypto.OfficeFile(written).is_encrypted()
    return path


def encrypted_xls(path: Path) -> Path:
    """Write an .xls whose stream says, right after its beginning, that the rest is encrypted."""
    content = bytearray(an_xls(path, [HEADINGS, RECORD]).read_bytes())
    start = content.index(struct.pack("<HHHH", 0x0809, 16, 0x0600, 0x0005))
    filepass = struct.pack("<HHHHH", 0x002F, 54, 1, 1, 1) + bytes(48)
    following = start + 20
    content[following : following + len(filepass)] = filepass
    path.write_bytes(content)
    return path


def lying_zip(path: Path, real_size: int) -> Path:
    """Write a workbook whose directory claims that a member of `real_size` bytes holds ten."""
    a_package(path, "", extra={"xl/sharedStrings.xml": b"\0" * real_size})
    content = bytearray(path.read_bytes())
    honest, claimed = struct.pack("<I", real_size), struct.pack("<I", 10)
    crc = struct.pack("<I", zlib.crc32(b"\0" * real_size))
    false_crc = struct.pack("<I", zlib.crc32(b"\0" * 10))
    path.write_bytes(bytes(content).replace(honest, claimed).replace(crc, false_crc))
    return path
