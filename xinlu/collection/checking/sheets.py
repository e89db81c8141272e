"""Checks the rows of one sheet: reads, judges, names the subject, tells repeats apart."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from xinlu.collection.checking.cells import Wrong
from xinlu.collection.checking.judging import RowJudge
from xinlu.collection.checking.language import Template
from xinlu.collection.checking.matching import SheetMatch
from xinlu.collection.checking.reading import Cell, RowReader, as_text
from xinlu.collection.checking.rows import (
    REFUSAL_CODES,
    CheckedRow,
    LinkRef,
    RowRefusal,
    SheetFailure,
    SubjectRef,
)
from xinlu.collection.checking.sections import Sections
from xinlu.collection.checking.subjects import compile_subject
from xinlu.collection.checking.uniqueness import Seen, compile_key
from xinlu.kernel.spreadsheets import SecondHeader

_RANK: Final = {code: rank for rank, code in enumerate(REFUSAL_CODES)}


@dataclass
class Tally:
    """How many rows of a sheet were what."""

    rows: int = 0
    accepted: int = 0
    refused: int = 0
    #: Rows that are no records, with why: "footer", "header" or "blank".
    skipped: list[list[Any]] = field(default_factory=list)
    #: The last row that is a record, and the runs of rows before it that are none.
    last: int = 0
    gaps: list[list[int]] = field(default_factory=list)

    def count(self, number: int, *, is_refused: bool) -> None:
        """Count a record in the row of this number."""
        self.rows += 1
        self.refused += is_refused
        self.accepted += not is_refused
        if number > self.last + 1:
            self.gaps.append([self.last + 1, number - 1])
        self.last = number


class SheetChecker:
    """Checks one sheet of a file as one sheet of the template."""

    def __init__(
        self,
        match: SheetMatch,
        *,
        as_of: date,
        year: int | None,
        template: Template,
        sections: Sections,
        seen: Seen,
    ) -> None:
        """Compile what the template asks of the sheet's rows."""
        self.match = match
        self.tally = Tally()
        sheet = self._sheet = match.template
        self._reader = RowReader(match.columns, match.unknown, as_of)
        self._positions = self._reader.positions
        self._judge = RowJudge(sheet, self._positions, as_of)
        self._subject = compile_subject(sheet.kinds, sheet.subject_name)
        self._through = next((kind.through for kind in sheet.kinds if kind.through), "")
        self._links = [(link.kind, compile_subject(link.kinds, link.name)) for link in sheet.links]
        self._key = compile_key(sheet)
        self._order = {each.key: place for place, each in enumerate(sheet.fields)}
        self._year, self._year_field = year, template.year_field
        #: The rule that sentences about the sheet's rows cite.
        self._basis = template.basis
        self._sections, self._seen = sections, seen

    def rows(self) -> Iterator[CheckedRow]:
        """Yield the sheet's records, checked; headers, footers and blank lines are none."""
        tally, table = self.tally, self.match.table()
        tally.last = self.match.header.row
        blank: list[list[Any]] = []
        try:
            for number, cells in table.records():
                row = self._check(number, cells)
                if row is None:
                    blank.append([number, "blank"])
                    continue
                tally.count(number, is_refused=bool(row.refusals))
                yield row
        except SecondHeader as second:
            raise SheetFailure(
                "second-header", sheet=self.match.sheet.name, **second.params
            ) from None
        tally.skipped = sorted([*blank, *([each.row, each.why] for each in table.skipped)])

    def _check(self, number: int, cells: list[Any]) -> CheckedRow | None:
        """Return the row checked, or None where it is no record."""
        values, wrong, normalised = self._reader.read(cells)
        if not values and not wrong:
            return None
        row = CheckedRow(
            self._sheet.key,
            self.match.sheet.name,
            number,
            cells,
            values,
            normalised=normalised,
            raw=self._reader.raw(cells),
        )
        self._judge.judge(values, wrong)
        self._describe(row)
        if not wrong:
            self._know(row, wrong)
        if not wrong:
            self._tell_apart(row, wrong)
        if wrong:
            self._refuse(row, wrong)
        return row

    def _describe(self, row: CheckedRow) -> None:
        """Set what every record tells besides its values: day, number, authority, year."""
        values, sheet = row.values, self._sheet
        if day := values.get(sheet.happened_on):
            row.happened_on = date.fromisoformat(day)
        row.number_text = values.get(sheet.number, "")
        row.authority = (
            values.get(sheet.authority_code, ""),
            values.get(sheet.authority_name, ""),
        )
        row.year = self._year
        if self._year_field and (told := values.get(self._year_field)):
            row.year = int(told)

    def _know(self, row: CheckedRow, wrong: dict[str, Cell]) -> None:
        """Name the row's subject and those it is tied to, or say why that cannot be done."""
        values = row.values
        if named := self._sheet.names or self._through:
            values[named] = self._sections.written(values[named])
        subject = self._found_subject(values)
        if isinstance(subject, Wrong):
            wrong[self._through] = Cell(subject, None, None)
            return
        if subject is None:
            wrong[self._sheet.kinds[0].by[0].field] = Cell(Wrong("unknown-subject"), None, None)
            return
        row.subject = subject
        if self._links:
            found = [(kind, find(values)) for kind, find in self._links]
            row.links = tuple(LinkRef(kind, of) for kind, of in found if of is not None)
        if self._sheet.names:
            self._sections.add(values[self._sheet.names], subject)

    def _found_subject(self, values: dict[str, str]) -> SubjectRef | Wrong | None:
        """Return whom the row is about: by its own numbers, or as holder of a section."""
        if not self._through:
            return self._subject(values)
        code = self._subject(values)
        return self._sections.holder(values[self._through], code.value if code else None)

    def _tell_apart(self, row: CheckedRow, wrong: dict[str, Cell]) -> None:
        """Refuse a row that says what an accepted one said before."""
        row.key_text = self._key(row)
        if row.key_text and (before := self._seen.first(row)) is not None:
            said = Wrong("duplicate", sheet=before[0], row=before[1])
            wrong[self._sheet.unique_on] = Cell(said, None, None)

    def _refuse(self, row: CheckedRow, wrong: dict[str, Cell]) -> None:
        """Put down what is wrong, the most telling first."""
        by_key = self._sheet.field_by_key
        order = self._order
        told = sorted(wrong.items(), key=lambda each: (_RANK[each[1].wrong.code], order[each[0]]))
        for key, (said, place, sent) in told:
            position = self._positions.get(key) if place is None else place
            if sent is None and position is not None and position < len(row.cells):
                sent = row.cells[position]
            name = by_key[key].name
            params = {**said.params, "column": name, "basis": self._basis}
            row.refusals.append(RowRefusal(key, name, position, said.code, as_text(sent), params))
