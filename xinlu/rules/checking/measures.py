"""Measures and quantities: one shape each, formulas that can be read, codes that are there."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from xinlu.rules.building.measuring import SHAPES
from xinlu.rules.checking.entries import entries, names, repeated, unknown
from xinlu.rules.messages import Problem
from xinlu.rules.parsing import FormulaError, parse_formula
from xinlu.rules.trees import Tree


def measure_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield what is wrong with the measures, quantities, lists and bans, by itself."""
    yield from repeated(tree, "quantities", "name", file)
    yield from repeated(tree, "measures", "name", file)
    yield from repeated(tree, "bans", "name", file)
    codes = names(tree, "items", "code")
    for each in entries(tree, "measures"):
        at = f"measures.{each.value['name'].text}"
        given = [key for key in SHAPES if key in each.value]
        if len(given) != 1:
            params = {"given": ", ".join(given) or "—", "known": ", ".join(SHAPES)}
            yield Problem("one-shape", file, each.line, at, params)
            continue
        yield from shape_problems(each.value[given[0]], given[0], file, at, codes)
    for line in entries(tree, "total"):
        yield from formula_problems(line.value["formula"], file, "total.formula")
    yield from code_problems(tree, file, codes)


def shape_problems(
    node: Tree, shape: str, file: str, at: str, codes: list[str]
) -> Iterator[Problem]:
    """Yield what is wrong inside the shape of a measure."""
    if shape == "formula":
        yield from formula_problems(node, file, f"{at}.formula")
    elif shape == "cases":
        yield from case_problems(node, file, f"{at}.cases")
    elif shape == "records":
        for each in node.value["items"].value:
            if not any(fnmatchcase(code, each.text) for code in codes):
                yield from unknown("item", each, codes, file, f"{at}.records.items")
    elif shape == "steps" and node.value["step"].value == 0:
        yield Problem("step-zero", file, node.value["step"].line, f"{at}.steps.step")
    elif shape == "rank" and ("key" in node.value) != (node.value["ties"].text == "key"):
        yield Problem("rank-key", file, node.line, f"{at}.rank")


def case_problems(node: Tree, file: str, at: str) -> Iterator[Problem]:
    """Yield lines of a table that cannot be reached, or whose value cannot be read."""
    for place, line in enumerate(node.value):
        if "when" not in line.value and place < len(node.value) - 1:
            yield Problem("line-unreachable", file, line.line, f"{at}[{place}]")
        yield from formula_problems(line.value["value"], file, f"{at}[{place}].value")


def formula_problems(node: Tree, file: str, at: str) -> Iterator[Problem]:
    """Yield why a formula cannot be read."""
    if node.kind in ("integer", "number"):
        return
    try:
        parse_formula(node.text)
    except FormulaError as error:
        yield Problem(error.code, file, node.line, at, dict(error.params))


def code_problems(tree: Tree, file: str, codes: list[str]) -> Iterator[Problem]:
    """Yield codes of items that lists and bans name and that are not there, and idle numbers."""
    single = tree.value.get("candidate")
    for shape in [*([single] if single else []), *entries(tree, "candidates")]:
        for node in shape.value["items"].value:
            yield from unknown("item", node, codes, file, "candidate.items")
        threshold, test = shape.value["threshold"], shape.value["test"].text
        if threshold.value == 0 and test == "at_least":
            yield Problem("at-least-none", file, threshold.line, "candidate.threshold")
    for ban in entries(tree, "bans"):
        at = f"bans.{ban.value['name'].text}"
        for key in ("items", "extends"):
            for node in ban.value[key].value if key in ban.value else ():
                yield from unknown("item", node, codes, file, f"{at}.{key}")
        if ("extends" in ban.value) != ("extension" in ban.value):
            yield Problem("ban-extension", file, ban.line, at)
