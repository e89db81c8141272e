"""承诺编码: division of the accepting place, day of the promise, serial of the day."""

import re
from datetime import date

from xinlu.kernel.identifiers.shape import DIGITS, IdentifierError, normal, refuse_shape

_SHAPE = re.compile(r"([1-9][0-9]{5})([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{6})")
_LENGTH = 20


def commitment_code(text: str) -> str:
    """Return a 承诺编码 of 20 digits whose seventh to fourteenth are a day.

    >>> commitment_code("3201 0020 2302 1700 0011")
    '32010020230217000011'
    """
    code = normal(text)
    found = _SHAPE.fullmatch(code)
    if not found:
        refuse_shape("commitment-code", code, _LENGTH, DIGITS, "division, day and serial")
    try:
        date(int(found[2]), int(found[3]), int(found[4]))
    except ValueError:
        raise IdentifierError("commitment-code", "day", position="7-14") from None
    return code


def make_commitment_code(division: str, on: date, serial: int) -> str:
    """Return the code of the promise `serial` of the day `on` accepted in a division.

    >>> make_commitment_code("320100", date(2023, 2, 17), 11)
    '32010020230217000011'
    """
    return commitment_code(f"{division}{on:%Y%m%d}{serial:06d}")
