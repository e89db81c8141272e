"""From penalties to events: which item each is by the table of causes, and which count once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from xinlu.evaluation import causes
from xinlu.evaluation.shapes import CausesMap
from xinlu.rules import Event, Rulebook, Unit
from xinlu.rules.sifting import TAKING

#: Between the kinds of a penalty that has several, as records hold them.
_LIST_MARK = ";"


@dataclass(frozen=True, slots=True)
class Charge:
    """A penalty that may be an item: its record's id, what the table asks of it, its number."""

    key: str
    case: causes.Case
    number: str


def case_of(shape: CausesMap, values: Mapping[str, Any], on: date) -> causes.Case:
    """Return what the table of causes asks of a penalty's record."""
    fine = values.get(shape.fine)
    return causes.Case(
        text=values.get(shape.cause) or "",
        on=on,
        fine=Decimal(fine) if fine else None,
        kinds=frozenset(filter(None, (values.get(shape.kinds) or "").split(_LIST_MARK))),
    )


def charge_of(
    shape: CausesMap, key: str, values: Mapping[str, Any], on: date, number: str
) -> Charge:
    """Return a penalty's record as a charge."""
    return Charge(key, case_of(shape, values, on), number)


def counted_once(charges: Iterable[Charge], taken: Iterable[str]) -> list[Charge]:
    """Return the charges of one subject without repeated documents.

    A decision counts once, whoever sent it and however its number was typed; one whose number
    (`taken`) an evaluator's own record names was counted there, with the evaluator's points.
    """
    seen = {causes.number_key(number) for number in taken if number}
    kept = []
    for charge in charges:
        key = causes.number_key(charge.number)
        if key and key in seen:
            continue
        seen.add(key)
        kept.append(charge)
    return kept


def events_of(
    charges: Iterable[Charge], recorded: Sequence[Event], lines: Sequence[causes.Line]
) -> tuple[list[Event], list[Unit]]:
    """Return the events that the charges of one subject are, and the units they bring into being.

    What no line maps, or one to no item, is none. Where two lines fit equally the event has no
    code and names both: `refuse_strangers` stops its subject.
    """
    events, units = [], []
    for charge in counted_once(charges, (event.number or "" for event in recorded)):
        try:
            line = causes.match(lines, charge.case)
        except causes.Ambiguous as both:
            line = causes.Line("、".join(both.codes))
        else:
            if line is None or not line.item:
                continue
        unit = (charge.number or charge.key) if line.makes_unit else None
        if unit:
            units.append(Unit(line.makes_unit, unit, unit))
        events.append(
            Event(
                key=charge.key,
                code=line.item,
                on=charge.case.on,
                points=line.points,
                unit=unit,
                number=charge.number or None,
                title=charge.case.text,
                times=line.times,
                cause=line.code,
            )
        )
    return events, units


class UnfitLine(ValueError):
    """A line of a table names what its rulebook has not, or leaves out what it needs."""


def refuse_unfit_lines(rulebook: Rulebook, mapping: CausesMap | None) -> None:
    """Raise `UnfitLine` where a line of the table could not be an item of the rulebook."""
    for line in mapping.lines if mapping else ():
        if line.item and (why := unfit(rulebook, line)):
            raise UnfitLine(f"{mapping.table}, line {line.code}: {why}")  # type: ignore[union-attr]


def unfit(rulebook: Rulebook, line: causes.Line) -> str:
    """Return why a line cannot be its item in the rulebook; empty where it can."""
    item = rulebook.items.get(line.item)
    if item is None:
        return f"{rulebook.scheme} has no item {line.item}. Use one of its codes."
    component = rulebook.components.get(item.component or "")
    unit = component.unit if component else None
    if (unit or "") != line.makes_unit and unit:
        return f"{line.item} is scored by {unit}: say makes_unit: {unit}, or none."
    if unit and component and component.counts != "with-events":
        return f"{line.item} is scored by {unit}, which must be given. Say none."
    if item.effect in TAKING and line.points is None:
        if item.value is None:
            return f"{line.item} has no usual value. Give points, or say none."
        if item.per != "次" and line.times is None:
            return f"{line.item} counts {item.per}. Give times."
    return ""
