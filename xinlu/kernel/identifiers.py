"""Numbers by which the state knows subjects: checked, and returned in one normal form.

Every function takes what was typed, removes blanks, full-width characters and lower case, and
returns the normal form or raises `IdentifierError`. Look-alike letters are never exchanged.
"""

import re
from datetime import date
from operator import mul
from typing import Final

from xinlu.kernel.text import compact

_SENTENCES: Final = {
    "length": "A {kind} has {expected} characters, not {length}.",
    "alphabet": "'{found}' at position {position} cannot occur in a {kind}.",
    "check": "The check character of this {kind} (position {position}) should be {expected}.",
    "inner-check": "The inner check character of this {kind} (position {position}) "
    "should be {expected}.",
    "date": "Positions {position} of this {kind} are not a day on which someone was born.",
    "shape": "This is not written like a {kind}; expected: {expected}.",
    "prefix": "A {kind} begins with {expected}.",
    "colour": "'{found}' is no plate colour of JT/T 697.7.",
}


class IdentifierError(ValueError):
    """A text is not the identifier it should be.

    `kind` names the identifier, `reason` what is wrong (the keys of the sentences above), `params`
    where and what was expected. The sentence never repeats the identifier itself.
    """

    def __init__(self, kind: str, reason: str, **params: object) -> None:
        self.kind = kind
        self.reason = reason
        self.params: dict[str, object] = params
        super().__init__(_SENTENCES[reason].format(kind=kind, **params))


def _normal(text: str) -> str:
    return compact(text).upper()


def _refuse_shape(kind: str, code: str, length: int, alphabet: str, expected: str) -> None:
    """Say what is wrong with a code that does not have its kind's shape; always raises."""
    if len(code) != length:
        raise IdentifierError(kind, "length", expected=length, length=len(code))
    for position, found in enumerate(code, 1):
        if found not in alphabet:
            raise IdentifierError(kind, "alphabet", found=found, position=position)
    raise IdentifierError(kind, "shape", expected=expected)


def _values(alphabet: str) -> bytes:
    """Return the table that turns an ASCII code into its characters' places in `alphabet`."""
    table = bytearray(128)
    for value, character in enumerate(alphabet):
        table[ord(character)] = value
    return bytes(table.ljust(256, b"\0"))


_DIGITS: Final = "0123456789"

# 组织机构代码, GB 11714.

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_VALUES = _values(_DIGITS + _LETTERS)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_CHECKS = "0X987654321"  # by the weighted sum modulo 11
_ORGANISATION_SHAPE = re.compile(r"[0-9A-Z]{8}[0-9X]")


def _organisation_check(body: bytes) -> str:
    total = sum(map(mul, body.translate(_ORGANISATION_VALUES), _ORGANISATION_WEIGHTS))
    return _ORGANISATION_CHECKS[total % 11]


def organisation_code(text: str) -> str:
    """Return a 组织机构代码 (GB 11714) as nine characters; a hyphen before the last is dropped."""
    code = _normal(text)
    if code[8:9] == "-":
        code = code[:8] + code[9:]
    if not _ORGANISATION_SHAPE.fullmatch(code):
        _refuse_shape("organisation-code", code, 9, _DIGITS + _LETTERS, "8 characters and 0-9 or X")
    expected = _organisation_check(code[:8].encode())
    if code[8] != expected:
        raise IdentifierError("organisation-code", "check", expected=expected, position=9)
    return code


# 统一社会信用代码, GB 32100-2015.

_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES = _values(_CREDIT_ALPHABET)
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CREDIT_SHAPE = re.compile(rf"[{_CREDIT_ALPHABET}]{{2}}[0-9]{{6}}[{_CREDIT_ALPHABET}]{{10}}")
_PLACEHOLDER: Final = "0" * 17 + "X"


def credit_code(text: str) -> str:
    """Return a 统一社会信用代码 (GB 32100-2015) of which both check characters hold.

    The last one is modulo 31 over all before it ("check"); the one before is that of the
    组织机构代码 inside ("inner-check"). Divisions are not looked up: they never change in a code.
    """
    code = text if _CREDIT_SHAPE.fullmatch(text) else _normal(text)
    if not _CREDIT_SHAPE.fullmatch(code):
        _refuse_shape("credit-code", code, 18, _CREDIT_ALPHABET, "digits at positions 3 to 8")
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
    return _normal(text) == _PLACEHOLDER


def credit_code_division(code: str) -> str:
    """Return the six digits of the division in which a credit code was first given."""
    return code[2:8]


# 公民身份号码, GB 11643.

_RESIDENT_VALUES = _values(_DIGITS)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_RESIDENT_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
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
    number = text if _RESIDENT_SHAPE.fullmatch(text) else _normal(text)
    if _LEGACY_SHAPE.fullmatch(number):
        number = f"{number[:6]}19{number[6:]}"
        number += _resident_check(number)
    if not _RESIDENT_SHAPE.fullmatch(number):
        _refuse_shape("resident-id", number, 18, _DIGITS + "X", "17 digits and 0-9 or X")
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
    number = _normal(text)
    if number[2:3] and number[2] in _PLATE_DOTS:
        number = number[:2] + number[3:]
    if _PLATE_SHAPE.fullmatch(number):
        return number
    if not (number[:1] and number[0] in _PROVINCES):
        raise IdentifierError("plate", "prefix", expected="a province's character")
    if len(number) not in (7, 8):
        raise IdentifierError("plate", "length", expected="7 or 8", length=len(number))
    for position, found in enumerate(number[1:], 2):
        if found not in _PLATE_LETTERS + _DIGITS + _PLATE_ENDS:
            raise IdentifierError("plate", "alphabet", found=found, position=position)
    raise IdentifierError("plate", "shape", expected="a series of GA 36")


def plate_colour(text: str) -> str:
    """Return the name of a plate colour in JT/T 697.7 from a name (蓝色, 黄牌) or a code ("94")."""
    written = _normal(text)
    name = _COLOUR_SUFFIX.sub("", written, count=1)
    name = _COLOURS_BY_CODE.get(written) or _COLOUR_ALIASES.get(name, name)
    if name not in PLATE_COLOUR_CODES:
        raise IdentifierError("plate-colour", "colour", found=text[:20])
    return name


def toll_plate_colour(code: str | int) -> str:
    """Return the colour for a code of the toll system, whose numbers differ from JT/T 697.7.

    6, 蓝白渐变, has no name in JT/T 697.7 and is 其他.
    """
    name = _TOLL_COLOURS.get(_normal(str(code)))
    if name is None:
        raise IdentifierError("plate-colour", "colour", found=str(code)[:20])
    return name
