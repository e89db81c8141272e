"""A rulebook written out as the YAML that an author would go on from."""

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from importlib.resources import files
from typing import Any

import yaml

from xinlu.rules.language import Rulebook
from xinlu.rules.numbers import decimal_text

#: Keys that stand first in a clause, and those that stand last.
FIRST = ("code", "name", "grade", "title", "word")
LAST = ("basis", "verified", "note")
#: What becomes of an edition's parents: the text stands by itself.
LEFT_OUT = ("parents",)


class Writer(yaml.SafeDumper):
    """Writes exact numbers as decimals and days as days."""


def _number(writer: yaml.SafeDumper, value: Fraction) -> yaml.ScalarNode:
    kind = "int" if value.denominator == 1 else "float"
    return writer.represent_scalar(f"tag:yaml.org,2002:{kind}", decimal_text(value))


Writer.add_representer(Fraction, _number)
Writer.add_representer(
    date,
    lambda writer, value: writer.represent_scalar("tag:yaml.org,2002:timestamp", str(value)),
)


def whole_text(rulebook: Rulebook) -> str:
    """Return the rulebook as one YAML text that inherits from no other file.

    Keys stand in the order of the schema; the comments of the files it came from are not in it.
    """
    schema = json.loads(files("xinlu.rules").joinpath("schema.json").read_text("utf-8"))
    order = {key: place for place, key in enumerate(schema["properties"])}
    tree = {key: rulebook.tree[key] for key in rulebook.tree if key not in LEFT_OUT}
    keys = sorted(tree, key=lambda key: order.get(key, len(order)))
    plain = {key: _ordered(tree[key]) for key in keys}
    return yaml.dump(plain, Dumper=Writer, allow_unicode=True, sort_keys=False, width=110)


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value, key=_rank)}
    return [_ordered(each) for each in value] if isinstance(value, list) else value


def _rank(key: str) -> tuple[int, int]:
    if key in FIRST:
        return 0, FIRST.index(key)
    return (2, LAST.index(key)) if key in LAST else (1, 0)
