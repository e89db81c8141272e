"""Finding which subject a row means: by any of the numbers it gives, and never by name alone."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Protocol

from xinlu.kernel.text import searchable
from xinlu.registry import sealing
from xinlu.registry.models import Identifier

Number = tuple[str, str]


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
class Slot:
    """A subject being found or made, and the numbers it must be known by afterwards."""

    known: Known
    schemes: set[str]
    #: What a new subject is registered by.
    ref: Reference | None = None
    added: list[tuple[str, str, str]] = field(default_factory=list)
    is_named_now: bool = False


def number_of(ref: Reference) -> Number:
    """Return the number by which the reference names its subject first."""
    return ref.scheme, ref.value


def known_slots(numbers: set[Number]) -> dict[Number, Slot]:
    """Return the subjects known by any of `numbers`, by (scheme, lookup); one query a scheme."""
    lookups: dict[str, set[str]] = defaultdict(set)
    for scheme, value in numbers:
        key = sealing.lookup_of(scheme, value)
        for each in sealing.schemes_of(scheme, value):
            lookups[each].add(key)
    slots: dict[Number, Slot] = {}
    by_subject: dict[int, Slot] = {}
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
                slot = by_subject[pk] = Slot(known, set())
            slot.schemes.add(scheme)
            for each in _names_of_key(scheme):
                slots.setdefault((each, key), slot)
            slots[scheme, key] = slot
    return slots


def _names_of_key(scheme: str) -> tuple[str, ...]:
    """Return the schemes under which one look-up key stands for one person."""
    return sealing.PERSON_SCHEMES if scheme in sealing.PERSON_SCHEMES else (scheme,)


def tell_schemes(slots: dict[Number, Slot]) -> None:
    """Tell each subject by which schemes it is known at all, not only by which it was found.

    Without this a firm found by a second number would seem to have no credit code of its own, and
    another firm that gives the same number by mistake would become one with it.
    """
    by_subject = {slot.known.subject_id: slot for slot in slots.values()}
    numbers = Identifier.objects.filter(subject__in=by_subject, until__isnull=True)
    for pk, scheme in numbers.values_list("subject_id", "scheme"):
        by_subject[pk].schemes.add(scheme)


def slot_of(ref: Reference, slots: dict[Number, Slot]) -> Slot | None:
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


def new_slot(ref: Reference, places: dict[str, int], pending: bool) -> Slot:
    """Return a subject to be made."""
    home = places.get(ref.division or "")
    return Slot(Known(0, home, ref.name[:200], is_new=True, is_pending=pending), set(), ref)


def take_name(slot: Slot, ref: Reference) -> None:
    """Give the name to a subject without one, or note that the source writes another."""
    known = slot.known
    if not ref.name or ref.name == known.name:
        return
    if not known.name:
        known.name = ref.name[:200]
        slot.is_named_now = True
    elif searchable(ref.name) != searchable(known.name):
        known.other_name = ref.name[:200]


def claim(slots: dict[Number, Slot], slot: Slot, scheme: str, value: str) -> None:
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
