"""Numbers of vessels: 船舶识别号, MMSI and IMO number."""

import re
from operator import mul
from typing import Final

from xinlu.kernel.identifiers.shape import DIGITS, IdentifierError, normal, refuse_shape

_SHIP_SHAPE = re.compile(r"CN[0-9]{11}")
_MMSI_SHAPE = re.compile(r"[2-7][0-9]{8}")
_MAINLAND_MMSI: Final = ("412", "413", "414")
_IMO_WEIGHTS = (7, 6, 5, 4, 3, 2)


def ship_id(text: str) -> str:
    """Return a 船舶识别号: CN and 11 digits. Its check digit is unpublished and not tested."""
    code = normal(text)
    if not _SHIP_SHAPE.fullmatch(code):
        refuse_shape("ship-id", code, 13, DIGITS + "CN", "CN and 11 digits")
    return code


def mmsi(text: str) -> str:
    """Return the nine digits of a ship station; they begin with 2 to 7 and have no check digit."""
    code = normal(text)
    if not _MMSI_SHAPE.fullmatch(code):
        refuse_shape("mmsi", code, 9, DIGITS, "a first digit from 2 to 7")
    return code


def is_mainland_mmsi(code: str) -> bool:
    """Say whether a valid MMSI is of the Chinese mainland (not Hong Kong, Macao or Taiwan)."""
    return code.startswith(_MAINLAND_MMSI)


def imo(text: str) -> str:
    """Return the seven digits of an IMO number, given with or without "IMO" before them."""
    code = normal(text).removeprefix("IMO")
    if len(code) != 7 or not (code.isascii() and code.isdigit()):
        refuse_shape("imo", code, 7, DIGITS, "7 digits")
    expected = str(sum(map(mul, map(int, code), _IMO_WEIGHTS)) % 10)
    if code[6] != expected:
        raise IdentifierError("imo", "check", expected=expected, position=7)
    return code
