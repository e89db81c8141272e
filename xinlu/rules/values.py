"""The named quantities of one subject, found when they are asked for, each once.

None stands for what is not known. Whoever asks says for which unit, if for one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from xinlu.rules.cycles import window_start
from xinlu.rules.facts import Facts, Given, Peers, Result, Unit
from xinlu.rules.folds import COMPARED, Spell, ban_end
from xinlu.rules.language import (
    Call,
    Condition,
    Earlier,
    Formula,
    Name,
    Number,
    Quantity,
    Rulebook,
)
from xinlu.rules.measures import measured
from xinlu.rules.messages import FactsError
from xinlu.rules.numbers import decimal_text, exact_sum
from xinlu.rules.scoping import refuse_repeated_units, refuse_unfit_unit
from xinlu.rules.sifting import Hit, Sifted
from xinlu.rules.units import Valued, valued

Value = Fraction | str | None


@dataclass(slots=True)
class Values:
    """What is known of one subject: facts, records that count, and all that is made of them.

    `known` holds what the caller knows of its own: the score, the grade, an account's balance.
    `leaning` says on which unverified values a name rests for whoever asks for it; `leans` are
    those of the names that were asked for.
    """

    rulebook: Rulebook
    facts: Facts
    sifted: Sifted
    year: int
    peers: Peers | None = None
    known: dict[str, Value] = field(default_factory=dict)
    leaning: dict[str, tuple[str, ...]] = field(default_factory=dict)
    leans: list[str] = field(default_factory=list)
    _measures: dict[tuple[str, str | None], Value] = field(default_factory=dict)
    _components: dict[str, Valued] = field(default_factory=dict)
    _by_unit: dict[bool, dict[str | None, list[Hit]]] = field(default_factory=dict)

    def value(self, name: str, unit: Unit | None = None) -> Value:
        """Return what a name stands for, for the subject or for one of its units."""
        if name in self.leaning:
            self.leans += self.leaning.pop(name)
        if name in self.known:
            return self.known[name]
        head, _, aspect = name.partition(".")
        if head in self.rulebook.components:
            found = self.component(head)
            return found.value if not aspect else found.aspect(aspect)
        if name in self.rulebook.measures:
            return self.measure(name, unit)
        if name in self.rulebook.quantities:
            return self.quantity(self.rulebook.quantities[name], unit)
        if name in self.rulebook.bans:
            return Fraction(self.banned_until(name) is not None)
        if unit is not None and name in OF_UNITS:
            return self.of_unit(name, unit)
        return prior_grade(self.rulebook, self.facts, self.year) if name == "previous" else None

    def refuse_unfit(self) -> None:
        """Refuse facts that cannot be right, whether or not anything would have read them."""
        refuse_repeated_units(self.facts.units)
        refuse_repeated_results(self.facts.subject, self.facts.results)
        for link in self.facts.links:
            refuse_repeated_results(link.to, link.results)
        if self.rulebook.grades:
            prior_grade(self.rulebook, self.facts, self.year)
        for quantity in self.rulebook.quantities.values():
            if quantity.unit is None:
                self.quantity(quantity, None)
        for unit in self.facts.units:
            refuse_unfit_unit(self, unit)

    def number(self, name: str, unit: Unit | None = None) -> Fraction | None:
        """Return a number by its name."""
        found = self.value(name, unit)
        assert not isinstance(found, str), f"reading proved that {name} is a number"
        return found

    def measure(self, name: str, unit: Unit | None) -> Value:
        """Return a measure, worked out once."""
        from_unit = self.rulebook.measures[name].unit is not None and unit is not None
        key = (name, unit.key if from_unit and unit else None)
        if key not in self._measures:
            self._measures[key] = measured(self, self.rulebook.measures[name], unit)
        return self._measures[key]

    def component(self, name: str) -> Valued:
        """Return a component with its units, worked out once."""
        if name not in self._components:
            self._components[name] = valued(self, self.rulebook.components[name])
        return self._components[name]

    def quantity(self, quantity: Quantity, unit: Unit | None) -> Value:
        """Return what the facts supply, on the day of evaluation; refuse what is out of bounds."""
        source = self.facts.quantities if quantity.unit is None or not unit else unit.quantities
        given = source.get(quantity.name)
        found = None if given is None else on_days(given, quantity, self.facts.on)
        if found is None:
            if quantity.missing == "error":
                raise FactsError("missing-quantity", value=quantity.name)
            return quantity.default
        if isinstance(found, str) != (quantity.kind == "text"):
            raise FactsError("quantity-kind", value=quantity.name, found=str(found))
        if isinstance(found, Fraction):
            refuse_outside(quantity, found)
        return found

    def of_unit(self, name: str, unit: Unit) -> Value:
        """Return what every unit has: its weight, its place, how many records it has."""
        if name == "weight":
            return unit.weight
        if name == "place":
            return unit.place or None
        return Fraction(len(self.records_of(unit)))

    def records_of(self, unit: Unit, *, ever: bool = False) -> list[Hit]:
        """Return the records of a unit: those of the period, or all up to the day."""
        if ever not in self._by_unit:
            found: dict[str | None, list[Hit]] = {}
            for hit in self.sifted.ever if ever else self.sifted.hits:
                found.setdefault(hit.event.unit, []).append(hit)
            self._by_unit[ever] = found
        components = self.rulebook.components
        return [
            hit
            for hit in self._by_unit[ever].get(unit.key, ())
            if (home := components.get(hit.item.component or "")) is None
            or home.unit in (None, unit.kind)
        ]

    def banned_until(self, name: str) -> date | None:
        """Return the end of a ban that is in force on the day, or None."""
        ban = self.rulebook.bans[name]
        spells = [
            Spell.of(ban, hit.item.code, hit.event.on, hit.event.key, hit.event.until)
            for hit in self.sifted.ever
            if hit.item.code in ban.items or hit.item.code in ban.extends
        ]
        end = ban_end(ban, spells)
        return end if end is not None and self.facts.on < end else None

    def hold(self, conditions: Sequence[Condition], unit: Unit | None = None) -> bool:
        """Tell whether all conditions hold."""
        return all(self.holds(condition, unit) for condition in conditions)

    def holds(self, condition: Condition, unit: Unit | None = None) -> bool:
        """Tell whether one condition holds; of grades, the better is the more."""
        found = self.value(condition.quantity, unit)
        if condition.test == "known":
            return (found is not None) == condition.value
        if found is None:
            return False
        return compared(found, condition, self.grades_of(condition.quantity))

    def grades_of(self, name: str) -> Sequence[str]:
        """Return the order of the grades that a name is one of, or nothing if it is none."""
        measure = self.rulebook.measures.get(name)
        if isinstance(measure, Earlier) and measure.take == "grade" and measure.grades:
            return measure.grades
        own = isinstance(measure, Earlier) and measure.take == "grade"
        if own or name in ("previous", "band", "grade"):
            return [grade.code for grade in self.rulebook.grades]
        return ()

    def formula(self, formula: Formula, unit: Unit | None = None, at: str = "") -> Fraction | None:
        """Return what a formula comes to, None where a term is not known."""
        if isinstance(formula, Number):
            return formula.value
        if isinstance(formula, Name):
            return self.number(formula.name, unit)
        if isinstance(formula, Call):
            terms = [self.formula(term, unit, at) for term in formula.terms]
            given = [term for term in terms if term is not None]
            return FUNCTIONS[formula.function](given) if len(given) == len(terms) else None
        left, right = self.formula(formula.left, unit, at), self.formula(formula.right, unit, at)
        if left is None or right is None:
            return None
        if formula.operator == "/" and not right:
            raise FactsError("division-by-zero", value=at)
        return OPERATORS[formula.operator](left, right)


OF_UNITS = ("weight", "place", "records")
FUNCTIONS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "min": min,
    "max": max,
    "abs": lambda terms: abs(terms[0]),
    "floor": lambda terms: Fraction(terms[0].numerator // terms[0].denominator),
    "ceil": lambda terms: Fraction(-(-terms[0].numerator // terms[0].denominator)),
}
OPERATORS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}


def compared(found: Fraction | str, condition: Condition, grades: Sequence[str]) -> bool:
    """Tell whether what was found meets a condition's test."""
    wanted = condition.value
    if grades and isinstance(found, str):
        order = {grade: -place for place, grade in enumerate(grades)}
        if found not in order:
            raise FactsError("unknown-grade", value=found, known=", ".join(grades))
        if isinstance(wanted, tuple):
            return found in wanted
        return COMPARED[condition.test](order[found], order[str(wanted)])
    return COMPARED[condition.test](found, wanted)


def on_days(given: Given, quantity: Quantity, on: date) -> Fraction | str | None:
    """Return a quantity on the day, or the mean of what it was on several days before."""
    if isinstance(given, Fraction | str):
        return given
    if not quantity.days:
        return latest(given, on)
    days = [window_start(on, each.length, each.unit, "02-28") for each in quantity.days]
    taken = [latest(given, day) for day in days]
    numbers = [value for value in taken if value is not None]
    return exact_sum(numbers) / len(numbers) if len(numbers) == len(days) else None


def latest(given: Given, on: date) -> Fraction | None:
    """Return the last value on or before the day."""
    assert not isinstance(given, Fraction | str)
    days = [day for day in given if day <= on]
    return given[max(days)] if days else None


def refuse_outside(quantity: Quantity, value: Fraction) -> None:
    """Refuse a value that the rulebook says cannot be."""
    low, high = quantity.at_least, quantity.at_most
    if (low is not None and value < low) or (high is not None and value > high):
        raise FactsError(
            "quantity-outside",
            value=quantity.name,
            found=decimal_text(value),
            low="−∞" if low is None else decimal_text(low),
            high="+∞" if high is None else decimal_text(high),
        )


def refuse_repeated_results(subject: str, results: Sequence[Result]) -> None:
    """Refuse two results for one year: nobody could tell which of them stands."""
    seen: set[tuple[str, int]] = set()
    for each in results:
        if (each.scheme, each.year) in seen:
            raise FactsError("repeated-result", value=subject, scheme=each.scheme, year=each.year)
        seen.add((each.scheme, each.year))


def prior_grade(rulebook: Rulebook, facts: Facts, year: int) -> str | None:
    """Return last period's grade, None if there is none, an error if it is no grade of ours.

    It is what was published (`prior`), else the result of the year before in this scheme.
    """
    prior = facts.prior.get("grade")
    if prior is None:
        grades = [r.grade for r in facts.results if (r.scheme, r.year) == ("own", year - 1)]
        prior = grades[-1] if grades else None
    known = [grade.code for grade in rulebook.grades]
    if prior is not None and prior not in known:
        raise FactsError("unknown-grade", value=prior, known=", ".join(known))
    return prior
