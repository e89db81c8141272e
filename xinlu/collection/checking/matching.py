"""Finds which sheet of a file is which sheet of the template, and which column is which field."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from xinlu.collection.checking.language import Heading, SheetTemplate, Template
from xinlu.collection.checking.reading import Column
from xinlu.collection.checking.rows import SheetFailure
from xinlu.kernel.spreadsheets import (
    REASON_HEADING,
    Book,
    HeaderMatch,
    HeaderMissing,
    HeaderRepeated,
    Row,
    Sheet,
    Table,
    find_header,
)
from xinlu.kernel.text import tight

#: How agencies mark a column that must be filled, around its name.
_MARKS: Final = ("*{}", "{}*", "★{}", "{}(必填)", "{}(必填项)", "{}(选填)", "{}(条件必填)", "{}:")
#: A sheet with this share of a template sheet's required columns was meant to be one.
_MEANT_SHARE: Final = 0.5
#: Of all ways to head a column a header has this share; a file with much of its own has few.
_HEADER_SHARE: Final = 0.3
#: A header stands within the first rows that are not empty.
_WITHIN: Final = 50


@dataclass(frozen=True)
class SheetMatch:
    """A sheet of the file, as which sheet of the template it is read."""

    template: SheetTemplate
    sheet: Sheet
    header: HeaderMatch
    columns: tuple[Column, ...]
    #: Headings that the template does not know, by position.
    unknown: tuple[tuple[int, str], ...]
    #: Required fields without a column.
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Say whether every required field has its column."""
        return not self.missing

    @property
    def is_named(self) -> bool:
        """Say whether the sheet's name is one of the template sheet's."""
        return _is_named(self.template, self.sheet)

    def table(self) -> Table:
        """Return the rows below the header, from the beginning."""
        below = (row for row in self.sheet.rows() if row[0] > self.header.row)
        return Table(self.header, _slots(_headings(self.template)), below)

    @property
    def was_meant(self) -> bool:
        """Say whether the sheet was meant to be this one, though columns are missing."""
        required = sum(each.required for each in self.template.fields)
        return self.is_named or len(self.missing) <= required * _MEANT_SHARE


def _is_named(template: SheetTemplate, sheet: Sheet) -> bool:
    names = {tight(name) for name in (template.title, *template.aliases)}
    return tight(sheet.name) in names


def match_sheets(template: Template, book: Book) -> tuple[list[SheetMatch], list[Sheet]]:
    """Return the sheets to read, in the template's order, and those that are none of its.

    Raises `SheetFailure` when no sheet is one of the template's, or one that was meant to be lacks
    a required column: half of a file is never taken silently.
    """
    matches: list[SheetMatch] = []
    others: list[Sheet] = []
    partial: list[SheetMatch] = []
    for sheet in book.sheets:
        found = [] if sheet.hidden else list(_candidates(template, sheet))
        named = [match for match in found if match.is_named]
        # A sheet that bears a name of the template's is that one, even where it lacks a column.
        complete = [match for match in named or found if match.is_complete]
        if complete:
            matches.append(max(complete, key=lambda match: len(match.columns)))
            continue
        others.append(sheet)
        partial += [max(found, key=_likeness)] if found else []
    _refuse_partial(partial, matches)
    order = [sheet.key for sheet in template.sheets]
    matches = _named_first(template, matches, others)
    return sorted(matches, key=lambda match: order.index(match.template.key)), others


def _likeness(match: SheetMatch) -> tuple[bool, int, int]:
    return match.is_named, -len(match.missing), len(match.columns)


def _refuse_partial(partial: list[SheetMatch], matches: list[SheetMatch]) -> None:
    """Raise what is to be said about sheets that lack columns, or about there being none."""
    for match in partial:
        if match.was_meant or not matches:
            names = match.template.field_by_key
            raise SheetFailure(
                "missing-column",
                sheet=match.sheet.name,
                columns=[names[key].name for key in match.missing],
            )
    if not matches:
        raise SheetFailure("no-header")


def _named_first(
    template: Template, matches: list[SheetMatch], others: list[Sheet]
) -> list[SheetMatch]:
    """Of a workbook of several kinds of sheets, let a rightly named one stand for its kind.

    Otherwise a summary that has the columns of 企业 among others would be read as another one.
    """
    if len(template.sheets) == 1:
        return matches
    named = {match.template.key for match in matches if match.is_named}
    kept = [match for match in matches if match.is_named or match.template.key not in named]
    others += [match.sheet for match in matches if match not in kept]
    return kept


def _candidates(template: Template, sheet: Sheet) -> Iterator[SheetMatch]:
    """Yield how the sheet can be read as one of the template's, complete or not."""
    repeated: SheetFailure | None = None
    any_found = False
    window: list[Row] = list(islice(sheet.rows(), _WITHIN))
    for each in template.sheets:
        headings = _headings(each)
        try:
            header = find_header(window, _slots(headings), share=_HEADER_SHARE)
        except HeaderMissing:
            continue
        except HeaderRepeated as twice:
            repeated = repeated or SheetFailure("header-repeated", sheet=sheet.name, **twice.params)
            continue
        any_found = True
        yield _match(each, sheet, header, headings)
    if repeated is not None and not any_found:
        raise repeated


def _headings(template: SheetTemplate) -> dict[str, Heading]:
    """Return every text that heads a column of the sheet, in the form that is compared."""
    headings: dict[str, Heading] = {}
    for each in template.fields:
        for heading in each.headings:
            text = tight(heading.text)
            for mark in ("{}", *_MARKS):
                headings.setdefault(mark.format(text), heading)
    return headings


def _slots(headings: dict[str, Heading]) -> dict[str, str]:
    return {text: heading.slot for text, heading in headings.items()}


def _match(
    template: SheetTemplate, sheet: Sheet, header: HeaderMatch, headings: dict[str, Heading]
) -> SheetMatch:
    """Put the columns found beside the template's fields."""
    by_slot = {heading.slot: heading for heading in headings.values()}
    columns = []
    taken: dict[str, str] = {}
    for slot, position in header.columns.items():
        heading = by_slot[slot]
        asked = template.field_by_key[slot.split(" ", 1)[0]]
        if asked.key in taken and asked.kind != "choices":
            both = [taken[asked.key], header.headings[slot]]
            raise SheetFailure("header-repeated", sheet=sheet.name, headings=both)
        taken[asked.key] = header.headings[slot]
        columns.append(Column(position, asked, heading))
    missing = tuple(each.key for each in template.fields if each.required and each.key not in taken)
    return SheetMatch(
        template,
        sheet,
        header,
        tuple(sorted(columns, key=lambda column: column.position)),
        tuple((place, text) for place, text in header.unknown if text != REASON_HEADING),
        missing,
    )
