"""What others may ask of evaluations."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Role
from xinlu.evaluation import editions, explaining
from xinlu.evaluation import peers as peers_of
from xinlu.evaluation.explanation import Explanation, WhatIf
from xinlu.evaluation.models import Edition, Result, ResultQuerySet, Run, RunQuerySet
from xinlu.evaluation.values import UnconfirmedValue, unconfirmed
from xinlu.registry.models import Subject
from xinlu.rules.receipts.rebuilding import again

__all__ = [
    "GradeCount",
    "Mover",
    "PlaceCount",
    "SchemeShown",
    "UnconfirmedValue",
    "by_grade",
    "by_place",
    "current_results",
    "explain",
    "item_titles",
    "movers",
    "newest_runs",
    "published",
    "published_years",
    "rebuild",
    "result_for",
    "results_of",
    "run_for",
    "runs_for",
    "schemes",
    "todo",
    "unconfirmed",
    "what_if",
]


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
    """How many results of a run have a grade; `code` is empty for those without one."""

    code: str
    word: str
    rank: int
    of: int
    count: int


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A run's results at home in one place, by grade code ("" without grade)."""

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


def schemes(on: date) -> tuple[SchemeShown, ...]:
    """Return the schemes with an edition in force on the day, by title."""
    held = Edition.objects.filter(edition__lte=on, state=Edition.State.IN_FORCE)
    latest = {edition.scheme: edition for edition in held.order_by("edition")}
    shown = []
    for scheme, edition in latest.items():
        rulebook = editions.standard(edition).rulebook
        shown.append(
            SchemeShown(scheme, rulebook.title, edition, rulebook.subject_kind, rulebook.period)
        )
    return tuple(sorted(shown, key=lambda one: one.title))


def item_titles(on: date) -> dict[str, str]:
    """Return what each item of the editions in force on the day is called, by its code."""
    return {
        code: item.title
        for shown in schemes(on)
        for code, item in editions.standard(shown.edition).rulebook.items.items()
    }


def current_results(subject: Subject) -> tuple[Result, ...]:
    """Return the subject's latest public result of each scheme, with run and edition loaded.

    A person's are among them: whoever asks has to have been let to the person's file.
    """
    rows = (
        Result.objects.filter(subject__in=subject.family(), run__state__in=Run.PUBLIC)
        .select_related("run__edition", "subject")
        .order_by("-run__on", "-run_id")
    )
    latest: dict[str, Result] = {}
    for result in rows:
        latest.setdefault(result.run.edition.scheme, result)
    return tuple(sorted(latest.values(), key=lambda result: result.run.edition.title))


def published(scheme: str, year: int) -> ResultQuerySet:
    """Return the public results of a scheme and year, best first, subjects loaded."""
    rows = Result.objects.public().filter(run__edition__scheme=scheme, run__year=year)
    return _best_first(rows)


def _best_first(rows: ResultQuerySet) -> ResultQuerySet:
    return rows.select_related("subject__home_place", "run__edition").order_by(
        F("grade_rank").asc(nulls_last=True),
        F("candidate_since").asc(nulls_last=True),
        F("score_sort").desc(nulls_last=True),
        "subject__code",
        "pk",
    )


def published_years(scheme: str = "") -> tuple[tuple[str, str, int], ...]:
    """Return (scheme, title, year) of everything public, newest year first."""
    runs = Run.objects.public().filter(**({"edition__scheme": scheme} if scheme else {}))
    rows = runs.order_by("-year", "edition__title").values_list(
        "edition__scheme", "edition__title", "year"
    )
    return tuple(dict.fromkeys(rows))


def newest_runs() -> tuple[Run, ...]:
    """Return the newest public run of each scheme."""
    runs = Run.objects.public().select_related("edition").order_by("year", "pk")
    return tuple({run.edition.scheme: run for run in runs}.values())


def runs_for(actor: Actor) -> RunQuerySet:
    """Return the runs that the actor may see, the newest first."""
    people = ("asked_by", "proposed_by", "publicised_by", "announced_by")
    return Run.objects.visible_to(actor).select_related("edition__line", *people)


def run_for(actor: Actor, pk: int) -> Run:
    """Return a run the actor may see; raises `Run.DoesNotExist`."""
    return runs_for(actor).get(pk=pk)


def results_of(run: Run, actor: Actor) -> ResultQuerySet:
    """Return the results of a run that the actor may see, best first, subjects loaded.

    None while the run is being computed: a run becomes visible all at once.
    """
    return _best_first(Result.objects.visible_to(actor).filter(run=run))


def result_for(actor: Actor | None, pk: int) -> Result:
    """Return a result the actor (None: a stranger) may see; raises `Result.DoesNotExist`."""
    rows = Result.objects.public() if actor is None else Result.objects.visible_to(actor)
    return rows.select_related("run__edition", "subject__home_place").get(pk=pk)


def explain(result: Result) -> Explanation:
    """Return why the result is what it is, from its archived inputs and verdict."""
    return explaining.explain(result)


def what_if(result: Result, limit: int = 20) -> tuple[WhatIf, ...]:
    """Return, for each record that counted, what would be if it did not stand; best first."""
    return explaining.suppose(result, limit)


def rebuild(result: Result) -> bool:
    """Say whether the edition's text and the archived inputs give the archived verdict again."""
    edition = result.run.edition
    if editions.hash_of(edition.canonical) != edition.hash:
        return False
    standard = editions.standard(edition)
    peers = peers_of.kept_with(result.run, standard)
    verdict: dict[str, Any] = result.verdict
    return again(standard.rulebook, result.inputs, verdict, peers) == verdict


def by_grade(run: Run) -> tuple[GradeCount, ...]:
    """Return the run's results counted by grade, best first, those without grade last."""
    rulebook = editions.standard(run.edition).rulebook
    counts = dict(run.results.order_by().values_list("grade").annotate(count=Count("pk")))
    rows = [
        GradeCount(grade.code, grade.word, rank, len(rulebook.grades), counts.get(grade.code, 0))
        for rank, grade in enumerate(rulebook.grades, 1)
    ]
    if none := counts.get("", 0):
        rows.append(GradeCount("", "", 0, len(rulebook.grades), none))
    return tuple(rows)


def by_place(run: Run) -> tuple[PlaceCount, ...]:
    """Return the run's results counted by home place and grade, by the place's code."""
    rows = (
        run.results.order_by("subject__home_place__code")
        .values_list("subject__home_place_id", "subject__home_place__name", "grade")
        .annotate(count=Count("pk"))
    )
    counts: dict[tuple[int | None, str], dict[str, int]] = defaultdict(dict)
    for place_id, name, grade, count in rows:
        counts[place_id, name or ""][grade] = count
    return tuple(
        PlaceCount(place_id, name, grades, sum(grades.values()))
        for (place_id, name), grades in counts.items()
    )


def movers(run: Run, limit: int = 50) -> tuple[Mover, ...]:
    """Return the subjects whose grade differs from the public run before, largest move first."""
    before = (
        Run.objects.public()
        .filter(edition__scheme=run.edition.scheme, year__lt=run.year)
        .order_by("-year", "-pk")
        .first()
    )
    if before is None:
        return ()
    was = dict(before.results.filter(grade_rank__isnull=False).values_list("subject_id", "grade"))
    now = run.results.filter(subject_id__in=list(was), grade_rank__isnull=False)
    rulebook = editions.standard(run.edition).rulebook
    ranks = {grade.code: rank for rank, grade in enumerate(rulebook.grades)}
    moved = []
    for result in now.select_related("subject").defer("inputs", "verdict"):
        grade = was[result.subject_id]
        if grade in ranks and grade != result.grade:
            steps = ranks[grade] - ranks[result.grade]
            moved.append(Mover(result, grade, result.grade, steps))
    moved.sort(key=lambda one: (-abs(one.steps), one.steps, one.result.subject.code))
    return tuple(moved[:limit])


def todo(actor: Actor) -> dict[str, int]:
    """Return how many runs wait for the actor: `propose`, `publicise`, `announce`."""
    waiting = {"propose": 0, "publicise": 0, "announce": 0}
    if actor.kind != "officer" or actor.place_ids is not None:
        return waiting
    runs = Run.objects.visible_to(actor)
    if actor.has(Role.EVALUATOR):
        waiting["propose"] = runs.filter(state=Run.State.TRIAL).count()
    if actor.has(Role.APPROVER):
        others = ~Q(proposed_by=actor.user) & ~Q(asked_by=actor.user)
        waiting["publicise"] = runs.filter(others, state=Run.State.PROPOSED).count()
        waiting["announce"] = runs.filter(
            ~Q(proposed_by=actor.user), state=Run.State.PUBLICISED
        ).count()
    return waiting
