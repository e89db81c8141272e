"""The editions (评价标准) by what they are on a day: in force, to come, or replaced."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from xinlu.accounts.actors import Actor
from xinlu.evaluation import values
from xinlu.evaluation.models import Edition


@dataclass(frozen=True, slots=True)
class Held:
    """An edition with how many of its values nobody has seen or confirmed."""

    edition: Edition
    unverified: int
    open: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """Editions that are the same on the day."""

    title: str
    word: str
    rows: tuple[Held, ...]


def editions_for(actor: Actor) -> QuerySet[Edition]:
    """Return the editions of the actor's lines, by title and the newest first."""
    rows = Edition.objects.exclude(state=Edition.State.DRAFT).select_related("line", "draft")
    if actor.line_ids is not None:
        rows = rows.filter(Q(line_id__in=actor.line_ids) | Q(line__isnull=True))
    return rows.order_by("title", "-edition")


def shelves(actor: Actor, on: date) -> tuple[Shelf, ...]:
    """Return the editions on three shelves; an empty one is left out."""
    coming, current, past = [], [], []
    seen: set[str] = set()
    for edition in editions_for(actor):
        if edition.edition > on:
            coming.append(edition)
        elif edition.scheme in seen or edition.state == Edition.State.RETIRED:
            past.append(edition)
        else:
            seen.add(edition.scheme)
            current.append(edition)
    told = (("将施行", "info", coming), ("现行", "plain", current), ("已被新版取代", "plain", past))
    return tuple(Shelf(title, word, tuple(map(_held, rows))) for title, word, rows in told if rows)


def _held(edition: Edition) -> Held:
    unverified, confirmed = values.unverified(edition), values.confirmations(edition)
    return Held(edition, len(unverified), sum(path not in confirmed for path in unverified))
