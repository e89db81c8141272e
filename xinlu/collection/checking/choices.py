"""Readers of values that a list gives."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from xinlu.collection.checking.cells import DASHES, Reader, Wrong, is_error, is_nothing, text_of
from xinlu.collection.checking.language import Choice, Field
from xinlu.kernel.text import tight

#: What the values of a list are joined with in their normal form.
LIST_MARK: Final = ";"
# A column of numbers with gaps is exported as 1.0.
_WHOLE: Final = re.compile(r"^([0-9]+)\.0+$")
_MORE_PRECISELY: Final = re.compile(r"[:(]")


def _finder(choices: tuple[Choice, ...]) -> Callable[[str], str | None]:
    """Return the look-up of one value of a list; None for what is not in it."""
    named = [(tight(text), each) for each in choices for text in (each.value, *each.aliases)]
    values = {text: each.value for text, each in named if each.open != "must"}
    opened = [(f"{text}-", each.value) for text, each in named if each.open]

    def find(text: str) -> str | None:
        written = _WHOLE.sub(r"\1", tight(text))
        if written in values:
            return values[written]
        written = _MORE_PRECISELY.sub("-", written.translate(DASHES), count=1)
        for start, value in opened:
            if written.startswith(start) and (rest := written[len(start) :].strip("-)")):
                return f"{value}-{rest}"
        return None

    return find


def _allowed(choices: tuple[Choice, ...]) -> list[str]:
    """Return how the values of a list are written, those to be made more precise with a dash."""
    return [f"{each.value}-…" if each.open == "must" else each.value for each in choices]


def choice(field: Field, as_of: date, factor: Decimal | None) -> Reader:
    """Read one value of the field's list."""
    find = _finder(field.choices)
    allowed = _allowed(field.choices)

    def read(cell: Any) -> str | Wrong:
        text = None if is_error(cell) else text_of(cell)
        if text is not None and is_nothing(text):
            return ""
        value = find(text) if text is not None else None
        return value if value is not None else Wrong("code-value", allowed=allowed)

    return read


def choices(field: Field, as_of: date, factor: Decimal | None) -> Reader:
    """Read several values of the field's list, joined by any of its separators."""
    find = _finder(field.choices)
    allowed = _allowed(field.choices)
    split = re.compile("|".join([*map(re.escape, field.separators), "\n"])).split

    def read(cell: Any) -> str | Wrong:
        text = None if is_error(cell) else text_of(cell)
        if text is None:
            return Wrong("code-value", allowed=allowed)
        if is_nothing(text):
            return ""
        # A value may have a separator in its own name, so the whole text is looked up first.
        parts = [text] if find(text) is not None else filter(str.strip, split(text))
        values: dict[str, None] = {}
        for part in parts:
            value = find(part)
            if value is None:
                return Wrong("code-value", allowed=allowed, found=part.strip()[:50])
            values[value] = None
        joined = LIST_MARK.join(values)
        if field.length and len(joined) > field.length:
            return Wrong("length", longest=field.length, length=len(joined))
        return joined

    return read
