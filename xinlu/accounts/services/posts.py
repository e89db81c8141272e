"""Posts: appointed, suspended, ended, lent to a colleague."""

from collections.abc import Iterable, Sequence
from datetime import date

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused, act
from xinlu.accounts.models import Appointment, Authority, Delegation, Line, Role, User
from xinlu.accounts.parameters import parameter
from xinlu.accounts.reach import manages, must_manage, must_not_be


def check_post(
    user: User,
    authority: Authority,
    role: str,
    lines: Sequence[Line],
    since: date,
    until: date | None,
) -> None:
    """Refuse a post that cannot be: wrong person, dates, authority or lines, or held already."""
    if role not in Role.values:
        raise Refused(f"There is no role {role}.", code="not-allowed")
    if user.kind != User.Kind.OFFICER:
        raise Refused(f"{user} is no officer.", code="not-an-officer", name=str(user))
    if not user.is_active:
        raise Refused(f"{user}'s account is closed.", code="account-closed", name=str(user))
    if until is not None and until <= since:
        raise Refused("The dates are reversed.", code="dates-reversed", since=since, until=until)
    if not Authority.objects.on(since).filter(pk=authority.pk).exists():
        raise Refused(
            f"{authority} does not exist on {since}.",
            code="authority-closed",
            authority=str(authority),
            since=since,
        )
    own = set(authority.lines.all())
    if own and (foreign := [line.name for line in lines if line not in own]):
        raise Refused(
            f"{authority} does not work in {foreign}.",
            code="line-not-of-authority",
            authority=str(authority),
            lines="、".join(foreign),
        )
    held = Appointment.objects.filter(user=user, authority=authority, role=role)
    if any(overlap(post.since, post.until, since, until) for post in held):
        raise NotAllowed(
            f"{user} holds this post.",
            code="post-held",
            name=str(user),
            authority=str(authority),
        )


def overlap(a: date, a_until: date | None, b: date, b_until: date | None) -> bool:
    """Say whether two spans share a day; each ends before its `until`, or never."""
    return (a_until is None or b < a_until) and (b_until is None or a < b_until)


@act("post.appoint", title="任岗", may=[Role.ADMINISTRATOR])
def appoint(
    user: User,
    *,
    by: Actor,
    authority: Authority,
    role: str,
    since: date,
    until: date | None = None,
    lines: Iterable[Line] = (),
) -> Appointment:
    """Give an officer a post at an authority within the administrator's reach.

    `until` is the first day on which it is no longer held. Nobody appoints themselves.
    """
    must_not_be(by, user)
    must_manage(by, authority)
    lines = list(lines)
    check_post(user, authority, role, lines, since, until)
    post = Appointment.objects.create(
        user=user, authority=authority, role=role, since=since, until=until
    )
    post.lines.set(lines)
    return post


@act("post.suspend", title="暂停岗位", may=[Role.ADMINISTRATOR])
def suspend(post: Appointment, *, by: Actor, reason: str, on: date) -> Appointment:
    """Take the post's power away at once, until it is resumed; what is lent of it rests too."""
    must_not_be(by, post.user)
    must_manage(by, post.authority)
    must_not_have_ended(post, on)
    if post.is_suspended:
        raise NotAllowed(f"{post} is suspended.", code="suspended")
    post.is_suspended = True
    post.save(update_fields=["is_suspended"])
    return post


@act("post.resume", title="恢复岗位", may=[Role.ADMINISTRATOR])
def resume(post: Appointment, *, by: Actor, reason: str, on: date) -> Appointment:
    """Give a suspended post its power back."""
    must_not_be(by, post.user)
    must_manage(by, post.authority)
    must_not_have_ended(post, on)
    if not post.is_suspended:
        raise NotAllowed(f"{post} is not suspended.", code="not-suspended")
    post.is_suspended = False
    post.save(update_fields=["is_suspended"])
    return post


@act("post.end", title="终止岗位", may=[Role.ADMINISTRATOR])
def end(post: Appointment, *, by: Actor, until: date, reason: str, on: date) -> Appointment:
    """End the post: `until`, not before today, is the first day on which it is no longer held."""
    must_not_be(by, post.user)
    must_manage(by, post.authority)
    must_not_have_ended(post, on)
    if until < on:
        raise Refused("A post does not end in the past.", code="in-the-past", since=until)
    post.until = until
    post.save(update_fields=["until"])
    return post


def must_not_have_ended(post: Appointment, on: date) -> None:
    """Refuse when the post is over on the day `on`."""
    if post.until is not None and post.until <= on:
        raise NotAllowed(f"{post} ended on {post.until}.", code="post-ended", until=post.until)


def must_hold_or_manage(post: Appointment, by: Actor) -> None:
    """Refuse unless `by` holds the post, or administers its authority."""
    if by.user is not None and by.user.pk == post.user_id:
        return
    if not manages(by, post.authority):
        raise NotPermitted(
            f"{post} belongs to somebody else.", code="not-own-post", roles=[Role.ADMINISTRATOR]
        )


@act("post.delegate", title="委托代行")
def delegate(
    post: Appointment, *, by: Actor, to: User, since: date, until: date, reason: str, on: date
) -> Delegation:
    """Lend the post to a colleague from `since` through `until` (A/B 岗, leave).

    By its holder or an administrator; for no longer than the dated parameter `delegation` allows;
    never to the holder, who is then still only one pair of eyes.
    """
    must_hold_or_manage(post, by)
    must_not_have_ended(post, on)
    if post.is_suspended:
        raise NotAllowed(f"{post} is suspended.", code="suspended")
    if to.pk == post.user_id:
        raise Refused(f"{to} holds the post.", code="to-holder")
    if to.kind != User.Kind.OFFICER:
        raise Refused(f"{to} is no officer.", code="not-an-officer", name=str(to))
    if not to.is_active:
        raise Refused(f"{to}'s account is closed.", code="account-closed", name=str(to))
    must_be_lendable(post, since, until, on)
    already = Delegation.objects.filter(appointment=post, to=to, is_revoked=False)
    if already.filter(since__lte=until, until__gte=since).exists():
        raise NotAllowed(f"{to} has it on these days.", code="lent-already", name=str(to))
    return Delegation.objects.create(
        appointment=post, to=to, since=since, until=until, reason=reason
    )


def must_be_lendable(post: Appointment, since: date, until: date, on: date) -> None:
    """Refuse dates that are reversed, past, too far apart, or beyond the post's own."""
    if until < since:
        raise Refused("The dates are reversed.", code="dates-reversed", since=since, until=until)
    if since < on:
        raise Refused("The past cannot be lent.", code="in-the-past", since=since)
    most, days = parameter("delegation", on).value, (until - since).days + 1
    if days > most:
        raise Refused(f"{days} days exceed {most}.", code="too-long", days=days, most=most)
    if since < post.since or (post.until is not None and until >= post.until):
        raise Refused(
            f"{post} does not last that long.",
            code="beyond-post",
            since=post.since,
            until=post.until or "长期",
        )


@act("post.revoke", title="收回委托")
def revoke(delegation: Delegation, *, by: Actor, reason: str, on: date) -> Delegation:
    """Take a lent post back at once."""
    must_hold_or_manage(delegation.appointment, by)
    if delegation.is_revoked:
        raise NotAllowed(f"{delegation} was revoked.", code="revoked")
    if delegation.until < on:
        raise NotAllowed(f"{delegation} is over.", code="lapsed", until=delegation.until)
    delegation.is_revoked = True
    delegation.save(update_fields=["is_revoked"])
    return delegation
