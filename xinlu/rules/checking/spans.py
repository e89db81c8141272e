"""Spans of time: none that holds no day, and no two ages that mean the same."""

from collections.abc import Iterator

from xinlu.rules.building.words import span_of
from xinlu.rules.checking.entries import entries
from xinlu.rules.language import Span
from xinlu.rules.messages import Problem
from xinlu.rules.trees import Tree


def span_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield spans in which nothing can lie, and ages of which only the first would weigh."""
    yield from empty(tree.value["period"], file, "period", "length")
    single = tree.value.get("candidate")
    for each in [*([single] if single else []), *entries(tree, "candidates")]:
        yield from empty(each, file, "candidate", "window")
    for each in entries(tree, "bans"):
        yield from empty(each, file, f"bans.{each.value['name'].text}", "lasts", "extension")
    for each in entries(tree, "components"):
        yield from age_problems(each, file, f"components.{each.value['name'].text}")
    for each in entries(tree, "measures"):
        if "records" in each.value:
            at = f"measures.{each.value['name'].text}.records"
            yield from empty(each.value["records"], file, at, "last")
            yield from age_problems(each.value["records"], file, at)


def empty(shape: Tree, file: str, at: str, *keys: str) -> Iterator[Problem]:
    """Yield the spans under some keys that are of no length."""
    for key in keys:
        node = shape.value.get(key)
        if node is not None and span_of(node.text).length == 0:
            yield Problem("empty-span", file, node.line, f"{at}.{key}", {"value": node.text})


def age_problems(shape: Tree, file: str, at: str) -> Iterator[Problem]:
    """Yield ages that end on one day, or hold none."""
    first: dict[tuple[str, int], int] = {}
    for place, each in enumerate(shape.value["ages"].value if "ages" in shape.value else ()):
        yield from empty(each, file, f"{at}.ages[{place}]", "within")
        node = each.value["within"]
        length = plain(span_of(node.text))
        if length in first:
            params = {"what": "age", "value": node.text, "first": first[length]}
            yield Problem("repeated-code", file, node.line, f"{at}.ages[{place}]", params)
        first.setdefault(length, node.line)


def plain(span: Span) -> tuple[str, int]:
    """Return a span in months or in days, so that a year is twelve months."""
    if span.unit == "day":
        return "days", span.length
    return "months", span.length * (12 if span.unit == "year" else 1)
