"""How far a post reaches: whom an administrator (管理岗) may manage, what is the city's alone."""

from datetime import date

from xinlu.accounts.actors import Actor, Post
from xinlu.accounts.acts import NotPermitted, Refused
from xinlu.accounts.models import Appointment, Authority, Role, User


def manages(by: Actor, authority: Authority) -> bool:
    """Say whether `by` administers the authority.

    A county's administrator manages that county's authority. One whose post is bound to lines of
    business manages only authorities that work in no others.
    """
    return any(covers(post, authority) for post in by.posts_as(Role.ADMINISTRATOR))


def covers(post: Post, authority: Authority) -> bool:
    """Say whether an administrator's post reaches the authority, its place and all its lines."""
    if not post.reaches_place(authority.place_id):
        return False
    lines = {line.pk for line in authority.lines.all()}
    return post.line_ids is None or (bool(lines) and lines <= post.line_ids)


def must_manage(by: Actor, authority: Authority) -> None:
    """Refuse unless `by` administers the authority."""
    if not manages(by, authority):
        raise NotPermitted(
            f"{authority} lies outside the administrator's reach.",
            code="out-of-place",
            roles=[Role.ADMINISTRATOR],
        )


def must_not_be(by: Actor, user: User) -> None:
    """Refuse when the administrator acts upon their own account."""
    if by.user is not None and by.user.pk == user.pk:
        raise Refused(f"{user} may not do this to their own account.", code="oneself")


def authorities_of(user: User, on: date) -> list[Authority]:
    """Return where `user` holds posts on or after the day `on`; else where the last one was."""
    posts = list(
        Appointment.objects.filter(user=user)
        .select_related("authority")
        .prefetch_related("authority__lines")
        .order_by("-since", "-pk")
    )
    current = [post for post in posts if post.until is None or post.until > on]
    return [post.authority for post in current or posts[:1]]


def must_manage_person(by: Actor, user: User, on: date) -> None:
    """Refuse unless `by` administers every authority in which `user` holds a post.

    Whoever also serves the city is managed by the city.
    """
    for authority in authorities_of(user, on):
        must_manage(by, authority)


def require_city(by: Actor, role: str, *, line_id: int | None = None) -> None:
    """Refuse who holds the role for a county only, or in another line of business."""
    posts = [post for post in by.posts_as(role) if post.place_ids is None]
    if not posts:
        raise NotPermitted("This is the city's.", code="city-only")
    if not any(post.reaches_line(line_id) for post in posts):
        raise NotPermitted("This belongs to another line of business.", code="out-of-line")
