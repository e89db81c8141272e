"""Exact rationals as two SQL expressions: a whole numerator and a whole denominator above zero.

No engine divides, rounds or sees a binary float for us: everything is made of whole numbers, 64
bits wide where the bounds of rule and data show that this is enough, else 128. What does not fit
even there makes the engine stop; nothing wraps. A NULL numerator is a value that is not known.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

#: Up to this a whole number is held in 64 bits; two such numbers still add up there.
NARROW = 2**62 - 1
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Rational:
    """`top` / `bottom`: SQL, the denominator a plain number where it is known on compiling.

    `most` bounds the size of the numerator, `under` the denominator.
    """

    top: str
    bottom: str | int
    most: int
    under: int

    @property
    def below(self) -> str:
        """Return the denominator as SQL."""
        return literal(self.bottom) if isinstance(self.bottom, int) else self.bottom


def kind_of(most: int) -> str:
    """Return the SQL type that holds whole numbers up to a bound."""
    return "BIGINT" if most <= NARROW else "HUGEINT"


def literal(value: int) -> str:
    """Return a whole number as SQL, in a type that does not overflow at once."""
    return f"CAST({value} AS {kind_of(abs(value))})"


def whole(sql: str, most: int, bottom: int = 1) -> Rational:
    """Return a column of whole numbers, each so many `bottom`-ths."""
    return Rational(sql, bottom, most, bottom)


def constant(value: Fraction) -> Rational:
    """Return a number of the rulebook."""
    top, bottom = value.numerator, value.denominator
    return Rational(literal(top), bottom, abs(top), bottom)


def widened(sql: str, most: int) -> str:
    """Return a whole number in the width that the bound of its result asks for."""
    return f"CAST({sql} AS HUGEINT)" if most > NARROW else sql


def times(one: str, one_most: int, other: str, other_most: int) -> str:
    """Return the product of two whole numbers, computed wide where it may be large."""
    return f"({widened(one, one_most * other_most)} * {other})"


def scaled(value: Rational, bottom: int) -> Rational:
    """Return the same value over another known denominator, a multiple of its own."""
    factor = bottom // value.under
    if factor == 1:
        return value
    top = times(value.top, value.most, literal(factor), factor)
    return Rational(top, bottom, value.most * factor, bottom)


def common(values: Sequence[Rational]) -> list[Rational]:
    """Return the values over one denominator, known if all were."""
    if all(isinstance(value.bottom, int) for value in values):
        bottom = lcm(*(value.under for value in values))
        return [scaled(value, bottom) for value in values]
    bottoms = dict.fromkeys((value.below, value.under) for value in values if value.bottom != 1)
    return [_over(value, list(bottoms)) for value in values]


def _over(value: Rational, bottoms: Sequence[tuple[str, int]]) -> Rational:
    """Return the value over the product of all these denominators, its own among them."""
    top, most = value.top, value.most
    for below, under in bottoms:
        if value.bottom == 1 or below != value.below:
            top = times(top, most, below, under)
            most *= under
    below, whole_under = bottoms[0]
    for each, under in bottoms[1:]:
        below = times(below, whole_under, each, under)
        whole_under *= under
    return Rational(top, below, most, whole_under)


def add(one: Rational, other: Rational, sign: str = "+") -> Rational:
    """Return the sum, or with `-` the difference."""
    left, right = common([one, other])
    most = left.most + right.most
    top = f"({widened(left.top, most)} {sign} {right.top})"
    return replace(left, top=top, most=most)


def multiply(one: Rational, other: Rational) -> Rational:
    """Return the product."""
    top = times(one.top, one.most, other.top, other.most)
    most, under = one.most * other.most, one.under * other.under
    if isinstance(one.bottom, int) and isinstance(other.bottom, int):
        return Rational(top, under, most, under)
    if 1 in (one.bottom, other.bottom):
        return Rational(top, other.bottom if one.bottom == 1 else one.bottom, most, under)
    return Rational(top, times(one.below, one.under, other.below, other.under), most, under)


def divide(one: Rational, other: Rational, *, positive: bool = False) -> Rational:
    """Return the quotient; what is divided by zero is not known.

    `positive` says that the divisor is known to be above zero.
    """
    most, under = one.most * other.under, other.most * one.under
    product = times(one.top, one.most, other.below, other.under)
    top, size = product, other.top
    if not positive:
        top = f"(CASE WHEN {size} > 0 THEN {product} WHEN {size} < 0 THEN -{product} END)"
        size = f"ABS({size})"
    bottom = times(size, other.most, one.below, one.under) if one.bottom != 1 else size
    return Rational(top, bottom, most, under)


def negative(value: Rational) -> Rational:
    """Return the value with the other sign."""
    return replace(value, top=f"(-{value.top})")


def size_of(value: Rational) -> Rational:
    """Return the value without its sign."""
    return replace(value, top=f"ABS({value.top})")


def compared(one: Rational, test: str, other: Rational) -> str:
    """Return a comparison (`<`, `>=`, …) as SQL; NULL where one of the values is not known."""
    left, right = common([one, other])
    most = max(left.most, right.most)
    return f"({widened(left.top, most)} {test} {right.top})"


def extreme(function: str, values: Sequence[Rational]) -> Rational:
    """Return the `LEAST` or `GREATEST` of the values; not known where one of them is not."""
    over = common(values)
    most = max(value.most for value in over)
    tops = ", ".join(widened(value.top, most) for value in over)
    unknown = " OR ".join(f"{value.top} IS NULL" for value in over)
    top = f"(CASE WHEN {unknown} THEN NULL ELSE {function}({tops}) END)"
    return replace(over[0], top=top, most=most)


def bounded(value: Rational, floor: Fraction | None, ceiling: Fraction | None) -> Rational:
    """Return the value, not under a floor nor over a ceiling."""
    for function, bound in (("GREATEST", floor), ("LEAST", ceiling)):
        if bound is not None:
            value = extreme(function, [value, constant(bound)])
    return value


def quotient(top: str, bottom: str) -> str:
    """Return the whole quotient of two numbers of which neither is negative."""
    return f"({top} // {bottom})"


def floored(value: Rational) -> Rational:
    """Return the greatest whole number not above the value."""
    below = value.below
    lifted = widened(value.top, value.most + value.under)
    up = quotient(f"(-{lifted} + {below} - 1)", below)
    top = f"(CASE WHEN {value.top} < 0 THEN -{up} ELSE {quotient(value.top, below)} END)"
    return whole(top, value.most + 1)


def ceiled(value: Rational) -> Rational:
    """Return the least whole number not below the value."""
    return negative(floored(negative(value)))


def rounded(value: Rational, decimals: int, mode: str) -> Rational:
    """Return the value rounded to so many decimals; half up means half away from zero."""
    unit = 10**decimals
    most = value.most * unit
    size = times(f"ABS({value.top})", value.most, literal(unit), unit)
    wide, below = widened(size, 2 * most + value.under), value.below
    doubled = widened(below, 2 * most + value.under)
    found = {
        "half-up": quotient(f"(2 * {wide} + {below})", f"(2 * {doubled})"),
        "half-even": _half_even(wide, doubled),
        "down": quotient(wide, below),
        "up": quotient(f"({wide} + {below} - 1)", below),
    }[mode]
    top = f"(CASE WHEN {value.top} < 0 THEN -{found} ELSE {found} END)"
    return Rational(narrowed(top, most + 1), unit, most + 1, unit)


def _half_even(size: str, below: str) -> str:
    """Return a size divided and rounded to the nearest whole number, of two to the even one."""
    down = quotient(size, below)
    twice = f"(2 * ({size} - {down} * {below}))"
    up = f"({twice} > {below} OR ({twice} = {below} AND {down} % 2 = 1))"
    return f"({down} + CASE WHEN {up} THEN 1 ELSE 0 END)"


def narrowed(sql: str, most: int) -> str:
    """Return a whole number computed wide in the width that its own bound asks for."""
    return f"CAST({sql} AS {kind_of(most)})"


def chosen(lines: Sequence[tuple[str | None, Rational]]) -> Rational:
    """Return the value of the first line whose condition holds; not known if none does."""
    over = [value for _, value in lines]
    if all(isinstance(value.bottom, int) for value in over):
        over = common(over)
    most, under = max(value.most for value in over), max(value.under for value in over)
    conditions = [condition or "TRUE" for condition, _ in lines]
    top = _first(conditions, [widened(value.top, most) for value in over])
    if len({value.bottom for value in over}) == 1:
        return replace(over[0], top=top, most=most)
    bottom = _first(conditions, [widened(value.below, under) for value in over])
    return Rational(top, bottom, most, under)


def _first(conditions: Sequence[str], results: Sequence[str]) -> str:
    """Return the SQL that takes the first result whose condition holds."""
    pairs = zip(conditions, results, strict=True)
    return "(CASE" + "".join(f" WHEN {each} THEN {result}" for each, result in pairs) + " END)"
