"""Making subjects known: one at a time by an officer, by the thousand from a batch."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import act
from xinlu.accounts.models import Role
from xinlu.registry.models import Subject


class Reference(Protocol):
    """What a row says of its subject; `collection.checking.SubjectRef` is one."""

    kind: str
    scheme: str
    value: str
    name: str
    also: tuple[tuple[str, str], ...]
    division: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """A subject found or made for a reference."""

    subject_id: int
    home_place_id: int | None
    #: The name it bears here, if the source wrote another one.
    other_name: str = ""
    is_new: bool = False


def ensure_subjects(
    refs: Iterable[Reference], *, on: date, source: str, pending: bool = True
) -> dict[tuple[str, str], Known]:
    """Return the subject of each reference by (scheme, value), registering those not yet known."""
    raise NotImplementedError


def known_subjects(numbers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Known]:
    """Return the known subjects by (scheme, value); who is not known is left out."""
    raise NotImplementedError


@act("subject.register", title="登记主体", may=(Role.CLERK, Role.ADMINISTRATOR))
def register(target: None, *, by: Actor, ref: Reference, on: date) -> Subject:
    """Make a subject known by hand, or return it if it is known."""
    raise NotImplementedError


@act("subject.close", title="注销主体", may=(Role.CLERK, Role.ADMINISTRATOR))
def close(subject: Subject, *, by: Actor, reason: str) -> Subject:
    """Note that the subject is deregistered (注销); its file stays."""
    raise NotImplementedError
