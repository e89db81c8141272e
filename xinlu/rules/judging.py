"""One subject, one rulebook, every reason."""

from collections.abc import Callable

from xinlu.rules.facts import Facts, Peers
from xinlu.rules.language import Rulebook
from xinlu.rules.listing import judge_list
from xinlu.rules.points import judge_points
from xinlu.rules.score import judge_score
from xinlu.rules.verdict import Verdict

KINDS: dict[str, Callable[[Rulebook, Facts, Peers | None], Verdict]] = {
    "score": judge_score,
    "points": judge_points,
    "list": judge_list,
}


def judge(rulebook: Rulebook, facts: Facts, peers: Peers | None = None) -> Verdict:
    """Return the verdict of the rulebook on the facts, with every reason for it.

    The reasons add up to the score exactly, and each cites its clause. `peers` are the frozen
    peer groups (`peers.population_peers`) of a rulebook that ranks. Raises `FactsError` where
    the facts do not fit the rulebook: an unknown item, points that nobody gave, a unit without
    its weight. Silence never raises a grade: what is not known is not judged.
    """
    return KINDS[rulebook.kind](rulebook, facts, peers)
