"""Readers of days, years and numbers."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from xinlu.collection.checking.cells import Reader, Wrong, is_error, is_nothing, text_of
from xinlu.collection.checking.language import Field
from xinlu.kernel.text import compact, tight
from xinlu.kernel.values import ValueRefused, parse_date, parse_decimal, plain


def day(field: Field, as_of: date, factor: Decimal | None) -> Reader:
    """Read a date in any of the ways the kernel knows, or a word that stands for one."""
    meanings = {tight(word): value for word, value in field.words.items()}
    latest = as_of if field.not_in_future else None

    def read(cell: Any) -> str | Wrong:
        if isinstance(cell, str):
            if is_nothing(cell):
                return ""
            if meanings and (value := meanings.get(tight(cell))):
                return value
        try:
            return parse_date(cell, not_after=latest).isoformat()
        except ValueRefused as wrong:
            until = {"as_of": as_of.isoformat()} if wrong.code == "date-in-future" else {}
            return Wrong(wrong.code, **wrong.params, **until)

    return read


def decimal(field: Field, as_of: date, factor: Decimal | None) -> Reader:
    """Read an exact number within the field's bounds, and turn it into the field's unit."""
    places = 0 if field.kind == "integer" else field.places
    bounded = _bounds(field)

    def read(cell: Any) -> str | Wrong:
        if isinstance(cell, str) and is_nothing(cell):
            return ""
        try:
            number = parse_decimal(cell, places)
        except ValueRefused as wrong:
            return Wrong("number", **wrong.params, unit=field.unit)
        if out := bounded(number):
            return out
        return plain(number if factor is None else number * factor)

    return read


def _bounds(field: Field) -> Callable[[Decimal], Wrong | None]:
    """Return the check of a number against `min`, `max` and `above`."""
    least, most, over = field.min, field.max, field.above

    def check(number: Decimal) -> Wrong | None:
        if least is not None and number < least:
            return Wrong("number", reason="below", bound=plain(least), unit=field.unit)
        if over is not None and number <= over:
            return Wrong("number", reason="not-above", bound=plain(over), unit=field.unit)
        if most is not None and number > most:
            return Wrong("number", reason="above", bound=plain(most), unit=field.unit)
        return None

    return check


_YEAR: Final = re.compile(r"((?:19|20)[0-9]{2})(?:\.0|年|年度)?")


def year(field: Field, as_of: date, factor: Decimal | None) -> Reader:
    """Read a year of four digits, with or without 年度."""

    def read(cell: Any) -> str | Wrong:
        if isinstance(cell, str) and is_nothing(cell):
            return ""
        text = None if is_error(cell) else text_of(cell)
        found = _YEAR.fullmatch(compact(text)) if text else None
        if found is None:
            return Wrong("number", reason="not-a-year")
        if field.not_in_future and int(found[1]) > as_of.year:
            return Wrong("date-in-future", as_of=as_of.isoformat())
        return found[1]

    return read
