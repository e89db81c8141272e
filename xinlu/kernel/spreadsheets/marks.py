"""Marks on cells, gathered by sheet and row, and the column that says them in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xinlu.kernel.text import tight

from .cells import Cell, filled
from .headers import REASON_HEADING

#: Who comments: by it the marks of an earlier round are known and removed.
AUTHOR = "信路"
#: Spreadsheets become slow with more; the column of reasons says all of them.
MOST_COMMENTS = 5_000


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wrong at a place: `row` as the spreadsheet numbers it, `column_index` from 0.

    Without a column the whole row is meant. `message` is what the sender reads.
    """

    sheet: str
    row: int
    column_index: int | None
    message: str


#: By row: the messages at each column.
Messages = Mapping[int, Mapping[int | None, Sequence[str]]]


def by_sheet(marks: Iterable[Mark]) -> Mapping[str, Messages]:
    """Return the messages of all marks by sheet, row and column, each said once."""
    sheets: dict[str, dict[int, dict[int | None, list[str]]]] = {}
    for mark in marks:
        row = sheets.setdefault(mark.sheet, {}).setdefault(mark.row, {})
        texts = row.setdefault(mark.column_index, [])
        if mark.message not in texts:
            texts.append(mark.message)
    return sheets


def spoken(told: Mapping[int | None, Sequence[str]]) -> str | None:
    """Return all messages of a row as one text, or None where there is none."""
    return "；".join(text for texts in told.values() for text in texts) or None


def placed(told: Mapping[int | None, Sequence[str]], values: Sequence[Cell]) -> dict[int, str]:
    """Return the comment for each cell; what concerns the row stands at its first filled cell."""
    first = next((index for index, _ in filled(values)), 0)
    comments: dict[int, str] = {}
    for column, texts in told.items():
        at = first if column is None else column
        comments[at] = "\n".join([*([comments[at]] if at in comments else []), *texts])
    return comments


def reason_column(heads: Sequence[Sequence[Cell]], records: Iterable[Sequence[Cell]]) -> int:
    """Return the column for the reasons: that of an earlier round, or the first free one."""
    width = 0
    for values in heads:
        for index, value in filled(values):
            if tight(str(value)) == REASON_HEADING:
                return index
            width = max(width, index + 1)
    return max([width, *(filled(values)[-1][0] + 1 for values in records if filled(values))])
