"""主体归并 and 撤销归并: one officer proposes, another decides; nothing is copied or moved."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotPermitted, Refused, act, move
from xinlu.accounts.models import Role
from xinlu.registry import statements
from xinlu.registry.models import Merging, Subject

#: Who may propose, and who may decide what another proposed.
PROPOSERS = (Role.CLERK, Role.REVIEWER)
DECIDERS = (Role.REVIEWER,)
#: A sole trader may have become a firm (个转企); everybody else stays what they are.
_TRADING = frozenset({Subject.Kind.FIRM.value, Subject.Kind.SOLE_TRADER.value})


@act("merging.propose", title="提出主体归并", may=PROPOSERS)
def propose(
    target: None, *, by: Actor, subject: Subject, into: Subject, reason: str, nonce: str = ""
) -> Merging:
    """Propose that `subject` is `into`; it counts once another officer has decided so.

    Raises `Refused`: "same-subject", "kinds-differ", "not-standing" where either is merged or
    unfinished, "merging-open" where one waits already, "reason-missing".
    """
    signed = _signed(by)
    _reasoned(reason)
    subject, into = _both(subject, into)
    require_reach(by, subject, into, roles=PROPOSERS)
    _refuse_unfit(subject, into)
    try:
        with transaction.atomic():
            return Merging.objects.create(
                subject=subject,
                into=into,
                reason=reason.strip(),
                proposed_by_id=signed,
                proposed_at=timezone.now(),
            )
    except IntegrityError:
        raise Refused(f"A merging of {subject} waits already.", code="merging-open") from None


@act("merging.merge", title="审定主体归并", may=DECIDERS, not_by=["proposed_by"])
def merge(merging: Merging, *, by: Actor, reason: str, nonce: str = "") -> Merging:
    """Merge: from here on whoever asks for the one gets the other, with the records of both."""
    _reasoned(reason)
    subject, into = _both(merging.subject, merging.into)
    require_reach(by, subject, into, roles=DECIDERS)
    _refuse_unfit(subject, into)
    done = _decided(merging, Merging.State.MERGED, by, reason)
    settle([subject.pk, *subject.family()])
    return done


@act("merging.refuse", title="不予归并", may=DECIDERS, not_by=["proposed_by"])
def refuse(merging: Merging, *, by: Actor, reason: str, nonce: str = "") -> Merging:
    """Refuse a merging; the two stay two, and the pair is no longer shown as likely."""
    _reasoned(reason)
    require_reach(by, merging.subject, merging.into, roles=DECIDERS)
    return _decided(merging, Merging.State.REFUSED, by, reason)


@act("merging.propose_undoing", title="提出撤销归并", may=PROPOSERS)
def propose_undoing(merging: Merging, *, by: Actor, reason: str, nonce: str = "") -> Merging:
    """Propose that two subjects be two again; until another officer decides, they stay one."""
    signed = _signed(by)
    _reasoned(reason)
    require_reach(by, merging.subject, merging.into, roles=PROPOSERS)
    changes = {"undone_by_id": signed, "undone_at": timezone.now(), "undoing": reason.strip()}
    return move(merging, Merging.State.UNDOING, moves=Merging.MOVES, **changes)


@act("merging.undo", title="审定撤销归并", may=DECIDERS, not_by=["undone_by"])
def undo(merging: Merging, *, by: Actor, reason: str, nonce: str = "") -> Merging:
    """Make two of one again: each has the records, results, ties and numbers it had, and newer."""
    _reasoned(reason)
    require_reach(by, merging.subject, merging.into, roles=DECIDERS)
    list(Subject.objects.select_for_update().filter(pk=merging.subject.standing.pk))
    told = reason.strip()
    done = move(merging, Merging.State.UNDONE, moves=Merging.MOVES, undoing_decision=told)
    settle(merging.subject.standing.family())
    return done


@act("merging.keep", title="不予撤销归并", may=DECIDERS, not_by=["undone_by"])
def keep(merging: Merging, *, by: Actor, reason: str, nonce: str = "") -> Merging:
    """Refuse an undoing: the merging goes on holding."""
    _reasoned(reason)
    require_reach(by, merging.subject, merging.into, roles=DECIDERS)
    told = reason.strip()
    return move(merging, Merging.State.MERGED, moves=Merging.MOVES, undoing_decision=told)


@act("merging.tell_apart", title="判为不同主体", may=PROPOSERS)
def tell_apart(
    target: None, *, by: Actor, subject: Subject, into: Subject, reason: str, nonce: str = ""
) -> Merging:
    """Note that two likely ones are two, so that nobody is asked about the pair again."""
    signed = _signed(by)
    _reasoned(reason)
    require_reach(by, subject, into, roles=PROPOSERS)
    if subject.pk == into.pk:
        raise Refused("One subject is no pair.", code="same-subject")
    return Merging.objects.create(
        subject=subject,
        into=into,
        state=Merging.State.APART,
        reason=reason.strip(),
        proposed_by_id=signed,
        proposed_at=timezone.now(),
    )


def settle(ids: list[int]) -> None:
    """Point each of these subjects to the last of its chain of mergings in force, or to nobody.

    Afterwards it is found anew where sources do not agree about those who stand for them.
    """
    chain = dict(Merging.objects.binding().values_list("subject_id", "into_id"))
    standing: set[int] = set()
    for pk in ids:
        last = pk
        while last in chain:
            last = chain[last]
        Subject.objects.filter(pk=pk).update(survivor=None if last == pk else last)
        standing.add(last)
    statements.compare(standing)


def require_reach(by: Actor, *subjects: Subject, roles: tuple[str, ...]) -> None:
    """Refuse unless one and the same post reaches the homes of all `subjects`."""
    homes = [subject.home_place_id for subject in subjects]
    posts = by.posts_as(*roles)
    if not any(all(post.reaches_place(home) for home in homes) for post in posts):
        raise NotPermitted("A subject is at home elsewhere.", code="merging-out-of-place")


def _both(subject: Subject, into: Subject) -> tuple[Subject, Subject]:
    """Return both as the database has them now, locked in one order whoever asks."""
    held = Subject.objects.select_for_update().order_by("pk").in_bulk([subject.pk, into.pk])
    return held[subject.pk], held[into.pk]


def _refuse_unfit(subject: Subject, into: Subject) -> None:
    if subject.pk == into.pk:
        raise Refused("A subject is not merged into itself.", code="same-subject")
    if subject.kind != into.kind and not {subject.kind, into.kind} <= _TRADING:
        kinds = {"kind": subject.get_kind_display(), "other": into.get_kind_display()}
        raise Refused("Two kinds are never one subject.", code="kinds-differ", **kinds)
    for one in (subject, into):
        if one.is_pending or one.survivor_id is not None:
            raise Refused(f"{one} does not stand for itself.", code="not-standing", name=str(one))


def _decided(merging: Merging, to: str, by: Actor, reason: str) -> Merging:
    return move(
        merging,
        to,
        moves=Merging.MOVES,
        decided_by=by.user,
        decided_at=timezone.now(),
        decision=reason.strip(),
    )


def _signed(by: Actor) -> int:
    if by.user is None:
        raise NotPermitted("Who proposes signs with a name.", code="no-name")
    return by.user.pk


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise Refused("Say why; the reason stays with the merging.", code="reason-missing")
