"""Files as they should not come, made from a whole one: each is answered with a clear sentence."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import msoffcrypto
import openpyxl
import xlsxwriter

from tests import samples

Maker = Callable[[Path], None]


def whole(folder: Path) -> Path:
    """Return a penalties workbook with which nothing is wrong; made once."""
    path = folder / "whole.xlsx"
    return path if path.exists() else samples.penalties(path, samples.a_penalty(1))


def plain_rows(folder: Path) -> list[tuple[object, ...]]:
    """Return the headings and the one row of a penalties workbook."""
    source = samples.penalties(folder / "plain.xlsx", samples.a_penalty(1), title=False)
    return list(openpyxl.load_workbook(source).active.iter_rows(values_only=True))[:2]


def empty(path: Path) -> None:
    path.write_bytes(b"")


def renamed_pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n")


def password(path: Path) -> None:
    plain = io.BytesIO(whole(path.parent).read_bytes())
    with path.open("wb") as file:
        msoffcrypto.OfficeFile(plain).encrypt("secret", file)


def truncated(path: Path) -> None:
    content = whole(path.parent).read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def zip_bomb(path: Path) -> None:
    with (
        zipfile.ZipFile(whole(path.parent)) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bomb,
    ):
        for name in source.namelist():
            if name != "xl/worksheets/sheet1.xml":
                bomb.writestr(name, source.read(name))
        with bomb.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(900):
                sheet.write(b" " * 1_000_000)


def broken_gbk(path: Path) -> None:
    good = samples.a_csv(path.with_suffix(".good"), [("车牌号", "车牌颜色"), ("渝X10001", "黄")])
    path.write_bytes(good.read_bytes()[:-4] + b"\xff\xff\r\n")


def two_hundred_columns(path: Path) -> None:
    samples.a_workbook(path, {"表": [[f"列{n}" for n in range(200)], list(range(200))]})


def a_million_empty_rows(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, grey = book.add_worksheet("行政处罚"), book.add_format({"bg_color": "#eeeeee"})
        for number, row in enumerate(plain_rows(path.parent)):
            sheet.write_row(number, 0, row)
        for number in range(2, 1_000_000):
            sheet.write_blank(number, 0, None, grey)


EXTERNAL_LINK = (
    '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<externalBook/></externalLink>"
)


def formulas_and_links(path: Path) -> None:
    rows = plain_rows(path.parent)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("行政处罚")
        sheet.write_row(0, 0, rows[0])
        sheet.write_row(1, 0, rows[1])
        fine = rows[0].index("罚款金额(万元)")
        sheet.write_formula(1, fine, "=[1]Sheet1!A1*1", None, 0.35)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/externalLinks/externalLink1.xml", EXTERNAL_LINK)


def macro(path: Path) -> None:
    with zipfile.ZipFile(whole(path.parent)) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml"
                ).replace(b"openxmlformats-officedocument.sheet.macro", b"ms-excel.sheet.macro")
            target.writestr(name, content)
        target.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)


def heading_again(path: Path) -> None:
    samples.penalties(path, samples.a_penalty(1), samples.a_penalty(2))
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet.insert_rows(5)
    for column, cell in enumerate(list(sheet[3]), start=1):
        sheet.cell(5, column, cell.value)
    book.save(path)


#: What stands over groups of columns, by the first and last heading of each group.
GROUPS = {
    "行政相对人": ("行政相对人名称", "行政相对人代码_6(社会组织登记证号)"),
    "违法行为": ("违法行为类型", "处罚依据"),
    "处罚结果": ("处罚类别", "公示截止期"),
}


def two_tiers(path: Path) -> None:
    """Put a row of groups above the headings, its cells merged over the columns of each group."""
    headings, row = plain_rows(path.parent)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "行政处罚"
    sheet.append(["示例市行政处罚信息报送表"])
    sheet.append([None] * len(headings))
    sheet.append(headings)
    sheet.append(row)
    for group, (first, last) in GROUPS.items():
        left, right = headings.index(first) + 1, headings.index(last) + 1
        sheet.cell(2, left, group)
        sheet.merge_cells(start_row=2, start_column=left, end_row=2, end_column=right)
    grouped = [column for bounds in GROUPS.values() for column in bounds]
    for column, heading in enumerate(headings, 1):
        if heading in grouped or sheet.cell(2, column).value or covered(headings, column):
            continue
        sheet.cell(2, column, heading)
        sheet.cell(3, column).value = None
        sheet.merge_cells(start_row=2, start_column=column, end_row=3, end_column=column)
    book.save(path)


def covered(headings: tuple[object, ...], column: int) -> bool:
    """Say whether a group stands over the column."""
    return any(
        headings.index(first) + 1 <= column <= headings.index(last) + 1
        for first, last in GROUPS.values()
    )


#: Files of which nothing can be taken: how each is made, its suffix, a word of the answer.
REFUSED: dict[str, tuple[Maker, str, str]] = {
    "empty": (empty, ".xlsx", "空"),
    "renamed-pdf": (renamed_pdf, ".xlsx", "PDF"),
    "password": (password, ".xlsx", "密码"),
    "truncated": (truncated, ".xlsx", "不完整"),
    "zip-bomb": (zip_bomb, ".xlsx", "解压"),
    "broken-gbk": (broken_gbk, ".csv", "第 2 行"),
    "200-columns": (two_hundred_columns, ".xlsx", "表头"),
}
#: Files that are odd and yet can be read: how each is made, its suffix, how many records it holds.
READ: dict[str, tuple[Maker, str, int]] = {
    "formulas-and-links": (formulas_and_links, ".xlsx", 1),
    "macro": (macro, ".xlsm", 1),
    "heading-again": (heading_again, ".xlsx", 2),
    "two-tiers": (two_tiers, ".xlsx", 1),
}


def template_of(suffix: str) -> str:
    """Return under which template a bad file is sent: the text table is of overloads."""
    return "overload" if suffix == ".csv" else "penalty"
