"""How large the numerators and denominators of a rulebook's values can become.

A population is counted with whole numbers of 128 bits. A value is a fraction of whole numbers; its
denominator is a constant times what the rulebook divides by, each known by its name, so that
rates over the same vehicles share theirs. What does not fit asks its author for a rounding.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from math import lcm

from xinlu.rules.bounds import Bounds
from xinlu.rules.intervals import Interval
from xinlu.rules.language import (
    AnyMeasure,
    Calculated,
    Call,
    Component,
    Formula,
    Name,
    Number,
    OverUnits,
    PeerStatistic,
    Rounded,
    Rulebook,
    Stepped,
    Tabled,
)

#: What is proved is that all fits for a subject of an ordinary size: so many records and units, of
#: numbers so large and with so many parts of one. Data beyond that are counted by what they really
#: are, and the engine stops, with a sentence, where they do not fit.
RECORDS, UNITS = 10**3, 10**3
POINTS, WEIGHT, QUANTITY, PLACES = 10**2, 10**6, 10**6, 10**2
#: Below this all fits into 128 bits, with room for a comparison.
MOST = 10**37
#: Beyond this no bound on the data would let it fit: such a rulebook is not read.
HOPELESS = MOST**2


@dataclass(frozen=True, slots=True)
class Size:
    """Bounds of a value: `top` / (`bottom` × the product of its `factors`).

    `peak` bounds the whole numbers that working the value out meets on the way.
    """

    top: int
    bottom: int = 1
    factors: Mapping[str, int] = field(default_factory=dict)
    peak: int = 0

    @property
    def below(self) -> int:
        """Return the bound of the whole denominator."""
        return times(self.bottom, *self.factors.values())

    @property
    def most(self) -> int:
        """Return the bound of every whole number that the value needs."""
        return max(self.top, self.below, self.peak)


def times(*numbers: int) -> int:
    """Return a product, or `HOPELESS` where it is beyond that: no more needs to be known."""
    found = 1
    for number in numbers:
        found = min(found * number, HOPELESS)
    return found


def made(top: int, bottom: int, factors: Mapping[str, int], *parts: Size) -> Size:
    """Return the size of what is made of some parts."""
    size = Size(min(top, HOPELESS), min(bottom, HOPELESS), factors)
    if size.below >= HOPELESS:
        size = Size(size.top, HOPELESS)
    return replace(size, peak=max(size.most, *(part.peak for part in parts)))


def fraction(value: Fraction) -> Size:
    """Return the size of a number of the rulebook."""
    return Size(abs(value.numerator), value.denominator)


def given(interval: Interval, most: int) -> Size:
    """Return the size of what the data give, with as many places as they may have."""
    ends = [abs(end) for end in (interval.low, interval.high) if end is not None]
    high = max(ends) if len(ends) == 2 else Fraction(most)
    return Size(int(high) * PLACES + PLACES, PLACES)


def over(sizes: Sequence[Size]) -> list[Size]:
    """Return the sizes over one denominator."""
    bottom = reduce(lcm, (size.bottom for size in sizes), 1)
    factors: dict[str, int] = {}
    for size in sizes:
        for name, bound in size.factors.items():
            factors[name] = max(bound, factors.get(name, 1))
    return [widened(size, bottom, factors) for size in sizes]


def widened(size: Size, bottom: int, factors: Mapping[str, int]) -> Size:
    """Return the size over a larger denominator."""
    lacking = (-(-bound // size.factors.get(name, 1)) for name, bound in factors.items())
    return made(times(size.top, bottom // size.bottom, *lacking), bottom, factors, size)


def added(sizes: Sequence[Size]) -> Size:
    """Return the size of a sum."""
    held = over(sizes)
    return made(sum(size.top for size in held), held[0].bottom, held[0].factors, *held)


def largest(sizes: Sequence[Size]) -> Size:
    """Return the size of any one of several."""
    held = over(sizes)
    return made(max(size.top for size in held), held[0].bottom, held[0].factors, *held)


def multiplied(left: Size, right: Size) -> Size:
    """Return the size of a product; a factor that both divide by counts twice."""
    factors = dict(left.factors)
    for name, bound in right.factors.items():
        factors[name] = times(bound, factors.get(name, 1))
    top, bottom = times(left.top, right.top), times(left.bottom, right.bottom)
    return made(top, bottom, factors, left, right)


def divided(left: Size, right: Size, by: str) -> Size:
    """Return the size of a quotient, whose denominator is known by what it was divided by."""
    factors = dict(left.factors)
    factors[by] = times(right.top, factors.get(by, 1))
    return made(times(left.top, right.below), left.bottom, factors, left, right)


def rounded(size: Size, decimals: int) -> Size:
    """Return the size after rounding, which doubles the numbers that it compares."""
    unit = 10**decimals
    before = made(2 * size.top * unit + size.below, 2 * size.below, {}, size)
    return made(size.top * unit // max(size.bottom, 1) + 1, unit, {}, before)


class Magnitudes:
    """The sizes of one rulebook's values, each worked out once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.bounds = Bounds(rulebook)
        self.found: dict[str, Size] = {}

    def of_name(self, name: str) -> Size:
        """Return the size of what a name stands for."""
        if name not in self.found:
            self.found[name] = self.worked_out(name)
        return replace(self.found[name], peak=0)

    def worked_out(self, name: str) -> Size:
        """Work the size of a name out."""
        head, _, aspect = name.partition(".")
        if head in self.rulebook.components and aspect not in ("count", "records", "weight"):
            component = self.rulebook.components[head]
            return self.of_unit_value(component) if aspect else self.of_component(component)
        if name in self.rulebook.measures:
            return self.of_measure(self.rulebook.measures[name])
        if name in self.rulebook.quantities:
            return given(self.bounds.of_name(name, {}), QUANTITY)
        if aspect == "weight" or name == "weight":
            return Size(WEIGHT * PLACES * UNITS, PLACES)
        return Size(RECORDS * POINTS * PLACES, PLACES)

    def of_unit_value(self, component: Component) -> Size:
        """Return the size of one unit's value."""
        ages = [age.weight for age in component.ages if component.ages_weigh == "records"]
        heaviest = max([Fraction(1), *ages])
        places = PLACES * reduce(lcm, (age.denominator for age in ages), 1)
        records = Size(int(RECORDS * POINTS * places * heaviest), places)
        value = added([fraction(component.base), records])
        if component.divide:
            value = divided(value, self.of_name(component.divide), component.divide)
        if component.unit_rounding is not None:
            return rounded(value, component.unit_rounding.decimals)
        ends = [abs(e) for e in (component.floor, component.ceiling) if e is not None]
        gains = any(
            item.effect == "add" and item.component == component.name
            for item in self.rulebook.items.values()
        )
        if component.floor is not None and (component.ceiling is not None or not gains):
            high = max([abs(component.base), *ends])
            return Size(int(high) * value.below + value.below, value.bottom, value.factors)
        return value

    def of_component(self, component: Component) -> Size:
        """Return the size of a component's value."""
        value = self.of_unit_value(component)
        if component.unit is not None:
            value = self.brought(component, value)
        if component.rounding is not None:
            return rounded(value, component.rounding.decimals)
        return value

    def brought(self, component: Component, value: Size) -> Size:
        """Return the size of many units' values brought to one."""
        name, average = component.name, component.average
        if component.divide and component.unit_rounding is None and average != "pooled":
            # Denominators that differ from unit to unit meet in one that only the data know.
            value = Size(value.top, value.bottom, {f"{name} units": value.below})
        if average in ("lowest", "highest"):
            return value
        summed = Size(value.top * UNITS, value.bottom, value.factors)
        if average == "sum":
            return summed
        if average == "weighted":
            weights = Size(WEIGHT * PLACES * UNITS)
            return divided(
                Size(value.top * weights.top, value.bottom, value.factors), weights, name
            )
        if average == "pooled" and component.divide:
            divisor = self.of_name(component.divide)
            return divided(summed, Size(divisor.top * UNITS), name)
        return divided(summed, Size(UNITS * (UNITS if average == "reverse" else 1)), name)

    def of_measure(self, measure: AnyMeasure) -> Size:
        """Return the size of a measure, not beyond the bounds that it keeps to."""
        size = self.of_shape(measure)
        interval = self.bounds.of_measure(measure)
        if interval.low is None or interval.high is None:
            return size
        high = int(max(abs(interval.low), abs(interval.high))) + 1
        return Size(min(size.top, high * size.below), size.bottom, size.factors)

    def of_shape(self, measure: AnyMeasure) -> Size:
        """Return the size of a measure by its shape."""
        if isinstance(measure, Calculated):
            return self.of_formula(measure.formula)
        if isinstance(measure, Tabled):
            return largest([self.of_formula(line.formula) for line in measure.lines])
        if isinstance(measure, Rounded):
            return rounded(self.of_name(measure.of), measure.rounding.decimals)
        if isinstance(measure, Stepped):
            return self.of_steps(measure)
        if isinstance(measure, OverUnits) and measure.of:
            value = self.of_name(measure.of)
            return divided(Size(value.top * UNITS, value.bottom), Size(UNITS), measure.name)
        if isinstance(measure, PeerStatistic):
            value = self.of_name(measure.of)
            return Size(value.top, value.bottom, {measure.name: UNITS * value.below})
        return Size(RECORDS * POINTS * PLACES, PLACES)

    def of_steps(self, measure: Stepped) -> Size:
        """Return the size of points by steps: whole steps have no denominator of their own."""
        beyond = added([self.of_name(measure.of), fraction(measure.start)])
        points = multiplied(beyond, fraction(measure.per / measure.step))
        if measure.partial == "proportional":
            return points
        per = fraction(measure.per)
        if measure.at_most is not None:
            return added([fraction(measure.at_most), per])
        return Size(points.top, per.bottom)

    def of_formula(self, formula: Formula) -> Size:
        """Return the size of a formula."""
        if isinstance(formula, Number):
            return fraction(formula.value)
        if isinstance(formula, Name):
            return self.of_name(formula.name)
        if isinstance(formula, Call):
            held = largest([self.of_formula(term) for term in formula.terms])
            return rounded(held, 0) if formula.function in ("floor", "ceil") else held
        left, right = self.of_formula(formula.left), self.of_formula(formula.right)
        if formula.operator == "*":
            return multiplied(left, right)
        if formula.operator != "/":
            return added([left, right])
        by = formula.right.name if isinstance(formula.right, Name) else f"#{id(formula.right)}"
        return divided(left, right, by)

    def of_shapes(self) -> Iterator[tuple[str, Size]]:
        """Yield the path and the size of each shape that has a value."""
        for shape in (*self.rulebook.components.values(), *self.rulebook.measures.values()):
            self.of_name(shape.name)
            yield shape.path, self.found[shape.name]
        for total in self.rulebook.total:
            yield total.path, self.of_formula(total.formula)


def unfit(rulebook: Rulebook, most: int = MOST) -> Iterator[tuple[str, Size]]:
    """Yield the path of each shape whose numerator or denominator may grow beyond a bound."""
    for path, size in Magnitudes(rulebook).of_shapes():
        if size.most >= most:
            yield path, replace(size, top=max(size.top, size.peak))


def digits(value: int) -> int:
    """Return how many digits a whole number has; of a huge one, about."""
    return int(value.bit_length() * 0.30103) + 1
