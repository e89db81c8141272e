"""Making subjects known: one at a time by an officer, by the thousand from a batch."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from django.db.models import Exists, OuterRef, QuerySet

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, act
from xinlu.accounts.models import Place, Role
from xinlu.kernel.text import searchable
from xinlu.registry import grams, sealing
from xinlu.registry.bulk import fresh_uid, insert, stand_in_line
from xinlu.registry.models import Identifier, SearchGram, Subject

Number = tuple[str, str]

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


class Reference(Protocol):
    """What a row says of its subject; `collection.checking.SubjectRef` is one."""

    @property
    def kind(self) -> str:
        """Return the kind, a value of `Subject.Kind`."""

    @property
    def scheme(self) -> str:
        """Return the scheme of the number, a value of `Identifier.Scheme`."""

    @property
    def value(self) -> str:
        """Return the number in its normal form."""

    @property
    def name(self) -> str:
        """Return the name as the source writes it, or nothing."""

    @property
    def also(self) -> tuple[Number, ...]:
        """Return further numbers of the same subject as (scheme, value)."""

    @property
    def division(self) -> str | None:
        """Return the division in the code, six digits, from which the home is presumed."""


@dataclass(slots=True)
class Known:
    """A subject found or made for a reference."""

    subject_id: int
    home_place_id: int | None
    name: str
    #: The name that the source wrote, where the subject is known by another.
    other_name: str = ""
    is_new: bool = False
    is_pending: bool = False


@dataclass(slots=True)
class _Slot:
    """A subject being found or made, and the numbers it must be known by afterwards."""

    known: Known
    schemes: set[str]
    #: What a new subject is registered by.
    ref: Reference | None = None
    added: list[tuple[str, str, str]] = field(default_factory=list)
    is_named_now: bool = False


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
    wanted = {(ref.scheme, ref.value): ref for ref in refs}
    if not wanted:
        return {}
    stand_in_line()
    slots = _known_slots(
        {number for ref in wanted.values() for number in (_number(ref), *ref.also)}
    )
    places = _places({ref.division for ref in wanted.values() if ref.division})
    found: dict[Number, _Slot] = {}
    for number, ref in wanted.items():
        slot = _slot_of(ref, slots) or _new_slot(ref, places, pending)
        _take_name(slot, ref)
        for scheme, value in (number, *ref.also):
            _claim(slots, slot, scheme, value)
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
    slots = _known_slots(wanted)
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
    there = SearchGram.objects.filter(subject=OuterRef("pk"))
    bare = subjects.exclude(kind=Subject.Kind.PERSON).exclude(name="").filter(~Exists(there))
    grams.write(bare.values_list("pk", "name"))


def _number(ref: Reference) -> Number:
    return ref.scheme, ref.value


def _known_slots(numbers: set[Number]) -> dict[Number, _Slot]:
    """Return the subjects known by any of `numbers`, by (scheme, lookup); one query a scheme."""
    lookups: dict[str, set[str]] = defaultdict(set)
    for scheme, value in numbers:
        key = sealing.lookup_of(scheme, value)
        for each in sealing.schemes_of(scheme, value):
            lookups[each].add(key)
    slots: dict[Number, _Slot] = {}
    by_subject: dict[int, _Slot] = {}
    for scheme, keys in lookups.items():
        rows = Identifier.objects.filter(scheme=scheme, lookup__in=keys, until__isnull=True)
        for key, pk, name, home, is_pending in rows.values_list(
            "lookup",
            "subject_id",
            "subject__name",
            "subject__home_place_id",
            "subject__is_pending",
        ):
            slot = by_subject.get(pk)
            if slot is None:
                known = Known(pk, home, name, is_pending=is_pending)
                slot = by_subject[pk] = _Slot(known, set())
            slot.schemes.add(scheme)
            for each in _names_of_key(scheme):
                slots.setdefault((each, key), slot)
            slots[scheme, key] = slot
    return slots


def _names_of_key(scheme: str) -> tuple[str, ...]:
    """Return the schemes under which one look-up key stands for one person."""
    return sealing.PERSON_SCHEMES if scheme in sealing.PERSON_SCHEMES else (scheme,)


def _slot_of(ref: Reference, slots: dict[Number, _Slot]) -> _Slot | None:
    """Return the subject that the reference means, if it is known.

    A second number finds the subject only where it cannot be another's: a person's own number
    always; any other only for a subject that has no number of the first kind yet.
    """
    if slot := slots.get((ref.scheme, sealing.lookup_of(ref.scheme, ref.value))):
        return slot
    for scheme, value in ref.also:
        slot = slots.get((scheme, sealing.lookup_of(scheme, value)))
        if slot and (scheme == "resident-id" or ref.scheme not in slot.schemes):
            return slot
    return None


def _new_slot(ref: Reference, places: dict[str, int], pending: bool) -> _Slot:
    """Return a subject to be made."""
    home = places.get(ref.division or "")
    return _Slot(Known(0, home, ref.name[:200], is_new=True, is_pending=pending), set(), ref)


def _take_name(slot: _Slot, ref: Reference) -> None:
    """Give the name to a subject without one, or note that the source writes another."""
    known = slot.known
    if not ref.name or ref.name == known.name:
        return
    if not known.name:
        known.name = ref.name[:200]
        slot.is_named_now = True
    elif searchable(ref.name) != searchable(known.name):
        known.other_name = ref.name[:200]


def _claim(slots: dict[Number, _Slot], slot: _Slot, scheme: str, value: str) -> None:
    """Let the subject be known by the number, unless another subject is."""
    key = sealing.lookup_of(scheme, value)
    if (holder := slots.get((scheme, key))) is not None and (
        holder is not slot or scheme in slot.schemes
    ):
        return
    for each in _names_of_key(scheme):
        slots.setdefault((each, key), slot)
    slot.schemes.add(scheme)
    slot.added.append((scheme, key, value))


def _places(divisions: set[str]) -> dict[str, int]:
    """Return place ids by division code, of divisions that exist or ever did."""
    return dict(Place.objects.filter(code__in=divisions).values_list("code", "pk"))


def _make(slots: list[_Slot], *, on: date, source: str) -> None:
    """Make the new subjects, without model instances: there may be a thousand of them."""
    by_uid = {fresh_uid(): slot for slot in slots}
    insert(
        Subject,
        _SUBJECT,
        (_subject(uid, slot, on, source) for uid, slot in by_uid.items()),
    )
    ids = Subject.objects.filter(uid__in=by_uid).values_list("uid", "pk")
    for uid, pk in ids:
        by_uid[uid.hex].known.subject_id = pk


def _subject(uid: str, slot: _Slot, on: date, source: str) -> tuple[object, ...]:
    ref, known = slot.ref, slot.known
    assert ref is not None
    code = "" if sealing.is_secret(ref.scheme) else ref.value[:60]
    home, pending = known.home_place_id, known.is_pending
    return uid, ref.kind, known.name, code, "active", home, True, on, source, pending


def _write(slots: list[_Slot], index_names: bool) -> None:
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


def _identifiers(slots: Iterable[_Slot]) -> Iterator[tuple[object, ...]]:
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
    subject = Subject.objects.get(pk=known[_number(ref)].subject_id)
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
