"""Who acts, and how far: an officer in post, a subject's user, a client or the system itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.db import models
from django.db.models import Q

from xinlu.accounts.models import (
    Appointment,
    Authority,
    Client,
    Delegation,
    Place,
    Role,
    User,
)

ActorKind = Literal["officer", "subject", "client", "system"]


@dataclass(frozen=True)
class Post:
    """One role with its own reach; None where the reach has no bound."""

    role: str
    place_ids: frozenset[int] | None = None
    line_ids: frozenset[int] | None = None
    #: The appointment it comes from, own or lent.
    appointment_id: int | None = None

    def reaches_place(self, place_id: int | None) -> bool:
        """Say whether the place lies within the post's reach."""
        return self.place_ids is None or place_id in self.place_ids

    def reaches_line(self, line_id: int | None) -> bool:
        """Say whether the line lies within the post's reach; no line is everybody's."""
        return self.line_ids is None or line_id is None or line_id in self.line_ids


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts, with the reach of its posts on one day.

    `place_ids` and `line_ids` are None where the reach has no bound; `subject_ids` is None for
    everybody but a subject's user, who sees those subjects and nothing else.
    """

    kind: ActorKind
    id: str
    name: str
    roles: frozenset[str]
    place_ids: frozenset[int] | None = None
    line_ids: frozenset[int] | None = None
    subject_ids: frozenset[int] | None = None
    user: User | None = None
    authority: Authority | None = None
    #: What each post may do and where: a role lent from one county is no role in another.
    posts: tuple[Post, ...] = ()
    #: The authority's own place, in which what the actor sends is decided.
    place: Place | None = field(default=None, compare=False)
    #: The client that acts, if none of its authority's officers does.
    client: Client | None = field(default=None, compare=False)

    def has(self, *roles: str) -> bool:
        """Say whether the actor holds one of `roles`; the system holds all."""
        return self.kind == "system" or not self.roles.isdisjoint(roles)

    def posts_as(self, *roles: str) -> list[Post]:
        """Return the posts that carry one of `roles` (without roles: all posts)."""
        if self.kind == "system":
            return [Post(role) for role in roles or Role.values]
        posts = self.posts or tuple(
            Post(role, self.place_ids, self.line_ids) for role in sorted(self.roles)
        )
        return [post for post in posts if not roles or post.role in roles]

    def reaches_place(self, place_id: int | None) -> bool:
        """Say whether the place lies within the actor's reach."""
        return self.place_ids is None or place_id in self.place_ids

    def reaches_line(self, line_id: int | None) -> bool:
        """Say whether the line lies within the actor's reach; no line is everybody's."""
        return self.line_ids is None or line_id is None or line_id in self.line_ids


SYSTEM = Actor(kind="system", id="system", name="系统", roles=frozenset(Role.values))


def officer(user: User, on: date) -> Actor:
    """Return `user` as an officer with the posts held, and lent to them, on the day `on`.

    Without a post the actor has no role and reaches no place.
    """
    held = list(
        Appointment.objects.on(on)
        .filter(Q(user=user) | Q(delegation__in=lent_to(user, on)), is_suspended=False)
        .select_related("authority__place")
        .prefetch_related("lines", "authority__lines")
        .distinct()
    )
    held.sort(key=lambda post: (post.user_id != user.pk, post.pk))
    reach = reach_of({post.authority for post in held}, on)
    posts = tuple(
        Post(post.role, reach[post.authority_id], lines_of(post), post.pk) for post in held
    )
    first = held[0].authority if held else None
    return Actor(
        kind="officer",
        id=str(user.pk),
        name=str(user),
        roles=frozenset(post.role for post in posts),
        place_ids=union(post.place_ids for post in posts),
        line_ids=union(post.line_ids for post in posts),
        user=user,
        authority=first,
        posts=posts,
        place=first.place if first else None,
    )


def lent_to(user: User, on: date) -> models.QuerySet[Delegation]:
    """Return the delegations in force by which posts are lent to `user`.

    A post is lent by its holder; who left the service, or is locked out, lends nothing.
    """
    return Delegation.objects.in_force(on).filter(to=user, appointment__user__is_active=True)


def reach_of(authorities: Iterable[Authority], on: date) -> dict[int, frozenset[int] | None]:
    """Return for each authority's id the places it reaches; None where that is everywhere.

    A county reaches itself and the abolished divisions whose files it took over. A partner agency
    reaches nothing: it sends.
    """
    authorities = list(authorities)
    taken_over: dict[int | None, set[int]] = {}
    gone = Place.objects.filter(
        successor__in={authority.place_id for authority in authorities}, until__lte=on
    )
    for place_id, successor_id in gone.values_list("pk", "successor_id"):
        taken_over.setdefault(successor_id, set()).add(place_id)
    reach: dict[int, frozenset[int] | None] = {}
    for authority in authorities:
        if authority.is_partner:
            reach[authority.pk] = frozenset()
        elif authority.place.level == Place.Level.COUNTY:
            own = authority.place_id
            reach[authority.pk] = frozenset({own} | taken_over.get(own, set()))
        else:
            reach[authority.pk] = None
    return reach


def lines_of(post: Appointment) -> frozenset[int] | None:
    """Return the ids of a post's lines: its own, else its authority's, else None for all."""
    lines = list(post.lines.all()) or list(post.authority.lines.all())
    return frozenset(line.pk for line in lines) or None


def union(reaches: Iterable[frozenset[int] | None]) -> frozenset[int] | None:
    """Return what several reaches cover together; None where one of them has no bound."""
    covered: set[int] = set()
    for reach in reaches:
        if reach is None:
            return None
        covered |= reach
    return frozenset(covered)


def subject_user(user: User, subject_ids: Iterable[int]) -> Actor:
    """Return `user` as one who speaks for the subjects named, and sees those alone."""
    return Actor(
        kind="subject",
        id=str(user.pk),
        name=str(user),
        roles=frozenset(),
        place_ids=frozenset(),
        line_ids=None,
        subject_ids=frozenset(subject_ids),
        user=user,
    )


def client_actor(client: Client) -> Actor:
    """Return a client as one who sends from its authority's place; a suspended one has no role."""
    roles = frozenset() if client.is_suspended else frozenset({Role.CLERK.value})
    return Actor(
        kind="client",
        id=str(client.pk),
        name=client.title,
        roles=roles,
        place_ids=frozenset({client.place_id}),
        line_ids=None if client.line_id is None else frozenset({client.line_id}),
        authority=client.authority,
        place=client.place,
        client=client,
    )
