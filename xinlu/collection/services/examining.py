"""Reading a file and judging its rows: by themselves, and against what is stored."""

import gc
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from xinlu.accounts.models import Place
from xinlu.collection.checking import CheckedRow, Checker, RowRefusal, SubjectRef
from xinlu.collection.models import Record
from xinlu.collection.services.replacing import holders
from xinlu.collection.templates import SheetTemplate, Template
from xinlu.kernel import crypto
from xinlu.kernel.crypto import KeyRing
from xinlu.kernel.spreadsheets import Limits, open_book
from xinlu.kernel.text import tight
from xinlu.registry.bulk import rows_among
from xinlu.registry.holders import holders_on
from xinlu.registry.models import ContractSection
from xinlu.registry.sealing import lookup_of, ring
from xinlu.registry.services.registration import known_subjects

#: Rows read, judged and written together: enough to be quick, few enough to let others in.
CHUNK = 2000


@contextmanager
def few_collections() -> Iterator[None]:
    """Let the collector of cycles look less often: rows come by the million and hold none."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@dataclass
class Examination:
    """One reading of one file under one template; the same file gives the same rows every time."""

    template: Template
    path: Path
    file_name: str
    as_of: date
    year: int | None = None
    checker: Checker = field(init=False)

    def __post_init__(self) -> None:
        self.checker = Checker(
            self.template,
            self.as_of,
            self.year,
            self.file_name,
            known_sections=StoredSections(),
        )

    def chunks(self, size: int = CHUNK) -> Iterator[list[CheckedRow]]:
        """Yield the rows by the thousand, judged by themselves.

        Raises `FileRefused` for a file that cannot be read, `SheetFailure` for one without a
        sheet of the template.
        """
        book = open_book(self.path, name=self.file_name, limits=Limits())
        chunk: list[CheckedRow] = []
        for row in self.checker.rows(book):
            chunk.append(row)
            if len(chunk) == size:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def judge(self, chunk: list[CheckedRow], *, own: str | None = None) -> dict[int, str]:
        """Add what only the store can refuse; return the key of each accepted row by its place.

        Added are `unknown-subject` where a row's subject must be known before, and `duplicate`
        where the store holds the fact already. `own` is given for the one row of a correction: the
        key of the record that is corrected, which the row may hold on to, and no other's.
        """
        self._refuse_unknown(chunk)
        self._warn_of_ended_divisions(chunk)
        keys = {self.key(row): row for row in chunk if row.is_accepted and row.key_text}
        held = holders_of(keys.keys() - {own})
        for key in self._replacing(keys, held) if own is None else ():
            del held[key]
        for key, holder in held.items():
            row = keys.pop(key)
            sheet = self.template.sheet(row.sheet)
            row.refusals.append(self._refusal(row, sheet.unique_on, "duplicate", holder))
        by_row = {id(row): key for key, row in keys.items()}
        return {
            place: by_row.get(id(row), "") for place, row in enumerate(chunk) if row.is_accepted
        }

    def _replacing(self, keys: dict[str, CheckedRow], held: Iterable[str]) -> list[str]:
        """Return the keys of rows that say something else than what they take the place of."""
        later = [key for key in held if self.template.sheet(keys[key].sheet).replaces]
        known = holders(later) if later else {}
        return [key for key, one in known.items() if one.values != keys[key].values]

    def key(self, row: CheckedRow) -> str:
        """Return what the store knows the row's fact by, or "" where nothing makes two one."""
        return key_of(self.template.code, row.key_text) if row.key_text else ""

    def _refuse_unknown(self, chunk: list[CheckedRow]) -> None:
        """Refuse rows whose subject must be known and is not."""
        bound = [
            (row, row.subject)
            for row in chunk
            if row.subject and self.template.sheet(row.sheet).must_be_known and _is_clean(row)
        ]
        if not bound:
            return
        numbers = [(subject.scheme, subject.value) for _, subject in bound]
        known = known_subjects(numbers)
        dated = [
            (number, row.happened_on)
            for number, (row, _) in zip(numbers, bound, strict=True)
            if row.happened_on
        ]
        held = holders_on(dated)
        for row, subject in bound:
            number = (subject.scheme, subject.value)
            if number not in known and (number, row.happened_on) not in held:
                field_key = self.template.sheet(row.sheet).must_be_known
                params = {"lookup": lookup_of(subject.scheme, subject.value)}
                row.refusals[:] = [self._refusal(row, field_key, "unknown-subject", params)]

    @cached_property
    def _ended_divisions(self) -> dict[str, tuple[str, date]]:
        """The divisions that end on a day, by their codes; each with its name and that day."""
        ended = Place.objects.filter(is_division=True).values_list("code", "name", "until")
        return {code: (name, until) for code, name, until in ended if until}

    def _warn_of_ended_divisions(self, chunk: list[CheckedRow]) -> None:
        """Warn of a division that had been abolished by the day: its code stands in old papers."""
        for row in chunk:
            key = self.template.sheet(row.sheet).division
            ended = self._ended_divisions.get(str(row.values.get(key, ""))[:6]) if key else None
            if ended and row.is_accepted and row.happened_on and row.happened_on >= ended[1]:
                name, until = ended
                told = {"sheet": row.sheet_name, "row": row.number, "name": name}
                self.checker.outline["warnings"].append(
                    ["division-ended", {**told, "until": until.isoformat()}]
                )

    def _refusal(self, row: CheckedRow, key: str, code: str, params: dict[str, Any]) -> RowRefusal:
        """Return a refusal of the row in the column of the field `key`."""
        position = positions(self.checker.outline, row.sheet_name).get(key)
        cell = row.cells[position] if position is not None and position < len(row.cells) else None
        name = column_name(self.template.sheet(row.sheet), key)
        return RowRefusal(
            key, name, position, code, "" if cell is None else str(cell)[:500], params
        )


def holders_of(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return by key which of the facts the store holds, and in which batch and row."""
    found = rows_among(Record, ("key", "batch", "row"), "key", list(keys))
    return {key: {"batch": batch, "row": row} for key, batch, row in found}


def _is_clean(row: CheckedRow) -> bool:
    """Say whether nothing is wrong with the row but that it repeats one which is refused too."""
    return all(refusal.code == "duplicate" for refusal in row.refusals)


def column_name(sheet: SheetTemplate, key: str) -> str:
    """Return the template name of the field `key`."""
    found = sheet.field_by_key.get(key)
    return found.name if found else key


def positions(outline: dict[str, Any], sheet_name: str) -> dict[str, int]:
    """Return where the fields stand in one of the sender's sheets, by field key, from 0."""
    described = next(
        (each for each in reversed(outline["sheets"]) if each["name"] == sheet_name), None
    )
    return {each["key"]: each["position"] for each in described["columns"]} if described else {}


@cache
def _record_key(keys: KeyRing) -> bytes:
    """Return the secret of record keys; without it they would betray persons' numbers."""
    return bytes.fromhex(crypto.lookup("record", field="record-key", ring=keys))


def key_of(template: str, text: str) -> str:
    """Return the key under which the store knows a fact, from what makes two rows one."""
    said = f"{template}\x1f{text}".encode()
    return hashlib.blake2b(said, key=_record_key(ring()), digest_size=16).hexdigest()


class StoredSections:
    """Answers which firms carry out a contract section, from what was stored before; asks once."""

    def __init__(self) -> None:
        self._firms: dict[str, list[SubjectRef]] | None = None

    def __call__(self, name: str, year: int | None) -> list[SubjectRef]:
        """Return the contractors of the section of this name."""
        if self._firms is None:
            self._firms = {}
            rows = ContractSection.objects.visible().order_by("name", "contractor").distinct()
            for section, kind, code, firm in rows.values_list(
                "name", "contractor__kind", "contractor__code", "contractor__name"
            ):
                ref = SubjectRef(kind, "credit-code", code, firm)
                self._firms.setdefault(tight(section), []).append(ref)
        return self._firms.get(tight(name), [])
