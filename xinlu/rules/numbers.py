"""Exact numbers: read from text, rounded as a rulebook says, written as decimals."""

import re
from collections.abc import Iterable
from fractions import Fraction
from math import lcm

#: A number of a rulebook has fewer digits than this on each side; a longer one is not read.
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,39})(\.[0-9]{1,40})?")


def is_number(text: str) -> bool:
    """Tell whether the text is a plain decimal number, as 0.2 is and 1e3, 007 and 1_000 are not.

    >>> is_number("0.2"), is_number("1e3"), is_number("007")
    (True, False, False)
    """
    return _NUMBER.fullmatch(text) is not None


def exact_sum(values: Iterable[Fraction]) -> Fraction:
    """Return the sum, over one common denominator: adding one by one reduces each time.

    >>> exact_sum([Fraction(1, 3), Fraction(1, 6)]), exact_sum([])
    (Fraction(1, 2), Fraction(0, 1))
    """
    held = list(values)
    whole = lcm(*(value.denominator for value in held))
    return Fraction(sum(value.numerator * (whole // value.denominator) for value in held), whole)


def rounded(value: Fraction, decimals: int, mode: str) -> Fraction:
    """Return the value rounded to `decimals` places; half up means half away from zero.

    >>> rounded(Fraction("84.995"), 2, "half-up"), rounded(Fraction("84.985"), 2, "half-even")
    (Fraction(85, 1), Fraction(4249, 50))
    >>> rounded(Fraction("-0.5"), 0, "half-up"), rounded(Fraction("84.999"), 2, "down")
    (Fraction(-1, 1), Fraction(8499, 100))
    """
    unit = 10**decimals
    scaled = abs(value) * unit
    whole, rest = divmod(scaled, 1)
    half = Fraction(1, 2)
    up = {
        "half-up": rest >= half,
        "half-even": rest > half or (rest == half and whole % 2 == 1),
        "down": False,
        "up": rest > 0,
    }[mode]
    size = Fraction(whole + up, unit)
    return -size if value < 0 else size


def decimal_text(value: Fraction, decimals: int | None = None) -> str:
    """Write the value as a decimal, with just so many places if `decimals` is given.

    A value that has no finite decimal, as 1/3, is written as a fraction, never shortened.

    >>> decimal_text(Fraction("59.6"), 2), decimal_text(Fraction(1, 3))
    ('59.60', '1/3')
    """
    places = finite_places(value)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    places = max(places, decimals or 0)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def finite_places(value: Fraction) -> int | None:
    """Return how many decimal places write the value exactly, or None if none do."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None
