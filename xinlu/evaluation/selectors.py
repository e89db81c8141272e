"""What others may ask of evaluations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xinlu.accounts.actors import Actor
from xinlu.evaluation.explanation import Explanation, WhatIf
from xinlu.evaluation.models import Edition, Result, ResultQuerySet, Run, RunQuerySet
from xinlu.registry.models import Subject


@dataclass(frozen=True, slots=True)
class SchemeShown:
    """A scheme that can be evaluated: the edition in force and its rulebook's title."""

    scheme: str
    title: str
    edition: Edition
    subject_kind: str
    period: str


@dataclass(frozen=True, slots=True)
class GradeCount:
    """How many results of a run have a grade; `code` is empty for those without result."""

    code: str
    word: str
    rank: int
    of: int
    count: int


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A run's results at home in one place, by grade code."""

    place_id: int | None
    place_name: str
    counts: dict[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class Mover:
    """A subject whose grade changed between two runs; `steps` is positive for a rise."""

    result: Result
    before: str
    after: str
    steps: int


@dataclass(frozen=True, slots=True)
class UnconfirmedValue:
    """An unverified value on which results of a run rest, not yet confirmed."""

    path: str
    title: str
    value: str
    basis: str
    result_count: int


def schemes(on: date) -> tuple[SchemeShown, ...]:
    """Return the schemes with an edition in force on the day, by title."""
    raise NotImplementedError


def current_results(subject: Subject) -> tuple[Result, ...]:
    """Return the subject's latest public result of each scheme, with run and edition loaded."""
    raise NotImplementedError


def published(scheme: str, year: int) -> ResultQuerySet:
    """Return the public results of a scheme and year, best first, subjects loaded."""
    raise NotImplementedError


def published_years(scheme: str = "") -> tuple[tuple[str, str, int], ...]:
    """Return (scheme, title, year) of everything public, newest year first."""
    raise NotImplementedError


def runs_for(actor: Actor) -> RunQuerySet:
    """Return the runs that the actor may see: officers of the line; others only public ones."""
    raise NotImplementedError


def run_for(actor: Actor, pk: int) -> Run:
    """Return a run the actor may see; raises `Run.DoesNotExist`."""
    raise NotImplementedError


def results_of(run: Run, actor: Actor) -> ResultQuerySet:
    """Return the results of a run that the actor may see, best first, subjects loaded.

    None while the run is being computed: a run becomes visible all at once.
    """
    raise NotImplementedError


def result_for(actor: Actor | None, pk: int) -> Result:
    """Return a result the actor (None: a stranger) may see; raises `Result.DoesNotExist`."""
    raise NotImplementedError


def explain(result: Result) -> Explanation:
    """Return why the result is what it is, from its archived inputs and verdict."""
    raise NotImplementedError


def what_if(result: Result, limit: int = 20) -> tuple[WhatIf, ...]:
    """Return, for each record that counted, what would be if it did not stand; best first."""
    raise NotImplementedError


def rebuild(result: Result) -> bool:
    """Say whether the edition's text and the archived inputs give the archived verdict again."""
    raise NotImplementedError


def by_grade(run: Run) -> tuple[GradeCount, ...]:
    """Return the run's results counted by grade, best first, without result last."""
    raise NotImplementedError


def by_place(run: Run) -> tuple[PlaceCount, ...]:
    """Return the run's results counted by home place and grade."""
    raise NotImplementedError


def movers(run: Run, limit: int = 50) -> tuple[Mover, ...]:
    """Return the subjects whose grade differs from the public run before, largest move first."""
    raise NotImplementedError


def unconfirmed(run: Run) -> tuple[UnconfirmedValue, ...]:
    """Return the unverified values on which the run's results rest and nobody confirmed."""
    raise NotImplementedError


def todo(actor: Actor) -> dict[str, int]:
    """Return how many runs wait for the actor: `propose`, `publicise`, `announce`."""
    raise NotImplementedError


def current_runs(scheme: str) -> Sequence[Run]:
    """Return the public runs of a scheme, newest year first."""
    raise NotImplementedError
