"""Computing a trial: chunk by chunk in short transactions, visible all at once."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from xinlu.accounts.actors import SYSTEM, Actor
from xinlu.accounts.acts import NotAllowed, act, move
from xinlu.accounts.models import Place
from xinlu.evaluation import bindings, editions
from xinlu.evaluation.computing import ATTEMPTS, CHUNK, Overtaken
from xinlu.evaluation.facts import population_ids, still_stored, stored_batches
from xinlu.evaluation.keeping import sortable
from xinlu.evaluation.models import Result, Trial, TrialMove, TrialQuerySet
from xinlu.evaluation.trials import sizes, tally
from xinlu.evaluation.trials.pairing import Both, Pairing, Why
from xinlu.registry.models import Subject
from xinlu.rules import archive

#: Looking for causes ends once it has taken so many judgements for each subject, and so many more.
JUDGEMENTS_EACH, JUDGEMENTS_MORE = 4, 20_000


def compute(pk: int) -> None:
    """Compute the trial, from its start or from where it was left; one that is done stays so."""
    trial = Trial.objects.select_related("base", "run").get(pk=pk)
    try:
        if trial.state == Trial.State.QUEUED:
            move(trial, Trial.State.COMPUTING, moves=Trial.MOVES, **_beginning(trial))
        if trial.state == Trial.State.COMPUTING:
            _compute_steadily(trial)
    except (Overtaken, NotAllowed):
        # Cancelled, or another worker was quicker; what is left over of a cancelled trial goes.
        clear(pk)
    except Exception as error:
        fail(trial, by=SYSTEM, failure={"code": "crashed", "message": str(error)[:500]})
        clear(pk)
        raise


def _compute_steadily(trial: Trial) -> None:
    """Compute until the inputs stood still meanwhile, or give up."""
    for _ in range(ATTEMPTS):
        Computation(trial).go_on()
        if still_stored(trial.summary["batches"]):
            finish(trial, by=SYSTEM)
            return
        _begin_anew(trial)
    fail(trial, by=SYSTEM, failure={"code": "inputs-changed"})
    clear(trial.pk)


def _beginning(trial: Trial) -> dict[str, Any]:
    """Return what a trial begins with: the batches it keeps to, and how many subjects."""
    old, new = editions.standard(trial.base), editions.standard_of_text(trial.canonical)
    batches = stored_batches(old, new)
    ids = [population_ids(each, trial.on, batches=batches) for each in (old, new)]
    members = Subject.objects.filter(pk__in=ids[0]) | Subject.objects.filter(pk__in=ids[1])
    return {
        "progress": 0,
        "subject_count": members.count(),
        "summary": {
            "batches": batches,
            "bindings": bindings.counting(old.mapping) | bindings.counting(new.mapping),
            "after": 0,
            "judgements": 0,
            "stored": {"same": 0, "changed": 0, "differing": 0, "missing": 0},
            **tally.nothing(),
        },
    }


def _begin_anew(trial: Trial) -> None:
    """Drop what was computed and fix the inputs again, unless the trial was overtaken."""
    changes = _beginning(trial)
    with transaction.atomic():
        if not _mine(trial).update(**changes):
            raise Overtaken
        TrialMove.objects.filter(trial=trial).delete()
    trial.refresh_from_db()


def _mine(trial: Trial) -> TrialQuerySet:
    """Return the trial as a query that is empty once somebody else has moved it on."""
    state = Trial.State.COMPUTING
    return Trial.objects.filter(pk=trial.pk, state=state, progress=trial.progress)


class Computation:
    """A trial under way: the pairing of its two standards, and by what subjects are grouped."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        summary = trial.summary
        old, new = editions.standard(trial.base), editions.standard_of_text(trial.canonical)
        kept = {"batches": summary["batches"], "bindings": summary["bindings"]}
        self.pairing = Pairing(old, new, trial.on, kept, summary["judgements"])
        self.scale = tally.scale_of(new.rulebook)
        self.measures = sizes.measures(trial.on)
        places = Place.objects.values_list("pk", "level", "code")
        self.levels = {pk: level for pk, level, _ in places}
        cities = [code for _, level, code in places if level == Place.Level.CITY]
        self.city = cities[0] if cities else ""

    def go_on(self) -> None:
        """Compute what is left, chunk by chunk."""
        while subjects := self.pairing.subjects(self.trial.summary["after"], CHUNK):
            self.write(list(self.pairing.judged(subjects)))

    def write(self, done: list[Both]) -> None:
        """Write a chunk and the progress in one transaction, unless the trial was overtaken."""
        trial = self.trial
        told = [(both, self.why(both), self.groups(both)) for both in done]
        progress = trial.progress + len(done)
        summary = {
            **tally.added(trial.summary, told, self.scale),
            "after": done[-1].subject.pk,
            "judgements": self.pairing.judgements,
            "stored": self.held_against(done),
        }
        with transaction.atomic():
            if not _mine(trial).update(progress=progress, summary=summary):
                raise Overtaken
            TrialMove.objects.bulk_create(
                move_of(trial, both, why) for both, why, _ in told if both.moves
            )
        trial.progress, trial.summary = progress, summary

    def why(self, both: Both) -> Why:
        """Return which changes moved somebody, unless looking has taken too long already."""
        enough = JUDGEMENTS_EACH * self.trial.subject_count + JUDGEMENTS_MORE
        if not both.moves or self.pairing.judgements > enough:
            return Why()
        return self.pairing.why(both)

    def groups(self, both: Both) -> dict[str, str]:
        """Return by what a subject is counted: county, size, and where it is from."""
        return {
            "places": str(both.subject.home_place_id or ""),
            "sizes": sizes.size_of(both.new.facts, self.measures),
            "origins": sizes.origin_of(both.subject, self.levels, self.city),
        }

    def held_against(self, done: list[Both]) -> dict[str, int]:
        """Return how the base's verdicts of today stand to the stored results of the public run."""
        counts = dict(self.trial.summary["stored"])
        if self.trial.run_id is None:
            return counts
        rows = Result.objects.filter(
            run=self.trial.run_id, subject__in=[both.subject.pk for both in done]
        ).values_list("subject_id", "grade", "score", "inputs")
        held = {pk: told for pk, *told in rows}
        for both in done:
            counts[stands_to(both, held.get(both.subject.pk))] += 1
        return counts


def stands_to(both: Both, stored: list[Any] | None) -> str:
    """Return whether records changed since, and whether that makes another result."""
    if stored is None:
        return "missing"
    grade, score, inputs = stored
    said = both.old.verdict
    now = (said.grade or "", "" if said.score is None else str(said.score)) if said else ("", "")
    if now != (grade, score):
        return "differing"
    return "same" if archive.written(both.old.facts) == inputs else "changed"


def move_of(trial: Trial, both: Both, why: Why) -> TrialMove:
    """Return the row, not yet stored, that keeps a move."""
    shift = tally.shift_of(both)
    old, new = both.old, both.new
    same = old.facts == new.facts
    return TrialMove(
        trial=trial,
        subject=both.subject,
        old_place=both.old_place,
        new_place=both.new_place,
        old_score=(old.verdict.score_text or "") if old.verdict else "",
        new_score=(new.verdict.score_text or "") if new.verdict else "",
        shift=None if shift is None else sortable(shift),
        way=both.way,
        how=why.how,
        changes="".join(f"\n{path}" for path in why.paths) + ("\n" if why.paths else ""),
        inputs=archive.written(old.facts),
        draft_inputs=None if same else archive.written(new.facts),
    )


@act("trial.finish", title="算完试算对比")
def finish(trial: Trial, *, by: Actor) -> Trial:
    """Show what the draft would have done: from here on officers see it, all at once."""
    return move(trial, Trial.State.DONE, moves=Trial.MOVES, computed_at=timezone.now())


@act("trial.fail", title="试算对比未完成")
def fail(trial: Trial, *, by: Actor, failure: dict[str, str]) -> Trial:
    """Give the trial up and say why."""
    return move(trial, Trial.State.FAILED, moves=Trial.MOVES, failure=failure)


def clear(pk: int) -> None:
    """Remove the moves of a trial that came to nothing, in short transactions."""
    gone = (Trial.State.CANCELLED, Trial.State.FAILED)
    while True:
        rows = TrialMove.objects.filter(trial_id=pk, trial__state__in=gone)
        chunk = list(rows.values_list("pk", flat=True)[: 5 * CHUNK])
        if not chunk:
            return
        TrialMove.objects.filter(pk__in=chunk).delete()
