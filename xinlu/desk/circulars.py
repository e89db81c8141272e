"""A circular (通报稿) as a document in the official layout (GB/T 9704—2012), to be edited.

It is a draft: issuing it is a human act. No seal is drawn; a box says where it goes.
"""

import io
from collections.abc import Iterable, Sequence

from docx import Document
from docx.document import Document as Documented
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Fonts are named and not embedded: offices have them.
TITLE, BODY, HEAD = "方正小标宋简体", "仿宋_GB2312", "黑体"
#: 2号 and 3号, and the pitch at which 22 lines fill a page.
TITLE_SIZE, BODY_SIZE, PITCH = Pt(22), Pt(16), Pt(28.9)
SMALL = Pt(10.5)
#: The grid of 28 characters by 22 lines, in twentieths of a point.
LINE_PITCH = "579"


def document(
    title: str,
    to: str,
    paragraphs: Iterable[str],
    tables: Iterable[tuple[str, Sequence[str], Iterable[Sequence[object]]]],
    signed: str,
    day: str,
) -> bytes:
    """Return the circular: title, addressee, paragraphs, annexed tables, who signs and when."""
    book = Document()
    _page(book)
    _line(book, "（草稿，未经签发）", HEAD, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(book, "")
    _line(book, title, TITLE, TITLE_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
    _line(book, "")
    _line(book, f"{to}：")
    for text in paragraphs:
        _line(book, text, indent=True)
    annexes = list(tables)
    for number, (name, _, _) in enumerate(annexes, 1):
        _line(
            book,
            f"附件：{number}．{name}" if number == 1 else f"　　　{number}．{name}",
            indent=True,
        )
    _signing_box(book, signed, day)
    for number, (name, heads, rows) in enumerate(annexes, 1):
        _line(book, f"附件{number}", HEAD).paragraph_format.page_break_before = True
        _line(book, name, TITLE, TITLE_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
        _table(book, heads, rows)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _page(book: Documented) -> None:
    """Set paper, margins and the grid of characters."""
    section = book.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), LINE_PITCH)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(grid)


def _line(
    book: Documented,
    text: str,
    font: str = BODY,
    size: Pt = BODY_SIZE,
    align: WD_ALIGN_PARAGRAPH | None = None,
    *,
    indent: bool = False,
) -> Paragraph:
    """Add a paragraph in the pitch of the page."""
    line = book.add_paragraph()
    if align is not None:
        line.alignment = align
    how = line.paragraph_format
    how.space_before = how.space_after = Pt(0)
    how.line_spacing_rule, how.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH
    if indent:
        how.first_line_indent = 2 * size
    _write(line, text, font, size)
    return line


def _write(line: Paragraph, text: str, font: str, size: Pt) -> None:
    run = line.add_run(text)
    run.font.name, run.font.size = font, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _signing_box(book: Documented, signed: str, day: str) -> None:
    """Add who signs and when, with a box for the seal."""
    _line(book, "")
    box = book.add_table(rows=1, cols=1)
    box.style, box.alignment = "Table Grid", 2
    cell = box.cell(0, 0)
    cell.width = Mm(70)
    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(cell.paragraphs[0], f"{signed}\n（签发后在此用印）\n{day}", BODY, BODY_SIZE)


def _table(book: Documented, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Add a table whose head is repeated on each page."""
    table = book.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    mark = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        _write(cell.paragraphs[0], text, HEAD, SMALL)
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            _write(cell.paragraphs[0], str(value), BODY, SMALL)
