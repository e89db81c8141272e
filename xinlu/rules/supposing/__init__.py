"""What if: single changes about one subject, what each comes to, and the cheapest way up."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xinlu.rules.facts import Facts
from xinlu.rules.language import Rulebook
from xinlu.rules.messages import FactsError
from xinlu.rules.supposing.changes import Change, applied
from xinlu.rules.supposing.possible import (
    Try,
    clean_units,
    last_day,
    one_more,
    without_each,
)
from xinlu.rules.supposing.standing import Outcome, is_best, is_better, standing
from xinlu.rules.supposing.thresholds import quantity_changes
from xinlu.rules.supposing.ways import Search, Tried, Way, cheapest
from xinlu.rules.verdict import Verdict

__all__ = [
    "Change",
    "Outcome",
    "Supposed",
    "Tried",
    "Way",
    "applied",
    "is_best",
    "is_better",
    "suppose",
]


@dataclass(frozen=True, slots=True)
class Supposed:
    """Today's verdict, each single change with its outcome (best first), and the way up."""

    verdict: Verdict
    tried: tuple[Tried, ...]
    way: Way | None


def suppose(
    rulebook: Rulebook,
    facts: Facts,
    judge: Callable[[Facts], Verdict],
    tell: Callable[[str], None] = lambda _: None,
) -> Supposed:
    """Try every single change about the subject; `judge` judges facts by this rulebook.

    `tell` is told what is being done, since many records make many changes.
    """

    def attempt(supposed: Facts) -> Outcome:
        try:
            return Outcome(judge(supposed))
        except FactsError as error:
            return Outcome(None, error)

    was = judge(facts)
    changes = list(single_changes(rulebook, facts, was, attempt))
    tell(f"试算 {len(changes)} 项变化")
    tried = [tried_one(rulebook, change, attempt(applied(facts, [change]))) for change in changes]
    tried.sort(key=lambda each: each.standing, reverse=True)
    tell("查找改善结果的最少变化")
    way = cheapest(Search(rulebook, facts, was, attempt), tried)
    return Supposed(was, tuple(tried), way)


def single_changes(
    rulebook: Rulebook, facts: Facts, was: Verdict, attempt: Try
) -> Iterator[Change]:
    """Yield every single change that is tried."""
    yield from without_each(rulebook, facts, was)
    yield from clean_units(facts)
    yield from one_more(rulebook, facts, last_day(facts, was), attempt)
    yield from quantity_changes(rulebook, facts, attempt)


def tried_one(rulebook: Rulebook, change: Change, outcome: Outcome) -> Tried:
    """Return a change with how the subject would stand."""
    return Tried(change, outcome, standing(rulebook, outcome))
