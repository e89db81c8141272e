"""Rulebooks (评价标准) read, checked and applied: no Django, no clock, no database."""

from xinlu.rules.editions import canonical, edition_hash
from xinlu.rules.facts import Event, Facts, Link, Peer, Peers, Period, Result, Unit
from xinlu.rules.judging import judge
from xinlu.rules.language import Grade, Item, Parameter, Rulebook, Unverified
from xinlu.rules.messages import FactsError, Problem, RulebookError
from xinlu.rules.peers import population_peers
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
    "Link",
    "Notice",
    "Parameter",
    "Peer",
    "Peers",
    "Period",
    "Problem",
    "Reason",
    "Result",
    "Rulebook",
    "RulebookError",
    "Unit",
    "UnitResult",
    "Unverified",
    "Verdict",
    "canonical",
    "edition_hash",
    "judge",
    "population_peers",
    "read_rulebook",
    "read_text",
]
