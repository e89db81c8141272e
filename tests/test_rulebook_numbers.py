"""Each number in each rulebook matters to a case: change it, and a case beside it fails.

Numbers are also those inside formulas and spans (`6 months`), and the edges: whether a band or a
condition includes its own end.
"""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from xinlu.rules.cases import SUFFIX, Case, differences_in, read_cases
from xinlu.rules.editions import written
from xinlu.rules.messages import RulebookError
from xinlu.rules.numbers import decimal_text
from xinlu.rules.reading import read_rulebook, read_text

ROOT = Path(__file__).parents[1]
RULEBOOKS = sorted(
    path
    for folder in ("jurisdictions", "docs/examples")
    for path in (ROOT / folder).rglob("rulebooks/*/*.yaml")
    if SUFFIX not in path.name
)
#: A number in a formula or a span, not the tail of a name.
NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?")
SPAN = re.compile(r"\d+ (?:year|month|day)s?")
FORMULAS = ("formula", "value")
#: Keys that say the same end, included or not.
OTHER_EDGE = {
    "from": "above",
    "above": "from",
    "to": "below",
    "below": "to",
    "at_least": "more_than",
    "more_than": "at_least",
    "at_most": "less_than",
    "less_than": "at_most",
}
Way = tuple[Any, ...]
Change = Callable[[Any], Any]


def mutants(value: Any, way: Way = ()) -> Iterator[tuple[Way, str, Change]]:
    """Yield each way to change one number or edge: where, what it becomes, and the change."""
    if isinstance(value, Fraction) and way != ("language",):
        for by in (Fraction(1), Fraction(-1)):
            other = value + by
            yield way, decimal_text(other), replacing(way, other)
    elif isinstance(value, str) and (SPAN.fullmatch(value) or way[-1] in FORMULAS):
        for other in changed_texts(value):
            yield way, other, replacing(way, other)
    elif isinstance(value, dict):
        yield from edges(value, way)
        for key, child in value.items():
            yield from mutants(child, (*way, key))
    elif isinstance(value, list):
        if way and way[-1] == "bands":
            yield from meetings(value, way)
        for place, child in enumerate(value):
            yield from mutants(child, (*way, place))


def changed_texts(text: str) -> Iterator[str]:
    """Yield a formula or a span with one of its numbers changed."""
    for found in NUMBER.finditer(text):
        for by in (1, -1):
            number = decimal_text(Fraction(found[0]) + by)
            yield text[: found.start()] + number + text[found.end() :]


def edges(value: dict[str, Any], way: Way) -> Iterator[tuple[Way, str, Change]]:
    """Yield a condition whose edge is included where it was not, or the other way round."""
    tests = len(way) > 1 and way[-2] in ("when", "where", "needs", "streak")
    for key in value.keys() & OTHER_EDGE.keys():
        if tests:
            yield (*way, key), OTHER_EDGE[key], renaming({way: key})


def meetings(bands: list[dict[str, Any]], way: Way) -> Iterator[tuple[Way, str, Change]]:
    """Yield two bands whose common edge went over from the one to the other."""
    for place, (upper, lower) in enumerate(pairwise(bands)):
        for here, there in (
            ({"from", "above"}, {"to", "below"}),
            ({"to", "below"}, {"from", "above"}),
        ):
            ends = {(*way, place): upper.keys() & here, (*way, place + 1): lower.keys() & there}
            if ends[(*way, place)]:
                told = {at: min(keys) for at, keys in ends.items() if keys}
                yield (*way, place), "the edge", renaming(told)


def replacing(way: Way, other: Any) -> Change:
    """Return the change that puts another value there."""

    def change(tree: Any) -> Any:
        at(tree, way[:-1])[way[-1]] = other
        return tree

    return change


def renaming(keys: dict[Way, str]) -> Change:
    """Return the change that turns edges over."""

    def change(tree: Any) -> Any:
        for way, key in keys.items():
            holder = at(tree, way)
            holder[OTHER_EDGE[key]] = holder.pop(key)
        return tree

    return change


def at(tree: Any, way: Way) -> Any:
    """Return what stands at the end of a way."""
    for key in way:
        tree = tree[key]
    return tree


def noticed(text: str, cases: list[Case]) -> bool:
    """Tell whether the changed rulebook cannot be read or fails a case."""
    try:
        plain = read_text(text)
        for case in cases:
            rulebook = read_text(text, parameters=case.parameters) if case.parameters else plain
            if any(differences_in(rulebook, case)):
                return True
    except RulebookError:
        return True
    return False


@cache
def read(path: Path) -> tuple[Any, list[Case]]:
    """Return a rulebook as plain data, and its cases."""
    return read_rulebook(path).tree, read_cases(path.with_name(path.stem + SUFFIX))


def own_mutants(path: Path) -> Iterator[tuple[Way, str, Change]]:
    """Yield the changes of a rulebook; of one that inherits, those of what its parent has not."""
    tree = read(path)[0]
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    parent = read(path.parent / raw["extends"])[0] if "extends" in raw else {}
    inherited = {(by_code(parent, way), becomes) for way, becomes, _ in mutants(parent)}
    for way, becomes, change in mutants(tree):
        if (by_code(tree, way), becomes) not in inherited:
            yield way, becomes, change


def by_code(tree: Any, way: Way) -> Way:
    """Return a way that names the entries of lists instead of counting them."""
    found = []
    for key in way:
        tree = tree.get(key) if isinstance(tree, dict) else tree[key]
        entry = tree if isinstance(key, int) and isinstance(tree, dict) else {}
        found.append(
            next((entry[name] for name in ("code", "name", "grade") if name in entry), key)
        )
    return tuple(found)


MUTANTS = [
    pytest.param(path, change, id=f"{path.parent.name} {'.'.join(map(str, way))} → {becomes}")
    for path in RULEBOOKS
    for way, becomes, change in own_mutants(path)
]


@pytest.mark.parametrize(("path", "change"), MUTANTS)
def test_a_changed_number_fails_a_case(path: Path, change: Change):
    tree, cases = read(path)

    text = written(change(deepcopy(tree)))

    assert noticed(text, cases)
