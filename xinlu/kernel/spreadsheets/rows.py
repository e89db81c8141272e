"""Tables as rows of JSON: how rows that never stood in a workbook are kept and read.

The first line tells the sheets, each with its columns and how many rows follow; every further line
is one row. Headings stand in row 1, so that rows are numbered as in a workbook.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from .books import Book, Sheet
from .cells import Cell, Row, tidy
from .refusals import FileRefused, Limits

_KEY: Final = "xinlu-rows"
#: By these bytes the format is known.
MAGIC: Final = f'{{"{_KEY}":'.encode()


@dataclass(frozen=True)
class RowSheet:
    """A sheet to be written: its name, headings, and rows as long as the headings."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def write_rows(sheets: Sequence[RowSheet], about: Mapping[str, Any]) -> bytes:
    """Return the sheets in this format; `about` says what they are, and makes them differ."""
    text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
    told = [{"name": s.name, "columns": s.columns, "rows": len(s.rows)} for s in sheets]
    lines = [text({_KEY: 1, "about": about, "sheets": told})]
    lines += [text(row) for sheet in sheets for row in sheet.rows]
    return ("\n".join(lines) + "\n").encode()


def open_rows(path: Path, name: str, limits: Limits) -> Book:
    """Return the sheets; a file that is not whole is refused."""
    try:
        with path.open(encoding="utf-8") as file:
            told = json.loads(file.readline())["sheets"]
            lines = sum(1 for _ in file)
        shapes = [(str(s["name"]), [str(c) for c in s["columns"]], int(s["rows"])) for s in told]
    except (ValueError, KeyError, TypeError) as broken:
        raise FileRefused("truncated", detail=str(broken)) from broken
    if lines != sum(count for _, _, count in shapes):
        raise FileRefused("truncated", detail=f"{lines} rows")
    sheets, first = [], 1
    for index, (title, columns, count) in enumerate(shapes):
        if len(columns) > limits.max_columns:
            raise FileRefused(
                "too-many-columns", sheet=title, columns=len(columns), max=limits.max_columns
            )
        sheets.append(Sheet(title, index, False, partial(_rows, path, columns, first, count)))
        first += count
    return Book(name, "rows", sheets)


def _rows(path: Path, columns: list[str], first: int, count: int) -> Iterator[Row]:
    """Yield the headings, then the rows that hold something."""
    yield 1, list(columns)
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(islice(file, first, first + count), 2):
            try:
                row = [tidy(value) for value in json.loads(line)]
            except (ValueError, TypeError) as broken:
                raise FileRefused("truncated", detail=str(broken)) from broken
            if row.count(None) < len(row):
                yield number, row
