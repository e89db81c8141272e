"""更名 and 停用号码: former names and numbers stay, with the days on which they held."""

from datetime import date

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import Refused, act
from xinlu.accounts.models import Role
from xinlu.registry import grams
from xinlu.registry.models import FormerName, Identifier, SearchGram, Subject
from xinlu.registry.services.mergings import require_reach

KEEPERS = (Role.CLERK, Role.ADMINISTRATOR)


@act("subject.rename", title="更名", may=KEEPERS)
def rename(
    subject: Subject, *, by: Actor, name: str, on: date, source: str, today: date, nonce: str = ""
) -> Subject:
    """Give the subject the name it has from the day `on`; the old one is found by further on.

    Raises `Refused`: "name-same", "name-missing", "day-ahead", "name-before" where the name that
    went before began later.
    """
    require_reach(by, subject, roles=KEEPERS)
    new = name.strip()[:200]
    if not new or not source.strip():
        raise Refused("A new name and what tells of it are needed.", code="name-missing")
    if new == subject.name:
        raise Refused("That is its name.", code="name-same")
    if on > today:
        raise Refused("The day is ahead.", code="day-ahead", on=on)
    before = subject.former_names.first()
    if before and before.until > on:
        raise Refused("The name before ended later.", code="name-before", until=before.until)
    if subject.name:
        FormerName.objects.create(
            subject=subject,
            name=subject.name,
            since=before.until if before else None,
            until=on,
            source=source.strip()[:200],
        )
    subject.name = new
    subject.save(update_fields=["name"])
    if subject.kind != Subject.Kind.PERSON:
        _index(subject, new)
    return subject


def _index(subject: Subject, name: str) -> None:
    """Let the subject be found by its new name as well as by the names it had."""
    there = set(SearchGram.objects.filter(subject=subject).values_list("gram", flat=True))
    fresh = sorted(grams.grams_of(name) - there)
    SearchGram.objects.bulk_create(SearchGram(gram=gram, subject=subject) for gram in fresh)


@act("number.end", title="停用号码", may=KEEPERS)
def end_number(
    number: Identifier, *, by: Actor, until: date, today: date, nonce: str = ""
) -> Identifier:
    """End a number (a plate handed in, a code replaced): from `until` on it may be another's.

    Raises `Refused`: "number-ended", "day-ahead", "number-days" for a day before its first.
    """
    require_reach(by, number.subject, roles=KEEPERS)
    if number.until is not None:
        raise Refused("It has ended.", code="number-ended", until=number.until)
    if until > today:
        raise Refused("The day is ahead.", code="day-ahead", on=until)
    if number.since is not None and until <= number.since:
        raise Refused("It began later.", code="number-days", since=number.since)
    number.until = until
    number.save(update_fields=["until"])
    return number
