"""What a draft still lacks for its next step (办理条件): pure, from how it stands on a day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from xinlu.evaluation.models import DraftReview

#: Steps of a draft that ask for something: a comment round, the review, the proposal, the approval.
Step = Literal["ask", "submit", "propose", "approve"]
ORDER: tuple[Step, ...] = ("ask", "submit", "propose", "approve")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a draft stands: its text, its comment round, its reviews and its trials.

    `round_until` is None where nobody was asked yet; reviews and trials are those of this very
    text.
    """

    reads: bool
    day: date | None
    is_day_taken: bool
    round_until: date | None
    unanswered: int
    passed: frozenset[str]
    is_tried: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that keeps a step back: its code, and what its sentence needs."""

    code: str
    params: dict[str, Any]


def lacking(standing: Standing, step: Step, on: date) -> list[Lack]:
    """Return what keeps the draft from a step on the day; nothing where it may be taken."""
    found = _of_text(standing, on)
    later = ORDER.index(step)
    if later >= ORDER.index("submit"):
        found += _of_round(standing, on)
    if later >= ORDER.index("propose"):
        found += [
            Lack("review-missing", {"kind": kind.label})
            for kind in DraftReview.Kind
            if kind not in standing.passed
        ]
        if not standing.is_tried:
            found.append(Lack("untried", {}))
    return found


def _of_text(standing: Standing, on: date) -> list[Lack]:
    """Return what keeps a text from becoming an edition: unread, or its day past or taken.

    Nothing comes into force before the day after it was approved.
    """
    if not standing.reads or standing.day is None:
        return [Lack("draft-unreadable", {})]
    if standing.day <= on:
        return [Lack("day-too-soon", {"day": standing.day, "least": on + timedelta(days=1)})]
    return [Lack("day-taken", {"day": standing.day})] if standing.is_day_taken else []


def _of_round(standing: Standing, on: date) -> list[Lack]:
    if standing.round_until is None:
        return [Lack("never-asked", {})]
    found = []
    if on <= standing.round_until:
        found.append(Lack("round-open", {"until": standing.round_until}))
    if standing.unanswered:
        found.append(Lack("unanswered", {"count": standing.unanswered}))
    return found
