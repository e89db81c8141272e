"""Who acts, and how far: an officer in post, a subject's user, a client or the system itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.db.models import Q

from xinlu.accounts.models import Appointment, Authority, Place, Role, User

ActorKind = Literal["officer", "subject", "client", "system"]


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
    #: The authority's own place, in which what the actor sends is decided.
    place: Place | None = field(default=None, compare=False)

    def has(self, *roles: str) -> bool:
        """Say whether the actor holds one of `roles`; the system holds all."""
        return self.kind == "system" or not self.roles.isdisjoint(roles)

    def reaches_place(self, place_id: int | None) -> bool:
        """Say whether the place lies within the actor's reach."""
        return self.place_ids is None or place_id in self.place_ids

    def reaches_line(self, line_id: int | None) -> bool:
        """Say whether the line of business lies within the actor's reach; no line is everybody's."""
        return self.line_ids is None or line_id is None or line_id in self.line_ids


SYSTEM = Actor(kind="system", id="system", name="系统", roles=frozenset(Role.values))


def officer(user: User, on: date) -> Actor:
    """Return `user` as an officer with the posts held, and lent to them, on the day `on`.

    Without a post the actor has no role and reaches no place.
    """
    posts = list(
        Appointment.objects.on(on)
        .filter(
            Q(user=user)
            | Q(
                delegation__to=user,
                delegation__since__lte=on,
                delegation__until__gte=on,
                delegation__is_revoked=False,
            ),
            is_suspended=False,
        )
        .select_related("authority__place")
        .prefetch_related("lines", "authority__lines")
        .distinct()
    )
    posts.sort(key=lambda post: (post.user_id != user.pk, post.pk))
    first = posts[0].authority if posts else None
    return Actor(
        kind="officer",
        id=str(user.pk),
        name=str(user),
        roles=frozenset(post.role for post in posts),
        place_ids=places_of(post.authority for post in posts),
        line_ids=lines_of(posts),
        user=user,
        authority=first,
        place=first.place if first else None,
    )


def places_of(authorities: Iterable[Authority]) -> frozenset[int] | None:
    """Return the ids of the places that authorities reach; None where one reaches the whole city."""
    reached = set()
    for authority in authorities:
        if authority.place.level != Place.Level.COUNTY:
            return None
        reached.add(authority.place_id)
    return frozenset(reached)


def lines_of(posts: Iterable[Appointment]) -> frozenset[int] | None:
    """Return the ids of the lines of business of `posts`; None where one of them has no bound."""
    reached: set[int] = set()
    for post in posts:
        lines = list(post.lines.all()) or list(post.authority.lines.all())
        if not lines:
            return None
        reached.update(line.pk for line in lines)
    return frozenset(reached)


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
