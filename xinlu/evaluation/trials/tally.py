"""The counts of a trial: moves, whom they touch, and which lines cost how much.

A tally is plain JSON that each chunk adds to, so that a trial that was killed goes on from it.
"""

from collections.abc import Iterable
from copy import deepcopy
from fractions import Fraction
from typing import Any

from xinlu.evaluation.trials.pairing import Both, Why
from xinlu.rules import Rulebook, Verdict
from xinlu.rules.numbers import rounded

Tally = dict[str, Any]

#: Edges of the shifts of a score, in points of a scale of 100; nought is a place of its own.
EDGES = (1, 5, 10, 20)
#: A rulebook whose best band begins above this counts in thousands.
HUNDRED = 150
#: Reasons that cost or give points by themselves.
COSTING = ("effect", "measure", "points", "imputed")
#: Decimals of sums of points.
PLACES = 6


def nothing() -> Tally:
    """Return the tally before anybody is counted."""
    groups = ("places", "sizes", "origins")
    return {"moves": {}, "shifts": {}, "causes": {}, "lines": {}} | {name: {} for name in groups}


def added(tally: Tally, rows: Iterable[tuple[Both, Why, dict[str, str]]], scale: int) -> Tally:
    """Return the tally with more subjects; each comes with the groups that it belongs to."""
    more = deepcopy(tally)
    for both, why, groups in rows:
        count(more["moves"].setdefault(both.old_place, {}), both.new_place)
        for name, group in groups.items():
            count(more[name].setdefault(group, {}), both.way)
        if (moved := shift_of(both)) is not None:
            count(more["shifts"], str(step_of(moved, scale)))
        for path in why.paths:
            count(more["causes"].setdefault(path, {}), both.way)
        add_lines(more["lines"], "old", both.old.verdict)
        add_lines(more["lines"], "new", both.new.verdict)
    return more


def count(counts: dict[str, int], name: str, more: int = 1) -> None:
    """Count one more of a name."""
    counts[name] = counts.get(name, 0) + more


def shift_of(both: Both) -> Fraction | None:
    """Return by how much the score changes, None where one of the two has no score."""
    old, new = both.old.verdict, both.new.verdict
    if old is None or new is None or old.score is None or new.score is None:
        return None
    return new.score - old.score


def scale_of(rulebook: Rulebook) -> int:
    """Return how many points of this rulebook are one of a scale of a hundred."""
    edges = [band.lower.at for band in rulebook.bands if band.lower is not None]
    return 10 if edges and max(edges) > HUNDRED else 1


def step_of(shift: Fraction, scale: int) -> int:
    """Return the step of a shift: nought for none, then one for each edge that it reaches.

    >>> [step_of(Fraction(shift), 1) for shift in ("0", "0.5", "-1", "7", "-20")]
    [0, 1, -2, 3, -5]
    """
    size = 1 + sum(abs(shift) >= edge * scale for edge in EDGES)
    return (size if shift > 0 else -size) if shift else 0


def add_lines(lines: dict[str, Any], side: str, verdict: Verdict | None) -> None:
    """Count whom each line touches, and what it costs all of them together."""
    if verdict is None:
        return
    mine: dict[str, Fraction] = {}
    for reason in verdict.reasons:
        if reason.kind not in COSTING:
            continue
        key = f"{reason.kind}:{reason.code}"
        mine[key] = mine.get(key, Fraction(0)) + reason.total
        told = {"title": reason.title, "basis": reason.basis}
        lines[key] = {**lines.get(key, {}), **told}
    for key, total in mine.items():
        held = lines[key]
        count(held, side)
        count(held, f"{side}_points", int(rounded(total, PLACES, "half-up") * 10**PLACES))
