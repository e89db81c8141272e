"""What a row of a file tells of a decision (双公示), and by what it is tied to earlier rows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xinlu.collection.checking import CheckedRow
from xinlu.collection.checking.language import Publicity, SheetTemplate
from xinlu.collection.checking.uniqueness import fold
from xinlu.collection.models import Record
from xinlu.collection.services.examining import key_of
from xinlu.collection.services.ready import Ready

#: The kinds of decisions by the words of a register.
_KINDS = {"行政许可": "permit", "行政处罚": "penalty"}


@dataclass(slots=True)
class Told:
    """One row's word on one decision; what it does not say is empty."""

    tells: str
    kind: str
    number: str
    name: str
    decided: date | None
    published: date | None
    received: date | None
    outside: str
    basis: str
    authority: tuple[str, str]
    #: Where the row stands, for rows that nothing else can be told by.
    where: str
    is_accepted: bool
    record: str = ""
    subject_id: int | None = None

    @classmethod
    def stored(cls, row: Ready, sheet: SheetTemplate, subject_id: int) -> "Told":
        """Return what an accepted row tells."""
        assert sheet.publicity is not None
        values = json.loads(row.values)
        told = _said(sheet.publicity, values)
        told.number, told.name = row.number, str(values.get(sheet.subject_name, ""))
        told.authority, told.where = row.authority, f"{row.sheet_name}!{row.row}"
        told.is_accepted, told.record, told.subject_id = True, row.uid, subject_id
        return told

    @classmethod
    def held(cls, record: Record, sheet: SheetTemplate) -> "Told":
        """Return what a stored record told when it came."""
        assert sheet.publicity is not None
        values = record.values
        told = _said(sheet.publicity, values)
        told.number, told.name = record.number, str(values.get(sheet.subject_name, ""))
        told.where, told.is_accepted = f"{record.sheet_name}!{record.row}", True
        return told

    @classmethod
    def refused(cls, row: CheckedRow, sheet: SheetTemplate) -> "Told":
        """Return what a refused row tells, as far as it could be read."""
        assert sheet.publicity is not None
        told = _said(sheet.publicity, row.values)
        told.number = row.number_text or row.values.get(sheet.number, "")
        told.name = row.values.get(sheet.subject_name, "")
        told.authority, told.where = row.authority, f"{row.sheet_name}!{row.number}"
        return told

    def key(self, batch: str) -> str:
        """Return what ties the row to others of the same decision: number and counterpart.

        A refused row may lack one of them, and is tied by the other; one that lacks both stands
        for itself.
        """
        if self.number and self.name:
            return self._key(self.number, self.name)
        if self.number:
            return self._key(self.number, "")
        if self.name and self.decided:
            return self._key("", self.name, str(self.decided))
        return self._key("", "", batch, self.where)

    def partial_keys(self) -> tuple[str, ...]:
        """Return by what an earlier row that lacked number or name may have been tied."""
        return (
            self._key(self.number, ""),
            self._key("", self.name, str(self.decided)),
        )

    def _key(self, *parts: str) -> str:
        return key_of("decision", "\x1f".join((self.kind, *map(fold, parts))))


def _said(what: Publicity, values: Mapping[str, Any]) -> Told:
    """Return what the values of a row say, without what the row says beside them."""

    def day(key: str) -> date | None:
        return _day(values.get(key)) if key else None

    outside = ""
    for key, meanings in what.outside.items():
        outside = outside or meanings.get(str(values.get(key, "")), "")
    return Told(
        tells=what.tells,
        kind=what.kind or _KINDS.get(str(values.get(what.kind_from, "")), ""),
        number="",
        name="",
        decided=day(what.decided_on),
        published=day(what.published_on),
        received=day(what.received_on),
        outside=outside,
        basis=str(values.get(what.basis, ""))[:200] if what.basis else "",
        authority=("", ""),
        where="",
        is_accepted=False,
    )


def _day(text: object) -> date | None:
    """Return the day that a cell holds; one that was refused may hold anything."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
