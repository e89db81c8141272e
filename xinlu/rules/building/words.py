"""The small words of a shape: spans, formulas, conditions, roundings."""

from xinlu.rules.language import Condition, Decimals, Formula, Number, Span, Test
from xinlu.rules.parsing import parse_formula
from xinlu.rules.sources import text, whole
from xinlu.rules.trees import Tree


def span(shape: Tree, key: str) -> Span | None:
    """Return the span under a key, or None where there is none."""
    return span_of(text(shape, key)) if key in shape.value else None


def span_of(words: str) -> Span:
    """Return the span that is written as `6 months`.

    >>> span_of("6 months")
    Span(length=6, unit='month')
    """
    length, unit = words.split(" ")
    return Span(int(length), unit.rstrip("s"))  # type: ignore[arg-type]  # the schema lists three


def formula(node: Tree) -> Formula:
    """Return the formula of a node; a number alone is one."""
    if node.kind in ("integer", "number"):
        return Number(node.value)
    return parse_formula(node.text)


def conditions(shape: Tree, key: str) -> tuple[Condition, ...]:
    """Return the conditions under a key, all of which must hold; none hold always."""
    node = shape.value.get(key)
    return conditions_of(node) if node else ()


def conditions_of(node: Tree) -> tuple[Condition, ...]:
    """Return the conditions that a mapping of names to tests says."""
    return tuple(
        condition(name, test, value)
        for name, tests in node.value.items()
        for test, value in tests.value.items()
    )


def condition(name: str, test: Test, node: Tree) -> Condition:
    """Return one condition."""
    if node.kind == "array":
        return Condition(name, test, tuple(each.value for each in node.value))
    return Condition(name, test, node.value)


def decimals(shape: Tree, key: str) -> Decimals | None:
    """Return the rounding under a key, or None where there is none."""
    node = shape.value.get(key)
    return decimals_of(node) if node else None


def decimals_of(node: Tree) -> Decimals:
    """Return a rounding."""
    return Decimals(whole(node, "decimals"), text(node, "mode"))  # type: ignore[arg-type]
