"""What others may ask of the library of regulations (法规库)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Prefetch, Q, QuerySet

from xinlu.catalogue.citing import Known, Reader
from xinlu.catalogue.models import Clause, Regulation, RegulationChange
from xinlu.catalogue.regulation_files import known
from xinlu.catalogue.standing import ChangeSaid, Standing


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the library; what is empty asks for all."""

    q: str = ""
    issuer: str = ""
    kind: str = ""
    line: str = ""
    standing: str = ""


def every() -> QuerySet[Regulation]:
    """Return all regulations, each with what changed it and its clauses."""
    changes = RegulationChange.objects.select_related("by", "of")
    clauses = Clause.objects.select_related("regulation")
    return Regulation.objects.prefetch_related(
        Prefetch("changes", changes), Prefetch("clauses", clauses)
    )


def found(asked: Asked, on: date) -> list[tuple[Regulation, Standing]]:
    """Return the regulations that are asked for, with how they stand on the day."""
    rows = every()
    for word in asked.q.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(number__icontains=word)
            | Q(clauses__statement__icontains=word)
            | Q(clauses__label__icontains=word)
        )
    if asked.issuer:
        rows = rows.filter(issuer=asked.issuer)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    held = [(each, each.standing(on)) for each in rows.distinct()]
    return [
        (each, how)
        for each, how in held
        if (not asked.line or asked.line in each.lines)
        and (not asked.standing or asked.standing == how)
    ]


def issuers() -> list[str]:
    """Return who issued the regulations of the library."""
    named = Regulation.objects.exclude(issuer="").order_by("issuer")
    return list(named.values_list("issuer", flat=True).distinct())


def reader() -> Reader:
    """Return what reads a basis with the library as it is now."""
    return _reader(tuple(_known(each) for each in every()))


def changes() -> Mapping[str, tuple[ChangeSaid, ...]]:
    """Return what changed each regulation that was changed."""
    rows = RegulationChange.objects.select_related("by", "of")
    found: dict[str, tuple[ChangeSaid, ...]] = {}
    for row in rows:
        found[row.of.code] = (*found.get(row.of.code, ()), row.said)
    return found


def titles(codes: Iterable[str]) -> Mapping[str, str]:
    """Return the titles of regulations by their codes."""
    return dict(Regulation.objects.filter(code__in=codes).values_list("code", "title"))


def _known(each: Regulation) -> Known:
    clauses = tuple(
        (name, clause.label)
        for clause in each.clauses.all()
        for name in (clause.label, *clause.names)
    )
    return known(each.code, each.title, each.number, tuple(each.names), tuple(each.short), clauses)


@lru_cache(maxsize=4)
def _reader(library: tuple[Known, ...]) -> Reader:
    return Reader(library)
