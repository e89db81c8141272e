"""Rulebooks (评价标准) read, checked and applied: no Django, no clock, no database."""

from xinlu.rules.editions import canonical, edition_hash
from xinlu.rules.facts import Event, Facts, Period, Unit
from xinlu.rules.judging import judge
from xinlu.rules.language import Grade, Item, Parameter, Rulebook, Unverified
from xinlu.rules.messages import FactsError, Problem, RulebookError
from xinlu.rules.reading import read_rulebook, read_text
from xinlu.rules.verdict import (
    ComponentResult,
    Ignored,
    Notice,
    Reason,
    UnitResult,
    Verdict,
)

__all__ = [
    "ComponentResult",
    "Event",
    "Facts",
    "FactsError",
    "Grade",
    "Ignored",
    "Item",
    "Notice",
    "Parameter",
    "Period",
    "Problem",
    "Reason",
    "Rulebook",
    "RulebookError",
    "Unit",
    "UnitResult",
    "Unverified",
    "Verdict",
    "canonical",
    "edition_hash",
    "judge",
    "read_rulebook",
    "read_text",
]
