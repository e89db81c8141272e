"""Steps of a thing's handling (办理): what an officer may do next, and doing it from a form."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404
from django.utils.timezone import localdate

from xinlu.accounts.doors import OfficerRequest
from xinlu.desk import words
from xinlu.desk.acting import attempt, nonce_of
from xinlu.desk.forms import Reason


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of step: its verb, whose it is, from which states, and the service that does it."""

    verb: str
    roles: tuple[str, ...]
    states: tuple[str, ...]
    act: Callable[..., Any]
    needs_reason: bool = False
    needs_day: bool = False
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step that an officer may take: its verb, what it does, and why it may not be taken now.

    One with `url` has a page of its own, every other is a form.
    """

    name: str
    verb: str
    effect: str
    blocked: str = ""
    needs_reason: bool = False
    is_grave: bool = False
    url: str = ""


def take(request: OfficerRequest, thing: Any, kind: Kind | None) -> None:
    """Take one step with the thing, as the form asks, and say what came of it."""
    if kind is None:
        raise Http404
    told: dict[str, Any] = {"nonce": nonce_of(request)}
    if kind.needs_day:
        told["on"] = localdate()
    if kind.needs_reason:
        form = Reason(request.POST)
        if not form.is_valid():
            attempt(request, words.refuse_without_reason)
            return
        told["reason"] = form.cleaned_data["reason"]
    attempt(request, partial(kind.act, thing, by=request.actor, **told), f"已{kind.verb}。")
