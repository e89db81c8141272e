"""Tables as people send them: reading what comes in, marking what must be mended, writing out."""

from .books import Book, Note, Sheet
from .cells import Cell, CellError, Row, column_index, column_letter
from .footers import is_footer
from .headers import (
    REASON_HEADING,
    HeaderMatch,
    HeaderMissing,
    HeaderRepeated,
    SecondHeader,
    Skipped,
    Table,
    find_header,
    find_table,
)
from .marking import mark_all, mark_refused
from .marks import Mark
from .reading import open_book
from .refusals import FileRefused, Limits
from .rows import RowSheet, write_rows
from .writing import BookWriter, SheetWriter, Written, write_table

__all__ = [
    "REASON_HEADING",
    "Book",
    "BookWriter",
    "Cell",
    "CellError",
    "FileRefused",
    "HeaderMatch",
    "HeaderMissing",
    "HeaderRepeated",
    "Limits",
    "Mark",
    "Note",
    "Row",
    "RowSheet",
    "SecondHeader",
    "Sheet",
    "SheetWriter",
    "Skipped",
    "Table",
    "Written",
    "column_index",
    "column_letter",
    "find_header",
    "find_table",
    "is_footer",
    "mark_all",
    "mark_refused",
    "open_book",
    "write_rows",
    "write_table",
]
