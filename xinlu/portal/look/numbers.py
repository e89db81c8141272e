"""How numbers and days are written: exact values in, Chinese typography out."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

#: What may be written as a number. Binary fractions may not: they are not exact.
Number = int | Decimal | Fraction | str

MINUS = "−"


def exact(value: Number) -> Fraction:
    """Return `value` as an exact fraction; raises `TypeError` for binary fractions.

    >>> exact("83.97")
    Fraction(8397, 100)
    """
    if isinstance(value, float):
        raise TypeError("A binary fraction is not an exact number: give a Decimal or a Fraction.")
    return Fraction(value.replace(MINUS, "-") if isinstance(value, str) else value)


def fixed(value: Number, places: int) -> str:
    """Return `value` with so many decimals, half away from zero, and a typographic minus.

    >>> fixed(Fraction(-1, 3), 3), fixed("0.005", 2), fixed(Decimal("-0.0004"), 3)
    ('−0.333', '0.01', '0.000')
    """
    number = exact(value)
    units = int(abs(number) * 10**places + Fraction(1, 2))
    whole, part = divmod(units, 10**places)
    sign = MINUS if number < 0 and units else ""
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def plain(value: Number, most: int = 6) -> str:
    """Return `value` with only the decimals it needs, at most `most`.

    >>> plain("2.50"), plain(Fraction(-20)), plain(Fraction(1, 3), 3)
    ('2.5', '−20', '0.333')
    """
    text = fixed(value, most)
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(value: Number, places: int | None = None) -> str:
    """Return `value` with its sign, plus included; nought has none.

    >>> signed("1.792", 3), signed(-20), signed(0)
    ('+1.792', '−20', '0')
    """
    text = plain(value) if places is None else fixed(value, places)
    return f"+{text}" if exact(value) > 0 else text


def thousands(value: Number, places: int = 0) -> str:
    """Return a count of a statistic with commas.

    >>> thousands(1204377), thousands("-1234.5", 1)
    ('1,204,377', '−1,234.5')
    """
    text = fixed(value, places)
    sign, digits = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    whole, dot, part = digits.partition(".")
    return f"{sign}{int(whole):,}{dot}{part}"


def rate(part: Number, whole: Number) -> str:
    """Return how many of a hundred, with one decimal; nothing of nothing has no rate.

    >>> rate(9346, 9412), rate(0, 0)
    ('99.3', '暂无')
    """
    return fixed(exact(part) / exact(whole) * 100, 1) if exact(whole) else "暂无"


def sentence_day(day: date) -> str:
    """Return a day as it is written in a sentence.

    >>> sentence_day(date(2026, 9, 28))
    '2026 年 9 月 28 日'
    """
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
