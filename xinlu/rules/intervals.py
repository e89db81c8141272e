"""Arithmetic of intervals: between which ends a value lies, and whether it may be nought."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

ZERO = Fraction(0)
#: Bits of the longest number that an end of an interval may need.
LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Interval:
    """Everything from `low` to `high`; None is without bound. `apart` from nought, if known."""

    low: Fraction | None = None
    high: Fraction | None = None
    apart: bool = False

    @property
    def holds_zero(self) -> bool:
        """Tell whether nought may lie in it."""
        below = self.low is None or self.low <= 0
        above = self.high is None or self.high >= 0
        return below and above and not self.apart

    def joined(self, other: "Interval") -> "Interval":
        """Return the least interval that holds both."""
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Interval(low, high, not self.holds_zero and not other.holds_zero)


FREE, COUNT, PLACE = Interval(), Interval(ZERO), Interval(Fraction(1))


def tame(interval: Interval) -> Interval:
    """Return an interval without ends that no data reach; it still tells whether it holds nought.

    Else a few measures that multiply each other would make numbers of a million digits.
    """
    apart = not interval.holds_zero
    low, high = interval.low, interval.high
    if low is not None and is_wild(low):
        low = ZERO if low > 0 else None
    if high is not None and is_wild(high):
        high = ZERO if high < 0 else None
    return Interval(low, high, apart)


def is_wild(number: Fraction) -> bool:
    """Tell whether a number is longer than any that a rulebook is about."""
    return max(number.numerator.bit_length(), number.denominator.bit_length()) > LONGEST


def added(left: Interval, right: Interval) -> Interval:
    """Return the interval of a sum; of two not below nought, one of them above, it is above."""
    low = None if left.low is None or right.low is None else left.low + right.low
    high = None if left.high is None or right.high is None else left.high + right.high
    both = left.low is not None and right.low is not None and min(left.low, right.low) >= 0
    return Interval(low, high, both and not (left.holds_zero and right.holds_zero))


def negated(interval: Interval) -> Interval:
    """Return the interval of what is taken away."""
    low = None if interval.high is None else -interval.high
    high = None if interval.low is None else -interval.low
    return Interval(low, high, interval.apart)


def multiplied(left: Interval, right: Interval) -> Interval:
    """Return the interval of a product."""
    apart = not left.holds_zero and not right.holds_zero
    ends = (left.low, left.high, right.low, right.high)
    if None in ends:
        positive = left.low is not None and left.low >= 0 and right.low is not None
        return Interval(ZERO if positive and (right.low or ZERO) >= 0 else None, None, apart)
    lefts, rights = [e for e in ends[:2] if e is not None], [e for e in ends[2:] if e is not None]
    products = [one * other for one in lefts for other in rights]
    return Interval(min(products), max(products), apart)


def divided(left: Interval, right: Interval) -> Interval:
    """Return the interval of a quotient, of which only the sign is told, or of one by a number."""
    if right.low is not None and right.low == right.high != 0:
        return multiplied(left, Interval(1 / right.low, 1 / right.low))
    positive = left.low is not None and left.low >= 0 and right.low is not None and right.low >= 0
    return Interval(ZERO if positive else None, None, not left.holds_zero)


def least(terms: Sequence[Interval]) -> Interval:
    """Return the interval of the least of several."""
    highs = [term.high for term in terms if term.high is not None]
    lows = [term.low for term in terms if term.low is not None]
    low = min(lows) if len(lows) == len(terms) else None
    return Interval(low, min(highs, default=None), all(not term.holds_zero for term in terms))


def most(terms: Sequence[Interval]) -> Interval:
    """Return the interval of the greatest of several."""
    return negated(least([negated(term) for term in terms]))


def size(terms: Sequence[Interval]) -> Interval:
    """Return the interval of an absolute value."""
    return Interval(ZERO, None, not terms[0].holds_zero)


def upward(terms: Sequence[Interval]) -> Interval:
    """Return the interval of what is rounded up to a whole."""
    low = terms[0].low
    # What lies above nought goes up to 1; what lies below may go up to nought.
    above = low is not None and low >= 0 and not terms[0].holds_zero
    return Interval(low, None, above)


def downward(terms: Sequence[Interval]) -> Interval:
    """Return the interval of what is rounded down to a whole."""
    low = terms[0].low
    return Interval(None if low is None else Fraction(low.numerator // low.denominator))


CALLED: dict[str, Callable[[Sequence[Interval]], Interval]] = {
    "min": least,
    "max": most,
    "abs": size,
    "ceil": upward,
    "floor": downward,
}
JOINED: dict[str, Callable[[Interval, Interval], Interval]] = {
    "+": added,
    "-": lambda left, right: added(left, negated(right)),
    "*": multiplied,
    "/": divided,
}
