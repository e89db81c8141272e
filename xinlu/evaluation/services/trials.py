"""A trial of a draft (试算对比): asked for, cancelled, taken out as a workbook."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, Refused, act, move
from xinlu.accounts.models import Role
from xinlu.evaluation import drafts, editions, queueing, tasks
from xinlu.evaluation.models import Draft, Edition, Trial
from xinlu.evaluation.reach import require_city
from xinlu.evaluation.trials import asking


@act("trial.ask", title="发起试算对比", may=[Role.EVALUATOR])
def ask(target: None, *, by: Actor, draft: Draft, on: date, today: date, nonce: str = "") -> Trial:
    """Ask what the draft as it stands would have done on a past day.

    Refused while the draft's text is no rulebook, and where there is nothing to compare with.
    """
    require_city(by, Role.EVALUATOR, line_id=draft.line_id)
    draft = Draft.objects.get(pk=draft.pk)
    standard = drafts.standard_of(draft)
    if on >= today:
        raise Refused(f"{on} is not over yet.", code="trial-day", on=on)
    base = asking.base_of(draft, on)
    if base is None:
        raise Refused(f"{draft.scheme} never had an edition to compare with.", code="trial-no-base")
    require_comparable(editions.standard(base), standard)
    under_way = Trial.objects.unfinished().filter(draft=draft, hash=draft.hash, on=on)
    if under_way.exists():
        raise NotAllowed(f"A trial of {draft} on {on} is under way.", code="trial-under-way")
    return begun(draft, base, on, by)


def require_comparable(old: editions.Standard, new: editions.Standard) -> None:
    """Refuse what a trial cannot hold against each other."""
    if old.rulebook.kind != new.rulebook.kind:
        raise Refused(
            f"The edition is a {old.rulebook.kind}, the draft a {new.rulebook.kind}.",
            code="trial-other-kind",
        )


def begun(draft: Draft, base: Edition, on: date, by: Actor) -> Trial:
    """Return the trial, made and queued."""
    trial = Trial.objects.create(
        draft=draft,
        canonical=draft.canonical,
        hash=draft.hash,
        base=base,
        run=asking.public_run(draft.scheme, on),
        on=on,
        year=on.year,
        asked_by=by.user,
        asked_at=timezone.now(),
    )
    tasks.compute_trial.enqueue(trial.pk)
    return trial


@act("trial.cancel", title="取消试算对比", may=[Role.EVALUATOR])
def cancel(trial: Trial, *, by: Actor, nonce: str = "") -> Trial:
    """Drop a trial that is queued or under way."""
    require_city(by, Role.EVALUATOR, line_id=trial.line_id)
    move(trial, Trial.State.CANCELLED, moves=Trial.MOVES)
    tasks.clear_trial.enqueue(trial.pk)
    return trial


@act("trial.export", title="导出试算对比")
def export(trial: Trial, *, by: Actor) -> Trial:
    """Log that the whole of a finished trial was taken out."""
    if not asking.trials_for(by).filter(pk=trial.pk, state=Trial.State.DONE).exists():
        raise NotAllowed(f"{trial} is not there to be taken out.", code="trial-not-done")
    return trial


def resume(pks: Iterable[int]) -> int:
    """Queue these trials again, unless they wait in the queue; return how many were queued."""
    return queueing.queue(tasks.compute_trial, pks)


def resume_unfinished() -> int:
    """Queue again every trial that a worker left in the middle; for when the worker starts."""
    return resume(Trial.objects.unfinished().values_list("pk", flat=True))
