"""Numbers of organisations and persons: 统一社会信用代码, 组织机构代码, 公民身份号码."""

import re
from datetime import date
from operator import mul
from typing import Final

from xinlu.kernel.identifiers.shape import DIGITS, IdentifierError, normal, places, refuse_shape

# 组织机构代码, GB 11714.

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_VALUES = places(DIGITS + _LETTERS)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_CHECKS = "0X987654321"  # by the weighted sum modulo 11
_ORGANISATION_SHAPE = re.compile(r"[0-9A-Z]{8}[0-9X]")


def _organisation_check(body: bytes) -> str:
    total = sum(map(mul, body.translate(_ORGANISATION_VALUES), _ORGANISATION_WEIGHTS))
    return _ORGANISATION_CHECKS[total % 11]


def organisation_code(text: str) -> str:
    """Return a 组织机构代码 (GB 11714) as nine characters; a hyphen before the last is dropped."""
    code = normal(text)
    if code[8:9] == "-":
        code = code[:8] + code[9:]
    if not _ORGANISATION_SHAPE.fullmatch(code):
        refuse_shape("organisation-code", code, 9, DIGITS + _LETTERS, "8 characters and 0-9 or X")
    expected = _organisation_check(code[:8].encode())
    if code[8] != expected:
        raise IdentifierError("organisation-code", "check", expected=expected, position=9)
    return code


# 统一社会信用代码, GB 32100-2015.

_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES = places(_CREDIT_ALPHABET)
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CREDIT_SHAPE = re.compile(rf"[{_CREDIT_ALPHABET}]{{2}}[0-9]{{6}}[{_CREDIT_ALPHABET}]{{10}}")
_PLACEHOLDER: Final = "0" * 17 + "X"


def credit_code(text: str) -> str:
    """Return a 统一社会信用代码 (GB 32100-2015) of which both check characters hold.

    The last one is modulo 31 over all before it ("check"); the one before is that of the
    组织机构代码 inside ("inner-check"). Divisions are not looked up: they never change in a code.
    """
    code = text if _CREDIT_SHAPE.fullmatch(text) else normal(text)
    if not _CREDIT_SHAPE.fullmatch(code):
        refuse_shape("credit-code", code, 18, _CREDIT_ALPHABET, "digits at positions 3 to 8")
    ascii_code = code.encode()
    total = sum(map(mul, ascii_code.translate(_CREDIT_VALUES), _CREDIT_WEIGHTS))
    expected = _CREDIT_ALPHABET[-total % 31]
    if code[17] != expected:
        raise IdentifierError("credit-code", "check", expected=expected, position=18)
    expected = _organisation_check(ascii_code[8:16])
    if code[16] != expected:
        raise IdentifierError("credit-code", "inner-check", expected=expected, position=17)
    return code


def is_placeholder_code(text: str) -> bool:
    """Say whether this is seventeen noughts and X, which 双公示 lets sole traders write."""
    return normal(text) == _PLACEHOLDER


def credit_code_division(code: str) -> str:
    """Return the six digits of the division in which a credit code was first given."""
    return code[2:8]


# 公民身份号码, GB 11643.

_RESIDENT_VALUES = places(DIGITS)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
RESIDENT_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_LEGACY_SHAPE = re.compile(r"[0-9]{15}")
# The numbers were first given in the 1980s; nobody who got one was born before this year.
_EARLIEST_BIRTH_YEAR = 1800


def _resident_check(body: str) -> str:
    total = sum(map(mul, body.encode().translate(_RESIDENT_VALUES), _RESIDENT_WEIGHTS))
    return _RESIDENT_CHECKS[total % 11]


def resident_id(text: str, today: date | None = None) -> str:
    """Return a 公民身份号码 (GB 11643) of 18 characters whose date is real and whose check holds.

    A number of 15 digits gets its century and check character. Any division is taken: retired
    ones stay in numbers for life. With `today`, a birth after it is refused ("date").
    """
    number = text if RESIDENT_SHAPE.fullmatch(text) else normal(text)
    if _LEGACY_SHAPE.fullmatch(number):
        number = f"{number[:6]}19{number[6:]}"
        number += _resident_check(number)
    if not RESIDENT_SHAPE.fullmatch(number):
        refuse_shape("resident-id", number, 18, DIGITS + "X", "17 digits and 0-9 or X")
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdentifierError("resident-id", "date", position="7-14") from None
    if birth.year < _EARLIEST_BIRTH_YEAR or (today is not None and birth > today):
        raise IdentifierError("resident-id", "date", position="7-14")
    expected = _resident_check(number)
    if number[17] != expected:
        raise IdentifierError("resident-id", "check", expected=expected, position=18)
    return number


def resident_id_birth(text: str) -> date:
    """Return the day of birth in a valid 公民身份号码."""
    number = resident_id(text)
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
