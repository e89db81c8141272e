"""Causes of penalties (案由) and the items that they are: tables, and how one is read."""

from xinlu.evaluation.causes.matching import (
    Ambiguous,
    Case,
    Line,
    Span,
    clash,
    match,
    normalised,
    number_key,
)
from xinlu.evaluation.causes.reading import CausesError, load, read

__all__ = [
    "Ambiguous",
    "Case",
    "CausesError",
    "Line",
    "Span",
    "clash",
    "load",
    "match",
    "normalised",
    "number_key",
    "read",
]
