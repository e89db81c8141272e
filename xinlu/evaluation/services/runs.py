"""An evaluation run, from being asked for to the announcement (公示 → 审定 → 公告)."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, Refused, act, move, reachable
from xinlu.accounts.models import Role
from xinlu.evaluation import computing, editions, publicity, queueing, sealing, tasks, values
from xinlu.evaluation.keeping import UNJUDGED
from xinlu.evaluation.models import Edition, Run
from xinlu.evaluation.reach import require_city


@act("run.ask", title="发起评价", may=[Role.EVALUATOR])
def ask(target: None, *, by: Actor, scheme: str, on: date, nonce: str = "") -> Run:
    """Ask for a run of the edition in force over its population, as of the day."""
    edition = editions.in_force(scheme, on)
    require_city(by, Role.EVALUATOR, line_id=edition.line_id)
    open_states = [Run.State.QUEUED, Run.State.COMPUTING]
    if Run.objects.filter(edition=edition, on=on, state__in=open_states).exists():
        raise NotAllowed(f"A run of {edition} as of {on} is under way.", code="under-way")
    run = Run.objects.create(
        edition=edition, on=on, year=on.year, asked_by=by.user, asked_at=timezone.now()
    )
    tasks.compute_run.enqueue(run.pk)
    return run


@act("run.cancel", title="取消评价", may=[Role.EVALUATOR])
def cancel(run: Run, *, by: Actor, reason: str, nonce: str = "") -> Run:
    """Drop a run that is queued, under way or still a trial."""
    require_city(by, Role.EVALUATOR, line_id=run.line_id)
    move(run, Run.State.CANCELLED, moves=Run.MOVES, opinions=_said(run, "cancel", by, reason))
    tasks.clear_run.enqueue(run.pk)
    return run


@act("run.propose", title="提请公示", may=[Role.EVALUATOR])
def propose(run: Run, *, by: Actor, nonce: str = "") -> Run:
    """Propose a trial for publicity (提请公示).

    Refused as `unconfirmed` while results rest on unverified values that nobody confirmed, as
    `unjudged` while a subject's records do not fit the rulebook.
    """
    require_city(by, Role.EVALUATOR, line_id=run.line_id)
    _ready(run, Run.State.PROPOSED)
    return move(
        run,
        Run.State.PROPOSED,
        moves=Run.MOVES,
        proposed_by=by.user,
        proposed_at=timezone.now(),
    )


@act("run.publicise", title="审定公示", may=[Role.APPROVER], not_by=["proposed_by", "asked_by"])
def publicise(run: Run, *, by: Actor, on: date, nonce: str = "") -> Run:
    """Approve and open the publicity (审定公示), by a second officer; results are public from here.

    Refused as `published-before` while another run of the scheme and year is public.
    """
    require_city(by, Role.APPROVER, line_id=run.line_id)
    _ready(run, Run.State.PUBLICISED)
    # Two runs of one scheme cannot both pass the check below: the scheme's editions are locked.
    list(Edition.objects.select_for_update().filter(scheme=run.edition.scheme))
    before = Run.objects.public().filter(edition__scheme=run.edition.scheme, year=run.year).first()
    if before is not None and before.pk != run.pk:
        raise Refused(
            f"The run {before.pk} of {before} is public; withdraw it first.",
            run=before.pk,
            code="published-before",
        )
    tasks.seal_run.enqueue(run.pk)
    return move(
        run,
        Run.State.PUBLICISED,
        moves=Run.MOVES,
        publicised_by=by.user,
        publicised_on=on,
        publicity_until=publicity.closes(on),
    )


@act("run.send_back", title="退回", may=[Role.APPROVER])
def send_back(run: Run, *, by: Actor, reason: str, nonce: str = "") -> Run:
    """Send a proposed run back to trial (退回)."""
    require_city(by, Role.APPROVER, line_id=run.line_id)
    return move(
        run,
        Run.State.TRIAL,
        # Only a proposal is sent back; a run being computed becomes a trial by itself.
        moves={Run.State.PROPOSED: {Run.State.TRIAL}},
        proposed_by=None,
        proposed_at=None,
        opinions=_said(run, "send-back", by, reason),
    )


@act("run.announce", title="公告", may=[Role.APPROVER], not_by=["proposed_by"])
def announce(run: Run, *, by: Actor, on: date, nonce: str = "") -> Run:
    """Announce the results (公告), once the last day of publicity is over."""
    require_city(by, Role.APPROVER, line_id=run.line_id)
    if run.state != Run.State.PUBLICISED or run.publicised_on is None:
        raise NotAllowed(f"{run} is {run.state}, not in publicity.", state=run.state)
    until = run.publicity_until or publicity.closes(run.publicised_on)
    if until is None:
        raise Refused(
            f"When the publicity that began on {run.publicised_on} ends is not known: "
            f"enter the working-day calendar.",
            since=run.publicised_on,
            code="calendar-missing",
        )
    if on <= until:
        raise Refused(
            f"The publicity lasts to {until}, that day included.",
            until=until,
            code="publicity-open",
        )
    return move(
        run,
        Run.State.ANNOUNCED,
        moves=Run.MOVES,
        announced_by=by.user,
        announced_on=on,
        publicity_until=until,
    )


@act("run.withdraw", title="撤回评价结果", may=[Role.APPROVER])
def withdraw(run: Run, *, by: Actor, reason: str, nonce: str = "") -> Run:
    """Take a public run's results back (撤回); they stay in the history."""
    require_city(by, Role.APPROVER, line_id=run.line_id)
    return move(
        run, Run.State.WITHDRAWN, moves=Run.MOVES, opinions=_said(run, "withdraw", by, reason)
    )


def resume(pks: Iterable[int]) -> int:
    """Queue these runs again, unless they wait in the queue; return how many were queued.

    Two workers on one run do no harm: the slower gives way.
    """
    return queueing.queue(tasks.compute_run, pks)


def resume_unfinished() -> int:
    """Queue again every run that a worker left in the middle; for when the worker starts."""
    return resume(computing.unfinished().values_list("pk", flat=True))


def seal_public() -> int:
    """Queue every public run that has no receipt yet, unless it waits; return how many."""
    return queueing.queue(tasks.seal_run, sealing.unsealed().values_list("pk", flat=True))


def _said(run: Run, act_name: str, by: Actor, reason: str) -> list[dict[str, str]]:
    """Return the run's opinions with one more; refused without a reason."""
    if not reason.strip():
        raise Refused(
            "Say why; the reason stays with the run.",
            code="reason-missing",
        )
    opinion = {
        "act": act_name,
        "at": timezone.now().isoformat(),
        "by": by.name,
        "reason": reason.strip(),
    }
    return [*run.opinions, opinion]


def _ready(run: Run, to: str) -> None:
    """Refuse a run that cannot go to the state `to`, or whose results may not leave 试算."""
    reachable(run, to, moves=Run.MOVES)
    if lacking := values.unconfirmed(run):
        raise Refused(
            f"{run} rests on values that nobody confirmed: "
            f"{', '.join(value.path for value in lacking)}.",
            paths=[value.path for value in lacking],
            titles=[value.title for value in lacking],
            code="unconfirmed",
        )
    if count := run.summary.get("no_result", {}).get(UNJUDGED):
        raise Refused(
            f"{count} subjects of {run} could not be judged.",
            count=count,
            code="unjudged",
        )
