"""Between which bounds a name lies, as far as the rulebook says: may a divisor be nought?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from xinlu.rules.intervals import CALLED, COUNT, FREE, JOINED, PLACE, ZERO, Interval, tame
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
    Quantity,
    Ranked,
    Recorded,
    Rulebook,
    Stepped,
    Tabled,
)
from xinlu.rules.numbers import rounded

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
            return of_component(self.rulebook.components[head], rounding=not aspect)
        if name in self.rulebook.quantities:
            return of_quantity(self.rulebook.quantities[name])
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


def of_quantity(quantity: Quantity) -> Interval:
    """Return the interval of what the facts supply, and of what stands where they do not."""
    given = Interval(quantity.at_least, quantity.at_most)
    default = quantity.default
    return given.joined(Interval(default, default)) if isinstance(default, Fraction) else given


def of_component(component: Component, *, rounding: bool) -> Interval:
    """Return the interval of a component's value; a sum of units is not bounded by theirs."""
    if component.average == "sum" and component.unit is not None:
        return FREE
    rule = component.rounding if rounding else None
    low, high = component.floor, component.ceiling
    if rule is not None:
        low = None if low is None else rounded(low, rule.decimals, rule.mode)
        high = None if high is None else rounded(high, rule.decimals, rule.mode)
    return Interval(low, high)


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


def said(formula: Formula) -> str:
    """Return a formula as an author would write it."""
    if isinstance(formula, Number):
        return str(formula.value)
    if isinstance(formula, Name):
        return formula.name
    if isinstance(formula, Call):
        return f"{formula.function}({', '.join(map(said, formula.terms))})"
    return f"({said(formula.left)} {formula.operator} {said(formula.right)})"
