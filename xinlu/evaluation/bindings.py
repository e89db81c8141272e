"""Confirmed bindings of causes (案由核定) as lines beside a table, and which of them count."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from xinlu.evaluation import causes
from xinlu.evaluation.models import CauseBinding, CauseBindingQuerySet
from xinlu.evaluation.shapes import Mapping as FactMap

#: Before the id of a binding, where an event says by what its penalty was mapped.
PREFIX = "binding:"
#: The bindings that a run keeps to, by id, each with the day before which it held ("": none).
Kept = Mapping[str, str]


def counting(mapping: FactMap) -> dict[str, str]:
    """Return the bindings that a run of the scheme goes by which begins now."""
    if mapping.causes is None:
        return {}
    ends = _held(mapping).values_list("pk", "until")
    return {str(pk): until.isoformat() if until else "" for pk, until in ends}


def lines_for(mapping: FactMap, kept: Kept | None = None) -> tuple[causes.Line, ...]:
    """Return the lines of the mapping's table, and of the bindings kept (None: that count now)."""
    if mapping.causes is None:
        return ()
    if kept is None:
        return (*mapping.causes.lines, *map(line_of, _held(mapping)))
    held = _held(mapping).filter(pk__in=[int(pk) for pk in kept])
    bound = [replace(line_of(one), until=_day(kept[str(one.pk)])) for one in held]
    return (*mapping.causes.lines, *bound)


def _held(mapping: FactMap) -> CauseBindingQuerySet:
    return CauseBinding.objects.counting().filter(scheme=mapping.scheme)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def told(cause: str) -> str:
    """Return by what a penalty became its item, as it is shown; empty for other records.

    >>> told("DG-01"), told("binding:0f8fad5b-d9cb-469f-a165-70867728950e"), told("")
    ('案由对应表 DG-01', '案由核定 0f8fad5b', '')
    """
    if cause.startswith(PREFIX):
        return f"案由核定 {cause.removeprefix(PREFIX)[:8]}"
    return f"案由对应表 {cause}" if cause else ""


def line_of(binding: CauseBinding) -> causes.Line:
    """Return a binding as a line: of this very cause, before every line of the table."""
    return causes.Line(
        code=f"{PREFIX}{binding.uid}",
        item=binding.item,
        why="" if binding.item else binding.reason,
        exactly=(binding.text,),
        fine=causes.Span(low=binding.fine_from, high=binding.fine_below, takes_high=False),
        points=None if binding.points is None else Fraction(binding.points),
        since=binding.since,
        until=binding.until,
        basis=binding.decision or binding.reason,
        verified=True,
        bound=True,
    )
