"""What all readers of cells share, and the readers of words and of numbers without a check."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from xinlu.collection.checking.language import Field
from xinlu.kernel.text import compact, is_blank_mark, squeeze
from xinlu.kernel.values import plain


class Wrong:
    """What is wrong with a cell: the refusal's code and what its sentence needs."""

    __slots__ = ("code", "params")

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params: Mapping[str, Any] = params


#: Reads a cell as its normal text, "" for nothing, or what is wrong with it.
Reader = Callable[[Any], "str | Wrong"]
#: Makes the reader of a field, with the day of checking and the factor of its column.
Kind = Callable[[Field, date, Decimal | None], Reader]

_LONGEST_BLANK: Final = 8
# A workbook keeps 15 digits of a number; an identity number typed as one has lost its end.
_EXACT_BELOW: Final = 10**15
_SCIENTIFIC: Final = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,3}", re.IGNORECASE)
DASHES: Final = dict.fromkeys(map(ord, "－—–―‐‑‒−"), "-")


def is_nothing(text: str) -> bool:
    """Say whether a cell's text means that there is nothing: "", —, /, 无."""
    return len(text) < _LONGEST_BLANK and is_blank_mark(text)


def is_error(cell: Any) -> bool:
    """Say whether the cell is an error of a formula, such as #N/A, and no text of the sender's."""
    return isinstance(cell, str) and type(cell) is not str


def text_of(cell: Any) -> str | None:
    """Return a cell as text; None for a number so long that its digits are lost."""
    if isinstance(cell, str):
        return str(cell)
    if isinstance(cell, int | float):
        if abs(cell) >= _EXACT_BELOW or cell != cell:
            return None
        return str(int(cell)) if cell == int(cell) else plain(Decimal(f"{cell:.15g}"))
    return str(cell.date() if hasattr(cell, "date") else cell)


def has_lost_digits(text: str) -> bool:
    """Say whether a number was turned into scientific notation on its way, as 5.00112E+17."""
    return text[1:2] in {".", "E", "e"} and bool(_SCIENTIFIC.fullmatch(text.strip()))


def words(field: Field, as_of: date, factor: Decimal | None) -> Reader:
    """Read words: blanks tidied, nothing else changed."""
    longest = field.length

    def read(cell: Any) -> str | Wrong:
        if is_error(cell):
            return Wrong("code-value", reason="cell-error")
        text = text_of(cell)
        if text is None:
            return Wrong("identifier-check", reason="number-cell")
        text = squeeze(text)
        if is_nothing(text):
            return ""
        if longest and len(text) > longest:
            return Wrong("length", longest=longest, length=len(text))
        return text

    return read


def coded(field: Field, as_of: date, factor: Decimal | None) -> Reader:
    """Read a number that has no check of its own: no blanks, half width, upper case."""
    tidied = words(field, as_of, factor)
    shape = re.compile(field.pattern) if field.pattern else None

    def read(cell: Any) -> str | Wrong:
        text = tidied(cell)
        if isinstance(text, Wrong) or text == "":
            return text
        text = compact(text).upper()
        if has_lost_digits(text):
            return Wrong("identifier-check", reason="number-cell")
        if shape is None:
            return text
        text = text.translate(DASHES)
        if not shape.fullmatch(text):
            return Wrong("code-value", reason="pattern", example=field.example)
        return text

    return read
