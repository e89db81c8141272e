"""Sentences in Chinese for every code: what is wrong, by which rule, and how to mend it."""

from collections.abc import Mapping
from typing import Any


def sentence(code: str, params: Mapping[str, Any], lang: str = "zh") -> str:
    """Return the sentence for a refusal, a failure of a file or a refused act."""
    return code
