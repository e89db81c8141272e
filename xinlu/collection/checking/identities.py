"""Readers of numbers by which the state knows subjects."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from xinlu.collection.checking.cells import (
    Kind,
    Reader,
    Wrong,
    has_lost_digits,
    is_error,
    is_nothing,
    text_of,
)
from xinlu.collection.checking.language import Field
from xinlu.kernel import identifiers
from xinlu.kernel.identifiers import IdentifierError


def identifier(parse: Callable[[str], str], code: str = "identifier-check") -> Kind:
    """Return the kind of field that one of the kernel's functions for identifiers reads."""

    def kind(field: Field, as_of: date, factor: Decimal | None) -> Reader:
        def read(cell: Any) -> str | Wrong:
            if is_error(cell):
                return Wrong(code, reason="cell-error")
            text = text_of(cell)
            if text is None or has_lost_digits(text):
                return Wrong(code, reason="number-cell")
            if is_nothing(text):
                return ""
            try:
                return parse(text)
            except IdentifierError as wrong:
                return wrong_of(wrong, code)

        return read

    return kind


def wrong_of(error: IdentifierError, code: str = "identifier-check") -> Wrong:
    """Return what is wrong in the words of checking."""
    return Wrong(code, kind=error.kind, reason=error.reason, **error.params)


def credit_code(field: Field, as_of: date, factor: Decimal | None) -> Reader:
    """Read a 统一社会信用代码; the placeholder passes where the template allows one at all."""
    allowed = field.placeholder

    def parse(text: str) -> str:
        try:
            return identifiers.credit_code(text)
        except IdentifierError:
            if allowed and identifiers.is_placeholder_code(text):
                return allowed
            raise

    return identifier(parse)(field, as_of, factor)


def resident_id(field: Field, as_of: date, factor: Decimal | None) -> Reader:
    """Read a 公民身份号码 of somebody born by the day of checking."""
    return identifier(lambda text: identifiers.resident_id(text, as_of))(field, as_of, factor)
