"""Exact sums over many rows: over one denominator where it is known, else over the least common."""

from collections.abc import Sequence
from dataclasses import dataclass

from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.rationals import Rational, kind_of

#: The bound taken for a least common denominator that only the data know.
UNKNOWN = 10**30


@dataclass(frozen=True, slots=True)
class Over:
    """Rows whose values all stand over one denominator for each key."""

    relation: str
    value: Rational


def over_one(plan: Plan, relation: str, keys: Sequence[str], value: Rational) -> Over:
    """Bring the values of each key over one denominator, so that they add up and compare."""
    if isinstance(value.bottom, int):
        return Over(relation, value)
    top, below = plan.fresh("top"), plan.fresh("below")
    named = plan.view(
        "fractions",
        f"SELECT r.*, {value.top} AS {top}, {value.bottom} AS {below} FROM {relation} AS r",
    )
    by = ", ".join(f"r.{key}" for key in keys)
    found = (
        f"SELECT {by}, LIST_REDUCE(LIST(DISTINCT CAST(r.{below} AS HUGEINT)),"
        f" LAMBDA a, b: LCM(a, b)) AS {below}_all FROM {named} AS r"
        f" WHERE r.{top} IS NOT NULL GROUP BY {by}"
    )
    common = plan.view("common", found)
    same = " AND ".join(f"r.{key} IS NOT DISTINCT FROM c.{key}" for key in keys)
    joined = plan.view(
        "over_one",
        f"SELECT r.*, c.{below}_all, CAST(r.{top} AS HUGEINT) * (c.{below}_all // r.{below})"
        f" AS {top}_all FROM {named} AS r LEFT JOIN {common} AS c ON {same}",
    )
    return Over(joined, Rational(f"{top}_all", f"{below}_all", UNKNOWN, UNKNOWN))


def bounds(plan: Plan, relation: str, columns: Sequence[str]) -> list[int]:
    """Return how large the numbers in computed columns really are: what follows may be narrow."""
    asked = ", ".join(f"MAX(ABS({column}))" for column in columns)
    return [int(each or 0) for each in plan.engine.rows(f"SELECT {asked} FROM {relation}")[0]]


def narrow_table(
    plan: Plan, label: str, sql: str, keys: Sequence[str], columns: Sequence[str]
) -> tuple[str, list[int]]:
    """Compute a step, and read its numbers no wider than they are; return also their bounds."""
    table = plan.table(label, sql)
    most = bounds(plan, table, columns)
    cast = (
        f"CAST({column} AS {kind_of(bound)}) AS {column}"
        for column, bound in zip(columns, most, strict=True)
    )
    return plan.view(label, f"SELECT {', '.join([*keys, *cast])} FROM {table}"), most
