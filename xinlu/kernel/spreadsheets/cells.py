"""What a sheet is made of: cells, rows, and the letters that name columns."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from string import ascii_uppercase
from typing import Any


class CellError(str):
    """The text of a cell that shows an error, such as #N/A: it has no value to be read."""

    __slots__ = ()


#: A value as it is in the file. A float of 10¹⁵ or more was typed as a number and has lost digits.
Cell = str | int | float | bool | datetime | date | CellError | None

#: The number that the spreadsheet shows before the row (from 1), and its cells from column A on.
Row = tuple[int, list[Cell]]


def column_letter(index: int) -> str:
    """Return the letters over the column `index`, counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = ascii_uppercase[rest] + letters
    return letters


def column_index(letters: str) -> int:
    """Return the place, counted from 0, of the column under `letters`.

    >>> column_index("A"), column_index("AA"), column_index("zz")
    (0, 26, 701)
    """
    place = 0
    for letter in letters.upper():
        place = place * 26 + ascii_uppercase.index(letter) + 1
    return place - 1


def filled(values: Iterable[Cell]) -> list[tuple[int, Cell]]:
    """Return the cells that hold something visible, each with its column index."""
    return [
        (index, value)
        for index, value in enumerate(values)
        if value is not None and not (isinstance(value, str) and not value.strip())
    ]


def tidy(value: Any) -> Cell:
    """Return the value of a cell in the fewest types: see `Sheet.rows`."""
    kind = type(value)
    if kind is str:
        return value if value and not value.isspace() else None
    if kind is float:
        # From 10¹⁵ on a number typed into a cell has lost digits: it stays a float and shows it.
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if kind is datetime and value.time() == time.min:
        return value.date()  # type: ignore[no-any-return]
    if kind is time or kind is timedelta:
        return str(value)
    if value is None or isinstance(value, bool | int | date):
        return value
    return str(value)
