"""Reads .xls (BIFF 5 and 8)."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import xlrd
from xlrd.xldate import XLDateError, xldate_as_datetime

from .books import Book, Note, Sheet
from .cells import Cell, CellError, Row, tidy
from .refusals import FileRefused, Limits

_ENCRYPTED = "encrypted"


@contextmanager
def _unbroken() -> Iterator[None]:
    """Turn whatever the reader trips over into a refusal; it trips over anything."""
    try:
        yield
    except FileRefused:
        raise
    except xlrd.XLRDError as refused:
        if _ENCRYPTED in str(refused).lower():
            raise FileRefused("password") from refused
        raise FileRefused("truncated", detail=str(refused)) from refused
    except Exception as broken:
        detail = f"{type(broken).__name__}: {broken}"
        raise FileRefused("truncated", detail=detail) from broken


def open_xls(path: Path, name: str, limits: Limits) -> Book:
    """Return the workbook; its sheets are parsed when their rows are asked for."""
    with _unbroken():
        workbook = xlrd.open_workbook(
            str(path), logfile=io.StringIO(), on_demand=True, ragged_rows=True
        )
    if not workbook.nsheets:
        raise FileRefused("no-sheets")
    if workbook.nsheets > limits.max_sheets:
        raise FileRefused("too-many-sheets", sheets=workbook.nsheets, max=limits.max_sheets)
    visibility = workbook._sheet_visibility  # no public way without parsing every sheet
    sheets = [
        Sheet(title, index, bool(visibility[index]), partial(_rows, workbook, index))
        for index, title in enumerate(workbook.sheet_names())
    ]
    notes = [Note("hidden-sheet", {"sheet": sheet.name}) for sheet in sheets if sheet.hidden]
    return Book(name, "xls", sheets, notes)


def _rows(workbook: Any, index: int) -> Iterator[Row]:
    with _unbroken():
        workbook.unload_sheet(index)
        sheet = workbook.sheet_by_index(index)
    for at in range(sheet.nrows):
        with _unbroken():
            kinds, values = sheet.row_types(at), sheet.row_values(at)
            row = [
                _cell(kind, value, workbook.datemode)
                for kind, value in zip(kinds, values, strict=True)
            ]
        if row.count(None) < len(row):
            yield at + 1, row


def _cell(kind: int, value: Any, datemode: int) -> Cell:
    if kind == xlrd.XL_CELL_ERROR:
        return CellError(xlrd.error_text_from_code.get(value, f"#{value}"))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_DATE:
        try:
            moment = xldate_as_datetime(value, datemode)
        except (XLDateError, OverflowError, ValueError):
            return tidy(value)
        return tidy(moment.time() if value < 1 else moment)
    return tidy(value)
