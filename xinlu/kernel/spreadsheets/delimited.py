"""Reads tables sent as text: UTF-8, UTF-16 or GB 18030, divided by commas, semicolons or tabs."""

import codecs
import csv
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from .books import Book, Sheet
from .cells import Cell, Row
from .refusals import FileRefused, Limits

_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DELIMITERS = ",\t;"
_PIECE = 2**20
_SAMPLE = 2**16
#: Of the characters of a UTF-8 text hardly any is broken; of a GBK text read as UTF-8 nearly all.
_BROKEN_SHARE = 0.1
_FORMULA_TEXT = re.compile(r'="([^"]*)"')
#: A line that follows the last one: if it is swallowed by a cell, a quotation mark is open.
_END = "\0end\0"

csv.field_size_limit(4 * 2**20)


def open_text(path: Path, name: str, limits: Limits) -> Book:
    """Return the one sheet of a text file, decoded and parsed once in full beforehand."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(_SAMPLE)
    if not sample.strip("\ufeff\r\n\t ,;"):
        raise FileRefused("empty", size=path.stat().st_size)
    if "\0" in sample:
        raise FileRefused("not-a-workbook", really="binary")
    delimiter = _delimiter(sample)
    source = partial(_rows, path, encoding, delimiter)
    title = Path(name).stem
    for number, row in source():
        if len(row) > limits.max_columns:
            raise FileRefused(
                "too-many-columns", sheet=title, columns=len(row), max=limits.max_columns
            )
        if number > limits.max_rows:
            raise FileRefused("too-many-rows", sheet=title, max=limits.max_rows)
    return Book(name, "text", [Sheet(title, 0, False, source)])


def _encoding(path: Path) -> str:
    """Return the encoding in which every byte of the file is valid, or name the byte that is not.

    A UTF-8 text with a broken byte often passes for GBK and would be read as nonsense; so it is
    first asked which of the two it resembles.
    """
    with path.open("rb") as file:
        head = file.read(4)
    for bom, encoding in _BOMS.items():
        if head.startswith(bom):
            if (broken := _first_broken(path, encoding)) is not None:
                raise _broken_byte(path, encoding, broken)
            return encoding
    broken = _first_broken(path, "utf-8")
    if broken is None:
        return "utf-8"
    if _resembles_utf8(path):
        raise _broken_byte(path, "utf-8", broken)
    if (broken := _first_broken(path, "gb18030")) is not None:
        raise _broken_byte(path, "gb18030", broken)
    return "gb18030"


def _first_broken(path: Path, encoding: str) -> int | None:
    """Return the offset of the first byte that is not valid in `encoding`."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    with path.open("rb") as file:
        while True:
            piece = file.read(_PIECE)
            waiting = len(decoder.getstate()[0])
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as broken:
                return done - waiting + broken.start
            except UnicodeError:
                return done
            if not piece:
                return None
            done += len(piece)


def _broken_byte(path: Path, encoding: str, offset: int) -> FileRefused:
    with path.open("rb") as file:
        before = file.read(offset)
        byte = file.read(1)
    line = before.count(b"\n") + 1
    shown = f"0x{byte[0]:02X}" if byte else "(end)"
    return FileRefused("encoding", line=line, offset=offset, byte=shown, encoding=encoding)


def _resembles_utf8(path: Path) -> bool:
    with path.open("rb") as file:
        for piece in iter(partial(file.read, _PIECE), b""):
            if not piece.isascii():
                text = piece.decode("utf-8", errors="replace")
                wide = sum(1 for character in text if character > "\x7f")
                return text.count("\ufffd") < _BROKEN_SHARE * wide
    return False


def _delimiter(sample: str) -> str:
    """Return the sign that divides the sample into most cells."""
    lines = sample.splitlines(keepends=True)[:50]

    def cells(delimiter: str) -> int:
        return sum(len(row) - 1 for row in csv.reader(lines, delimiter=delimiter) if row)

    return max(_DELIMITERS, key=cells)


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows; a cell may hold line breaks, so rows are counted, not lines."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(_ended(file), delimiter=delimiter)
        number = 0
        try:
            for number, values in enumerate(reader, 1):
                if any(_END in value for value in values[-1:]):
                    if values != [_END]:
                        raise FileRefused("unclosed-quote", row=number)
                    return
                row = [_cell(value) for value in values]
                if row.count(None) < len(row):
                    yield number, row
        except csv.Error as broken:
            raise FileRefused("unclosed-quote", row=number + 1) from broken


def _ended(lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines, then the end sign on a line of its own."""
    last = ""
    for line in lines:
        last = line
        yield line
    if not last.endswith(("\n", "\r")):
        # The last row has no line break: the reader closes it at this one unless it is quoted.
        yield "\n"
    yield _END


def _cell(value: str) -> Cell:
    if not value or value.isspace():
        return None
    if value.startswith('="') and (wrapped := _FORMULA_TEXT.fullmatch(value)):
        # ="00123" is how digits are kept from becoming a number.
        return wrapped[1] or None
    return value
