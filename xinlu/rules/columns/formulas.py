"""Formulas and conditions over the values of a grain, as SQL."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from xinlu.rules.columns import rationals
from xinlu.rules.columns.grains import Grain, Ranked, Value, sql_of
from xinlu.rules.columns.rationals import Rational
from xinlu.rules.columns.sources import quoted_text
from xinlu.rules.language import Call, Condition, Formula, Line, Name, Number, Operation

#: How a name is found in a grain.
Finder = Callable[[str], Value]
SIGNS = {
    "at_least": ">=",
    "more_than": ">",
    "at_most": "<=",
    "less_than": "<",
    "exactly": "=",
    "other_than": "<>",
}
#: The same of grades, whose places run from the best, 0, to the worst.
TURNED = {**SIGNS, "at_least": "<=", "more_than": "<", "at_most": ">=", "less_than": ">"}
#: Above this an intermediate value gets a column of its own.
LONG = 600


def calculated(formula: Formula, find: Finder, grain: Grain) -> Rational:
    """Return the value of a formula; not known where something in it is not."""
    if isinstance(formula, Number):
        return rationals.constant(formula.value)
    if isinstance(formula, Name):
        return number_of(find(formula.name), formula.name)
    if isinstance(formula, Operation):
        left, right = (calculated(each, find, grain) for each in (formula.left, formula.right))
        return short(joined(formula.operator, left, right), grain)
    return short(called(formula, find, grain), grain)


def short(value: Rational, grain: Grain) -> Rational:
    """Hold a value that has become long in columns of its own."""
    if len(value.top) + len(value.below) <= LONG:
        return value
    held = grain.add(value)
    assert isinstance(held, Rational), "what was added was a number"
    return held


def joined(operator: str, left: Rational, right: Rational) -> Rational:
    """Return two terms joined."""
    if operator == "*":
        return rationals.multiply(left, right)
    if operator == "/":
        return rationals.divide(left, right)
    return rationals.add(left, right, operator)


def called(call: Call, find: Finder, grain: Grain) -> Rational:
    """Return a function of its terms."""
    terms = [calculated(each, find, grain) for each in call.terms]
    if call.function in ("min", "max"):
        return rationals.extreme("LEAST" if call.function == "min" else "GREATEST", terms)
    one = {"abs": rationals.size_of, "floor": rationals.floored, "ceil": rationals.ceiled}
    return one[call.function](terms[0])


def number_of(value: Value, name: str) -> Rational:
    """Return a value that must be a number."""
    assert isinstance(value, Rational), f"reading proved that {name} is a number"
    return value


def all_hold(conditions: Sequence[Condition], find: Finder) -> str | None:
    """Return the SQL that holds if all conditions do; None where there are none."""
    if not conditions:
        return None
    return "(" + " AND ".join(holds(each, find) for each in conditions) + ")"


def holds(condition: Condition, find: Finder) -> str:
    """Return the SQL of one condition; of what is not known nothing holds."""
    value = find(condition.quantity)
    sql = sql_of(value)
    if condition.test == "known":
        return f"({sql} IS {'NOT ' if condition.value else ''}NULL)"
    if condition.test == "one_of":
        assert isinstance(condition.value, tuple), "reading proved that these are several"
        found = " OR ".join(tested(value, "exactly", each) for each in condition.value)
    else:
        assert not isinstance(condition.value, (bool, tuple)), "reading proved that it is one"
        found = tested(value, condition.test, condition.value)
    return f"COALESCE(({found}), FALSE)"


def tested(value: Value, test: str, wanted: Fraction | str) -> str:
    """Return the SQL of one test; a text is no number, nor the other way round."""
    if isinstance(value, Rational):
        if isinstance(wanted, str):
            return "FALSE" if test != "other_than" else f"({value.top} IS NOT NULL)"
        return rationals.compared(value, SIGNS[test], rationals.constant(wanted))
    if isinstance(value, Ranked):
        place = value.grades.index(wanted) if wanted in value.grades else -1
        if place < 0:
            return "FALSE" if test != "other_than" else f"({value.sql} IS NOT NULL)"
        return f"({value.sql} {TURNED[test]} {place})"
    return f"({value.sql} {SIGNS[test]} {quoted_text(str(wanted))})"


def tabled(lines: Sequence[Line], find: Finder, grain: Grain) -> Rational:
    """Return the value of the first line that holds; not known if none does."""
    found = [
        (all_hold(line.conditions, find), calculated(line.formula, find, grain)) for line in lines
    ]
    return rationals.chosen(found)
