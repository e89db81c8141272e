"""The cheapest way to the next better grade: the fewest single changes that lead there."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb
from typing import Literal

from xinlu.rules.facts import Facts
from xinlu.rules.language import Rulebook
from xinlu.rules.supposing.changes import Change, applied
from xinlu.rules.supposing.possible import Try
from xinlu.rules.supposing.standing import Outcome, Standing, is_better, standing
from xinlu.rules.verdict import Verdict

#: Of more pairs of changes only so many are tried.
PAIRS_TRIED = 2000
#: Kinds of changes of which a way is made: a whole unit wiped clean is not one change.
STEPS = ("without-record", "one-more", "quantity")


@dataclass(frozen=True, slots=True)
class Way:
    """Changes that together better the grade, and how sure it is that fewer do not.

    `single` and `pair` are the fewest; `irreducible` means that none of them can be left out, but
    that other changes might be fewer. `pairs` says how many pairs were tried, of how many.
    """

    changes: tuple[Change, ...]
    outcome: Outcome
    found: Literal["single", "pair", "irreducible"]
    pairs: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Tried:
    """A single change, what it comes to, and how the subject would stand."""

    change: Change
    outcome: Outcome
    standing: Standing


@dataclass(slots=True)
class Search:
    """A search for a way: from where, with what, and how something is tried."""

    rulebook: Rulebook
    facts: Facts
    was: Verdict
    attempt: Try

    def betters(self, outcome: Outcome) -> bool:
        """Tell whether an outcome has a better grade than today's."""
        return outcome.verdict is not None and is_better(self.rulebook, self.was, outcome.verdict)

    def together(self, changes: Sequence[Change]) -> Outcome:
        """Return what several changes come to."""
        return self.attempt(applied(self.facts, changes))


def cheapest(search: Search, tried: Sequence[Tried]) -> Way | None:
    """Return the way with the fewest changes that was found, or None where there is none.

    Of several single changes, or pairs, the one that leaves the subject best is taken.
    """
    base = standing(search.rulebook, Outcome(search.was))
    usable = [each for each in tried if is_step(each, base)]
    singles = [each for each in usable if search.betters(each.outcome)]
    if singles:
        best = max(singles, key=lambda each: each.standing)
        return Way((best.change,), best.outcome, "single")
    return best_pair(search, usable) or irreducible(search, usable)


def is_step(tried: Tried, base: Standing) -> bool:
    """Tell whether a change may be part of a way: it does no harm, and a further record some good.

    Of two records that force a grade, neither does any good alone by not standing.
    """
    if tried.change.kind == "one-more":
        return tried.standing > base
    return tried.change.kind in STEPS and tried.standing >= base


def best_pair(search: Search, usable: Sequence[Tried]) -> Way | None:
    """Return the best pair of changes; those that do most alone are tried first."""
    ordered = sorted(usable, key=lambda each: each.standing, reverse=True)
    tries = pairs_tried(len(ordered))
    found: tuple[Standing, Way] | None = None
    for one, other in islice(combinations(ordered, 2), tries[0]):
        if one.change.place == other.change.place:
            continue
        changes = (one.change, other.change)
        outcome = search.together(changes)
        stands = standing(search.rulebook, outcome)
        if search.betters(outcome) and (found is None or stands > found[0]):
            found = stands, Way(changes, outcome, "pair", tries)
    return found[1] if found else None


def pairs_tried(changes: int) -> tuple[int, int]:
    """Return how many pairs are tried, and how many there are."""
    return min(PAIRS_TRIED, comb(changes, 2)), comb(changes, 2)


def irreducible(search: Search, usable: Sequence[Tried]) -> Way | None:
    """Return changes of which none can be left out: all together, then one after another undone."""
    kept = list({each.change.place: each for each in best_last(usable)}.values())
    if not search.betters(search.together([each.change for each in kept])):
        return None
    for each in list(kept):
        rest = [other for other in kept if other is not each]
        if search.betters(search.together([other.change for other in rest])):
            kept = rest
    changes = tuple(each.change for each in kept)
    return Way(changes, search.together(changes), "irreducible", pairs_tried(len(usable)))


def best_last(usable: Sequence[Tried]) -> list[Tried]:
    """Return changes so that those that do least alone come first, and are undone first."""
    return sorted(usable, key=lambda each: each.standing)
