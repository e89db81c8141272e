"""Making subjects known: one at a time by an officer, by the thousand from a batch."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, act
from xinlu.accounts.models import Place, Role
from xinlu.registry import grams, sealing
from xinlu.registry.bulk import fresh_uid, insert, rows_among, stand_in_line
from xinlu.registry.matching import (
    Known,
    Number,
    Reference,
    Slot,
    claim,
    known_slots,
    new_slot,
    number_of,
    slot_of,
    take_name,
    tell_schemes,
)
from xinlu.registry.models import Identifier, Subject

#: Names looked at in one query.
_NAMES_AT_ONCE = 2000
_SUBJECT = (
    "uid",
    "kind",
    "name",
    "code",
    "status",
    "home_place",
    "home_is_provisional",
    "registered_on",
    "registered_from",
    "is_pending",
)


def ensure_subjects(
    refs: Iterable[Reference],
    *,
    on: date,
    source: str,
    pending: bool = True,
    index_names: bool = True,
) -> dict[Number, Known]:
    """Return the subject of each reference by (scheme, value), registering those not yet known.

    Runs inside the caller's transaction and keeps other registrations out until it ends. A subject
    that is known keeps its name; one known without a name gets it. The home is presumed from the
    division in the code, of whatever time, and marked provisional. With `pending`, new subjects
    stay unseen until the batch named by `source` is stored. Without `index_names` the caller makes
    their names searchable later, by the thousand, with `index_names_of`.
    """
    wanted: dict[Number, Reference] = {}
    for ref in refs:
        if not (first := wanted.get(number_of(ref))) or (ref.name and not first.name):
            wanted[number_of(ref)] = ref
    if not wanted:
        return {}
    stand_in_line()
    slots = known_slots(
        {number for ref in wanted.values() for number in (number_of(ref), *ref.also)}
    )
    if any(ref.also for ref in wanted.values()):
        tell_schemes(slots)
    places = _places({ref.division for ref in wanted.values() if ref.division})
    found: dict[Number, Slot] = {}
    for number, ref in wanted.items():
        slot = slot_of(ref, slots) or new_slot(ref, places, pending)
        take_name(slot, ref)
        for scheme, value in (number, *ref.also):
            claim(slots, slot, scheme, value)
        found[number] = slot
    distinct = list({id(slot): slot for slot in found.values()}.values())
    _make([slot for slot in distinct if slot.ref], on=on, source=source)
    _write(distinct, index_names)
    return {number: slot.known for number, slot in found.items()}


def known_subjects(numbers: Iterable[Number]) -> dict[Number, Known]:
    """Return the known subjects by (scheme, value); who is not known is left out.

    Subjects of an unfinished or withdrawn batch are not known.
    """
    wanted = set(numbers)
    slots = known_slots(wanted)
    found = {number: slots.get((number[0], sealing.lookup_of(*number))) for number in wanted}
    return {
        number: slot.known for number, slot in found.items() if slot and not slot.known.is_pending
    }


def index_names_of(source: str, *, first: int, count: int) -> int:
    """Make names of unseen subjects registered by `source` searchable; return how many.

    They are taken in the order of their ids, `count` of them after the first `first`: a caller that
    was cut short goes on from there. Names of persons are not searched, but count.
    """
    rows = Subject.objects.filter(registered_from=source, is_pending=True).order_by("pk")
    some = list(rows.values_list("pk", "name", "kind")[first : first + count])
    grams.write((pk, name) for pk, name, kind in some if kind != Subject.Kind.PERSON)
    return len(some)


def index_missing_names(subjects: QuerySet[Subject]) -> None:
    """Make names searchable of those `subjects` that a registration cut short left without."""
    named = list(
        subjects.exclude(kind=Subject.Kind.PERSON).exclude(name="").values_list("pk", "name")
    )
    for at in range(0, len(named), _NAMES_AT_ONCE):
        some = named[at : at + _NAMES_AT_ONCE]
        there = grams.written(some)
        grams.write((pk, name) for pk, name in some if pk not in there)


def _places(divisions: set[str]) -> dict[str, int]:
    """Return place ids by division code, of divisions that exist or ever did."""
    return dict(Place.objects.filter(code__in=divisions).values_list("code", "pk"))


def _make(slots: list[Slot], *, on: date, source: str) -> None:
    """Make the new subjects, without model instances: there may be a thousand of them."""
    by_uid = {fresh_uid(): slot for slot in slots}
    insert(
        Subject,
        _SUBJECT,
        (_subject(uid, slot, on, source) for uid, slot in by_uid.items()),
    )
    for uid, pk in rows_among(Subject, ("uid", "id"), "uid", list(by_uid)):
        by_uid[UUID(str(uid)).hex].known.subject_id = pk


def _subject(uid: str, slot: Slot, on: date, source: str) -> tuple[object, ...]:
    ref, known = slot.ref, slot.known
    assert ref is not None
    code = "" if sealing.is_secret(ref.scheme) else ref.value[:60]
    home, pending = known.home_place_id, known.is_pending
    return uid, ref.kind, known.name, code, "active", home, True, on, source, pending


def _write(slots: list[Slot], index_names: bool) -> None:
    """Write the numbers of the subjects, and names and their keys where these are new."""
    insert(
        Identifier,
        ("uid", "subject", "scheme", "lookup", "token", "since", "until"),
        _identifiers(slots),
    )
    named = [slot for slot in slots if slot.is_named_now and slot.ref is None]
    for slot in named:
        Subject.objects.filter(pk=slot.known.subject_id).update(name=slot.known.name)
    if index_names:
        named += [slot for slot in slots if slot.ref and slot.known.name]
    if named:
        people = set(_people([slot.known.subject_id for slot in named]))
        grams.write(
            (slot.known.subject_id, slot.known.name)
            for slot in named
            if slot.known.subject_id not in people
        )


def _people(subjects: list[int]) -> Iterator[int]:
    """Yield which of the subjects are natural persons, whose names are not searched."""
    people = Subject.objects.filter(pk__in=subjects, kind=Subject.Kind.PERSON)
    yield from people.values_list("pk", flat=True)


def _identifiers(slots: Iterable[Slot]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of new numbers, secret ones sealed."""
    for slot in slots:
        for scheme, key, value in slot.added:
            uid = fresh_uid()
            token = sealing.seal(value, scheme=scheme, uid=uid)
            yield uid, slot.known.subject_id, scheme, key, token, None, None


@act("subject.register", title="登记主体", may=(Role.CLERK, Role.ADMINISTRATOR))
def register(target: None, *, by: Actor, ref: Reference, on: date) -> Subject:
    """Make a subject known by hand, or return it if it is known."""
    known = ensure_subjects([ref], on=on, source=f"user:{by.id}", pending=False)
    subject = Subject.objects.get(pk=known[number_of(ref)].subject_id)
    if subject.is_pending:
        subject.is_pending = False
        subject.save(update_fields=["is_pending"])
    return subject


@act("subject.close", title="注销主体", may=(Role.CLERK, Role.ADMINISTRATOR))
def close(subject: Subject, *, by: Actor, reason: str) -> Subject:
    """Note that the subject is deregistered (注销); its file stays."""
    if subject.status == Subject.Status.CLOSED:
        raise NotAllowed(f"{subject} is closed already.", state=subject.status)
    subject.status = Subject.Status.CLOSED
    subject.save(update_fields=["status"])
    return subject
