"""What rows state beside their own fact: contract sections, and ties between subjects."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import Q

from xinlu.collection.checking import SubjectRef
from xinlu.collection.models import Record
from xinlu.collection.services.ready import Ready
from xinlu.collection.templates import load_template
from xinlu.registry.matching import Known
from xinlu.registry.models import ContractSection, Link

Subjects = Mapping[SubjectRef, Known]


def write_sections(source: str, rows: list[Ready], known: Subjects) -> None:
    """Register the contract sections that rows are about, unless they are registered."""
    named: dict[tuple[str, int], Ready] = {}
    for row in rows:
        if row.section:
            firm = known[row.subject].subject_id
            named.setdefault((row.section[0], firm), row)
    if not named:
        return
    mine = Q(is_pending=False) | Q(registered_from=source)
    there = ContractSection.objects.filter(mine, name__in={name for name, _ in named})
    for pair in there.values_list("name", "contractor_id"):
        named.pop(pair, None)
    ContractSection.objects.bulk_create(
        ContractSection(
            name=name,
            contractor_id=firm,
            price=Decimal(row.section[1]) if row.section else Decimal(0),
            since=date(row.year, 1, 1) if row.year else None,
            registered_from=source,
            is_pending=True,
        )
        for (name, firm), row in named.items()
    )


def write_links(source: str, rows: list[Ready], known: Subjects) -> None:
    """Note the ties that rows state, unless they are noted."""
    stated: dict[tuple[str, int, int], None] = {}
    for row in rows:
        for kind, firm in row.links:
            of = known[firm].subject_id
            to = known[row.subject].subject_id
            stated[kind, of, to] = None
    if not stated:
        return
    mine = Q(is_pending=False) | Q(source=source)
    there = Link.objects.filter(mine, to__in={to for _, _, to in stated}, until__isnull=True)
    for tie in there.values_list("kind", "of_id", "to_id"):
        stated.pop(tie, None)
    Link.objects.bulk_create(
        Link(kind=kind, of_id=of, to_id=to, source=source, is_pending=True)
        for kind, of, to in stated
    )


def retie(source: str, record: Record, row: Ready, known: Subjects) -> None:
    """Let the ties and the section of a corrected row be seen, and its old ties no more.

    An old tie stays where another record in force of the same batch is about the same subject:
    that one may state it too.
    """
    to = known[row.subject].subject_id
    ties = Link.objects.filter(source=source, until__isnull=True)
    stated = Q(pk__in=[])
    for kind, firm in row.links:
        stated |= Q(kind=kind, of=known[firm].subject_id, to=to)
    ties.filter(stated).update(is_pending=False)
    others = Record.objects.in_force().filter(batch=record.batch_id, subject=record.subject_id)
    states_ties = load_template(record.template).sheet(record.sheet).links
    if states_ties and not others.exclude(supersedes=record).exists():
        ties.filter(~stated, to=record.subject_id).update(is_pending=True)
    if row.section:
        named = ContractSection.objects.filter(name=row.section[0], registered_from=source)
        mine = named.filter(contractor=to)
        mine.update(is_pending=False, price=Decimal(row.section[1]))
