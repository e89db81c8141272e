"""Checks a workbook against a template, row by row."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from xinlu.collection.checking.language import Template
from xinlu.collection.checking.matching import SheetMatch, match_sheets
from xinlu.collection.checking.rows import CheckedRow, SheetFailure
from xinlu.collection.checking.sections import KnownSections, Sections, nothing_stored
from xinlu.collection.checking.sheets import SheetChecker
from xinlu.collection.checking.uniqueness import Seen
from xinlu.collection.checking.years import year_of
from xinlu.kernel.spreadsheets import Book


class Checker:
    """Turns a book into checked rows; made anew for each file."""

    def __init__(
        self,
        template: Template,
        as_of: date,
        year: int | None,
        file_name: str,
        *,
        known_sections: KnownSections = nothing_stored,
    ) -> None:
        """Prepare for one file.

        `as_of` is the day after which dates lie in the future, `year` what the sender said the
        file is about, `known_sections` who holds a contract section stored before.
        """
        self.template = template
        self.as_of = as_of
        self.year = year
        self.file_name = file_name
        self._known_sections = known_sections
        #: What was found in the file: sheets, header rows, columns, counts, notes. Complete when
        #: the rows have been gone through.
        self.outline: dict[str, Any] = {"sheets": [], "skipped": [], "notes": [], "warnings": []}

    def rows(self, book: Book) -> Iterator[CheckedRow]:
        """Yield the rows in the template's order of sheets, or raise `SheetFailure`."""
        matches, others = match_sheets(self.template, book)
        self.outline["notes"] = [[code, params] for code, params in book.notes]
        self.outline["skipped"] = [sheet.name for sheet in others]
        year = self._year(matches)
        sections, seen = Sections(self._known_sections, year), Seen()
        count = 0
        for match in matches:
            checker = SheetChecker(
                match,
                as_of=self.as_of,
                year=year,
                template=self.template,
                sections=sections,
                seen=seen,
            )
            self.outline["sheets"].append(_described(match))
            for row in checker.rows():
                self._note_stray_day(row)
                yield row
            self.outline["sheets"][-1].update(vars(checker.tally))
            count += checker.tally.rows
        if not count:
            raise SheetFailure("no-rows", sheets=[match.sheet.name for match in matches])

    def _year(self, matches: list[SheetMatch]) -> int | None:
        """Return the year the file is about, or None where the template has none."""
        if not self.template.year_from or "field" in self.template.year_from:
            return None
        year, source = year_of(
            self.template,
            matches,
            as_of=self.as_of,
            given=self.year,
            file_name=self.file_name,
        )
        self.outline.update(year=year, year_from=source)
        if self.year not in (None, year):
            self.outline["warnings"].append(["year-differs", {"year": year, "given": self.year}])
        return year

    def _note_stray_day(self, row: CheckedRow) -> None:
        """Warn of a day outside the file's year; which year a record counts in is the file's."""
        day, year = row.happened_on, self.outline.get("year")
        if year is not None and day is not None and day.year != year:
            self.outline["warnings"].append(
                ["day-outside-year", {"sheet": row.sheet_name, "row": row.number, "year": year}]
            )


def _described(match: SheetMatch) -> dict[str, Any]:
    """Return what the page tells about a sheet and its columns."""
    return {
        "sheet": match.template.key,
        "title": match.template.title,
        "name": match.sheet.name,
        "header_row": match.header.row,
        "columns": [
            {
                "key": column.field.key,
                "name": column.field.name,
                "heading": match.header.headings[column.heading.slot],
                "position": column.position,
                "secret": column.field.secret,
            }
            for column in match.columns
        ],
        "unknown": [
            {"heading": heading, "position": position} for position, heading in match.unknown
        ],
    }
