"""An edition as a text that can be stored, and its hash."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from xinlu.rules.language import Rulebook
from xinlu.rules.numbers import decimal_text


def canonical(rulebook: Rulebook) -> str:
    """Return the one text of this edition: JSON that `read_text` reads back to the same rulebook.

    Layout, comments, the order of keys and the spelling of numbers (2, 2.0) do not change it;
    every value, clause and `verified` mark does. The language version is one of its keys.
    """
    return written(rulebook.tree)


def edition_hash(rulebook: Rulebook) -> str:
    """Return the SHA-256 of the canonical text, in hex; each result names it."""
    return hashlib.sha256(canonical(rulebook).encode("utf-8")).hexdigest()


def written(value: Any) -> str:
    """Return plain data as JSON with sorted keys and exact decimal numbers.

    >>> written({"b": Fraction("2.50"), "a": [None, True]})
    '{"a":[null,true],"b":2.5}'
    """
    if isinstance(value, Mapping):
        pairs = (f"{written(key)}:{written(value[key])}" for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(each) for each in value) + "]"
    if isinstance(value, Fraction):
        return decimal_text(value)
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    return json.dumps(value, ensure_ascii=False)


def read_written(text: str) -> Any:
    """Return the plain data that `written` wrote; numbers with a fraction are exact.

    >>> written(read_written('{"b":2.00000000000000000001}'))
    '{"b":2.00000000000000000001}'
    """
    return json.loads(text, parse_float=Fraction)
