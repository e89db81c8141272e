"""Writes workbooks row by row in constant memory, so that what is text stays text."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import chain, islice
from math import isfinite
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Literal, Self

import xlsxwriter

from .cells import CellError

#: A value that can be written to a cell.
Written = str | int | float | bool | Decimal | Fraction | date | datetime | None
#: Name of the sheet, its headings, its rows.
TableSheet = tuple[str, Sequence[str], Iterable[Sequence[Written]]]

Look = Literal["plain", "head", "refused"]

_LOOKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "head": {
        "bold": True,
        "bg_color": "#E8EEF5",
        "border": 1,
        "border_color": "#B7C3D0",
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
    },
    "refused": {"bg_color": "#FFC7CE", "border": 1, "border_color": "#C00000"},
}
_KINDS: dict[str, dict[str, Any]] = {
    "text": {},
    "quoted": {"quote_prefix": True},
    "number": {},
    "date": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
}
#: A spreadsheet would run text that begins so as a formula once somebody edits the cell.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_A4, _LAST_ROW, _LONGEST_TEXT, _DIGITS_KEPT = 9, 1_048_575, 32_767, 15
_EPOCH = date(1900, 3, 1)
_MEASURED_ROWS, _NARROWEST, _WIDEST = 500, 8, 48


class BookWriter:
    """A new workbook, written sheet after sheet and row after row; a context manager."""

    def __init__(self, target: Path | BinaryIO) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        self._book = xlsxwriter.Workbook(
            str(target) if isinstance(target, Path) else target, options
        )
        self._formats: dict[tuple[str, str], Any] = {}
        self._names: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._book.close()

    def sheet(self, name: str) -> "SheetWriter":
        """Begin a sheet; its name is made one that spreadsheets accept and that is not taken."""
        return SheetWriter(self._book.add_worksheet(self._free_name(name)), self)

    def format(self, kind: str, look: Look) -> Any:
        """Return the one format of this kind of value in this look."""
        if (kind, look) not in self._formats:
            font = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
            properties = {**font, **_LOOKS[look], **_KINDS[kind]}
            self._formats[kind, look] = self._book.add_format(properties)
        return self._formats[kind, look]

    def _free_name(self, name: str) -> str:
        clean = "".join("_" if sign in "[]:*?/\\" else sign for sign in name).strip("' ")
        clean = clean[:31] or "Sheet"
        free, count = clean, 1
        while free.lower() in self._names:
            count += 1
            free = f"{clean[: 29 - len(str(count))]}({count})"
        self._names.add(free.lower())
        return free


class SheetWriter:
    """One sheet of a new workbook. Rows must come in order; `page` is the worksheet itself."""

    def __init__(self, page: Any, book: BookWriter) -> None:
        self.page = page
        self._book = book
        self._widths: dict[int, int] = {}
        self._measured = 0

    def row(self, at: int, values: Sequence[Written], looks: dict[int, Look] | None = None) -> None:
        """Write the values into the row `at`, counted from 0; `looks` by column, else plain."""
        looks = looks or {}
        self._measured += 1
        for column, value in enumerate(values):
            look = looks.get(column, "plain")
            if value is None and look == "plain":
                continue
            self._put(at, column, value, look)
            if self._measured <= _MEASURED_ROWS:
                self._widths[column] = max(self._widths.get(column, 0), _width(value))

    def head(self, at: int, headings: Sequence[str]) -> None:
        """Write the headings, keep them in sight and repeat them on every printed page."""
        self.row(at, headings, dict.fromkeys(range(len(headings)), "head"))
        self.page.freeze_panes(at + 1, 0)
        self.page.repeat_rows(at)

    def finish(self) -> None:
        """Set column widths and how the sheet is printed."""
        for column, width in self._widths.items():
            self.page.set_column(column, column, min(max(width + 2, _NARROWEST), _WIDEST))
        self.page.set_paper(_A4)
        self.page.set_landscape()
        self.page.fit_to_pages(1, 0)
        self.page.set_footer("&C第 &P 页，共 &N 页")

    def _put(self, at: int, column: int, value: Written, look: Look) -> None:
        if isinstance(value, bool):
            self.page.write_boolean(at, column, value, self._book.format("text", look))
        elif (
            isinstance(value, int | float | Decimal | Fraction)
            and (number := _as_number(value)) is not None
        ):
            self.page.write_number(at, column, number, self._book.format("number", look))
        elif isinstance(value, date) and _day(value) >= _EPOCH:
            kind = "moment" if isinstance(value, datetime) else "date"
            moment = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            self.page.write_datetime(at, column, moment, self._book.format(kind, look))
        else:
            self._put_text(at, column, "" if value is None else str(value), look)

    def _put_text(self, at: int, column: int, text: str, look: Look) -> None:
        if len(text) > _LONGEST_TEXT:
            text = text[: _LONGEST_TEXT - 1] + "…"
        kind = "quoted" if text.startswith(_FORMULA_STARTS) else "text"
        if text:
            self.page.write_string(at, column, text, self._book.format(kind, look))
        else:
            self.page.write_blank(at, column, None, self._book.format(kind, look))


def write_table(
    target: Path | BinaryIO, sheets: Iterable[TableSheet], *, footer: Sequence[str] = ()
) -> None:
    """Write a workbook of tables: numbers as numbers, codes and long digit strings as text.

    Text that looks like a formula stays text. `footer` lines stand below each table. A table
    longer than a sheet goes on, under the same headings, on the next.
    """
    with BookWriter(target) as book:
        for name, headings, rows in sheets:
            left = iter(rows)
            first: list[Sequence[Written]] = []
            while True:
                part = chain(first, islice(left, _LAST_ROW - len(footer) - 2 - len(first)))
                _write_part(book.sheet(name), headings, part, footer)
                first = list(islice(left, 1))
                if not first:
                    break


def _write_part(
    sheet: SheetWriter,
    headings: Sequence[str],
    rows: Iterable[Sequence[Written]],
    footer: Sequence[str],
) -> None:
    sheet.head(0, headings)
    at = 0
    for at, values in enumerate(rows, 1):
        sheet.row(at, values)
    if headings:
        sheet.page.autofilter(0, 0, at, len(headings) - 1)
    sheet.finish()
    for offset, line in enumerate(footer, 2):
        sheet.row(at + offset, [line])


def _as_number(value: int | float | Decimal | Fraction) -> float | None:
    """Return the number as spreadsheets hold it, or None where digits would be lost as one."""
    if isinstance(value, float | Fraction):
        return float(value) if isfinite(value) else None
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    digits = str(abs(value)).replace(".", "").strip("0")
    return float(value) if len(digits) <= _DIGITS_KEPT else None


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _width(value: Written) -> int:
    """Return the width in letters; a Chinese character takes two."""
    if isinstance(value, date):
        return 16 if isinstance(value, datetime) else 10
    text = str(value)[:_WIDEST] if value is not None and not isinstance(value, CellError) else ""
    return sum(2 if sign > "\u2e7f" else 1 for sign in text)
