"""Hand-over at a change of post (交接): what is open goes on, the history stays."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused, act
from xinlu.accounts.models import Appointment, Delegation, Handover
from xinlu.accounts.services.posts import must_hold_or_manage, must_not_have_ended


@dataclass(frozen=True)
class Bundle:
    """One kind of open work on the hand-over sheet (交接单).

    `count` tells how many pieces a post has open on a day; `give` passes them from the first post
    to the second, in the transaction of the acceptance, and returns how many.
    """

    what: str
    count: Callable[[Appointment, date], int]
    give: Callable[[Appointment, Appointment, date], int]


#: What is handed over. Apps with open work add theirs in a module `bundles`, found by that name.
BUNDLES: list[Bundle] = []


def open_loans(post: Appointment, on: date) -> int:
    """Count the delegations of the post that are not over or revoked."""
    return Delegation.objects.filter(appointment=post, is_revoked=False, until__gte=on).count()


def revoke_loans(post: Appointment, successor: Appointment, on: date) -> int:
    """Revoke what is still lent of the post: the successor decides anew whom to trust."""
    open_still = Delegation.objects.filter(appointment=post, is_revoked=False, until__gte=on)
    return open_still.update(is_revoked=True)


BUNDLES.append(Bundle("委托代行（随交接收回）", open_loans, revoke_loans))


def bundles() -> list[Bundle]:
    """Return all kinds of open work, those of the apps above included."""
    autodiscover_modules("bundles")
    return BUNDLES


@act("handover.make", title="开具交接单")
def hand_over(
    post: Appointment, *, by: Actor, successor: Appointment, on: date, today: date, note: str = ""
) -> Handover:
    """End the post on `on` and list what is open for the holder of the same post after that day.

    By the holder or an administrator. The successor must have been appointed to the same role at
    the same authority. The sheet counts; nothing moves before the successor accepts.
    """
    must_hold_or_manage(post, by)
    must_not_have_ended(post, today)
    if on < today:
        raise Refused("A post does not end in the past.", code="in-the-past", since=on)
    same = (post.authority_id, post.role) == (successor.authority_id, successor.role)
    if not same or successor.user_id == post.user_id:
        raise Refused("The successor holds another post.", code="other-authority")
    if post.handovers.filter(accepted_at__isnull=True).exists():
        raise NotAllowed(f"{post} has an open sheet.", code="handover-open")
    items = [{"what": each.what, "count": each.count(post, today)} for each in bundles()]
    post.until = on
    post.save(update_fields=["until"])
    return Handover.objects.create(
        appointment=post, successor=successor, on=on, items=items, note=note
    )


@act("handover.accept", title="接收交接单")
def accept(handover: Handover, *, by: Actor, on: date) -> Handover:
    """Take over what the sheet lists: it is counted again, and moved, at this moment."""
    if by.user is None or by.user.pk != handover.successor.user_id:
        raise NotPermitted("Only the successor accepts.", code="not-successor")
    if handover.accepted_at is not None:
        raise NotAllowed("The sheet was accepted.", code="accepted")
    old, new = handover.appointment, handover.successor
    handover.items = [{"what": each.what, "count": each.give(old, new, on)} for each in bundles()]
    handover.accepted_at = timezone.now()
    handover.save(update_fields=["items", "accepted_at"])
    return handover
