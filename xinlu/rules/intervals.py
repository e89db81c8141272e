"""Between which bounds a quantity lies, as far as the rulebook says: may a divisor be nought?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from xinlu.rules.language import (
    AnyMeasure,
    Calculated,
    Call,
    Component,
    Condition,
    Formula,
    Name,
    Number,
    Operation,
    OverUnits,
    PeerStatistic,
    Ranked,
    Recorded,
    Rulebook,
    Stepped,
    Tabled,
)

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
Refined = Mapping[str, Interval]


@dataclass(slots=True)
class Bounds:
    """The intervals of a rulebook's names; a name that is made of itself was refused before."""

    rulebook: Rulebook
    found: dict[str, Interval] = field(default_factory=dict)

    def of_name(self, name: str, refined: Refined) -> Interval:
        """Return the interval of a name, narrowed by conditions that hold."""
        if name in refined:
            return refined[name]
        head, _, aspect = name.partition(".")
        if aspect in ("count", "records", "weight"):
            return COUNT
        if head in self.rulebook.components:
            return of_component(self.rulebook.components[head])
        if name in self.rulebook.quantities:
            quantity = self.rulebook.quantities[name]
            return Interval(quantity.at_least, quantity.at_most)
        if name in self.rulebook.measures:
            return self.of_measure(self.rulebook.measures[name])
        return COUNT if name in ("records", "weight", *self.rulebook.bans) else FREE

    def of_measure(self, measure: AnyMeasure) -> Interval:
        """Return the interval of a measure."""
        if measure.name not in self.found:
            self.found[measure.name] = self.of_shape(measure)
        return self.found[measure.name]

    def of_shape(self, measure: AnyMeasure) -> Interval:
        """Return the interval of a measure by its shape."""
        refined = self.refined(measure.needs, {})
        if isinstance(measure, Calculated):
            return self.of_formula(measure.formula, refined)
        if isinstance(measure, Tabled):
            lines = [
                self.of_formula(line.formula, self.refined(line.conditions, refined))
                for line in measure.lines
            ]
            found = lines[0]
            for line in lines[1:]:
                found = found.joined(line)
            return found
        if isinstance(measure, Stepped):
            return Interval(ZERO if measure.per >= 0 else None, measure.at_most)
        if isinstance(measure, Ranked):
            return Interval(ZERO, Fraction(100)) if measure.take == "percentile" else PLACE
        if isinstance(measure, PeerStatistic) and measure.take == "count":
            return PLACE
        counted = isinstance(measure, OverUnits) and measure.take in ("count", "share")
        return COUNT if isinstance(measure, Recorded) or counted else FREE

    def of_formula(self, formula: Formula, refined: Refined) -> Interval:
        """Return the interval of a formula."""
        if isinstance(formula, Number):
            return Interval(formula.value, formula.value)
        if isinstance(formula, Name):
            return self.of_name(formula.name, refined)
        if isinstance(formula, Call):
            return CALLED[formula.function]([self.of_formula(t, refined) for t in formula.terms])
        left, right = (
            self.of_formula(formula.left, refined),
            self.of_formula(formula.right, refined),
        )
        return tame(JOINED[formula.operator](left, right))

    def refined(self, conditions: Sequence[Condition], before: Refined) -> dict[str, Interval]:
        """Return the intervals that conditions narrow, given that they hold."""
        found = dict(before)
        for condition in conditions:
            value = condition.value
            if isinstance(value, Fraction):
                name = condition.quantity
                found[name] = narrowed(self.of_name(name, found), condition.test, value)
        return found

    def divisors(self) -> Iterator[tuple[str, str, Interval]]:
        """Yield the path of each shape that divides, what it divides by, and its interval."""
        for total in self.rulebook.total:
            refined = self.refined(total.conditions, {})
            yield from self.divisors_in(total.path, total.formula, refined)
        for component in self.rulebook.components.values():
            if component.divide:
                interval = self.of_name(component.divide, self.refined(component.where, {}))
                yield component.path, component.divide, interval
        for measure in self.rulebook.measures.values():
            refined = self.refined(measure.needs, {})
            if isinstance(measure, Calculated):
                yield from self.divisors_in(measure.path, measure.formula, refined)
            elif isinstance(measure, Tabled):
                for line in measure.lines:
                    narrow = self.refined(line.conditions, refined)
                    yield from self.divisors_in(measure.path, line.formula, narrow)

    def divisors_in(
        self, path: str, formula: Formula, refined: Refined
    ) -> Iterator[tuple[str, str, Interval]]:
        """Yield what a formula divides by."""
        if isinstance(formula, Call):
            for term in formula.terms:
                yield from self.divisors_in(path, term, refined)
        elif isinstance(formula, Operation):
            if formula.operator == "/":
                yield path, said(formula.right), self.of_formula(formula.right, refined)
            yield from self.divisors_in(path, formula.left, refined)
            yield from self.divisors_in(path, formula.right, refined)


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


def of_component(component: Component) -> Interval:
    """Return the interval of a component's value; a sum of units is not bounded by theirs."""
    if component.average == "sum" and component.unit is not None:
        return FREE
    return Interval(component.floor, component.ceiling)


def narrowed(interval: Interval, test: str, value: Fraction) -> Interval:
    """Return an interval of which a test holds."""
    if test == "exactly":
        return Interval(value, value)
    if test == "other_than":
        return replace(interval, apart=interval.apart or value == 0)
    if test in ("at_least", "more_than"):
        low = value if interval.low is None else max(interval.low, value)
        apart = interval.apart or (test == "more_than" and value >= 0)
        return Interval(low, interval.high, apart)
    high = value if interval.high is None else min(interval.high, value)
    return Interval(interval.low, high, interval.apart or (test == "less_than" and value <= 0))


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
    return Interval(terms[0].low, None, terms[0].low is not None and not terms[0].holds_zero)


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


def said(formula: Formula) -> str:
    """Return a formula as an author would write it."""
    if isinstance(formula, Number):
        return str(formula.value)
    if isinstance(formula, Name):
        return formula.name
    if isinstance(formula, Call):
        return f"{formula.function}({', '.join(map(said, formula.terms))})"
    return f"({said(formula.left)} {formula.operator} {said(formula.right)})"
