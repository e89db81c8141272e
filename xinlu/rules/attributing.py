"""How each line reaches the score: a formula walked from the top, with what is left of a point.

`reach` is what one point of a term is worth in the score. The totals of all lines that a formula
gives add up to its value times the reach, exactly.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from xinlu.rules.language import (
    Call,
    Clause,
    Formula,
    Name,
    Number,
    Operation,
    Stepped,
    Total,
)
from xinlu.rules.lines import component_lines
from xinlu.rules.measures import stepped_points
from xinlu.rules.parsing import names_in
from xinlu.rules.values import Values
from xinlu.rules.verdict import Reason


@dataclass(slots=True)
class Attribution:
    """A formula being taken apart: the clause it stands in, and how far each component reaches."""

    values: Values
    line: Total
    reaches: dict[str, Fraction] = field(default_factory=dict)
    leans: list[str] = field(default_factory=list)

    def lines(self, formula: Formula, reach: Fraction) -> Iterator[Reason]:
        """Yield the lines of a formula whose value is known."""
        if isinstance(formula, Number):
            yield from self.constant(formula.value, reach)
        elif isinstance(formula, Name):
            yield from self.named(formula.name, reach)
        elif isinstance(formula, Call):
            yield from self.called(formula, reach)
        else:
            yield from self.joined(formula, reach)

    def constant(self, value: Fraction, reach: Fraction) -> Iterator[Reason]:
        """Yield the line of a number in the formula."""
        if value:
            yield self.reason(self.line, "start", value, value * reach, {"constant": value})

    def joined(self, formula: Operation, reach: Fraction) -> Iterator[Reason]:
        """Yield the lines of two terms: of a product, those of the one that has the records."""
        left, right = formula.left, formula.right
        if formula.operator in "+-":
            yield from self.lines(left, reach)
            yield from self.lines(right, reach if formula.operator == "+" else -reach)
        elif formula.operator == "/":
            yield from self.lines(left, reach / self.known(right))
        elif self.records_in(right) and not self.records_in(left):
            yield from self.lines(right, reach * self.known(left))
        elif isinstance(left, Number):
            yield from self.lines(right, reach * left.value)
        else:
            yield from self.lines(left, reach * self.known(right))

    def called(self, formula: Call, reach: Fraction) -> Iterator[Reason]:
        """Yield the lines of a function's main term, and what the function changes of it."""
        terms = [term for term in formula.terms if not isinstance(term, Number)]
        if not terms:
            yield from self.constant(self.known(formula), reach)
            return
        main = next((term for term in terms if self.records_in(term)), terms[0])
        before, after = self.known(main), self.known(formula)
        yield from self.lines(main, reach)
        if after != before:
            kind = {"max": "floor", "min": "cap"}.get(formula.function, "rounding")
            params = {"floor": after, "raw": before, "function": formula.function}
            yield self.reason(self.line, kind, after - before, (after - before) * reach, params)

    def named(self, name: str, reach: Fraction) -> Iterator[Reason]:
        """Yield the lines of a component, or of a quantity or measure."""
        rulebook = self.values.rulebook
        if name in rulebook.components:
            self.reaches[name] = self.reaches.get(name, Fraction(0)) + reach
            yield from component_lines(self.values.component(name), reach)
            return
        value = self.known(Name(name))
        measure = rulebook.measures.get(name)
        if isinstance(measure, Stepped):
            self.leans += measure.leans_on
            before = stepped_points(measure, self.known(Name(measure.of)))[0]
            params = {"of": measure.of, "value": self.known(Name(measure.of))}
            if before:
                yield self.reason(measure, "measure", before, before * reach, params)
            if value != before:
                params = {"floor": value, "raw": before}
                yield self.reason(measure, "cap", value - before, (value - before) * reach, params)
            return
        shape: Clause = measure or rulebook.quantities.get(name) or self.line
        self.leans += shape.leans_on
        if value:
            yield self.reason(shape, "measure", value, value * reach, {"name": name})

    def records_in(self, formula: Formula) -> bool:
        """Tell whether a formula holds a component, whose records have lines of their own."""
        components = self.values.rulebook.components
        return any(name in components for name in names_in(formula))

    def known(self, formula: Formula) -> Fraction:
        """Return the value of a formula, which is known since the whole one is."""
        value = self.values.formula(formula, None, "total")
        assert value is not None, "a part of a formula that is known is known"
        return value

    def reason(
        self,
        shape: Clause,
        kind: str,
        points: Fraction,
        total: Fraction,
        params: Mapping[str, object],
    ) -> Reason:
        """Return a line of a shape."""
        code = shape.path.rpartition(".")[2] if kind == "measure" else shape.path
        return Reason(
            code,
            shape.title,
            shape.basis,
            kind,  # type: ignore[arg-type]  # the callers pass five of the kinds
            points=points,
            total=total,
            params={"reach": total / points, **params},
        )
