"""What officers may see of authorities, people and the ledger."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import (
    Appointment,
    AuditEntry,
    Authority,
    Delegation,
    Handover,
    Role,
    User,
)


def authorities_in_reach(actor: Actor, on: date) -> QuerySet[Authority]:
    """Return the authorities in the actor's places, each with `people`, its officers that day."""
    authorities = Authority.objects.on(on)
    if actor.place_ids is not None:
        authorities = authorities.filter(place_id__in=actor.place_ids)
    holding = Q(appointment__since__lte=on, appointment__is_suspended=False) & (
        Q(appointment__until__isnull=True) | Q(appointment__until__gt=on)
    )
    return (
        authorities.select_related("place", "parent")
        .prefetch_related("lines")
        .annotate(people=Count("appointment__user", filter=holding, distinct=True))
        .order_by("place__code", "is_partner", "pk")
    )


def people_in_reach(actor: Actor) -> QuerySet[User]:
    """Return the officers who hold, or held, a post in the actor's places."""
    officers = User.objects.filter(kind=User.Kind.OFFICER)
    if actor.place_ids is not None:
        officers = officers.filter(appointments__authority__place_id__in=actor.place_ids)
    return officers.distinct().order_by("name", "username")


def people_found(
    actor: Actor, on: date, *, q: str = "", authority: str = "", role: str = ""
) -> QuerySet[User]:
    """Return the officers in reach whose name, office or role on the day `on` fits the query."""
    found = people_in_reach(actor)
    if q:
        found = found.filter(Q(name__icontains=q) | Q(username__icontains=q))
    posts = Appointment.objects.on(on)
    if authority:
        named = Q(authority__name__icontains=authority)
        posts = posts.filter(named | Q(authority__short_name__icontains=authority))
    if role:
        posts = posts.filter(role=role)
    if authority or role:
        found = found.filter(appointments__in=posts)
    return found


def posts_of(user: User) -> QuerySet[Appointment]:
    """Return all posts of `user`, the newest first."""
    return (
        Appointment.objects.filter(user=user)
        .select_related("authority__place", "user")
        .prefetch_related("lines", "authority__lines")
        .order_by("-since", "-pk")
    )


def loans_of(user: User, on: date) -> QuerySet[Delegation]:
    """Return delegations by and to `user` that are not over on the day `on`."""
    return (
        Delegation.objects.filter(
            Q(appointment__user=user) | Q(to=user), is_revoked=False, until__gte=on
        )
        .select_related("appointment__user", "appointment__authority", "to")
        .order_by("since")
    )


def sheets_of(user: User) -> QuerySet[Handover]:
    """Return the hand-over sheets from and to `user`, the newest first."""
    return Handover.objects.filter(
        Q(appointment__user=user) | Q(successor__user=user)
    ).select_related("appointment__user", "appointment__authority", "successor__user")


def sheets_to_accept(user: User) -> QuerySet[Handover]:
    """Return the hand-over sheets that wait for `user`."""
    return sheets_of(user).filter(successor__user=user, accepted_at__isnull=True)


def ledger_for(actor: Actor) -> QuerySet[AuditEntry]:
    """Return the entries the actor may read, newest first.

    An auditor reads what was done by authorities within reach, and what the system did; everybody
    else reads their own.
    """
    entries = AuditEntry.objects.order_by("-id")
    posts = actor.posts_as(Role.AUDITOR, Role.ADMINISTRATOR)
    if any(post.place_ids is None for post in posts):
        return entries
    own = Q(actor_kind=actor.kind, actor_id=actor.id)
    places = {place_id for post in posts for place_id in post.place_ids or ()}
    if not places:
        return entries.filter(own)
    ids = Authority.objects.filter(place_id__in=places).values_list("pk", flat=True)
    return entries.filter(own | Q(authority_id__in=[str(pk) for pk in ids]))
