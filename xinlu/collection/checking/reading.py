"""Reads one row: values by field, what is wrong with them, and the cells nobody asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from xinlu.collection.checking.cells import Reader, Wrong
from xinlu.collection.checking.choices import LIST_MARK
from xinlu.collection.checking.language import Field, Heading
from xinlu.collection.checking.readers import remembering_reader

#: Looks up what a column's reader remembers of a cell.
Remembered = Callable[[Any], "str | Wrong | None"]


class Cell(NamedTuple):
    """What was found wrong in a row: the field, where it stands, what was sent."""

    wrong: Wrong
    position: int | None
    sent: Any


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sender's sheet that a field of the template was found in."""

    position: int
    field: Field
    heading: Heading


class Row(NamedTuple):
    """A row as read, before its cells are held against each other."""

    values: dict[str, str]
    wrong: dict[str, Cell]
    normalised: int


class RowReader:
    """Reads the rows of one sheet, cell by cell; called for every row, so it is kept tight."""

    def __init__(
        self, columns: Sequence[Column], unknown: Sequence[tuple[int, str]], as_of: date
    ) -> None:
        """Compile a reader for each column of the sender's sheet."""
        self.positions = {column.field.key: column.position for column in reversed(columns)}
        self._plan: list[tuple[int, str, Remembered, Reader, bool, Mapping[str, str] | None]] = []
        seen: set[str] = set()
        for column in columns:
            field, heading = column.field, column.heading
            merged = {"": ""} if field.key in seen else None
            seen.add(field.key)
            read, known = remembering_reader(field, as_of, heading.factor)
            more = heading.implies or merged or None
            is_day = field.kind == "date"
            self._plan.append((column.position, field.key, known.get, read, is_day, more))
        self._unknown = _distinct(unknown)

    def read(self, cells: Sequence[Any]) -> Row:
        """Return the row's values and what is wrong with its cells."""
        values: dict[str, str] = {}
        wrong: dict[str, Cell] = {}
        normalised = 0
        width = len(cells)
        for position, key, remembered, read, is_day, more in self._plan:
            if position >= width:
                continue
            cell = cells[position]
            if cell is None or cell == "":
                continue
            if cell.__class__ is str and more is None and remembered(cell) == cell:
                values[key] = cell  # as most cells are: seen before, and right as they stand
                continue
            value = read(cell)
            if isinstance(value, Wrong):
                wrong[key] = Cell(value, position, cell)
                continue
            if cell.__class__ is str:
                normalised += value != cell
            elif is_day and (cell.__class__ is float or cell.__class__ is int):
                normalised += 1
            if value:
                values[key] = value if more is None else _with_more(values, key, value, more)
        return Row(values, wrong, normalised)

    def raw(self, cells: Sequence[Any]) -> dict[str, str]:
        """Return the cells of columns that the template does not know, by heading."""
        if not self._unknown:
            return {}
        width = len(cells)
        return {
            heading: as_text(cells[position])
            for position, heading in self._unknown
            if position < width and cells[position] not in (None, "")
        }


def as_text(cell: Any) -> str:
    """Return a cell as the sender sees it, at most 500 characters."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell == cell and abs(cell) < 10**15 and cell == int(cell):
        return str(int(cell))
    text = str(cell)
    return (text.removesuffix(" 00:00:00") if not isinstance(cell, str) else text)[:500]


def _with_more(values: dict[str, str], key: str, value: str, more: Mapping[str, str]) -> str:
    """Add what a heading implies to the values, or join two columns of one list."""
    for implied, said in more.items():
        if implied:
            values.setdefault(implied, said)
    if before := values.get(key):
        return LIST_MARK.join(dict.fromkeys([*before.split(LIST_MARK), *value.split(LIST_MARK)]))
    return value


def _distinct(unknown: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the unknown columns with headings that differ."""
    told: list[tuple[int, str]] = []
    for position, heading in unknown:
        before = {text for _, text in told}
        told.append((position, f"{heading} [{position + 1}]" if heading in before else heading))
    return told
