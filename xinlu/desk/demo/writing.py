"""Files as offices write them: workbooks with titles and notes, tables in GBK, codes for headings.

What is written is the same to the byte each time, because a file sent again is known by its bytes.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from xinlu.collection.checking.language import Field, SheetTemplate
from xinlu.collection.templates import load_template
from xinlu.desk.demo.deeds import Row

#: When the program that wrote a workbook says that it was made.
_MADE = datetime(2023, 10, 1, 9, 0)  # noqa: DTZ001 - workbooks know no time zones
_SERIAL_ZERO = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Style:
    """How an office writes: form of the file, of its headings and of its days."""

    suffix: str
    heading: Callable[[Field], str]
    day: Callable[[date], Any]
    encoding: str = ""
    has_title: bool = False
    is_shuffled: bool = False
    #: A column that the template does not know.
    extra: str = ""


def _name(field: Field) -> str:
    return field.name


def _code(field: Field) -> str:
    return field.code or field.name


def _wide(field: Field) -> str:
    """Return the name in full-width brackets, with the line break that fitted it to the column."""
    wide = field.name.replace("(", "（").replace(")", "）")
    return wide if len(wide) < 9 else f"{wide[:7]}\n{wide[7:]}"


def _chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


STYLES = (
    Style(".xlsx", _name, lambda day: day, has_title=True),
    Style(".csv", _name, lambda day: f"{day.year}/{day.month}/{day.day}", encoding="gbk"),
    Style(".csv", _code, lambda day: f"{day:%Y%m%d}", encoding="utf-8-sig"),
    Style(".xlsx", _wide, _chinese_day, has_title=True, is_shuffled=True, extra="录入员"),
    Style(".xlsx", _code, lambda day: (day - _SERIAL_ZERO).days),
    Style(".csv", _wide, date.isoformat, encoding="utf-8", is_shuffled=True),
)
#: Registers are long: tables, not workbooks.
REGISTER = STYLES[1]


def write(
    path: Path, template: str, sheets: dict[str, list[Row]], style: Style, rng: Random, unit: str
) -> None:
    """Write rows, by sheet of the template, as an office with this style does."""
    shapes = load_template(template).sheets
    tables = [
        (shape, *_table(shape, sheets[shape.key], style, rng))
        for shape in shapes
        if shape.key in sheets
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    if style.suffix == ".csv":
        [(_, heads, rows)] = tables
        path.write_bytes(_text(heads, rows).encode(style.encoding))
        return
    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for shape, heads, rows in tables:
            title = f"{shape.title}报送表" if style.has_title else ""
            _sheet(book.add_worksheet(shape.title), heads, rows, title, unit, day)


def _table(
    shape: SheetTemplate, rows: list[Row], style: Style, rng: Random
) -> tuple[list[str], list[list[Any]]]:
    """Return headings and rows; columns that nobody filled are left out unless required."""
    used = {key for row in rows for key, value in row.items() if value not in ("", None)}
    fields = [each for each in shape.fields if each.key in used or each.required]
    if style.is_shuffled:
        rng.shuffle(fields)
    keys = [each.key for each in fields]
    heads = [style.heading(each) for each in fields]
    # What everybody writes alike is not told apart by the look of its cell.
    days, written = {each.key for each in fields if each.kind == "date"}, []
    for row in rows:
        cells = [row.get(key, "") for key in keys]
        written.append(
            [
                style.day(cell) if key in days and isinstance(cell, date) else cell
                for key, cell in zip(keys, cells, strict=True)
            ]
        )
    if style.extra:
        heads.append(style.extra)
        for cells in written:
            cells.append("示例录入")
    return heads, written


def _text(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(heads)
    writer.writerows(rows)
    return table.getvalue()


def _sheet(
    page: Any, heads: Sequence[str], rows: list[list[Any]], title: str, unit: str, day: Any
) -> None:
    """Write one sheet; with a title, also who filled it in, above and below."""
    at = 0
    if title:
        page.merge_range(0, 0, 0, max(1, len(heads) - 1), title)
        page.write_string(1, 0, f"填报单位：{unit}        金额单位：万元")
        at = 2
    for number, cells in enumerate([list(heads), *rows], at):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                page.write_datetime(number, column, cell, day)
            elif isinstance(cell, int):
                page.write_number(number, column, cell)
            elif cell:
                page.write_string(number, column, cell)
    if title:
        page.write_string(at + len(rows) + 2, 0, f"填表人：示例        单位：{unit}")
