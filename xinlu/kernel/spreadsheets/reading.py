"""The one door through which files of tables come in."""

from pathlib import Path

from .books import Book
from .delimited import open_text
from .formats import format_of
from .legacy import open_xls
from .ooxml import open_xlsx
from .refusals import FileRefused, Limits
from .rows import open_rows

_READERS = {"xlsx": open_xlsx, "xls": open_xls, "rows": open_rows, "text": open_text}


def open_book(path: Path, *, name: str | None = None, limits: Limits | None = None) -> Book:
    """Return the tables of a file, whose format is told by its content, or raise FileRefused.

    `name` is what the sender called it. Damage, encryption and excess are found here, before a
    row is read; formulas give the values last computed, macros do not run.
    """
    limits = limits or Limits()
    size = path.stat().st_size
    if not size:
        raise FileRefused("empty", size=size)
    if size > limits.max_bytes:
        raise FileRefused("too-large", size=size, max=limits.max_bytes)
    return _READERS[format_of(path)](path, name or path.name, limits)
