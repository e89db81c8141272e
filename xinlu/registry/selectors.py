"""What others may ask about subjects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from xinlu.accounts.actors import Actor
from xinlu.registry import sealing
from xinlu.registry.models import ContractSection, FormerName, Identifier, Link, Opening, Subject
from xinlu.registry.searching import search


@dataclass(frozen=True, slots=True)
class IdentifierShown:
    """A number as it may stand on a page: `text` is masked where `is_secret`."""

    scheme: str
    title: str
    text: str
    is_secret: bool


def find(
    query: str, *, actor: Actor | None = None, kind: str | None = None, limit: int = 50
) -> list[Subject]:
    """Return the subjects that `query` may mean: the same, then beginning so, then containing it.

    Names are found by any part of two characters (one: by their beginning) and by pinyin initials,
    subjects by credit code, registration number, plate with or without colour, MMSI and the like.
    Strangers (no actor) never find persons; officers find them by their exact number alone.
    """
    return search(
        query, officer=actor is not None and actor.kind != "subject", kind=kind, limit=limit
    )


def by_identifier(scheme: str, value: str) -> Subject | None:
    """Return the subject known by the number in its normal form, or who stands for it, or None.

    Subjects of an unfinished batch are not known yet.
    """
    found = (
        Identifier.objects.filter(
            scheme__in=sealing.schemes_of(scheme, value),
            lookup=sealing.lookup_of(scheme, value),
            until__isnull=True,
            subject__is_pending=False,
        )
        .select_related("subject__home_place", "subject__survivor__home_place")
        .first()
    )
    return found.subject.standing if found else None


def by_uid(uid: UUID | str) -> Subject | None:
    """Return the registered subject with this public id, or who stands for it, or None."""
    rows = Subject.objects.registered().select_related("home_place", "survivor__home_place")
    found = rows.filter(uid=uid).first()
    return found.standing if found else None


def whose(subjects: Iterable[int]) -> dict[int, int]:
    """Return for each of the subjects, and for all merged into them, who stands for it, by id."""
    ids = list(subjects)
    merged = Subject.objects.filter(survivor__in=ids).values_list("pk", "survivor_id")
    return {pk: pk for pk in ids} | {pk: into for pk, into in merged if into is not None}


def standing_of(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """Return `rows` with `standing`, the id of who stands for the subject of each row.

    As long as nobody was merged the column itself answers, and its index with it.
    """
    is_merged = Subject.objects.filter(survivor__isnull=False).exists()
    own = F("subject_id")
    standing: QuerySet[Any, Any] = rows.annotate(
        standing=Coalesce("subject__survivor_id", own) if is_merged else own
    )
    return standing


def former_names_of(subject: Subject) -> list[FormerName]:
    """Return the names that the subject, or one merged into it, bore before, the latest first."""
    return list(FormerName.objects.filter(subject__in=subject.family()))


def absorbed_by(subject: Subject) -> list[Subject]:
    """Return who was merged into the subject, directly or not."""
    return list(subject.absorbed.select_related("home_place").order_by("pk"))


def masked_identifiers(subject: Subject) -> list[IdentifierShown]:
    """Return the numbers by which the subject is known, secret ones masked."""
    shown = []
    held = Identifier.objects.filter(subject__in=subject.family(), until__isnull=True)
    for identifier in held.order_by("scheme", "id"):
        secret = sealing.is_secret(identifier.scheme)
        text = sealing.masked(identifier.scheme, sealing.unseal(identifier))
        shown.append(
            IdentifierShown(identifier.scheme, identifier.get_scheme_display(), text, secret)
        )
    return shown


def masked_numbers(subjects: Iterable[Subject]) -> dict[int, str]:
    """Return one masked number of each subject, by its id, to tell namesakes apart."""
    numbers = Identifier.objects.filter(subject__in=list(subjects), until__isnull=True)
    shown: dict[int, str] = {}
    for each in numbers.order_by("scheme", "id"):
        if each.subject_id not in shown:
            shown[each.subject_id] = sealing.masked(each.scheme, sealing.unseal(each))
    return shown


def links_of(subject: Subject, *, on: date) -> Sequence[Link]:
    """Return the ties of the subject that hold on the day `on`, both ways, as of one family."""
    family = subject.family()
    return list(
        Link.objects.visible()
        .on(on)
        .filter(Q(of__in=family) | Q(to__in=family), of__is_pending=False, to__is_pending=False)
        .select_related("of__survivor", "to__survivor")
        .order_by("kind", "since", "id")
    )


def sections_of(subject: Subject) -> QuerySet[ContractSection]:
    """Return the contract sections that the firm carries out."""
    return (
        ContractSection.objects.visible()
        .filter(contractor__in=subject.family())
        .select_related("project")
        .order_by("name", "id")
    )


def section_names() -> set[str]:
    """Return the names of the contract sections that are registered."""
    return set(ContractSection.objects.visible().values_list("name", flat=True))


def openings_of(subject: Subject) -> QuerySet[Opening]:
    """Return who opened the person's numbers and why, the latest first."""
    held = Opening.objects.filter(subject__in=subject.family())
    return held.select_related("user").order_by("-at", "-id")
