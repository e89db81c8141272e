"""Each number in each rulebook matters to a case: change it, and a case beside it fails."""

from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from xinlu.rules.cases import SUFFIX, Case, differences_in, read_cases
from xinlu.rules.editions import written
from xinlu.rules.messages import RulebookError
from xinlu.rules.reading import read_rulebook, read_text

JURISDICTIONS = Path(__file__).parents[1] / "jurisdictions"
RULEBOOKS = sorted(p for p in JURISDICTIONS.rglob("rulebooks/*/*.yaml") if SUFFIX not in p.name)


def numbers_in(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each number, but for the version of the language."""
    if isinstance(value, Fraction) and way != ("language",):
        yield way
    pairs = value.items() if isinstance(value, dict) else ()
    for key, child in enumerate(value) if isinstance(value, list) else pairs:
        yield from numbers_in(child, (*way, key))


def changed(tree: Any, way: tuple[Any, ...], by: Fraction) -> str:
    """Return the rulebook's text with one number changed."""
    other = deepcopy(tree)
    place = other
    for key in way[:-1]:
        place = place[key]
    place[way[-1]] += by
    return written(other)


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


WAYS = [
    pytest.param(path, way, id=f"{path.parent.name} {'.'.join(map(str, way))}")
    for path in RULEBOOKS
    for way in numbers_in(read(path)[0])
]


@pytest.mark.parametrize("by", [Fraction(1), Fraction(-1)])
@pytest.mark.parametrize(("path", "way"), WAYS)
def test_a_changed_number_fails_a_case(path: Path, way: tuple[Any, ...], by: Fraction):
    tree, cases = read(path)

    text = changed(tree, way, by)

    assert noticed(text, cases)
