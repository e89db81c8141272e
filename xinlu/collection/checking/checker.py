"""Checks a workbook against a template, row by row."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from xinlu.collection.checking.language import Template
from xinlu.collection.checking.rows import CheckedRow, SubjectRef

#: Answers which subjects hold a contract section in a year, from what was stored before.
KnownSections = Callable[[str, int | None], list[SubjectRef]]


class Checker:
    """Turns a book into checked rows; made anew for each file."""

    def __init__(
        self,
        template: Template,
        as_of: date,
        year: int | None,
        file_name: str,
        *,
        known_sections: KnownSections | None = None,
    ) -> None:
        """Prepare for one file; `as_of` is the day after which dates lie in the future."""
        self.template = template
        self.outline: dict[str, Any] = {}

    def rows(self, book: Any) -> Iterator[CheckedRow]:
        """Yield the rows in the template's order of sheets, or raise `SheetFailure` first."""
        raise NotImplementedError
