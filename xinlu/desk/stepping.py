"""Things that may be done with a case, each for a reason: which of them an officer is offered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404

from xinlu.accounts.actors import Actor
from xinlu.accounts.doors import OfficerRequest
from xinlu.accounts.models import Role
from xinlu.desk.acting import attempt, nonce_of


@dataclass(frozen=True, slots=True)
class Step:
    """Something that may be done with a case: its act, its words, who may, and where it leads.

    Without a `label` no reason is asked for.
    """

    act: Callable[..., Any]
    title: str
    note: str
    label: str
    done: str
    roles: tuple[Role, ...]
    to: str


def offered(
    steps: Mapping[str, Step], actor: Actor, case: Any, own: Mapping[str, int | None]
) -> dict[str, Step]:
    """Return what the actor may do with the case now, by name.

    `own` names by step the user who may not do it, having done what it judges.
    """
    onward = case.MOVES.get(case.state, set())
    return {
        name: step
        for name, step in steps.items()
        if step.to in onward
        and actor.has(*step.roles)
        and (actor.user is None or own.get(name) != actor.user.pk)
    }


def take(request: OfficerRequest, case: Any, step: Step | None) -> None:
    """Do the step with the case as the form asks, and say what came of it."""
    if step is None:
        raise Http404
    said = {"reason": request.POST.get("reason", "")} if step.label else {}
    act = partial(step.act, case, by=request.actor, nonce=nonce_of(request), **said)
    attempt(request, act, step.done)
