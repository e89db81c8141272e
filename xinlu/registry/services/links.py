"""Ties between subjects, as sources state them, and who speaks for a subject."""

from datetime import date

from xinlu.accounts.actors import Actor, subject_user
from xinlu.accounts.acts import act
from xinlu.accounts.models import Role, User
from xinlu.registry.models import Link, Representation, Subject
from xinlu.registry.selectors import whose


@act("link.make", title="登记主体关系", may=(Role.CLERK, Role.ADMINISTRATOR))
def link(
    of: Subject, *, to: Subject, kind: str, since: date | None, source: str, by: Actor
) -> Link:
    """Tie the firm `of` (owner, operator, employer, parent) to `to` from the day `since`.

    The same tie from the same day is one tie, whichever source states it.
    """
    there = Link.objects.visible().filter(kind=kind, of=of, to=to, since=since).first()
    return there or Link.objects.create(kind=kind, of=of, to=to, since=since, source=source)


@act("link.end", title="终止主体关系", may=(Role.CLERK, Role.ADMINISTRATOR))
def end(tie: Link, *, until: date, by: Actor) -> Link:
    """End the tie: `until` is the first day on which it no longer holds."""
    tie.until = until
    tie.save(update_fields=["until"])
    return tie


@act("representation.give", title="登记经办人", may=(Role.CLERK, Role.ADMINISTRATOR))
def represent(
    subject: Subject, *, user: User, since: date, until: date | None, by: Actor
) -> Representation:
    """Let `user` speak for the subject (经办人) from `since` until the day before `until`."""
    return Representation.objects.create(subject=subject, user=user, since=since, until=until)


def actor_for(user: User, on: date) -> Actor:
    """Return `user` as one who speaks, on the day `on`, for the subjects it represents then.

    Who speaks for one of a merged family speaks for the whole.
    """
    spoken_for = Representation.objects.on(on).filter(user=user, subject__is_pending=False)
    named = spoken_for.values_list("subject__survivor_id", "subject_id")
    return subject_user(user, whose({survivor or own for survivor, own in named}))
