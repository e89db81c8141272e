"""Computing a trial, as steady work (`evaluation.steady`).

Where subjects are ranked among each other, their groups are frozen first, then all are judged.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import act, move
from xinlu.accounts.models import Place
from xinlu.evaluation import bindings, editions, steady
from xinlu.evaluation.computing import CHUNK
from xinlu.evaluation.facts import corrected_in, population_ids, stored_batches
from xinlu.evaluation.keeping import sortable
from xinlu.evaluation.models import Result, Trial, TrialMove, TrialPeers, TrialQuerySet
from xinlu.evaluation.trials import sizes, tally
from xinlu.evaluation.trials.pairing import Both, Pairing, Why
from xinlu.registry.models import Subject
from xinlu.rules import archive, frozen
from xinlu.rules.peers import ranks

#: Looking for causes ends once it has taken so many judgements for each subject, and so many more.
JUDGEMENTS_EACH, JUDGEMENTS_MORE = 4, 20_000


def compute(pk: int) -> None:
    """Compute the trial, from its start or from where it was left; one that is done stays so."""
    trial = Trial.objects.select_related("base", "run").get(pk=pk)
    steady.carry_out(trial, steady.Steady(_beginning, _go_on, _mine, _drop, finish, fail, clear))


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
            "corrected": corrected_in(batches),
            "bindings": bindings.counting(old.mapping) | bindings.counting(new.mapping),
            "after": 0,
            "judgements": 0,
            "stored": {"same": 0, "changed": 0, "differing": 0, "missing": 0},
            **tally.nothing(),
        },
    }


def _drop(trial: Trial) -> None:
    """Remove what was computed."""
    TrialMove.objects.filter(trial=trial).delete()
    TrialPeers.objects.filter(trial=trial).delete()


def _mine(trial: Trial) -> TrialQuerySet:
    """Return the trial as a query that is empty once somebody else has moved it on."""
    state = Trial.State.COMPUTING
    return Trial.objects.filter(pk=trial.pk, state=state, progress=trial.progress)


def _go_on(trial: Trial) -> None:
    """Compute what is left of the trial."""
    Computation(trial).go_on()


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
        """Compute what is left, chunk by chunk, all among the same peers."""
        self.freeze()
        while subjects := self.pairing.subjects(self.trial.summary["after"], CHUNK):
            self.write(list(self.pairing.judged(subjects)))

    def freeze(self) -> None:
        """Keep the peer groups of both standards, made once; nothing where neither ranks anybody.

        A trial that was killed goes on among the groups that it had.
        """
        pairing = self.pairing
        sides = (pairing.old_groups, pairing.old), (pairing.new_groups, pairing.new)
        if not any(ranks(standard.rulebook) for _, standard in sides):
            return
        held = TrialPeers.objects.filter(trial=self.trial).first()
        if held is not None:
            for (groups, standard), peers in zip(sides, held.read(), strict=True):
                groups.keep(standard.rulebook, peers)
            return
        old, new = (groups.of(standard.rulebook) for groups, standard in sides)
        with transaction.atomic():
            steady.write(self.trial, _mine, progress=self.trial.progress)
            TrialPeers.objects.get_or_create(
                trial=self.trial,
                defaults={
                    "old": None if old is None else frozen.written(old),
                    "new": None if new is None else frozen.written(new),
                },
            )

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
            steady.write(trial, _mine, progress=progress, summary=summary)
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
    TrialPeers.objects.filter(trial_id=pk, trial__state__in=gone).delete()
    steady.remove(TrialMove.objects.filter(trial_id=pk, trial__state__in=gone))
