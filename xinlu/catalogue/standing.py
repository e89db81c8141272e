"""How a regulation or a clause stands on a day, and what a change to it means for what cites it.

Days that nobody has seen are None: what depends on them is unknown, not guessed. No Django.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xinlu.catalogue.citing import path_of


class Standing(StrEnum):
    """Whether a regulation or clause binds on a day."""

    IN_FORCE = "in-force"
    PENDING = "pending"
    ENDED = "ended"
    UNKNOWN = "unknown"
    NOT_BINDING = "not-binding"


class Timing(StrEnum):
    """When a change came, seen from the edition that cites what was changed."""

    BEFORE = "before"
    SINCE = "since"
    COMING = "coming"
    UNKNOWN = "unknown"


#: Kinds of change that end the whole or the clause, instead of giving it new words.
ENDING = frozenset({"replace", "repeal"})


@dataclass(frozen=True, slots=True)
class ChangeSaid:
    """A change to a regulation: by which other one, how, since when, and of which clauses.

    `clauses` is empty where the whole is meant.
    """

    of: str
    by: str
    by_title: str
    kind: str
    on: date | None
    clauses: tuple[str, ...]
    verified: bool
    note: str = ""

    def touches(self, clause: str) -> bool:
        """Say whether it concerns who cites the clause, or the whole where `clause` is empty.

        A clause is touched by a change of a part of it and of what it is a part of.
        """
        if not self.clauses:
            return True
        return bool(clause) and any(
            _is_part(clause, each) or _is_part(each, clause) for each in self.clauses
        )


@dataclass(frozen=True, slots=True)
class Touched:
    """A change that concerns an edition, and when it came."""

    change: ChangeSaid
    timing: Timing


def standing(
    since: date | None,
    until: date | None,
    on: date,
    *,
    replaced: bool = False,
    binding: bool = True,
) -> Standing:
    """Return how something stands on a day; `replaced` by another, perhaps on an unseen day.

    >>> standing(date(2023, 5, 1), date(2026, 4, 1), date(2026, 4, 1)).value
    'ended'
    >>> standing(None, None, date(2026, 4, 1)).value
    'unknown'
    """
    if not binding:
        return Standing.NOT_BINDING
    if until is not None and until <= on:
        return Standing.ENDED
    if since is not None and since > on:
        return Standing.PENDING
    if since is None or (replaced and until is None):
        return Standing.UNKNOWN
    return Standing.IN_FORCE


def touched(
    changes: Iterable[ChangeSaid], clause: str, edition: date, today: date
) -> tuple[Touched, ...]:
    """Return the changes that concern an edition of a day, which cites a clause.

    New words that were there before the edition are no news to it; an end before it is.
    """
    found = []
    for change in changes:
        when = timing(change, edition, today)
        is_news = when is not Timing.BEFORE or change.kind in ENDING
        if is_news and change.touches(clause):
            found.append(Touched(change, when))
    return tuple(found)


def timing(change: ChangeSaid, edition: date, today: date) -> Timing:
    """Return when a change came, seen from an edition: on its own day means before it."""
    if change.on is None:
        return Timing.UNKNOWN
    if change.on > today:
        return Timing.COMING
    return Timing.BEFORE if change.on <= edition else Timing.SINCE


def _is_part(clause: str, whole: str) -> bool:
    """Say whether a clause is the other one or lies in it."""
    around = path_of(whole)
    return path_of(clause)[: len(around)] == around
