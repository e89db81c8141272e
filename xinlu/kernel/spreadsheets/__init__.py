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
from .reading import open_book
from .refusals import FileRefused, Limits

__all__ = [
    "REASON_HEADING",
    "Book",
    "Cell",
    "CellError",
    "FileRefused",
    "HeaderMatch",
    "HeaderMissing",
    "HeaderRepeated",
    "Limits",
    "Note",
    "Row",
    "SecondHeader",
    "Sheet",
    "Skipped",
    "Table",
    "column_index",
    "column_letter",
    "find_header",
    "find_table",
    "is_footer",
    "open_book",
]
