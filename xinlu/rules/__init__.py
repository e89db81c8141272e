"""Rulebooks (评价标准) read, checked and applied: no Django, no clock, no database."""

from xinlu.rules.editions import canonical, edition_hash
from xinlu.rules.judging import judge
from xinlu.rules.language import (
    Event,
    Facts,
    Grade,
    Item,
    Period,
    Reason,
    Rulebook,
    Unit,
    Unverified,
    Verdict,
)
from xinlu.rules.messages import FactsError, RulebookError
from xinlu.rules.reading import read_rulebook, read_text

__all__ = [
    "Event",
    "Facts",
    "FactsError",
    "Grade",
    "Item",
    "Period",
    "Reason",
    "Rulebook",
    "RulebookError",
    "Unit",
    "Unverified",
    "Verdict",
    "canonical",
    "edition_hash",
    "judge",
    "read_rulebook",
    "read_text",
]
