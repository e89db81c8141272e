"""A made-up subject (试算): what a rulebook asks, what was typed, and what it comes to."""

from xinlu.rules.trying.answers import Answers, Mistake, Rows, facts_from, starting, tidy
from xinlu.rules.trying.asked import Asked, UnitAsked, asked_by
from xinlu.rules.trying.outcome import Tried, tried
from xinlu.rules.trying.writing import Unwritable, written_down

__all__ = [
    "Answers",
    "Asked",
    "Mistake",
    "Rows",
    "Tried",
    "UnitAsked",
    "Unwritable",
    "asked_by",
    "facts_from",
    "starting",
    "tidy",
    "tried",
    "written_down",
]
