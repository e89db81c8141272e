"""Numbers of road-transport licences.

The text of JT/T 415-2021 was not at hand; the shapes are those seen in use.
"""

import re

from xinlu.kernel.identifiers.shape import IdentifierError, normal
from xinlu.kernel.identifiers.subjects import RESIDENT_SHAPE, resident_id

_LICENCE_TEXT = re.compile(r"(?:[\u4e00-\u9fff]+字)?第?([0-9]+)号?")
_OTHER_PRACTITIONER_SHAPE = re.compile(r"[0-9A-Z]{6,20}")


def _licence_digits(kind: str, text: str, lengths: range) -> str:
    """Return the digits of a licence number written bare or as 渝交运管许可渝字…号."""
    found = _LICENCE_TEXT.fullmatch(normal(text))
    if not found:
        raise IdentifierError(kind, "shape", expected="digits, or …字 digits 号")
    if len(found[1]) not in lengths:
        span = f"{lengths[0]} to {lengths[-1]}" if len(lengths) > 1 else lengths[0]
        raise IdentifierError(kind, "length", expected=span, length=len(found[1]))
    return found[1]


def operating_licence(text: str) -> str:
    """Return the 12 digits of a 道路运输经营许可证号: division and serial."""
    return _licence_digits("operating-licence", text, range(12, 13))


def transport_certificate(text: str) -> str:
    """Return the digits of a 道路运输证号: 12 as a rule, up to 20 in older ones."""
    return _licence_digits("transport-certificate", text, range(12, 21))


def practitioner_licence(text: str) -> str:
    """Return a 从业资格证号.

    Eighteen characters shaped like a 公民身份号码 must be a valid one, so the filler of drivers
    who need no licence (division and noughts) is refused: it would merge them into one person.
    Other numbers are 6 to 20 letters and digits.
    """
    code = normal(text)
    if not _OTHER_PRACTITIONER_SHAPE.fullmatch(code):
        raise IdentifierError("practitioner-licence", "shape", expected="6 to 20 letters or digits")
    if not RESIDENT_SHAPE.fullmatch(code):
        return code
    try:
        return resident_id(code)
    except IdentifierError as wrong:
        raise IdentifierError("practitioner-licence", wrong.reason, **wrong.params) from None
