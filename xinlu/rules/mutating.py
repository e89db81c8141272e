"""Whether the cases of a rulebook would notice if one of its numbers were another.

Each number is changed by one, up and down, and each edge of a band or a condition turned over. What
no case notices is not proved: it may be wrong, and nobody would know.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from xinlu.kernel.yaml_files import read_yaml
from xinlu.rules.cases import Case, differences_in
from xinlu.rules.editions import written
from xinlu.rules.language import Rulebook
from xinlu.rules.messages import RulebookError
from xinlu.rules.numbers import decimal_text
from xinlu.rules.reading import read_rulebook, read_text

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


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rulebook with one number or edge changed: where, what it becomes, and its text."""

    way: Way
    becomes: str
    text: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.way))} → {self.becomes}"


def mutants_of(path: Path) -> list[Mutant]:
    """Return the changes of a rulebook; of one that inherits, those of what its parent has not."""
    tree = read_rulebook(path).tree
    above = read_yaml(path).get("extends")
    parent = read_rulebook(path.parent / above).tree if above else {}
    inherited = {(by_code(parent, way), becomes) for way, becomes, _ in mutants(parent)}
    return [
        Mutant(by_code(tree, way), becomes, written(change(deepcopy(tree))))
        for way, becomes, change in mutants(tree)
        if (by_code(tree, way), becomes) not in inherited
    ]


def unnoticed(path: Path, cases: Sequence[Case]) -> tuple[int, list[Mutant]]:
    """Return how many changes there are, and those that no case notices."""
    found = mutants_of(path)
    return len(found), [each for each in found if not noticed(each.text, cases)]


def mutants(value: Any, way: Way = ()) -> Iterator[tuple[Way, str, Change]]:
    """Yield each way to change one number or edge: where, what it becomes, and the change."""
    if isinstance(value, Fraction) and way != ("language",):
        for number in (value + 1, value - 1):
            yield way, decimal_text(number), replacing(way, number)
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
                yield (*way, place), "分界归另一档", renaming(told)


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


def noticed(text: str, cases: Sequence[Case]) -> bool:
    """Tell whether the changed rulebook cannot be read or fails a case.

    Cases that set parameters come last: for each other setting the text is read again.
    """
    read: dict[frozenset[tuple[str, str]], Rulebook] = {}
    try:
        for case in sorted(cases, key=lambda case: bool(case.parameters)):
            setting = frozenset(case.parameters.items())
            if setting not in read:
                read[setting] = read_text(text, parameters=case.parameters)
            if any(differences_in(read[setting], case)):
                return True
    except RulebookError:
        return True
    return False


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
