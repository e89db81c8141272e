"""A tree held against `schema.json`: every departure becomes a problem its author can mend.

This reads the part of JSON Schema 2020-12 that our schema uses, since a general validator knows
neither the line of a key nor what the author meant by it.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from xinlu.rules.messages import MOST_PROBLEMS, Problem
from xinlu.rules.numbers import decimal_text
from xinlu.rules.trees import Tree, below

Schema = dict[str, Any]
#: How many known words are compared with one that is not, how long it may be, how many are told.
MOST_COMPARED, LONGEST, MOST_LISTED = 1_000, 60, 80
PARAMETER = {"$ref": "#/$defs/parameter_name"}


@cache
def schema() -> Schema:
    """Return the schema of rulebooks, which also defines facts and cases."""
    text = (Path(__file__).parent / "schema.json").read_text(encoding="utf-8")
    read: Schema = json.loads(text)
    return read


def problems_of(tree: Tree, file: str, definition: str | None = None) -> list[Problem]:
    """Return how the tree departs from the schema, or from one of its definitions."""
    wanted = schema() if definition is None else schema()["$defs"][definition]
    return first(departures(tree, wanted, file, ""))


def first(problems: Iterator[Problem]) -> list[Problem]:
    """Return as many problems as are told at once, and one more where there are more."""
    return list(islice(problems, MOST_PROBLEMS + 1))


def departures(tree: Tree, wanted: Schema | bool, file: str, at: str) -> Iterator[Problem]:
    """Yield the problems of one node, then those of the nodes below it."""
    if isinstance(wanted, bool):
        return
    wanted = resolved(wanted)
    if "anyOf" in wanted:
        yield from of_any(tree, wanted["anyOf"], file, at)
        return
    found = next((p for check in CHECKS if (p := check(tree, wanted, file, at))), None)
    if found is not None:
        yield found
    elif tree.kind == "object":
        yield from of_object(tree, wanted, file, at)
    elif tree.kind == "array":
        yield from of_array(tree, wanted, file, at)


def resolved(wanted: Schema) -> Schema:
    """Return the schema that a reference stands for."""
    while "$ref" in wanted:
        wanted = schema()["$defs"][wanted["$ref"].rsplit("/", 1)[1]]
    return wanted


def of_any(tree: Tree, choices: list[Schema], file: str, at: str) -> Iterator[Problem]:
    """Yield the problems of the nearest choice, if none fits: the first of the right type.

    The name of a parameter is meant only where a `$` begins it.
    """
    named_one = tree.text.startswith("$") and tree.kind == "string"
    meant = [each for each in choices if (each == PARAMETER) == named_one] or choices
    tried = [list(departures(tree, choice, file, at)) for choice in meant]
    if all(tried):
        right_type = [found for found in tried if found[0].code != "wrong-type"]
        yield from (right_type or tried)[0]


def of_array(tree: Tree, wanted: Schema, file: str, at: str) -> Iterator[Problem]:
    """Yield the problems of a list and its entries."""
    if len(tree.value) < wanted.get("minItems", 0):
        yield Problem("too-few", file, tree.line, at, {"least": wanted["minItems"]})
    for place, child in enumerate(tree.value):
        yield from departures(child, wanted.get("items", True), file, named(at, place, child))


def named(at: str, place: int, child: Tree) -> str:
    """Return the path of a list's entry: by its code or name where it has one."""
    if child.kind == "object":
        for key in ("code", "name", "grade", "case"):
            if key in child.value and child.value[key].kind == "string":
                return f"{at}.{child.value[key].text}"
    return f"{at}[{place}]"


def of_object(tree: Tree, wanted: Schema, file: str, at: str) -> Iterator[Problem]:
    """Yield the problems of a mapping, its keys and the values under them."""
    properties: Schema = wanted.get("properties", {})
    others = wanted.get("additionalProperties", True)
    for key, child in tree.value.items():
        if key in properties:
            yield from departures(child, properties[key], file, below(at, key))
        elif others is False:
            params = {"key": key, "meant": closest(key, properties), "known": listed(properties)}
            yield Problem("unknown-key", file, tree.keys[key], below(at, key), params)
        else:
            yield from departures(child, others, file, below(at, key))
    yield from missing_keys(tree, wanted, file, at)
    yield from wrong_names(tree, wanted, file, at)
    for rule in wanted.get("allOf", []):
        yield from conditional(tree, rule, file, at)


def missing_keys(tree: Tree, wanted: Schema, file: str, at: str) -> Iterator[Problem]:
    """Yield the keys that must stand here and do not, or the count of them that must."""
    for key in wanted.get("required", []):
        if key not in tree.value:
            yield Problem("missing-key", file, tree.line, at, {"key": key})
    if len(tree.value) < wanted.get("minProperties", 0):
        yield Problem("too-few", file, tree.line, at, {"least": wanted["minProperties"]})
    if len(tree.value) > wanted.get("maxProperties", len(tree.value)):
        bound = f"≤ {wanted['maxProperties']}"
        yield Problem(
            "out-of-bounds", file, tree.line, at, {"value": len(tree.value), "bound": bound}
        )


def wrong_names(tree: Tree, wanted: Schema, file: str, at: str) -> Iterator[Problem]:
    """Yield the keys whose own form is wrong."""
    form = wanted.get("propertyNames", {}).get("pattern", "")
    for key in tree.value:
        if not re.search(form, key):
            yield Problem("wrong-form", file, tree.keys[key], at, {"value": key, "form": form})


def conditional(tree: Tree, rule: Schema, file: str, at: str) -> Iterator[Problem]:
    """Yield what a rulebook of this kind lacks, or has and should not."""
    for key, test in rule["if"]["properties"].items():
        if key not in tree.value or tree.value[key].text != test["const"]:
            return
        kind = test["const"]
    yield from missing_keys(tree, {"required": rule["then"]["required"]}, file, at)
    for key, allowed in rule["then"]["properties"].items():
        if allowed is False and key in tree.value:
            params = {"key": key, "kind": kind}
            yield Problem("misplaced-key", file, tree.keys[key], below(at, key), params)


def type_problem(tree: Tree, wanted: Schema, file: str, at: str) -> Problem | None:
    """Return what is wrong with the node's type."""
    types = wanted.get("type", [])
    types = [types] if isinstance(types, str) else types
    found = tree.kind
    date_wanted = wanted.get("format") == "date"
    if not types or found in types or (found == "integer" and "number" in types):
        if not date_wanted or isinstance(tree.value, date):
            return None
        params = {"value": tree.text, "form": "2024-01-31"}
        return Problem("wrong-form", file, tree.line, at, params)
    mend = f' Write "{tree.text}" in quotes.' if "string" in types and tree.text else ""
    shown = tree.text or found
    params = {"value": shown, "found": found, "wanted": " | ".join(types), "mend": mend}
    return Problem("wrong-type", file, tree.line, at, params)


def listed_problem(tree: Tree, wanted: Schema, file: str, at: str) -> Problem | None:
    """Return what is wrong if the value is none of those listed."""
    values = [str(value) for value in wanted.get("enum", [])]
    if not values or (tree.text in values and tree.kind not in ("object", "array")):
        return None
    params = {"value": tree.text, "meant": closest(tree.text, values), "known": listed(values)}
    return Problem("not-listed", file, tree.line, at, params)


def form_problem(tree: Tree, wanted: Schema, file: str, at: str) -> Problem | None:
    """Return what is wrong with the form of a text."""
    form = wanted.get("pattern", "")
    if tree.kind != "string" or (
        re.search(form, tree.text) and len(tree.text) >= wanted.get("minLength", 0)
    ):
        return None
    odd = next((char for char in tree.text if not char.isascii()), None)
    if odd is not None and form.startswith("^["):
        name = unicodedata.name(odd, "?")
        params = {"value": tree.text, "character": odd, "name": name, "code": f"{ord(odd):04X}"}
        return Problem("strange-character", file, tree.line, at, params)
    params = {"value": tree.text[:80], "form": form or "…"}
    return Problem("wrong-form", file, tree.line, at, params)


def bound_problem(tree: Tree, wanted: Schema, file: str, at: str) -> Problem | None:
    """Return what is wrong with the size of a number."""
    if not isinstance(tree.value, Fraction):
        return None
    low, high = wanted.get("minimum"), wanted.get("maximum")
    too_low = low is not None and tree.value < low
    if too_low or (high is not None and tree.value > high):
        params = {
            "value": decimal_text(tree.value),
            "bound": f"≥ {low}" if too_low else f"≤ {high}",
        }
        return Problem("out-of-bounds", file, tree.line, at, params)
    return None


CHECKS: tuple[Callable[[Tree, Schema, str, str], Problem | None], ...] = (
    type_problem,
    listed_problem,
    form_problem,
    bound_problem,
)


def closest(word: str, known: Any) -> str:
    """Return the known word that was probably meant, or nothing."""
    if len(word) > LONGEST:
        return ""
    return next(iter(get_close_matches(word, list(islice(known, MOST_COMPARED)), 1, 0.6)), "")


def listed(known: Any) -> str:
    """Return known words as one list to read."""
    told = [str(each) for each in islice(known, MOST_LISTED + 1)]
    more = ["…"] if len(told) > MOST_LISTED else []
    return ", ".join([*told[:MOST_LISTED], *more]) or "—"
