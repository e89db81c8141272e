"""A file of tables as it was sent: sheets of rows of cells, and what is worth a remark."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .cells import Row


class Note(NamedTuple):
    """Something that does not stop the reading but that the sender should hear of.

    Codes: `macro`, `external-links`, `hidden-sheet` (sheet), `formulas-without-value` (sheet,
    count, cell: the first of them). Macros are not run and links are not followed.
    """

    code: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `index` counts from 0 in the order of the tabs."""

    name: str
    index: int
    hidden: bool
    source: Callable[[], Iterator[Row]] = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """Yield the rows that hold something, each with the number the spreadsheet shows.

        Cells begin at column A. Blank cells are None; whole numbers are int, other numbers float;
        cells shown as dates are `date`, or `datetime` where there is a time of day; a time alone
        is text. Every call reads anew. May raise FileRefused when the sheet itself is broken.
        """
        return self.source()


@dataclass(frozen=True, slots=True)
class Book:
    """A file that can be read; `format` is "xlsx", "xls", "rows" or "text"."""

    name: str
    format: str
    sheets: list[Sheet]
    notes: list[Note] = field(default_factory=list)
