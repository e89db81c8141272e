"""Where a rulebook uses names: every formula, condition and key that names a quantity."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from xinlu.rules.checking.entries import entries
from xinlu.rules.parsing import FormulaError, names_in, parse_formula
from xinlu.rules.trees import Tree


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a name: where, by which shape, for which kind of unit, compared with what.

    `values` is None where the name is counted with, not compared; `any_kind` where it need not be
    a number; `late` where the score and the grade are known.
    """

    name: str
    line: int
    at: str
    owner: str = ""
    unit: str | None = None
    late: bool = False
    any_kind: bool = False
    values: tuple[Fraction | str, ...] | None = None


def uses(tree: Tree) -> Iterator[Use]:
    """Yield every use of a name in a rulebook."""
    for key in ("total", "requirements"):
        for place, each in enumerate(entries(tree, key)):
            yield from in_shape(each, Use("", each.line, f"{key}[{place}]"), "when", "formula")
    for key in ("decisions", "limits", "without_result"):
        for place, each in enumerate(entries(tree, key)):
            yield from in_shape(each, Use("", each.line, f"{key}[{place}]", late=True), "when")
    single = tree.value.get("candidate")
    for each in [*([single] if single else []), *entries(tree, "candidates")]:
        yield from in_shape(each, Use("", each.line, "candidates"), "when")
    for each in entries(tree, "components"):
        yield from of_component(each)
    for each in entries(tree, "measures"):
        yield from of_measure(each)


def of_component(shape: Tree) -> Iterator[Use]:
    """Yield the names that a component uses."""
    name = shape.value["name"].text
    unit = shape.value["unit"].text if "unit" in shape.value else None
    here = Use("", shape.line, f"components.{name}", owner=name)
    yield from in_shape(shape, here, "needs")
    yield from in_shape(shape, replace(here, unit=unit), "where", "divide", "weight_by")


def of_measure(shape: Tree) -> Iterator[Use]:
    """Yield the names that a measure uses."""
    name = shape.value["name"].text
    unit = shape.value["unit"].text if "unit" in shape.value else None
    here = Use("", shape.line, f"measures.{name}", owner=name, unit=unit)
    yield from in_shape(shape, here, "needs", "formula")
    for line in shape.value["cases"].value if "cases" in shape.value else ():
        yield from in_shape(line, replace(here, line=line.line), "when", "value")
    for key in ("steps", "round"):
        if key in shape.value:
            yield from in_shape(shape.value[key], here, "of")
    if "units" in shape.value:
        node = shape.value["units"]
        yield from in_shape(node, replace(here, unit=node.value["kind"].text), "of", "by", "where")
    for key in ("rank", "peers"):
        if key in shape.value:
            node = shape.value[key]
            yield from in_shape(node, here, "of", "key")
            for each in node.value["among"].value if "among" in node.value else ():
                yield replace(here, name=each.text, any_kind=True)


def in_shape(shape: Tree, here: Use, *keys: str) -> Iterator[Use]:
    """Yield the names under some keys of a shape."""
    for key in keys:
        node = shape.value.get(key)
        if node is None:
            continue
        place = replace(here, line=node.line, at=f"{here.at}.{key}")
        if node.kind == "object":
            yield from in_conditions(node, place)
        else:
            yield from in_formula(node, place)


def in_formula(node: Tree, here: Use) -> Iterator[Use]:
    """Yield the names in a formula; one that cannot be read is told elsewhere."""
    if node.kind != "string":
        return
    try:
        formula = parse_formula(node.text)
    except FormulaError:
        return
    yield from (replace(here, name=name) for name in names_in(formula))


def in_conditions(node: Tree, here: Use) -> Iterator[Use]:
    """Yield the names in conditions, each with what it is compared with."""
    for name, tests in node.value.items():
        line = node.keys[name]
        for test, value in tests.value.items():
            several = value.value if value.kind == "array" else [value]
            values = tuple(each.value for each in several)
            known = test == "known"
            yield replace(
                here, name=name, line=line, any_kind=known, values=None if known else values
            )
