"""Rows that came as JSON put into the columns of a template, in the form that is checked.

It knows no database: what a cell may hold is decided where workbooks are checked too.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from xinlu.collection.checking.language import SheetTemplate, Template
from xinlu.kernel.spreadsheets import RowSheet
from xinlu.kernel.text import tight

#: Rows in one request.
MOST_ROWS: Final = 10_000
#: Columns of one sheet, those that the template does not know among them.
MOST_COLUMNS: Final = 1_000
_NO_TEXT: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Faults told of one request.
_MOST_FAULTS: Final = 20

Cell = str | int | float | bool | None
Rows = Sequence[Mapping[str, Cell]]


class RowsRefused(Exception):
    """Rows that are no table; `faults` name the places, each with a code and its parameters."""

    def __init__(self, faults: list[dict[str, Any]]) -> None:
        self.faults = faults[:_MOST_FAULTS]
        super().__init__(f"{len(faults)} faults")


def is_text(text: str) -> bool:
    """Say whether the text can be kept: it has no control characters and no half characters."""
    return _NO_TEXT.search(text) is None


def arranged(template: Template, given: Mapping[str, Rows]) -> list[RowSheet]:
    """Return the sheets to be checked: columns as in the empty workbook, then those unknown.

    `given` has the rows by the sheet's title or key; a row's fields are named by their title, key,
    code or any other heading that the template knows. Raises `RowsRefused`.
    """
    sheets, faults = [], []
    seen: set[str] = set()
    for name, rows in given.items():
        sheet = _sheet_called(template, name)
        if sheet is None or sheet.key in seen:
            known = "、".join(each.title for each in template.sheets)
            code = "unknown-sheet" if sheet is None else "sheet-twice"
            faults.append({"code": code, "sheet": name[:100], "known": known})
            continue
        seen.add(sheet.key)
        sheets.append(_arranged(sheet, rows, faults))
    if not any(sheet.rows for sheet in sheets) and not faults:
        faults.append({"code": "no-rows-sent"})
    if faults:
        raise RowsRefused(faults)
    return sheets


def _sheet_called(template: Template, name: str) -> SheetTemplate | None:
    said = tight(name)
    for sheet in template.sheets:
        if name == sheet.key or said in {tight(each) for each in (sheet.title, *sheet.aliases)}:
            return sheet
    return None


def _arranged(sheet: SheetTemplate, rows: Rows, faults: list[dict[str, Any]]) -> RowSheet:
    headings = _Headings(sheet)
    placed: list[dict[str, Cell]] = []
    for index, row in enumerate(rows):
        cells: dict[str, Cell] = {}
        for name, value in row.items():
            heading = headings.of(name)
            if heading in cells:
                faults.append(_fault("field-twice", sheet, index, name))
            cells[heading] = value
            if _is_no_text(name) or _is_no_text(value):
                faults.append(_fault("no-text", sheet, index, name))
        placed.append(cells)
    columns = headings.columns()
    if len(columns) > MOST_COLUMNS:
        faults.append({"code": "too-many-fields", "sheet": sheet.title, "max": MOST_COLUMNS})
        columns = columns[:MOST_COLUMNS]
    table = [[cells.get(column) for column in columns] for cells in placed]
    return RowSheet(sheet.title, columns, table)


def _is_no_text(value: Cell) -> bool:
    return isinstance(value, str) and bool(_NO_TEXT.search(value))


def _fault(code: str, sheet: SheetTemplate, index: int, name: str) -> dict[str, Any]:
    shown = _NO_TEXT.sub("\ufffd", name[:100])
    return {"code": code, "sheet": sheet.title, "index": index, "field": shown}


class _Headings:
    """The heading under which each name of a field stands."""

    def __init__(self, sheet: SheetTemplate) -> None:
        self._sheet = sheet
        self._known: dict[str, str] = {}
        self._used: dict[str, None] = {}
        for each in sheet.fields:
            for heading in each.headings:
                if heading.slot == each.key:
                    self._known.setdefault(tight(heading.text), each.name)
        self._by_name = {each.key: each.name for each in sheet.fields}

    def of(self, name: str) -> str:
        """Return the heading of a field's name; of one that is not known, the name itself."""
        heading = self._by_name.get(name)
        if heading is None:
            heading = self._known.get(tight(name)) or name.strip() or "（无名）"
            self._by_name[name] = heading
        self._used[heading] = None
        return heading

    def columns(self) -> list[str]:
        """Return all columns: the template's in its order, but for those sent in another unit."""
        slots = {
            tight(heading.text): each.key
            for each in self._sheet.fields
            for heading in each.headings
            if heading.slot != each.key
        }
        otherwise = {slots[text] for name in self._used if (text := tight(name)) in slots}
        own = [each.name for each in self._sheet.fields]
        kept = [
            each.name
            for each in self._sheet.fields
            if each.name in self._used or each.key not in otherwise
        ]
        return [*kept, *(name for name in self._used if name not in set(own))]
