"""Reads .xlsx and .xlsm."""

import logging
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree

import python_calamine
from openpyxl import load_workbook

from .books import Book, Note, Sheet
from .cells import Cell, CellError, Row, tidy
from .packages import Extent, Package, inspect, resolve
from .refusals import FileRefused, Limits

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
#: The quick reader keeps a rectangle of 32 bytes a cell; wider deserts are read as a stream.
_SPACIOUS, _THINLY = 5_000_000, 3
#: It reads everything, 85 MB/s; the stream takes 10 µs a cell but can stop after the last value.
_LONG_TAIL, _BYTES_IN_A_CELLS_TIME = 20 * 2**20, 850

#: What reading a member of a broken package raises: two names for it, flags of other packers.
_BROKEN = (
    *(KeyError, ElementTree.ParseError, zipfile.BadZipFile, zlib.error),
    *(NotImplementedError, RuntimeError, ValueError, EOFError, OSError),
)

logging.getLogger("openpyxl").addHandler(logging.NullHandler())


def open_xlsx(path: Path, name: str, limits: Limits) -> Book:
    """Return the workbook, all of whose members have been unpacked once and found whole."""
    package = inspect(path, limits)
    workbook = quickly(lambda: python_calamine.CalamineWorkbook.from_path(str(path)))
    tabs = [
        (index, tab)
        for index, tab in enumerate(workbook.sheets_metadata)
        if tab.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    if not tabs:
        raise FileRefused("no-sheets")
    if len(tabs) > limits.max_sheets:
        raise FileRefused("too-many-sheets", sheets=len(tabs), max=limits.max_sheets)
    members = _members(path)
    latest: dict[int, Any] = {}
    notes = _package_notes(package)
    sheets = []
    for index, tab in tabs:
        extent = package.extents.get(members.get(tab.name, ""), Extent(filled=True, unnamed=True))
        _check(tab.name, extent, limits)
        hidden = tab.visible != python_calamine.SheetVisibleEnum.Visible
        notes += _sheet_notes(tab.name, extent, hidden)
        source = _source(path, partial(_sheet, workbook, latest, index), tab.name, extent)
        sheets.append(Sheet(tab.name, index, hidden, source))
    return Book(name, "xlsx", sheets, notes)


def quickly(read: Callable[[], Any]) -> Any:
    """Call the quick reader; whatever it cannot read is a broken file."""
    try:
        return read()
    except python_calamine.PasswordError as locked:
        raise FileRefused("password") from locked
    except (python_calamine.CalamineError, OSError, ValueError) as broken:
        raise FileRefused("truncated", detail=str(broken)) from broken
    except BaseException as panic:
        # The reader is written in Rust; where it gives up it raises outside of Exception.
        if type(panic).__name__ != "PanicException":
            raise
        raise FileRefused("truncated", detail="unreadable sheet") from panic


def _members(path: Path) -> dict[str, str]:
    """Return for each sheet name the member of the package that holds its cells."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower(): name for name in archive.namelist()}
            book = archive.read(names["xl/workbook.xml"])
            links = archive.read(names["xl/_rels/workbook.xml.rels"])
        targets = {
            link.get("Id"): resolve(link.get("Target", ""))
            for link in ElementTree.fromstring(links)  # noqa: S314  expat bounds entities itself
        }
        tabs = ElementTree.fromstring(book).iterfind(".//{*}sheet")  # noqa: S314
        return {
            tab.get("name", ""): targets.get(tab.get(_RELATION) or tab.get(_STRICT_RELATION), "")
            for tab in tabs
        }
    except _BROKEN as broken:
        raise FileRefused("truncated", detail=str(broken)) from broken


def _check(sheet: str, extent: Extent, limits: Limits) -> None:
    if extent.columns > limits.max_columns:
        raise FileRefused(
            "too-many-columns", sheet=sheet, columns=extent.columns, max=limits.max_columns
        )
    if extent.rows > limits.max_rows:
        raise FileRefused("too-many-rows", sheet=sheet, max=limits.max_rows)


def _package_notes(package: Package) -> list[Note]:
    notes = []
    if package.has_macros:
        notes.append(Note("macro", {}))
    if package.has_external_links:
        notes.append(Note("external-links", {}))
    return notes


def _sheet_notes(sheet: str, extent: Extent, hidden: bool) -> list[Note]:
    notes = []
    if hidden:
        notes.append(Note("hidden-sheet", {"sheet": sheet}))
    if extent.bare_formulas:
        params = {
            "sheet": sheet,
            "count": extent.bare_formulas,
            "cell": extent.first_bare_formula,
        }
        notes.append(Note("formulas-without-value", params))
    return notes


def _source(
    path: Path, load: Callable[[], Any], name: str, extent: Extent
) -> Callable[[], Iterator[Row]]:
    if not extent.filled:
        return lambda: iter(())
    if extent.unnamed or _is_desert(extent):
        return partial(_stream, path, name, extent)
    return partial(_quick, load, extent)


def _sheet(workbook: Any, latest: dict[int, Any], index: int) -> Any:
    """Return a sheet as the quick reader holds it.

    The one read last is kept: headings are looked for first, and the rows read again after that.
    """
    if index not in latest:
        read = quickly(lambda: workbook.get_sheet_by_index(index))
        latest.clear()
        latest[index] = read
    return latest[index]


def _is_desert(extent: Extent) -> bool:
    """Say whether the sheet is mostly room between cells, or formats far below them."""
    area = extent.rows * extent.columns
    sparse = area > _SPACIOUS and area > _THINLY * extent.cells
    tail = extent.size > _LONG_TAIL and extent.size > _BYTES_IN_A_CELLS_TIME * extent.cells
    return sparse or (tail and extent.dimensioned)


def _quick(load: Callable[[], Any], extent: Extent) -> Iterator[Row]:
    sheet = load()
    if sheet.start is None:
        yield from _only_errors(extent)
        return
    margin: list[Cell] = [None] * sheet.start[1]
    nothing = [""] * (sheet.end[1] - sheet.start[1] + 1)
    for number, values in enumerate(sheet.iter_rows(), 1):
        if values != nothing:
            # Most cells are empty or words, which `tidy` would give back as they are.
            row = margin + [
                None
                if value == ""
                else value
                if value.__class__ is str and not value.isspace()
                else tidy(value)
                for value in values
            ]
        elif number in extent.errors:
            row = []
        else:
            continue
        if number in extent.errors:
            row = _with_errors(row, extent.errors[number])
        if row.count(None) < len(row):
            yield number, row


def _stream(path: Path, name: str, extent: Extent) -> Iterator[Row]:
    """Read cell by cell, in little memory, as far as the last value."""
    try:
        # Opened here: by its path the library would refuse a stored file that bears no suffix.
        with path.open("rb") as file:
            yield from _streamed(file, name, extent)
    except (KeyError, ValueError, TypeError, ElementTree.ParseError) as broken:
        raise FileRefused("truncated", detail=str(broken)) from broken


def _streamed(file: BinaryIO, name: str, extent: Extent) -> Iterator[Row]:
    workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    sheet: Any = workbook[name]
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > extent.rows and not extent.unnamed:
            break
        row = [tidy(value) for value in values]
        if number in extent.errors:
            row = _with_errors(row, extent.errors[number])
        if row.count(None) < len(row):
            yield number, row


def _only_errors(extent: Extent) -> Iterator[Row]:
    for number in sorted(extent.errors):
        yield number, _with_errors([], extent.errors[number])


def _with_errors(row: list[Cell], errors: dict[int, str]) -> list[Cell]:
    row = row + [None] * (max(errors) + 1 - len(row))
    for index, text in errors.items():
        row[index] = CellError(text)
    return row
