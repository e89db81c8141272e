"""Marks cells inside an .xlsx as it is, so that the sender recognises it."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from .headers import REASON_HEADING
from .marks import AUTHOR, MOST_COMMENTS, Messages, placed, reason_column, spoken

_RED = Side(style="thin", color="FFC00000")
_FRAME = Border(left=_RED, right=_RED, top=_RED, bottom=_RED)
_FILL = PatternFill("solid", fgColor="FFFFC7CE")
_REASON_WIDTH = 48


def paint(
    path: Path, messages: Mapping[str, Messages], heads: Mapping[str, int], *, refused_only: bool
) -> bytes | None:
    """Return the marked workbook, or None if this one is too odd to be kept as it is.

    Values replace formulas; links and macros are left behind.
    """
    try:
        # Opened here: by its path the library would refuse a stored file that bears no suffix.
        with path.open("rb") as file:
            workbook = load_workbook(file, data_only=True, keep_links=False)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None
    left = MOST_COMMENTS
    for sheet in workbook.worksheets:
        _wash(sheet)
        if (head := heads.get(sheet.title)) is None:
            continue
        of_sheet = messages.get(sheet.title, {})
        left = _mark(sheet, head, of_sheet, left)
        if refused_only:
            _keep(sheet, head, sorted(number for number in of_sheet if number > head))
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _wash(sheet: Worksheet) -> None:
    """Remove the marks of an earlier round, lest what was mended stays red."""
    for cell in list(sheet._cells.values()):
        if not isinstance(cell, MergedCell) and cell.comment and cell.comment.author == AUTHOR:
            cell.comment = None
            cell.fill = PatternFill()
            cell.border = Border()


def _values(sheet: Worksheet, number: int, width: int) -> list[Any]:
    cells = sheet._cells
    return [
        cells[number, column].value if (number, column) in cells else None
        for column in range(1, width + 1)
    ]


def _mark(sheet: Worksheet, head: int, messages: Messages, left: int) -> int:
    """Mark the cells of a sheet; return how many comments may still be set."""
    width = sheet.max_column
    top = [_values(sheet, number, width) for number in range(1, head + 1)]
    rows = {number: _values(sheet, number, width) for number in messages}
    reason = reason_column(top, rows.values()) + 1
    anchors = _anchors(sheet)
    _head_reasons(sheet, head, reason)
    for number, told in messages.items():
        for column, text in placed(told, rows[number]).items():
            cell = sheet.cell(*anchors.get((number, column + 1), (number, column + 1)))
            cell.fill, cell.border = _FILL, _FRAME
            if left > 0:
                cell.comment = Comment(text, AUTHOR, height=80, width=260)
                left -= 1
        if number > head:
            cell = sheet.cell(number, reason, spoken(told))
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    return left


def _head_reasons(sheet: Worksheet, head: int, reason: int) -> None:
    if not head:
        return
    if sheet.cell(head, reason).value is not None:
        # An earlier round's reasons: they go, or a mended row would still be called refused.
        for (row, column), cell in sheet._cells.items():
            if column == reason and row > head and not isinstance(cell, MergedCell):
                cell.value = None
    cell = sheet.cell(head, reason, REASON_HEADING)
    cell.font = Font(bold=True, color="FFC00000")
    cell.alignment = Alignment(horizontal="center", vertical="center")
    sheet.column_dimensions[cell.column_letter].width = _REASON_WIDTH


def _anchors(sheet: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for every cell hidden under a merged one the cell that shows."""
    return {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }


def _keep(sheet: Worksheet, head: int, numbers: Sequence[int]) -> None:
    """Leave the rows up to `head` and those of `numbers`, closed up under it.

    The sheet's own `delete_rows` moves every cell for each row it deletes, and neither merged
    areas nor heights.
    """
    new_of = {number: number for number in range(1, head + 1)}
    new_of.update({number: to for to, number in enumerate(numbers, head + 1)})
    for area in list(sheet.merged_cells.ranges):
        if area.max_row > head:
            sheet.merged_cells.remove(area)
    cells, sheet._cells = sheet._cells, {}
    links = []
    for (row, column), cell in cells.items():
        if row not in new_of or (row > head and isinstance(cell, MergedCell)):
            continue
        cell.row = new_of[row]
        sheet._cells[cell.row, column] = cell
        if not isinstance(cell, MergedCell) and cell.hyperlink:
            cell.hyperlink.ref = cell.coordinate
            links.append(cell.hyperlink)
    sheet._hyperlinks = links  # type: ignore[attr-defined]
    _move_heights(sheet, new_of)
    sheet.auto_filter.filterColumn = []


def _move_heights(sheet: Worksheet, new_of: Mapping[int, int]) -> None:
    """Take row heights along; a row that a filter had hidden is shown."""
    heights = {row: dimension.height for row, dimension in sheet.row_dimensions.items()}
    sheet.row_dimensions.clear()
    for row, height in heights.items():
        if height is not None and row in new_of:
            sheet.row_dimensions[new_of[row]].height = height
