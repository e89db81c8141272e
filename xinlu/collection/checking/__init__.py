"""From a workbook and a template to checked rows; knows no database."""

from xinlu.collection.checking.checker import Checker
from xinlu.collection.checking.rows import (
    REFUSAL_CODES,
    CheckedRow,
    LinkRef,
    RowRefusal,
    SheetFailure,
    SubjectRef,
)

__all__ = [
    "REFUSAL_CODES",
    "CheckedRow",
    "Checker",
    "LinkRef",
    "RowRefusal",
    "SheetFailure",
    "SubjectRef",
]
