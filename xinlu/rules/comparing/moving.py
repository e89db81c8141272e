"""From which place to which somebody moves: a grade, or what stands for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from xinlu.rules.language import Rulebook
from xinlu.rules.verdict import Verdict

#: Where those stand who have no grade.
LISTED, UNLISTED = "listed", "unlisted"
NO_RESULT, ERROR, UNGRADED = "no-result", "error", "no-grade"
#: What these places are called.
WORDS = {
    LISTED: "符合列入",
    UNLISTED: "不符合列入",
    NO_RESULT: "无结果",
    UNGRADED: "未定等级",
    ERROR: "不能评价",
}
#: How changes moved somebody (`Cause.how`).
HOW = {
    "alone": "单独即足以改变",
    "needed": "各处缺一就不变",
    "together": "共同作用",
}

#: For the better, for the worse, not at all, or to or from a place without rank.
Way = Literal["up", "down", "same", "other"]


@dataclass(frozen=True, slots=True)
class Move:
    """So many subjects went from one place to another: a grade, or what stands for one."""

    old: str
    new: str
    count: int


def place_of(rulebook: Rulebook, verdict: Verdict | None) -> str:
    """Return where a verdict puts its subject; None stands for facts that fit no verdict."""
    if verdict is None:
        return ERROR
    if verdict.no_result and verdict.grade is None:
        return NO_RESULT
    if rulebook.kind == "list":
        return UNLISTED if verdict.candidate_since is None else LISTED
    return verdict.grade or UNGRADED


def way(old: str, new: str, rulebook: Rulebook) -> Way:
    """Return whether a move is one for the better or the worse, by the rulebook's grades."""
    if old == new:
        return "same"
    order = [grade.code for grade in rulebook.grades if not grade.outside]
    if rulebook.kind == "list":
        order = [UNLISTED, LISTED]
    if old not in order or new not in order:
        return "other"
    return "up" if order.index(new) < order.index(old) else "down"


def directions(moves: Iterable[Move], rulebook: Rulebook) -> dict[Way, int]:
    """Return how many went up, down, stayed, or came to or from no grade (`other`)."""
    counts: dict[Way, int] = {"up": 0, "down": 0, "same": 0, "other": 0}
    for move in moves:
        counts[way(move.old, move.new, rulebook)] += move.count
    return counts


def places(moves: Iterable[Move], *rulebooks: Rulebook) -> list[str]:
    """Return the places that somebody has, in order: grades first, then what stands for one."""
    order = [grade.code for rulebook in rulebooks for grade in rulebook.grades]
    order += [UNLISTED, LISTED, UNGRADED, NO_RESULT, ERROR]
    there = {place for move in moves for place in (move.old, move.new)}
    return [place for place in dict.fromkeys(order) if place in there]
