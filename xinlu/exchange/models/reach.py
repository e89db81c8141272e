"""Who sees what came in by machine: the officers of the places whose systems sent it."""

from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


def seen_by(actor: "Actor", place: str) -> Q:
    """Return the condition that a row's `place`, a path to it, lies within the actor's reach."""
    if actor.subject_ids is not None or actor.kind == "client":
        return Q(pk__in=[])
    return Q() if actor.place_ids is None else Q(**{f"{place}_id__in": actor.place_ids})
