"""Steady work: computed chunk by chunk in short transactions, visible all at once.

A run and a trial keep to the batches that were stored when they began, so all their results speak
of one moment. What is killed halfway goes on behind the last chunk that was written; the end is the
same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.acts import NotAllowed, move
from xinlu.evaluation.facts import still_stored
from xinlu.evaluation.models import Run, Trial

#: How often work begins anew because its inputs were withdrawn or corrected under it.
ATTEMPTS = 3
#: Rows that one transaction removes.
REMOVED = 2000

W = TypeVar("W", Run, Trial)


class Overtaken(Exception):
    """The work was cancelled, or another worker does it."""


@dataclass(frozen=True, slots=True)
class Steady(Generic[W]):
    """How work of one kind is done: what it begins with, how it goes on, how it ends.

    `mine` is the work as a query that is empty once somebody else has moved it on; `drop` removes
    what was computed, `clear` whatever is left of work that came to nothing.
    """

    beginning: Callable[[W], dict[str, Any]]
    go_on: Callable[[W], None]
    mine: Callable[[W], QuerySet[W]]
    drop: Callable[[W], None]
    finish: Callable[..., W]
    fail: Callable[..., W]
    clear: Callable[[int], None]


def carry_out(work: W, how: Steady[W]) -> None:
    """Do the work, from its start or from where it was left; what is done stays so."""
    state = type(work).State
    try:
        if work.state == state.QUEUED:
            move(work, state.COMPUTING, moves=work.MOVES, **how.beginning(work))
        if work.state == state.COMPUTING:
            _until_inputs_stand_still(work, how)
    except (Overtaken, NotAllowed):
        # Cancelled, or another worker was quicker; what is left over of cancelled work goes.
        how.clear(work.pk)
    except Exception as error:
        how.fail(work, by=SYSTEM, failure={"code": "crashed", "message": str(error)[:500]})
        how.clear(work.pk)
        raise


def _until_inputs_stand_still(work: W, how: Steady[W]) -> None:
    """Compute until nothing was withdrawn or corrected meanwhile, or give up."""
    for _ in range(ATTEMPTS):
        how.go_on(work)
        if still_stored(work.summary["batches"], work.summary.get("corrected", 0)):
            how.finish(work, by=SYSTEM)
            return
        _begin_anew(work, how)
    how.fail(work, by=SYSTEM, failure={"code": "inputs-changed"})
    how.clear(work.pk)


def _begin_anew(work: W, how: Steady[W]) -> None:
    """Drop what was computed and fix the inputs again, unless the work was overtaken."""
    changes = how.beginning(work)
    with transaction.atomic():
        write(work, how.mine, **changes)
        how.drop(work)
    work.refresh_from_db()


def write(work: W, mine: Callable[[W], QuerySet[W]], **changes: Any) -> None:
    """Write how far the work is, unless it was overtaken; the work itself says so only later."""
    if not mine(work).update(**changes):
        raise Overtaken


def remove(rows: QuerySet[Any]) -> None:
    """Delete the rows in short transactions."""
    while chunk := list(rows.values_list("pk", flat=True)[:REMOVED]):
        rows.model._default_manager.filter(pk__in=chunk).delete()
