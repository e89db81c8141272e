"""Signed packages (签名数据包): files that travel on a stick, and the receipt that travels back.

A package is a zip of the files and of a list of them with their digests, signed with the sender's
key (Ed25519). Nothing here knows a database: packages are made where there is no network.
"""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self
from uuid import UUID

from xinlu.kernel.crypto import KeyRingError, PublicKey, SigningKey, sm3
from xinlu.kernel.yaml_files import read_yaml

_LIST, _SIGNATURE, _FOLDER = "list.json", "signature.txt", "files/"
_LARGEST_LIST: Final = 2**20
#: Bytes of one file, unless who opens the package says otherwise.
LARGEST: Final = 50 * 2**20
_SAID: Final[Mapping[str, str]] = read_yaml(Path(__file__).with_name("sentences.yaml"))


class PackageRefused(Exception):
    """A package or a receipt that is not taken; `code` and `params` tell why."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(_SAID[code].format(**params))


@dataclass(frozen=True)
class Item:
    """A file of a package: its name, the template and year under which it is sent, its digest."""

    name: str
    template: str
    year: int | None
    size: int
    digest: str
    #: What the sender states of months (对账): objects of month, kind, count, fines, numbers.
    totals: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Contents:
    """What a package says that it holds."""

    number: UUID
    client: str
    key_id: str
    made_at: datetime
    items: tuple[Item, ...]

    def written(self) -> bytes:
        """Return the list as it is signed."""
        told = {
            "xinlu-package": 1,
            "number": str(self.number),
            "client": self.client,
            "key": self.key_id,
            "made_at": self.made_at.isoformat(),
            "files": [vars(item) for item in self.items],
        }
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def read(cls, written: bytes) -> Self:
        """Return the list that `written` holds, or raise `PackageRefused`."""
        try:
            told = json.loads(written)
            if told["xinlu-package"] != 1:
                raise PackageRefused("not-a-package")
            return cls(
                UUID(told["number"]),
                str(told["client"]),
                str(told["key"]),
                datetime.fromisoformat(told["made_at"]),
                tuple(
                    Item(
                        str(each["name"]),
                        str(each["template"]),
                        None if each["year"] is None else int(each["year"]),
                        int(each["size"]),
                        str(each["digest"]),
                        tuple(dict(total) for total in each.get("totals", ())),
                    )
                    for each in told["files"]
                ),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as broken:
            raise PackageRefused("not-a-package") from broken


def make(
    target: Path,
    files: Sequence[tuple[str, bytes]],
    *,
    key: SigningKey,
    number: UUID,
    client: str,
    template: str,
    year: int | None,
    at: datetime,
    totals: Sequence[Mapping[str, Any]] = (),
) -> Contents:
    """Write a package of files by name, to be sent under one template, and return its list.

    `totals` are stated once, with the first file.
    """
    items = tuple(
        Item(name, template, year, len(data), sm3(data).hex(), () if place else tuple(totals))
        for place, (name, data) in enumerate(files)
    )
    contents = Contents(number, client, key.public.id, at, items)
    written = contents.written()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_LIST, written)
        archive.writestr(_SIGNATURE, key.sign(written).hex())
        for place, (_, data) in enumerate(files):
            archive.writestr(f"{_FOLDER}{place}", data)
    return contents


@dataclass(frozen=True)
class Opened:
    """A package that was read but not yet believed: its list, the signature, its files."""

    contents: Contents
    written: bytes
    signature: bytes
    files: tuple[bytes, ...]

    def must_be_signed_by(self, key: PublicKey) -> None:
        """Raise `PackageRefused` unless the key signed the list, and the files are those listed."""
        if not key.has_signed(self.written, self.signature):
            raise PackageRefused("manifest-changed")
        for item, data in zip(self.contents.items, self.files, strict=True):
            if len(data) != item.size or sm3(data).hex() != item.digest:
                raise PackageRefused("file-changed", name=item.name)


def open_package(path: Path, *, largest: int = LARGEST) -> Opened:
    """Read a package within bounds, or raise `PackageRefused`."""
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {each.filename: each.file_size for each in archive.infolist()}
            if sizes.get(_LIST, _LARGEST_LIST + 1) > _LARGEST_LIST or sizes[_SIGNATURE] > 1000:
                raise PackageRefused("not-a-package")
            written = archive.read(_LIST)
            signature = bytes.fromhex(archive.read(_SIGNATURE).decode())
            contents = Contents.read(written)
            _must_be_those_listed(contents, set(sizes))
            files = [
                _read(archive, place, item, largest) for place, item in enumerate(contents.items)
            ]
    except PackageRefused:
        raise
    except Exception as broken:  # a zip that is broken breaks its reader in many ways
        raise PackageRefused("not-a-package") from broken
    return Opened(contents, written, signature, tuple(files))


def _must_be_those_listed(contents: Contents, names: set[str]) -> None:
    listed = {f"{_FOLDER}{place}": item.name for place, item in enumerate(contents.items)}
    for name in listed.keys() - names:
        raise PackageRefused("file-missing", name=listed[name])
    for name in names - listed.keys() - {_LIST, _SIGNATURE}:
        raise PackageRefused("file-unlisted", name=name)


def _read(archive: zipfile.ZipFile, place: int, item: Item, largest: int) -> bytes:
    """Return a file's bytes; never more than its list says, whatever the zip unpacks to."""
    if item.size > largest:
        told = {"size_mb": f"{item.size / 2**20:.1f}", "max_mb": f"{largest / 2**20:g}"}
        raise PackageRefused("too-large", name=item.name, **told)
    try:
        with archive.open(f"{_FOLDER}{place}") as file:
            return file.read(item.size + 1)
    except Exception as broken:
        raise PackageRefused("file-changed", name=item.name) from broken


def signed_receipt(told: Mapping[str, Any], key: SigningKey) -> str:
    """Return a receipt: a statement with its signature and the public key that checks it."""
    statement = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    signature = key.sign(statement.encode()).hex()
    held = {"statement": statement, "signature": signature, "key": key.public.raw.hex()}
    return json.dumps({"xinlu-package-receipt": 1, **held}, ensure_ascii=False, indent=1)


def read_receipt(text: str, key: PublicKey | None) -> dict[str, Any]:
    """Return the statement of a receipt that the key signed, else its own key if none is given.

    Raises `PackageRefused`.
    """
    try:
        held = json.loads(text)
        statement, signature = str(held["statement"]), bytes.fromhex(held["signature"])
        own = PublicKey.parse(held["key"])
        told = json.loads(statement)
    except (ValueError, KeyError, TypeError, KeyRingError) as broken:
        raise PackageRefused("not-a-receipt") from broken
    if not isinstance(told, dict) or not (key or own).has_signed(statement.encode(), signature):
        raise PackageRefused("receipt-changed")
    return told
