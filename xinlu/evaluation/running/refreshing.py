"""Judging anew whoever was touched, and keeping a step where the verdict is another one."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction

from xinlu.collection.models import Record
from xinlu.evaluation import computing, earlier, editions
from xinlu.evaluation import peers as run_peers
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.facts import facts_for, populating_among, population
from xinlu.evaluation.keeping import SAID, Judged, result_of
from xinlu.evaluation.models import Edition, Run, RunningResult, RunningStep
from xinlu.registry.models import Link, Subject
from xinlu.registry.selectors import whose
from xinlu.rules import Peers
from xinlu.rules.peers import ranks

Cause = RunningStep.Cause
#: How far a change is followed from one subject's result to another's.
DEEPEST = 3
#: Subjects of one transaction.
AT_ONCE = 400
#: What a verdict writes into a running result.
KEPT = tuple(name for name in SAID if name not in ("period_start", "period_end"))


@dataclass(frozen=True, slots=True)
class Why:
    """What led to a refresh: the cause, the announcement if there was one, the day and moment."""

    cause: Cause
    on: date
    at: datetime
    announcement: int | None = None


def concerned(subjects: Iterable[int]) -> list[int]:
    """Return the subjects and who stands for each of them, by id, each once.

    Whoever was merged is among them, so that its own running result goes.
    """
    pairs = Subject.objects.filter(pk__in=list(subjects)).values_list("pk", "survivor_id")
    return sorted({pk for pair in pairs for pk in pair if pk is not None})


#: Standards by their editions' hashes: an edition's text is long, and is read once.
_held: dict[str, Standard] = {}


def standard_of(edition: Edition) -> Standard:
    """Return the standard of an edition, whose text need not have been loaded."""
    found = _held.get(edition.hash)
    if found is None:
        found = _held[edition.hash] = editions.standard(edition)
    return found


def in_force(on: date) -> list[Edition]:
    """Return the edition of each scheme in force on the day, without its text."""
    held = Edition.objects.filter(edition__lte=on, state=Edition.State.IN_FORCE)
    held = held.defer("source", "canonical")
    latest = {each.scheme: each for each in held.order_by("edition")}
    return [latest[scheme] for scheme in sorted(latest)]


def reading(on: date, subjects: Collection[int], templates: Collection[str]) -> Iterator[Edition]:
    """Yield the editions in force that read records of the templates.

    Where anything may have changed (a template is ""), they are those that read some record of one
    of the subjects, or have a running result of one.
    """
    known: set[str] = set()
    told = set(templates)
    if "" in told:
        rows = Record.objects.filter(subject_id__in=[*subjects])
        told = set(rows.values_list("template", flat=True).distinct())
        running = RunningResult.objects.filter(subject_id__in=[*subjects])
        known = set(running.values_list("scheme", flat=True))
    for edition in in_force(on):
        read = {template for template, _ in standard_of(edition).mapping.sheets()}
        if edition.scheme in known or read & told:
            yield edition


def refresh(edition: Edition, subjects: Collection[int], why: Why, *, depth: int = 0) -> set[int]:
    """Judge the subjects anew; return those whose verdict changed.

    One transaction. Whoever is no longer of the population, or was merged into another subject,
    has no running result any more. Those whose result reads a changed one are judged after it.
    """
    changed = _refreshed(edition, subjects, why)
    if changed and depth < DEEPEST:
        for other, ids in _reading_results_of(edition.scheme, changed, why.on):
            linked = Why(Cause.LINKED, why.on, why.at, why.announcement)
            refresh(other, ids, linked, depth=depth + 1)
    return changed


def refresh_scheme(scheme: str, why: Why) -> int:
    """Judge the whole population anew, and whoever left it; return how many changed."""
    count = 0
    for edition in in_force(why.on):
        if edition.scheme != scheme:
            continue
        for part in everybody(edition, why.on):
            count += len(refresh(edition, part, why))
    return count


def everybody(edition: Edition, on: date) -> Iterator[list[int]]:
    """Yield the population of the day and whoever has a running result, in parts, by id."""
    standard, after = standard_of(edition), 0
    while True:
        those = {each.pk for each in population(standard, on, after=after, limit=AT_ONCE)}
        rest = RunningResult.objects.filter(scheme=edition.scheme, subject_id__gt=after)
        those.update(rest.order_by("subject_id").values_list("subject_id", flat=True)[:AT_ONCE])
        part = sorted(those)[:AT_ONCE]
        if not part:
            return
        yield part
        after = part[-1]


def in_parts(subjects: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the ids a transaction's worth at a time."""
    for first in range(0, len(subjects), AT_ONCE):
        yield subjects[first : first + AT_ONCE]


@transaction.atomic
def _refreshed(edition: Edition, subjects: Collection[int], why: Why) -> set[int]:
    standard = standard_of(edition)
    held = {
        each.subject_id: each
        for each in RunningResult.objects.filter(scheme=edition.scheme, subject_id__in=subjects)
    }
    rows = [row_of(edition, one, why) for one in verdicts(standard, subjects, why.on)]
    steps, changed = [], set()
    for row in rows:
        before = held.pop(row.subject_id, None)
        if before is None or before.digest != row.digest:
            changed.add(row.subject_id)
            steps.append(_step(row, why if before else _first(why)))
    for gone in held.values():
        changed.add(gone.subject_id)
        steps.append(_step(RunningResult(subject_id=gone.subject_id, edition=edition), _left(why)))
    RunningResult.objects.filter(pk__in=[each.pk for each in held.values()]).delete()
    RunningResult.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["subject", "scheme"],
        update_fields=["edition", "on", "at", "inputs", "digest", *KEPT],
    )
    RunningStep.objects.bulk_create(steps)
    return changed


def verdicts(standard: Standard, subjects: Collection[int], on: date) -> Iterator[Judged]:
    """Yield those of the subjects that are of the population, with their verdicts as of the day.

    Where they are ranked it is among the peers of the newest public run; without one nobody is.
    """
    peers = frozen_peers(standard)
    if peers is None and ranks(standard.rulebook):
        return
    own = Subject.objects.filter(pk__in=[*subjects], survivor__isnull=True)
    among = populating_among(standard, on, list(own.values_list("pk", flat=True)))
    whole = Subject.objects.filter(pk__in=among).order_by("pk")
    found = facts_for(standard, on, list(whole), of_others=running_or_announced)
    for subject, facts in found:
        yield computing.judged_by(standard.rulebook, subject, facts, peers)


def frozen_peers(standard: Standard) -> Peers | None:
    """Return the peer groups of the newest public run that ranks as this edition does."""
    if not ranks(standard.rulebook):
        return None
    runs = Run.objects.public().filter(edition__scheme=standard.rulebook.scheme)
    for run in runs.select_related("edition").order_by("-on", "-pk")[:3]:
        of_run = editions.standard(run.edition)
        if run_peers.rank_alike(of_run.rulebook, standard.rulebook):
            return run_peers.kept_with(run, of_run)
    return None


def running_or_announced(
    schemes: Collection[str], subject_ids: Collection[int], on: date
) -> dict[int, list[earlier.Announced]]:
    """Return announced results with the running ones behind them: the latest year prevails."""
    held = earlier.announced(schemes, subject_ids, on)
    running = RunningResult.objects.filter(scheme__in=schemes, subject_id__in=[*subject_ids])
    for subject, scheme, day, grade, score in running.values_list(
        "subject_id", "scheme", "on", "grade", "score"
    ):
        if grade or score:
            exact = Fraction(score) if score else None
            held[subject].append(earlier.Announced(scheme, day.year, None, grade, exact))
    return held


def row_of(edition: Edition, one: Judged, why: Why) -> RunningResult:
    """Return the row, not yet stored, of a verdict.

    `digest` is of what was found and why: that the day moved on alone is no other verdict.
    """
    result = result_of(Run(edition=edition, on=why.on), standard_of(edition), one)
    said = {name: getattr(result, name) for name in KEPT}
    found = {key: told for key, told in result.verdict.items() if key not in ("on", "period")}
    text = json.dumps(found, ensure_ascii=False, sort_keys=True)
    return RunningResult(
        subject=one.subject,
        scheme=edition.scheme,
        edition=edition,
        on=why.on,
        at=why.at,
        inputs=result.inputs,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        **said,
    )


def _step(row: RunningResult, why: Why) -> RunningStep:
    return RunningStep(
        subject_id=row.subject_id,
        scheme=row.edition.scheme,
        edition=row.edition,
        at=why.at,
        on=why.on,
        cause=why.cause,
        announcement=why.announcement,
        score_text=row.score_text,
        score_sort=row.score_sort,
        grade=row.grade,
        no_result=row.no_result,
    )


def _first(why: Why) -> Why:
    return Why(Cause.FIRST, why.on, why.at, why.announcement)


def _left(why: Why) -> Why:
    cause = why.cause if why.cause in (Cause.WITHDRAWN, Cause.CORRECTED) else Cause.LEFT
    return Why(cause, why.on, why.at, why.announcement)


def _reading_results_of(
    scheme: str, changed: Collection[int], on: date
) -> Iterator[tuple[Edition, Sequence[int]]]:
    """Yield the editions that read the scheme's results of others, with whoever is tied to them."""
    for edition in in_force(on):
        for each in standard_of(edition).mapping.links:
            if scheme not in earlier.schemes_of(each.schemes, edition.scheme):
                continue
            mine, other = ("to", "of") if each.reversed else ("of", "to")
            ties = Link.objects.visible().on(on).filter(kind=each.kind)
            family = whose(changed)
            ids = ties.filter(**{f"{other}__in": list(family)}).values_list(f"{mine}_id", flat=True)
            if found := concerned(ids):
                yield edition, found
