"""Many values brought to one for each subject, or for each place of a subject."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from xinlu.rules.columns import rationals
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.rationals import Rational
from xinlu.rules.columns.sums import narrow_table, over_one
from xinlu.rules.columns.units import Valued
from xinlu.rules.language import Average, Component

#: More units than one subject can have; used where the data have not been asked.
UNITS = 10**7
#: The averages that are a value of one unit, and the columns that hold them.
EXTREMES = {"lowest": "lo", "highest": "hi"}


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows to bring together: each with a value and, where they weigh, a weight."""

    relation: str
    value: Rational
    weight: Rational | None
    units: Valued | None = None
    extremes: bool = False
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Brought:
    """A relation by key with its columns, and the value, count and weight made of them."""

    relation: str
    columns: Sequence[str]
    value: Rational
    count: Rational
    weight: Rational | None
    aspects: Mapping[str, Rational] = field(default_factory=dict)

    def renamed(self, value: Rational, names: Mapping[str, str]) -> Rational:
        """Return a value made of these columns under their new names."""
        top, bottom = value.top, value.bottom
        for column, name in names.items():
            top = top.replace(f"<{column}>", name)
            bottom = bottom if isinstance(bottom, int) else bottom.replace(f"<{column}>", name)
        return replace(value, top=top, bottom=bottom)


def bring(plan: Plan, average: Average, rows: Rows, keys: Sequence[str]) -> Brought:
    """Bring the rows of each key to one value."""
    over = over_one(plan, rows.relation, keys, rows.value)
    relation, value = over.relation, over.value
    asked = {"n": f"COUNT({value.top})"}
    if rows.extremes or average in EXTREMES:
        asked |= {"lo": f"MIN({value.top})", "hi": f"MAX({value.top})"}
    if not isinstance(value.bottom, int):
        asked["b"] = f"MAX({value.bottom})"
    if average == "reverse":
        relation, asked["t"], asked["turns"] = reversed_rows(plan, relation, value, keys)
    elif average in ("mean", "sum"):
        asked["t"] = f"SUM({value.top})"
    if rows.units is not None and rows.counted:
        asked["seen"] = f"SUM({rows.units.seen.top})"
    weight = None
    if rows.weight is not None:
        weighed = over_one(plan, relation, keys, rows.weight)
        relation, weight = weighed.relation, weighed.value
        asked["w"] = f"CASE WHEN COUNT({weight.top}) = COUNT(*) THEN SUM({weight.top}) END"
        if not isinstance(weight.bottom, int):
            asked["wb"] = f"MAX({weight.bottom})"
    if average == "weighted":
        assert weight is not None, "the schema asks for a weight"
        asked["t"] = f"SUM({rationals.times(value.top, value.most, weight.top, weight.most)})"
    return aggregated(plan, average, relation, keys, asked, value, weight)


def aggregated(
    plan: Plan,
    average: Average,
    relation: str,
    keys: Sequence[str],
    asked: Mapping[str, str],
    value: Rational,
    weight: Rational | None,
) -> Brought:
    """Aggregate the rows by key, and say how the value is made of the aggregates."""
    by = ", ".join(keys)
    wanted = ", ".join(f"{sql} AS {name}" for name, sql in asked.items())
    found, most = narrow_table(
        plan, "brought", f"SELECT {by}, {wanted} FROM {relation} GROUP BY {by}", keys, list(asked)
    )
    bound = dict(zip(asked, most, strict=True))

    def column(name: str, bottom: str | int = 1, under: int = 1) -> Rational:
        return Rational(f"<{name}>", bottom, max(bound[name], 1), under)

    bottom: str | int = value.bottom if isinstance(value.bottom, int) else "<b>"
    under = value.bottom if isinstance(value.bottom, int) else max(bound["b"], 1)
    count = column("n")
    weighs = None
    if weight is not None:
        below = weight.bottom if isinstance(weight.bottom, int) else "<wb>"
        weighs = column("w", below, weight.under)
    aspects = {
        name: column(short, bottom, under) for name, short in EXTREMES.items() if short in asked
    }
    result = aspects[average] if average in EXTREMES else column("t", bottom, under)
    divisor = count if average == "mean" else None
    if average == "reverse":
        divisor = column("turns")
    if average == "weighted":
        assert weighs is not None, "the weights were added up"
        divisor = replace(weighs, bottom=1, under=1)
    if divisor is not None:
        result = rationals.divide(result, divisor, positive=True)
    if weighs is not None:
        aspects["weight"] = weighs
    if "seen" in asked:
        aspects["records"] = column("seen")
    return Brought(found, list(asked), result, count, weighs, aspects)


def reversed_rows(
    plan: Plan, relation: str, value: Rational, keys: Sequence[str]
) -> tuple[str, str, str]:
    """Weigh the values from high to low 1, 2, … n; of equal ones the order makes no difference."""
    by = ", ".join(keys)
    place = f"ROW_NUMBER() OVER (PARTITION BY {by} ORDER BY {value.top} DESC)"
    placed = plan.view(
        "reversed",
        f"SELECT r.*, {place} AS turn FROM {relation} AS r WHERE {value.top} IS NOT NULL",
    )
    product = rationals.times(value.top, value.most, "turn", UNITS)
    return placed, f"SUM({product})", "SUM(turn)"


def none_is_nought(value: Rational, nothing: str) -> Rational:
    """Return a sum, of which that of nothing is 0; one of what is not known stays unknown."""
    top = f"CASE WHEN {nothing} THEN 0 ELSE {value.top} END"
    if isinstance(value.bottom, int):
        return replace(value, top=top)
    return replace(value, top=top, bottom=f"CASE WHEN {nothing} THEN 1 ELSE {value.bottom} END")


def pooled(plan: Plan, component: Component, rows: Rows) -> Brought:
    """Return base + all that was added or deducted / all divisors, floor and ceiling once."""
    units = rows.units
    assert units is not None, "only units are pooled"
    divide = units.divide or rationals.constant(Fraction(1))
    changes = Rows(rows.relation, units.change, divide, units, counted=rows.counted)
    found = bring(plan, "sum", changes, ("subject",))
    assert found.weight is not None, "the divisors were added up"
    shared = rationals.divide(found.value, found.weight, positive=True)
    value = rationals.add(rationals.constant(component.base), shared)
    aspects = {name: each for name, each in found.aspects.items() if name != "weight"}
    value = rationals.bounded(value, component.floor, component.ceiling)
    return replace(found, value=value, aspects=aspects)
