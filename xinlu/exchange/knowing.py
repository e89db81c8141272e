"""What is known beforehand of a row's fields: of its subject, its firm, and whoever sends it.

A form is filled in with it, and what was filled in otherwise is held beside it. Numbers of persons
are never given: whoever needs one reads it off the document.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from xinlu.accounts.actors import Actor
from xinlu.collection.checking.cells import Wrong
from xinlu.collection.checking.language import Naming, SheetTemplate, SubjectKind
from xinlu.collection.checking.readers import compile_reader
from xinlu.collection.checking.subjects import compile_subject
from xinlu.registry import sealing
from xinlu.registry import selectors as registry
from xinlu.registry.models import Subject

REGISTERED: Final = "主体登记"
OWN_OFFICE: Final = "您的单位"


@dataclass(frozen=True, slots=True)
class Known:
    """A value known for a field, and where it comes from, in Chinese."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that was filled in otherwise than it is known."""

    key: str
    name: str
    sent: str
    known: str
    source: str


def known_of(
    sheet: SheetTemplate, subject: Subject | None, actor: Actor, *, on: date
) -> dict[str, Known]:
    """Return what is known of the sheet's fields, by field key."""
    found: dict[str, Known] = {}
    if subject is not None:
        found |= _of_subject(sheet, subject, on)
    if (office := actor.authority) is not None:
        _put(found, sheet.authority_name, office.name, OWN_OFFICE)
        _put(found, sheet.authority_code, office.credit_code, OWN_OFFICE)
    return found


def differences(
    sheet: SheetTemplate, sent: Mapping[str, str], *, on: date
) -> tuple[Subject | None, list[Difference]]:
    """Return whom the row is about, if that is known, and what of it was filled in otherwise.

    A value that cannot be read is not compared: the check will refuse it.
    """
    values = _read(sheet, sent, on)
    ref = compile_subject(sheet.kinds, sheet.subject_name)(values)
    subject = registry.by_identifier(ref.scheme, ref.value) if ref else None
    if subject is None:
        return None, []
    return subject, [
        Difference(key, sheet.field_by_key[key].name, values[key], known.value, known.source)
        for key, known in _of_subject(sheet, subject, on).items()
        if values.get(key) and values[key] != known.value
    ]


def can_be_about(sheet: SheetTemplate, subject: Subject) -> bool:
    """Say whether rows of the sheet are about subjects of this kind."""
    return any(kind.kind == subject.kind for kind in sheet.kinds)


def _read(sheet: SheetTemplate, sent: Mapping[str, str], on: date) -> dict[str, str]:
    """Return the values as they would be stored, without those that cannot be read."""
    values: dict[str, str] = {}
    for field in sheet.fields:
        if text := sent.get(field.key, "").strip():
            read = compile_reader(field, on)(text)
            if not isinstance(read, Wrong):
                values[field.key] = read
    return values


def _of_subject(sheet: SheetTemplate, subject: Subject, on: date) -> dict[str, Known]:
    found = _named(sheet.kinds, subject, REGISTERED)
    if found or can_be_about(sheet, subject):
        _put(found, sheet.subject_name, subject.name, REGISTERED)
    ties = registry.links_of(subject, on=on)
    for rule in sheet.links:
        firms = [tie.of.standing for tie in ties if tie.kind == rule.kind and tie.to == subject]
        if not firms:
            continue
        source = f"登记的{ties[0].get_kind_display()}" if len(ties) == 1 else "登记的关联"
        found |= _named(rule.kinds, firms[0], source)
        _put(found, rule.name, firms[0].name, source)
    return found


def _named(kinds: Iterable[SubjectKind], subject: Subject, source: str) -> dict[str, Known]:
    """Return the fields by which a row of one of these kinds would name the subject."""
    numbers = _numbers_of(subject)
    for kind in sorted(
        kinds, key=lambda each: each.by[0].scheme != "credit-code" if each.by else 2
    ):
        if kind.kind != subject.kind or kind.through:
            continue
        is_secret = all(sealing.is_secret(naming.scheme) for naming in kind.by)
        if not is_secret and not any(naming.scheme in numbers for naming in kind.by):
            continue
        found: dict[str, Known] = {}
        for key, test in kind.when.items():
            if len(test.equals) == 1:
                _put(found, key, next(iter(test.equals)), source)
        for naming in (*kind.by, *kind.also):
            _put_number(found, naming, numbers.get(naming.scheme, ""), source)
        return found
    return {}


def _put_number(found: dict[str, Known], naming: Naming, number: str, source: str) -> None:
    if naming.joined_with and number:
        number, _, joined = number.partition("/")
        _put(found, naming.joined_with, joined, source)
    _put(found, naming.field, number, source)


def _numbers_of(subject: Subject) -> dict[str, str]:
    """Return the numbers of the subject that are no secret, by scheme."""
    numbers: dict[str, str] = {}
    for each in registry.masked_identifiers(subject):
        if not each.is_secret:
            numbers.setdefault(each.scheme, each.text)
    return numbers


def _put(found: dict[str, Known], key: str, value: str, source: str) -> None:
    if key and value:
        found.setdefault(key, Known(value, source))
