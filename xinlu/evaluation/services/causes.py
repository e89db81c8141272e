"""Mapping causes that no table names (案由核定): one officer proposes, another decides."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotPermitted, Refused, act, move
from xinlu.accounts.models import Role
from xinlu.evaluation import bindings, causes, charging, editions
from xinlu.evaluation.editions import Standard
from xinlu.evaluation.models import CauseBinding, CauseBindingQuerySet, Edition
from xinlu.evaluation.reach import require_city

#: Nobody does this alone.
_SECOND = ["proposed_by"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an officer proposes: a cause as it was written, its amounts and days, and its item.

    Without an item the cause is none on purpose (不计入). Amounts are in 万元, `fine_from` is
    among them and `fine_below` is not; so too the days.
    """

    cause: str
    item: str
    since: date
    until: date | None = None
    fine_from: Decimal | None = None
    fine_below: Decimal | None = None
    points: Decimal | None = None


@act("cause.propose", title="提出案由对应", may=[Role.EVALUATOR])
def propose(
    target: None, *, by: Actor, scheme: str, wanted: Wanted, reason: str, nonce: str = ""
) -> CauseBinding:
    """Propose which item of the scheme a cause is; it counts once another officer confirmed it.

    Refused as `no-table` where the scheme maps no causes, as `cause-bound` while another binding
    of the cause covers some of the amounts and days, and as `unfit-item` where the rulebook has
    no such item or the item needs what a decision does not say.
    """
    edition = editions.in_force(scheme, wanted.since)
    require_city(by, Role.EVALUATOR, line_id=edition.line_id)
    if by.user is None:
        raise NotPermitted("Who proposes signs with a name.", code="city-only")
    _reasoned(reason)
    binding = _binding(edition, wanted, reason, by)
    # Of two who propose the same, the second waits here and then sees the first.
    list(Edition.objects.select_for_update().filter(scheme=scheme))
    _refuse_unfit(editions.standard(edition), binding)
    held = CauseBinding.objects.open().filter(scheme=scheme, text=binding.text)
    if other := _overlapping(binding, held):
        raise Refused(f"{other} is bound for such a penalty.", code="cause-bound", cause=other.text)
    binding.save()
    return binding


def _binding(edition: Edition, wanted: Wanted, reason: str, by: Actor) -> CauseBinding:
    return CauseBinding(
        scheme=edition.scheme,
        line=edition.line,
        text=causes.normalised(wanted.cause),
        written=wanted.cause.strip(),
        fine_from=wanted.fine_from,
        fine_below=wanted.fine_below,
        item=wanted.item,
        points=wanted.points if wanted.item else None,
        reason=reason.strip(),
        since=wanted.since,
        until=wanted.until,
        proposed_by=by.user,
        proposed_at=timezone.now(),
    )


def _refuse_unfit(standard: Standard, binding: CauseBinding) -> None:
    if standard.mapping.causes is None:
        raise Refused(f"{binding.scheme} has no table of causes.", code="no-table")
    if not binding.text:
        raise Refused("A cause has letters or characters.", code="cause-missing")
    if binding.until is not None and binding.until <= binding.since:
        raise Refused("The last day is before the first.", code="days-crossed")
    low, high = binding.fine_from, binding.fine_below
    if low is not None and high is not None and high <= low:
        raise Refused("No amount lies between the two.", code="amounts-crossed")
    if not binding.item:
        return
    if why := charging.unfit(standard.rulebook, bindings.line_of(binding)):
        raise Refused(why, code="unfit-item", item=binding.item)


def _overlapping(binding: CauseBinding, held: CauseBindingQuerySet) -> CauseBinding | None:
    mine = bindings.line_of(binding)
    days = Q(until__isnull=True) | Q(until__gt=binding.since)
    if binding.until is not None:
        days &= Q(since__lt=binding.until)
    return next((one for one in held.filter(days) if _meet(mine, bindings.line_of(one))), None)


def _meet(one: causes.Line, other: causes.Line) -> bool:
    """Tell whether two bindings of a cause meet in some amount; one without bounds meets all."""
    return one.fine.meets(other.fine)


@act("cause.confirm", title="审定案由对应", may=[Role.APPROVER], not_by=_SECOND)
def confirm(binding: CauseBinding, *, by: Actor, reason: str, nonce: str = "") -> CauseBinding:
    """Confirm a binding, by a second officer: runs that begin from here on go by it."""
    return _decided(binding, CauseBinding.State.CONFIRMED, by, reason)


@act("cause.refuse", title="不采用案由对应", may=[Role.APPROVER], not_by=_SECOND)
def refuse(binding: CauseBinding, *, by: Actor, reason: str, nonce: str = "") -> CauseBinding:
    """Refuse a binding, by a second officer; the cause waits in the queue again."""
    return _decided(binding, CauseBinding.State.REFUSED, by, reason)


def _decided(binding: CauseBinding, to: str, by: Actor, reason: str) -> CauseBinding:
    require_city(by, Role.APPROVER, line_id=binding.line_id)
    _reasoned(reason)
    return move(
        binding,
        to,
        moves=CauseBinding.MOVES,
        decided_by=by.user,
        decided_at=timezone.now(),
        decision=reason.strip(),
    )


@act("cause.end", title="终止案由对应", may=[Role.APPROVER])
def end(
    binding: CauseBinding, *, by: Actor, until: date, reason: str, nonce: str = ""
) -> CauseBinding:
    """End a confirmed binding: decisions from the day `until` on are not mapped by it any more.

    With its first day it is taken back wholly. Runs that used it keep what they used.
    """
    require_city(by, Role.APPROVER, line_id=binding.line_id)
    _reasoned(reason)
    if until < binding.since or (binding.until is not None and until > binding.until):
        raise Refused("It does not hold on that day.", code="end-outside", since=binding.since)
    return move(
        binding,
        CauseBinding.State.ENDED,
        moves=CauseBinding.MOVES,
        ended_by=by.user,
        ended_at=timezone.now(),
        ending=reason.strip(),
        until=until,
    )


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise Refused("Say why; the reason stays with the binding.", code="reason-missing")
