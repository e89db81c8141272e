"""Dates and numbers as cells hold them, read exactly or refused; nothing is guessed."""

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from xinlu.kernel.text import compact, squeeze

#: What a refused value can be refused for; the codes are those of import refusals.
CODES: Final = frozenset({"date", "date-in-future", "number", "code-value", "length"})


class ValueRefused(ValueError):
    """A cell's value cannot be read as what its column holds.

    `code` is one of `CODES`; `params` says what was wrong, for the sentence shown to the sender.
    """

    def __init__(self, code: str, reason: str, **params: object) -> None:
        if code not in CODES:
            raise AssertionError(f"'{code}' is not a refusal code of values.")
        self.code = code
        self.params: dict[str, object] = {"reason": reason, **params}
        super().__init__(f"{code}: {reason}")


# A workbook counts days from 1899-12-30: its 1900 had a 29 February that never was.
_SERIAL_ZERO = date(1899, 12, 30)
# 1954-10-03 .. 2119-01-10. Smaller numbers are years, counts or typing errors, not dates.
_SERIALS = range(20000, 80001)
_COMPACT_DATES = range(1800_01_01, 10000_00_00)
# Nobody in these files was born, and nothing decided, before this year: 0024 is a slip for 2024.
_FIRST_YEAR = 1800

_SEPARATED = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号]?)"
)
# Exports of databases write the hour as well; the day is still plain.
_CLOCK = re.compile(
    r"(.*?[0-9日号])[ T]*(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
)
_EIGHT_DIGITS = re.compile(r"[0-9]{8}")
_SERIAL_TEXT = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")


def _real_date(year: int, month: int, day: int, *, given: str) -> date:
    """Return the date, or refuse one that is not in the calendar, as it was `given`."""
    if year < _FIRST_YEAR:
        raise ValueRefused("date", "the year is too early", given=given)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueRefused("date", "there is no such day", given=given) from None


def _date_of_number(number: int | float) -> date:
    """Read a number as a day count of the 1900 system, or as YYYYMMDD."""
    if not math.isfinite(number):
        raise ValueRefused("date", "not a number", given=str(number))
    whole = int(number)
    if whole in _SERIALS:  # the fraction is the time of day
        return _SERIAL_ZERO + timedelta(days=whole)
    if number != whole:
        raise ValueRefused("date", "a number with a fraction is not a day", given=number)
    if whole in _COMPACT_DATES:
        return _real_date(whole // 10000, whole // 100 % 100, whole % 100, given=str(whole))
    raise ValueRefused("date", "the number is neither a day count nor YYYYMMDD", given=number)


def _date_of_text(text: str) -> date:
    """Read year, month and day written in this order."""
    written = squeeze(text)
    if timed := _CLOCK.fullmatch(written):
        written = timed[1]
    written = compact(written)
    if found := _SEPARATED.fullmatch(written):
        year, _, month, day, month_named, day_named = found.groups()
        return _real_date(
            int(year), int(month or month_named), int(day or day_named), given=text.strip()[:40]
        )
    if _EIGHT_DIGITS.fullmatch(written):
        return _date_of_number(int(written))
    if serial := _SERIAL_TEXT.fullmatch(written):
        return _date_of_number(int(serial[1]))
    raise ValueRefused("date", "not a date written as year, month, day", given=text[:40])


def parse_date(value: object, *, not_after: date | None = None) -> date:
    """Return the day that a cell holds.

    Read are dates, day counts of the 1900 system (20000 to 80000, number or text), 20240805
    (number or text), and text with year, month and day in this order: 2024/8/5, 2024-08-05,
    2024.8.5, 2024年8月5日; a time of day after any of them is left out. Two-digit years and
    day-first orders are refused with code "date"; a day after `not_after` with "date-in-future".
    """
    if isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    elif isinstance(value, str):
        day = _date_of_text(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        day = _date_of_number(value)
    else:
        raise ValueRefused("date", "not a date", given=str(value)[:40])
    if not_after is not None and day > not_after:
        raise ValueRefused("date-in-future", f"{day} is after {not_after}", given=day.isoformat())
    return day


# Some databases leave out the nought before the point.
_NUMBER = re.compile(r"[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)")
_LONGEST_NUMBER = 40
_SIGNIFICANT = 15  # digits a workbook keeps of a number; what a float shows beyond is noise


def _number_text(value: object) -> str:
    """Return the digits that were meant, as plain text, or refuse."""
    if isinstance(value, str):
        written = compact(value)
        if len(written) > _LONGEST_NUMBER or not _NUMBER.fullmatch(written):
            raise ValueRefused("number", "not a plain number", given=value[:_LONGEST_NUMBER])
        return written.replace(",", "")
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:.{_SIGNIFICANT}g}"
    if isinstance(value, Decimal) and value.is_finite():
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise ValueRefused("number", "not a number", given=str(value)[:_LONGEST_NUMBER])


def parse_decimal(value: object, places: int = 6) -> Decimal:
    """Return the exact number that a cell holds, without trailing noughts.

    A float is taken at the 15 significant digits a workbook keeps, so 0.1 + 0.2 is 0.3. Text may
    have thousands commas in the right places and full-width digits, nothing else: 贰仟元, 1e5 and
    3万元 are refused with code "number", and so is a value with more than `places` decimals,
    because rounding it would change what was sent.
    """
    number = Decimal(plain(Decimal(_number_text(value))))
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > places:
        raise ValueRefused(
            "number", f"more than {places} decimals", given=str(number), places=places
        )
    return number


def plain(number: Decimal | Fraction | int) -> str:
    """Return `number` in plain digits: no exponent, no trailing noughts, never rounded.

    A fraction that no decimal can hold is written as a fraction.

    >>> plain(Decimal("1E+2")), plain(Fraction(1, 8)), plain(Fraction(1, 3))
    ('100', '0.125', '1/3')
    """
    if isinstance(number, Fraction):
        return _plain_fraction(number)
    digits = f"{Decimal(number):f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def _plain_fraction(number: Fraction) -> str:
    """Write a fraction as a decimal if its denominator has no prime factors but 2 and 5."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    places = max(twos, fives)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
