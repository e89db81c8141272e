"""What a corrected record would hold, by the rules for any row; and putting it in its place.

Only the fields that are named change. The others keep what was stored, but the whole row has to
pass, because rules hold fields against each other.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.db.models import Q

from xinlu.accounts.acts import NotAllowed, Refused
from xinlu.accounts.models import Authority
from xinlu.collection.checking import CheckedRow, RowRefusal, SubjectRef
from xinlu.collection.checking.matching import match_sheets
from xinlu.collection.checking.sections import Sections
from xinlu.collection.checking.sheets import SheetChecker
from xinlu.collection.checking.uniqueness import Seen
from xinlu.collection.covering import cover, cover_raw, uncover
from xinlu.collection.messages import sentence
from xinlu.collection.models import Batch, Record
from xinlu.collection.services import redeciding, stating
from xinlu.collection.services.examining import Examination, StoredSections
from xinlu.collection.services.ready import Ready
from xinlu.collection.services.stating import source_of
from xinlu.collection.services.ties import retie, write_links, write_sections
from xinlu.collection.templates import SheetTemplate, Template, load_template
from xinlu.kernel.spreadsheets import Book, Sheet
from xinlu.registry.bulk import stand_in_line
from xinlu.registry.matching import Known, number_of
from xinlu.registry.services.registration import ensure_subjects

#: Values by field key, persons' numbers in plain; an absent value is "".
Values = Mapping[str, str]


class RowUnfit(Refused):
    """The corrected row breaks rules; `refusals` say which, as of any row that is refused."""

    code = "correction-unfit"

    def __init__(self, refusals: list[RowRefusal]) -> None:
        self.refusals = refusals
        told = "；".join(f"{each.column}：{_said(each)}" for each in refusals)
        super().__init__("The corrected row breaks rules.", told=told)


def _said(refusal: RowRefusal) -> str:
    return sentence(refusal.code, {**refusal.params, "value": refusal.value}).rstrip("。")


@dataclass(frozen=True)
class Change:
    """One field with its old and its new value, numbers of persons in plain."""

    key: str
    old: str
    new: str


@dataclass(frozen=True)
class Candidate:
    """A record as it would be: the row that passed, its key, and what is new in it."""

    row: CheckedRow
    key: str
    changes: tuple[Change, ...]
    #: Fields that hold a person's number, before or after.
    secret: frozenset[str]
    #: Whom the stored row named, as the rules of today read it.
    named: SubjectRef | None

    @property
    def names_another(self) -> bool:
        """Say whether the row is about somebody else now."""
        ref = self.row.subject
        return self.named is None or ref is None or number_of(self.named) != number_of(ref)


def plain_values(record: Record) -> dict[str, str]:
    """Return the record's values with persons' numbers in plain."""
    uid = record.uid.hex
    return {key: uncover(value, field=key, row=uid) for key, value in record.values.items()}


def examine(record: Record, changes: Values, *, on: date) -> Candidate:
    """Return what the record would be with these fields changed; a field made "" is emptied.

    Raises `Refused`: "correction-field" for a field that the template lacks, "correction-nothing"
    where all stays as it is, "correction-key" where a record that took another's place would be
    another fact; and `RowUnfit`.
    """
    template = load_template(record.template)
    sheet = template.sheet(record.sheet)
    before = plain_values(record)
    if unknown := sorted(changes.keys() - sheet.field_by_key.keys()):
        raise Refused(f"No field {unknown[0]}.", code="correction-field", field=unknown[0][:100])
    wanted = before | {key: text.strip() for key, text in changes.items()}
    row = _read(template, sheet, wanted, record, on)
    if row is None:
        raise RowUnfit([_empty(sheet)])
    judge = Examination(template, Path(), "", on, record.year)
    keys = judge.judge([row], own=record.key or "")
    if row.refusals:
        raise RowUnfit(row.refusals)
    told = tuple(
        Change(key, old, new)
        for key in sheet.field_by_key
        if key in changes and (old := before.get(key, "")) != (new := row.values.get(key, ""))
    )
    if not told:
        raise Refused("Nothing would change.", code="correction-nothing")
    key = keys.get(0, "")
    if sheet.replaces and record.supersedes_id and key != record.key:
        raise Refused("It took the place of another of this key.", code="correction-key")
    _keep_the_rest(row, before, told)
    secret = template.secrets_of(before) | template.secrets_of(row.values)
    stored = _read(template, sheet, before, record, on)
    return Candidate(row, key, told, frozenset(secret), stored.subject if stored else None)


def read_as(record: Record, changes: Values, *, on: date) -> dict[str, str]:
    """Return the record's values with these changes as the template reads them, right or wrong."""
    template = load_template(record.template)
    row = _read(
        template, template.sheet(record.sheet), plain_values(record) | dict(changes), record, on
    )
    return row.values if row else {}


def _keep_the_rest(row: CheckedRow, before: Values, changes: tuple[Change, ...]) -> None:
    """Let the fields that are not named hold what was stored, to the letter."""
    named = {each.key: each.new for each in changes}
    held = {**before, **named}
    row.values = {key: value for key, value in held.items() if value}


def _empty(sheet: SheetTemplate) -> RowRefusal:
    first = sheet.fields[0]
    return RowRefusal(first.key, first.name, None, "missing", "", {"column": first.name})


def _read(
    template: Template, sheet: SheetTemplate, values: Values, record: Record, on: date
) -> CheckedRow | None:
    """Return the values judged as the one row of a file, or None where all are empty."""
    headings = [each.name for each in sheet.fields]
    cells: list[Any] = [values.get(each.key) or None for each in sheet.fields]
    lines = [(1, headings), (2, cells)]
    book = Book("更正", "rows", [Sheet(sheet.title, 0, False, lambda: iter(lines))])
    [match], _ = match_sheets(template, book)
    checker = SheetChecker(
        match,
        as_of=on,
        year=record.year,
        template=template,
        sections=Sections(StoredSections(), record.year),
        seen=Seen(),
    )
    row = next(iter(checker.rows()), None)
    if row is not None:
        row.sheet_name, row.number = record.sheet_name, record.row
    return row


_WRONG_STATE: Final = "correction-gone"


def must_be_in_force(record: Record) -> None:
    """Refuse a record that was corrected or withdrawn already."""
    if record.state != Record.State.IN_FORCE or record.batch.state != Batch.State.STORED:
        raise NotAllowed(f"{record} is in force no more.", code=_WRONG_STATE)


def put(record: Record, told: Candidate, *, at: datetime, on: date) -> Record:
    """Put the corrected record in the place of `record`, in the caller's transaction.

    It is of the same batch and row, which stay the evidence of what was sent; it is contested if
    the old one is. The old one keeps its values and what points to it. Of two that come at once
    one wins. Raises `NotAllowed` "correction-gone".
    """
    stand_in_line()
    held = Record.objects.filter(pk=record.pk, state=Record.State.IN_FORCE)
    if not held.update(state=Record.State.SUPERSEDED, key=None):
        raise NotAllowed(f"{record} is in force no more.", code=_WRONG_STATE)
    template = load_template(record.template)
    row = Ready.of(told.row, told.key, template)
    known = _known(record, told, row, on)
    subject = known[row.subject]
    batch = record.batch
    new = Record.objects.create(
        uid=row.uid,
        batch=batch,
        subject_id=subject.subject_id,
        item_code=record.item_code,
        template=record.template,
        sheet=record.sheet,
        sheet_name=record.sheet_name,
        row=record.row,
        values=json.loads(row.values),
        raw=_raw(record, row.uid),
        happened_on=row.happened_on,
        year=row.year,
        number=row.number,
        key=row.key or None,
        deciding_place_id=_deciding_place(record, told, row),
        home_place_id=subject.home_place_id,
        line_id=record.line_id,
        is_contested=record.is_contested,
        supersedes=record,
        received_at=at,
    )
    new.refresh_from_db()
    _tie(record, batch, row, known)
    stating.correct(record, new)
    redeciding.correct(record, row, subject.subject_id, {each.key for each in told.changes})
    return new


def _known(record: Record, told: Candidate, row: Ready, on: date) -> dict[SubjectRef, Known]:
    """Return whom the row speaks of. Who was meant already stays the one that was stored."""
    refs = dict.fromkeys([row.subject, *(of for _, of in row.links)])
    made = ensure_subjects(refs, on=on, source=source_of(record.batch), pending=False)
    known = {ref: made[number_of(ref)] for ref in refs}
    if not told.names_another:
        known[row.subject] = Known(record.subject_id, record.home_place_id, record.subject.name)
    return known


def _raw(record: Record, uid: str) -> dict[str, Any]:
    """Return the cells of unknown columns, sealed for the new record where they were sealed."""
    old = record.uid.hex
    plain = {
        heading: uncover(cell, field=f"raw:{heading}", row=old)
        for heading, cell in record.raw.items()
    }
    covered = cover_raw(plain, row=uid)
    return {
        heading: cover(plain[heading], field=f"raw:{heading}", row=uid)
        if isinstance(cell, Mapping) and not isinstance(covered[heading], Mapping)
        else covered[heading]
        for heading, cell in record.raw.items()
    }


def _deciding_place(record: Record, told: Candidate, row: Ready) -> int | None:
    """Return the place of the authority, found anew where the correction names another one."""
    sheet = load_template(record.template).sheet(record.sheet)
    if not {sheet.authority_code, sheet.authority_name} & {each.key for each in told.changes}:
        return record.deciding_place_id
    code, name = row.authority
    named = Q(credit_code=code) if code else Q(pk__in=[])
    found = Authority.objects.filter(named | Q(name=name)).order_by("pk")
    by_code = next((one for one in found if code and one.credit_code == code), None)
    one = by_code or next(iter(found), None)
    return one.place_id if one else record.batch.place_id


def _tie(record: Record, batch: Batch, row: Ready, known: dict[SubjectRef, Known]) -> None:
    """Note the sections and ties that the new row states; those of the old one alone go unseen."""
    source = source_of(batch)
    write_sections(source, [row], known)
    write_links(source, [row], known)
    retie(source, record, row, known)
