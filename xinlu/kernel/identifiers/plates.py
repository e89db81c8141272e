"""Plates of motor vehicles and their colours."""

import re
from typing import Final

from xinlu.kernel.identifiers.shape import DIGITS, IdentifierError, normal

# 机动车号牌, GA 36, and its colours, JT/T 697.7 clause 5.6.

_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_PLATE_ENDS: Final = "挂学警港澳"
_PLATE_SHAPE = re.compile(
    rf"[{_PROVINCES}][A-HJ-NP-Z]"
    rf"(?:[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9{_PLATE_ENDS}]"  # ordinary, trailer, training, police
    r"|[A-HJK][A-HJ-NP-Z0-9][0-9]{4}"  # new energy, small
    r"|[0-9]{5}[A-HJK])"  # new energy, large
)
_PLATE_DOTS: Final = "·•・.-"

#: Plate colours and their codes in JT/T 697.7 clause 5.6. 绿 is a tractor's, not new energy's.
PLATE_COLOUR_CODES: Final = {
    "蓝": 1, "黄": 2, "黑": 3, "白": 4, "绿": 5, "其他": 9,
    "农黄": 91, "农绿": 92, "黄绿": 93, "渐变绿": 94,
}  # fmt: skip
_COLOURS_BY_CODE: Final = {str(code): name for name, code in PLATE_COLOUR_CODES.items()}
_COLOUR_ALIASES: Final = {
    "绿渐变": "渐变绿", "绿色渐变": "渐变绿", "黄绿双拼": "黄绿", "双拼黄绿": "黄绿",
    "农用黄": "农黄", "农用绿": "农绿", "其它": "其他",
}  # fmt: skip
_COLOUR_SUFFIX = re.compile(r"色?(?:号牌|车牌|牌照|牌)?$")
_TOLL_COLOURS: Final = {
    "0": "蓝", "1": "黄", "2": "黑", "3": "白", "4": "渐变绿", "5": "黄绿", "6": "其他",
}  # fmt: skip


def plate(text: str) -> str:
    """Return a plate number (GA 36) without the dot after its second character.

    Ordinary plates, trailers, training, police and border plates, new-energy plates of both
    sizes. Military, embassy and provisional plates are not of this standard's series.
    """
    number = normal(text)
    if number[2:3] and number[2] in _PLATE_DOTS:
        number = number[:2] + number[3:]
    if _PLATE_SHAPE.fullmatch(number):
        return number
    if not (number[:1] and number[0] in _PROVINCES):
        raise IdentifierError("plate", "prefix", expected="a province's character")
    if len(number) not in (7, 8):
        raise IdentifierError("plate", "length", expected="7 or 8", length=len(number))
    for position, found in enumerate(number[1:], 2):
        if found not in _PLATE_LETTERS + DIGITS + _PLATE_ENDS:
            raise IdentifierError("plate", "alphabet", found=found, position=position)
    raise IdentifierError("plate", "shape", expected="a series of GA 36")


def plate_colour(text: str) -> str:
    """Return the name of a plate colour in JT/T 697.7 from a name (蓝色, 黄牌) or a code ("94")."""
    written = normal(text)
    name = _COLOUR_SUFFIX.sub("", written, count=1)
    name = _COLOURS_BY_CODE.get(written) or _COLOUR_ALIASES.get(name, name)
    if name not in PLATE_COLOUR_CODES:
        raise IdentifierError("plate-colour", "colour", found=text[:20])
    return name


def toll_plate_colour(code: str | int) -> str:
    """Return the colour for a code of the toll system, whose numbers differ from JT/T 697.7.

    6, 蓝白渐变, has no name in JT/T 697.7 and is 其他.
    """
    name = _TOLL_COLOURS.get(normal(str(code)))
    if name is None:
        raise IdentifierError("plate-colour", "colour", found=str(code)[:20])
    return name
