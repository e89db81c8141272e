"""Accepted rows made ready to be stored, and the file that keeps them from check to storing."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from django.conf import settings

from xinlu.collection.checking import CheckedRow, SubjectRef
from xinlu.collection.covering import cover_raw, cover_values
from xinlu.collection.models import Batch
from xinlu.collection.templates import Template
from xinlu.kernel import crypto
from xinlu.registry.bulk import fresh_uid
from xinlu.registry.sealing import is_secret, ring

#: Made once: `json.dumps` with arguments makes an encoder for every call.
_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_quoted = json.encoder.encode_basestring
_NO_CELLS = "{}"


def _object(cells: Mapping[str, Any]) -> str:
    """Return cells as JSON; the encoder takes half as long again for an object of few texts."""
    told = [
        f"{_quoted(key)}:{_quoted(cell) if cell.__class__ is str else _text(cell)}"
        for key, cell in cells.items()
    ]
    return "{" + ",".join(told) + "}"


@dataclass(slots=True)
class Ready:
    """An accepted row as it goes into the store; in a file no person's number of it is plain."""

    uid: str
    sheet: str
    sheet_name: str
    row: int
    #: Values and raw cells as JSON, numbers of persons sealed for the record `uid`.
    values: str
    raw: str
    happened_on: date | None
    year: int | None
    number: str
    key: str
    authority: tuple[str, str]
    subject: SubjectRef
    #: Ties as (kind, the firm of the tie).
    links: tuple[tuple[str, SubjectRef], ...]
    #: Name and price in 亿元 of the contract section that the row registers.
    section: tuple[str, str] | None

    @classmethod
    def of(cls, row: CheckedRow, key: str, template: Template) -> Self:
        """Return the row made ready; `key` is what the store knows the fact by, or ""."""
        assert row.subject is not None
        uid = fresh_uid()
        values, secret = row.values, template.secrets_of(row.values)
        covered: Mapping[str, Any] = (
            cover_values(values, secret, row=uid, masks=template.masks) if secret else values
        )
        names = template.sheet(row.sheet).names
        price = values.get("contract_price")
        return cls(
            uid=uid,
            sheet=row.sheet,
            sheet_name=row.sheet_name[:100],
            row=row.number,
            values=_object(covered),
            raw=_object(cover_raw(row.raw, row=uid)) if row.raw else _NO_CELLS,
            happened_on=row.happened_on,
            year=row.year,
            number=row.number_text[:200],
            key=key,
            authority=row.authority,
            subject=row.subject,
            links=tuple((link.kind, link.of) for link in row.links),
            section=(values[names], price) if names and price else None,
        )

    def written(self) -> list[Any]:
        """Return the row as the file keeps it, beside its values and raw cells."""
        return [
            self.uid,
            self.sheet,
            self.sheet_name,
            self.row,
            self.happened_on and self.happened_on.isoformat(),
            self.year,
            self.number,
            self.key,
            self.authority,
            _written(self.subject, self.uid),
            [(kind, _written(of, self.uid)) for kind, of in self.links],
            self.section,
        ]

    @classmethod
    def read(cls, written: list[Any], values: str, raw: str) -> Self:
        """Return the row that `written` made a list of."""
        uid, sheet, sheet_name, row, happened_on, year, number, key, *told = written
        (code, name), subject, links, section = told
        return cls(
            uid=uid,
            sheet=sheet,
            sheet_name=sheet_name,
            row=row,
            values=values,
            raw=raw,
            happened_on=_day(happened_on) if happened_on else None,
            year=year,
            number=number,
            key=key,
            authority=(code, name),
            subject=_read(subject, uid),
            links=tuple((kind, _read(of, uid)) for kind, of in links),
            section=(section[0], section[1]) if section else None,
        )


_day = lru_cache(4096)(date.fromisoformat)


def _written(ref: SubjectRef, uid: str) -> list[Any]:
    """Return a reference with its secret numbers sealed."""
    numbers = [(scheme, _closed(scheme, value, uid)) for scheme, value in _numbers(ref)]
    return [ref.kind, ref.name, ref.division, numbers]


def _numbers(ref: SubjectRef) -> Iterator[tuple[str, str]]:
    yield ref.scheme, ref.value
    yield from ref.also


def _closed(scheme: str, value: str, uid: str) -> str:
    if not is_secret(scheme):
        return value
    return crypto.seal(value, field=f"ready:{scheme}", row=uid, ring=ring())


def _read(written: list[Any], uid: str) -> SubjectRef:
    kind, name, division, numbers = written
    (scheme, value), *also = [(scheme, _open(scheme, value, uid)) for scheme, value in numbers]
    return SubjectRef(kind, scheme, value, name, tuple(also), division)


def _open(scheme: str, value: str, uid: str) -> str:
    if not is_secret(scheme):
        return value
    return crypto.unseal(value, field=f"ready:{scheme}", row=uid, ring=ring())


def path_of(batch: Batch) -> Path:
    """Return where the rows of the batch are kept between its check and its storing."""
    return Path(settings.MEDIA_ROOT) / "ready" / f"{batch.uid.hex}.jsonl"


class Writer:
    """Writes the ready rows of a check, chunk by chunk; a file without its last line is none."""

    def __init__(self, batch: Batch) -> None:
        path = path_of(batch)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w", encoding="utf-8")
        self._rows = 0

    def write(self, size: int, rows: Iterable[Ready]) -> None:
        """Write the accepted rows of a chunk of `size` rows of the sender's file."""
        self._rows += size
        written, texts = [], []
        for row in rows:
            written.append(row.written())
            # JSON has no line breaks; as lines of their own the texts need no second quoting.
            texts += [row.values, row.raw]
        lines = [_text([size, written]), *texts]
        self._file.write("\n".join(lines) + "\n")

    def close(self, *, is_whole: bool) -> None:
        """Close the file, with its last line if the whole of the sender's file is in it."""
        if is_whole:
            self._file.write(json.dumps([-1, self._rows]) + "\n")
        self._file.close()


def read(batch: Batch) -> Iterator[tuple[int, list[Ready]]] | None:
    """Return the chunks kept by the check as (size, ready rows), or None if they are not here."""
    path = path_of(batch)
    if not path.is_file() or not _is_whole(path, batch.row_count):
        return None
    return _chunks(path)


def _is_whole(path: Path, rows: int) -> bool:
    with path.open("rb") as file:
        end = json.dumps([-1, rows]).encode() + b"\n"
        file.seek(0, 2)
        if file.tell() < len(end):
            return False
        file.seek(-len(end), 2)
        return file.read() == end


def _chunks(path: Path) -> Iterator[tuple[int, list[Ready]]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            size, rows = json.loads(line)
            if size >= 0:
                yield size, [Ready.read(row, next(file)[:-1], next(file)[:-1]) for row in rows]


def forget(batch: Batch) -> None:
    """Remove the rows kept for storing."""
    path_of(batch).unlink(missing_ok=True)
