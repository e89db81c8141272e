"""Two editions of one scheme held against each other: what changed, and whom it moves."""

from xinlu.rules.comparing.causes import Cause, Place, Turn, cause_of, place, turns
from xinlu.rules.comparing.changes import Changed, ChangeTold, changes, changes_told

__all__ = [
    "Cause",
    "ChangeTold",
    "Changed",
    "Place",
    "Turn",
    "cause_of",
    "changes",
    "changes_told",
    "place",
    "turns",
]
