"""A step of a plan as Spark says it: the same tree, changed where Spark means something else.

Whole numbers of 128 bits are DECIMAL(38, 0) there, whose bound of 10^38 - 1 holds all that reading
a rulebook lets pass. In ANSI mode, what goes beyond stops the step.
"""

from collections.abc import Callable

import sqlglot
from sqlglot import exp

#: Spark's widest whole number.
WIDE = "DECIMAL(38, 0)"
#: More steps than Euclid's algorithm takes for any two numbers of 38 digits.
STEPS = 190
#: Year, sign, month, sign, day, and whatever follows but a digit: days as DuckDB reads them.
DAY_TEXT = r"^\s*([0-9]{1,4})([-/ \\])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])"

#: The whole quotient. DIV would return 64 bits, and `/` keeps six places: what is left over is
#: taken away before, so that the division comes out even.
QUOTIENT = f"CAST((CAST(:a AS {WIDE}) - CAST(:a AS {WIDE}) % :b) / :b AS {WIDE})"
DIVISOR = f"NULLIF(CAST(:b AS {WIDE}), 0)"
GREATEST_DIVISOR = (
    f"AGGREGATE(SEQUENCE(1, {STEPS}), NAMED_STRUCT('a', ABS(CAST(:a AS {WIDE})), 'b',"
    f" ABS(CAST(:b AS {WIDE}))), (pair, step) -> CASE WHEN pair.b = 0 THEN pair"
    " ELSE NAMED_STRUCT('a', pair.b, 'b', pair.a % pair.b) END, pair -> pair.a)"
)
#: The least common multiple of a list, number by number.
LEAST_MULTIPLE = (
    f"AGGREGATE(COLLECT_SET(:each), CAST(1 AS {WIDE}), (so_far, next) ->"
    f" CAST(so_far / :divisor AS {WIDE}) * next)"
)
DAY = (
    "CASE WHEN :text RLIKE :pattern THEN TRY_CAST(CONCAT(LPAD(REGEXP_EXTRACT(:text, :pattern, 1),"
    " 4, '0'), '-', LPAD(REGEXP_EXTRACT(:text, :pattern, 3), 2, '0'), '-',"
    " LPAD(REGEXP_EXTRACT(:text, :pattern, 4), 2, '0')) AS DATE) END"
)


def spoken(sql: str) -> str:
    """Return a step, written for DuckDB, as Spark says it."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    # From the leaves up, so that what is put in place of a node holds what was put in its leaves.
    for node in reversed(list(tree.walk())):
        change = CHANGES.get(type(node))
        changed = node if change is None else change(node)
        if changed is not node:
            node.replace(changed)
    return tree.sql(dialect="spark")


def filled(template: str, **parts: exp.Expression) -> exp.Expression:
    """Return the tree of a template with parts put in."""
    tree: exp.Expression = exp.maybe_parse(template, dialect="spark")
    for place in list(tree.find_all(exp.Placeholder)):
        place.replace(parts[place.name].copy())
    return tree


def wide(node: exp.DataType) -> exp.Expression:
    """Return the type that holds as many digits, where Spark has not the same."""
    if node.this == exp.DataType.Type.INT128:
        return exp.DataType.build(WIDE, dialect="spark")
    return node


def quotient(node: exp.IntDiv) -> exp.Expression:
    """Return a whole quotient; by nought there is none."""
    return filled(QUOTIENT, a=node.this, b=filled(DIVISOR, b=node.expression))


def latest(node: exp.ArgMax) -> exp.Expression:
    """Return the value at the greatest key, of the rows that have a value."""
    value, key = node.this, node.expression
    return filled("MAX_BY(:v, CASE WHEN :v IS NOT NULL THEN :k END)", v=value, k=key)


def matching(node: exp.RegexpFullMatch) -> exp.Expression:
    """Return the test that a text matches a pattern from end to end."""
    pattern = exp.Literal.string(f"\\A(?:{node.expression.name})\\z")
    return filled(":text RLIKE :pattern", text=node.this, pattern=pattern)


def day_in(node: exp.TryCast) -> exp.Expression:
    """Return the day that a text names, as DuckDB reads it: Spark would take a year for a day."""
    if node.to.this != exp.DataType.Type.DATE:
        return node
    return filled(DAY, text=node.this, pattern=exp.Literal.string(DAY_TEXT))


def named(node: exp.Anonymous) -> exp.Expression:
    """Return what stands for a function that Spark has not."""
    if node.name.upper() == "ARG_MAX_NULL":
        value, key = node.expressions
        return filled("MAX_BY(:v, :k)", v=value, k=key)
    if node.name.upper() == "GCD":
        one, other = node.expressions
        return filled(GREATEST_DIVISOR, a=one, b=other)
    if node.name.upper() == "LIST_REDUCE":
        listed, merging = node.expressions
        assert merging.this.name.upper() == "LCM", "nothing else is worked out over a list"
        each = listed.this.expressions[0]
        divisor = filled(GREATEST_DIVISOR, a=exp.column("so_far"), b=exp.column("next"))
        return filled(LEAST_MULTIPLE, each=each, divisor=divisor)
    return node


CHANGES: dict[type, Callable[..., exp.Expression]] = {
    exp.DataType: wide,
    exp.IntDiv: quotient,
    exp.ArgMax: latest,
    exp.RegexpFullMatch: matching,
    exp.TryCast: day_in,
    exp.Anonymous: named,
}
