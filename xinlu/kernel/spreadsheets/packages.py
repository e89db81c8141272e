"""Looks into an .xlsx before a reader does: is it whole, how large is it unpacked, how wide.

The directory of a zip can lie, so every member is inflated here once, in pieces and to no place.
The reader keeps a sheet as one rectangle: two cells far apart would fill all memory, so the
corners are measured too. Errors and formulas without a value, which it drops, are noted.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from .cells import column_index
from .refusals import FileRefused, Limits

_CHUNK = 2**20
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
#: Small members may be as repetitive as they like.
_RATIO_FROM = 10 * 2**20
_MANY_MEMBERS = 20_000

_VALUE_MARKS = (b"<v", b"<is", b":v", b":is")
_COLUMN = re.compile(rb"r\s*=\s*[\"']\s*([A-Za-z]+)[0-9]")
_VALUED = re.compile(rb"r\s*=\s*[\"']\s*([A-Za-z]+)[0-9]+[\"'](?!(?:\s+\w+=\"[^\"<>]*\")*\s*/>)")
_ROW = re.compile(rb"r\s*=\s*[\"']\s*[A-Za-z]*([0-9]+)")
_UNNAMED = re.compile(rb"<(?:\w+:)?c(?=[\s/>])(?![^<>]*\sr\s*=)")
_MAYBE_UNNAMED = re.compile(rb"<c(?! r=)[\s/>]")
_ERROR = re.compile(
    rb"<c r=\"([A-Z]+)([0-9]+)\"[^>]* t=\"e\"[^>]*>(?:<f[^>]*>[^<]*</f>)?<v>([^<]*)"
)
_BARE = re.compile(
    rb"<c r=\"([A-Z]+[0-9]+)\"[^>]*><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>"
)


@dataclass(slots=True)
class Extent:
    """How far the cells with a value reach, and what a reader would not tell of them."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    #: Bytes, unpacked, of all that the sheet holds, formats without a value among it.
    size: int = 0
    #: It says its dimension (true or not), without which a stream looks for it through all rows.
    dimensioned: bool = False
    #: Some cell has a value.
    filled: bool = False
    #: Some cell does not name its place, so the measure of columns does not hold.
    unnamed: bool = False
    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    bare_formulas: int = 0
    first_bare_formula: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """An .xlsx that is whole: what was seen of its sheets, by member, and what else it holds."""

    extents: dict[str, Extent]
    has_macros: bool
    has_external_links: bool


def inspect(path: Path, limits: Limits) -> Package:
    """Inflate every member of the workbook once and return what was seen, or refuse the file."""
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            members = archive.infolist()
            _check_directory(members, path.stat().st_size, limits)
            extents = _walk(members, file, limits)
    except (zipfile.BadZipFile, zlib.error, struct.error) as broken:
        raise FileRefused("truncated", detail=str(broken)) from broken
    names = [member.filename.lower() for member in members]
    return Package(
        extents,
        has_macros=any(name.endswith("vbaproject.bin") for name in names),
        has_external_links=any("/externallinks/" in name for name in names),
    )


def _bomb(member: str, packed: int, inflated: int, limits: Limits) -> FileRefused:
    return FileRefused(
        "zip-bomb",
        member=member,
        packed=packed,
        inflated=inflated,
        max=limits.max_inflated,
        max_ratio=limits.max_ratio,
    )


def _check_directory(members: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused("password")
    for member in members:
        if not 0 <= member.header_offset < size:
            raise FileRefused("truncated", detail=member.filename)
    inflated = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if inflated > limits.max_inflated or len(members) > _MANY_MEMBERS or packed > size:
        raise _bomb("*", size, inflated, limits)
    for member in members:
        _check_ratio(member, member.file_size, limits)


def _check_ratio(member: zipfile.ZipInfo, inflated: int, limits: Limits) -> None:
    if inflated > _RATIO_FROM and inflated > limits.max_ratio * max(member.compress_size, 1):
        raise _bomb(member.filename, member.compress_size, inflated, limits)


def _walk(members: list[zipfile.ZipInfo], file: BinaryIO, limits: Limits) -> dict[str, Extent]:
    extents = {}
    inflated = 0
    for member in members:
        survey = Survey()
        crc = size = 0
        for chunk in _inflate(member, file):
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
            _check_ratio(member, size, limits)
            if inflated + size > limits.max_inflated:
                raise _bomb(member.filename, member.compress_size, inflated + size, limits)
            if member.filename.endswith(".xml"):
                survey.feed(chunk)
        if crc != member.CRC or size != member.file_size:
            raise FileRefused("truncated", detail=member.filename)
        inflated += size
        extents[member.filename] = survey.close()
    return extents


def _inflate(member: zipfile.ZipInfo, file: BinaryIO) -> Iterator[bytes]:
    """Yield the content of a member in pieces, whatever size its directory entry claims."""
    file.seek(member.header_offset)
    signature, *_, name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    if signature != b"PK\x03\x04" or member.compress_type not in (0, 8):
        raise FileRefused("truncated", detail=member.filename)
    file.seek(name_length + extra_length, 1)
    left = member.compress_size
    if member.compress_type == 0:
        while left and (piece := file.read(min(_CHUNK, left))):
            left -= len(piece)
            yield piece
        return
    stream = zlib.decompressobj(-15)
    while not stream.eof:
        packed = stream.unconsumed_tail
        if not packed:
            packed = file.read(min(_CHUNK, left))
            left -= len(packed)
        if not packed:
            raise FileRefused("truncated", detail=member.filename)
        if piece := stream.decompress(packed, _CHUNK):
            yield piece


class Survey:
    """Measures one member of the package, given in pieces, as if it were a sheet."""

    def __init__(self) -> None:
        self.extent = Extent()
        self._columns: set[bytes] = set()
        self._carry = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next piece; the part after its last row waits for the piece that follows."""
        self.extent.dimensioned |= not self.extent.size and b"<dimension" in chunk
        self.extent.size += len(chunk)
        data = self._carry + chunk
        cut = max(data.rfind(b"<row"), data.rfind(b":row"))
        if cut <= 0 and len(data) < 4 * _CHUNK:
            self._carry = data
            return
        # A row longer than four pieces is scanned with an overlap longer than any reference.
        self._carry = data[cut:] if cut > 0 else data[-256:]
        self._scan(data[:cut] if cut > 0 else data)

    def close(self) -> Extent:
        """Return the measures of the whole."""
        self._scan(self._carry)
        if self._columns:
            self.extent.columns = max(_place(letters) for letters in self._columns)
        return self.extent

    def _scan(self, data: bytes) -> None:
        if not any(mark in data for mark in _VALUE_MARKS):
            return
        self.extent.filled = True
        places = _COLUMN.findall(data)
        columns = set(places)
        if any(len(letters) > 2 for letters in columns):
            # Perhaps only formatted: a head row coloured to the edge of the sheet has no width.
            columns = set(_VALUED.findall(data))
        self._columns |= columns
        self.extent.cells += len(places)
        self.extent.rows = max([self.extent.rows, *map(int, set(_ROW.findall(data)))])
        if b":c" in data or _MAYBE_UNNAMED.search(data):
            self.extent.unnamed |= _UNNAMED.search(data) is not None
        self._note(data)

    def _note(self, data: bytes) -> None:
        if b't="e"' in data:
            for letters, row, text in _ERROR.findall(data):
                cells = self.extent.errors.setdefault(int(row), {})
                cells[_place(letters) - 1] = text.decode()
        if b"<f" in data:
            for place in _BARE.findall(data):
                self.extent.bare_formulas += 1
                self.extent.first_bare_formula = self.extent.first_bare_formula or place.decode()


def _place(letters: bytes) -> int:
    """Return the place of a column, counted from 1; nonsense letters are far to the right."""
    return column_index(letters.decode()) + 1 if len(letters) <= 3 else 2**20


def resolve(target: str) -> str:
    """Return the member that a target in workbook.xml.rels means.

    >>> resolve("worksheets/sheet1.xml"), resolve("/xl/worksheets/sheet1.xml")
    ('xl/worksheets/sheet1.xml', 'xl/worksheets/sheet1.xml')
    """
    path = PurePosixPath("xl") / target if not target.startswith("/") else PurePosixPath(target[1:])
    return str(path)
