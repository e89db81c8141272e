"""Which changes of a new edition moved a subject from one grade to another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from xinlu.rules.comparing.changes import Changed, between, changes
from xinlu.rules.facts import Facts
from xinlu.rules.language import Rulebook
from xinlu.rules.messages import FactsError
from xinlu.rules.verdict import Verdict

Judge = Callable[[Rulebook, Facts], Verdict]
#: What a verdict is compared by: whoever moves, moves in one of these.
Place = tuple[str | None, str | None, str | None, bool]


@dataclass(frozen=True, slots=True)
class Turn:
    """Changes that are looked at as one, with the old edition that has them and the new without."""

    changed: tuple[Changed, ...]
    old_with: Rulebook | None
    new_without: Rulebook | None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why somebody moved.

    `alone`: each of the changes moves the subject to its new place by itself. `needed`: without any
    one of them the subject would not have moved. `together`: no single change decides.
    """

    how: Literal["alone", "needed", "together"]
    changed: tuple[Changed, ...]


def turns(old: Rulebook, new: Rulebook) -> list[Turn]:
    """Return the changes one by one; those that make no sense by themselves as one at the end."""
    found: list[Turn] = []
    joined: list[Changed] = []
    for each in changes(old, new):
        turn = turned(old, new, [each])
        if turn.old_with is None and turn.new_without is None:
            joined.append(each)
        else:
            found.append(turn)
    return [*found, turned(old, new, joined)] if joined else found


def turned(old: Rulebook, new: Rulebook, together: Sequence[Changed]) -> Turn:
    """Return changes with the editions in between."""
    return Turn(
        tuple(together),
        between(old, together, forward=True),
        between(new, together, forward=False),
    )


def cause_of(turns: Sequence[Turn], facts: Facts, was: Place, now: Place, judge: Judge) -> Cause:
    """Return which changes moved the subject of these facts from one place to the other."""
    touching = [turn for turn in turns if touches(turn, facts)]
    alone = [turn for turn in touching if place(turn.old_with, facts, judge) == now]
    if alone:
        return Cause("alone", told_apart(alone))
    needed = [turn for turn in touching if place(turn.new_without, facts, judge) == was]
    if needed:
        return Cause("needed", told_apart(needed))
    return Cause("together", told_apart(touching))


def touches(turn: Turn, facts: Facts) -> bool:
    """Tell whether changes can touch a subject: an item's only one that has a record of it."""
    codes = {event.code for event in facts.events}
    return any(each.key != "items" or each.name in codes for each in turn.changed)


def told_apart(held: Sequence[Turn]) -> tuple[Changed, ...]:
    """Return the changes of several turns."""
    return tuple(each for turn in held for each in turn.changed)


def place(rulebook: Rulebook | None, facts: Facts, judge: Judge) -> Place | None:
    """Return where an edition puts a subject; None where there is no such edition."""
    if rulebook is None:
        return None
    try:
        verdict = judge(rulebook, facts)
    except FactsError as error:
        return None, None, error.code, False
    return verdict.grade, verdict.no_result, None, verdict.candidate_since is not None
