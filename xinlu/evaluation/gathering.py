"""What the records of one subject say, read row by row as the mapping tells."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from xinlu.evaluation.charging import Charge, charge_of
from xinlu.evaluation.shapes import CausesMap, EventMap, FieldMap, QuantityMap, Sheet, UnitMap
from xinlu.evaluation.shapes import Mapping as FactMap
from xinlu.rules import Event, Rulebook, Unit
from xinlu.rules.facts import Given

#: A number as a cell may hold it.
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
#: The columns of a record that facts are made from, in this order.
COLUMNS = ("subject_id", "uid", "template", "sheet", "values", "happened_on", "number")


@dataclass(slots=True)
class Gathered:
    """What the records of one subject say, before it is facts.

    Quantities are held by unit (None: the subject's own) and name, each with the day it is of, if
    it says one.
    """

    units: dict[tuple[str, str], Unit] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    quantities: dict[str | None, dict[str, dict[date | None, Fraction | str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )
    prior: str = ""
    dates: dict[str, date] = field(default_factory=dict)

    def given(self, unit: str | None = None) -> dict[str, Given]:
        """Return the quantities of the subject, or of its unit of this key."""
        return {name: _given(held) for name, held in self.quantities.get(unit, {}).items()}

    def whole_units(self) -> tuple[Unit, ...]:
        """Return the units, each with what was said of it anywhere."""
        return tuple(
            replace(unit, quantities={**unit.quantities, **self.given(unit.key)})
            if unit.key in self.quantities
            else unit
            for unit in self.units.values()
        )


def _given(held: Mapping[date | None, Fraction | str]) -> Given:
    """Return one value, or the values of several days."""
    days = {day: value for day, value in held.items() if day and isinstance(value, Fraction)}
    if days and len(days) == len(held):
        return days
    return list(held.values())[-1]


Reader = Callable[[Gathered, Any], None]


class Words:
    """The rulebook's own names by what an officer may write: the name itself, or its title."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.quantities = {each.title: each.name for each in rulebook.quantities.values()}
        self.kinds = {each.title: each.unit for each in rulebook.components.values() if each.unit}
        kinds = set(self.kinds.values())
        #: The kind of units of which none is said, where the rulebook has but one.
        self.only_kind = next(iter(kinds)) if len(kinds) == 1 else ""
        self.texts = {name for name, each in rulebook.quantities.items() if each.kind == "text"}

    def quantity(self, word: str) -> str:
        """Return the name of a quantity; a stranger keeps its word, so that it can be refused."""
        return self.quantities.get(word, word)

    def kind(self, word: str) -> str:
        """Return a kind of units; a stranger keeps its word, so that it can be refused."""
        return self.kinds.get(word, word) if word else self.only_kind

    def value(self, name: str, text: str) -> Fraction | str:
        """Return a quantity's value: a number, unless the rulebook says that it is a text.

        What is no number stays as it was written; `judge` refuses it by name.
        """
        if name in self.texts or not NUMBER.fullmatch(text):
            return text
        return Fraction(text)


def readers(mapping: FactMap, words: Words) -> dict[tuple[str, str], list[Reader]]:
    """Return, for each sheet, what is to be read from a row of it."""
    found: dict[tuple[str, str], list[Reader]] = defaultdict(list)

    def add(shape: Sheet, read: Reader) -> None:
        found[shape.template, shape.sheet].append(fitting(shape, read))

    for unit in mapping.units:
        add(unit, _unit_reader(unit, words))
    for event in mapping.events:
        add(event, _event_reader(event))
    if mapping.causes:
        add(mapping.causes, _charge_reader(mapping.causes))
    for quantity in mapping.quantities:
        add(quantity, _quantity_reader(quantity, words))
    if mapping.prior.field:
        add(mapping.prior.field, _prior_reader(mapping.prior.field))
    for name, named in mapping.dates.items():
        add(named, _date_reader(name, named))
    return found


def fitting(shape: Sheet, read: Reader) -> Reader:
    """Return a reader that passes over rows of another category."""
    where = shape.where
    if not where:
        return read

    def read_fitting(into: Gathered, row: Any) -> None:
        if all(row[4].get(key) == value for key, value in where.items()):
            read(into, row)

    return read_fitting


def _unit_reader(shape: UnitMap, words: Words) -> Reader:
    def read(into: Gathered, row: Any) -> None:
        values = row[4]
        key = values[shape.key]
        kind = shape.kind or words.kind(values.get(shape.kind_field) or "")
        own = {name: values.get(given) for name, given in shape.quantities.items()}
        # Rows come in the order in which they were received: a later one says it anew.
        into.units[kind, key] = Unit(
            kind,
            key,
            _text(values, shape.title) or key,
            _number(values, shape.weight),
            _text(values, shape.place),
            _day(values, shape.day),
            {name: words.value(name, text) for name, text in own.items() if text},
        )

    return read


def _event_reader(shape: EventMap) -> Reader:
    def read(into: Gathered, row: Any) -> None:
        _, uid, _, _, values, happened_on, number = row
        unit = _text(values, shape.unit)
        if shape.makes_unit and unit:
            into.units.setdefault((shape.makes_unit, unit), Unit(shape.makes_unit, unit, unit))
        into.events.append(
            Event(
                key=str(uid),
                code=_text(values, shape.code) or shape.item,
                on=happened_on,
                points=_number(values, shape.points),
                unit=unit or None,
                number=number or None,
                title=_text(values, shape.title),
                times=_number(values, shape.times),
                act=_text(values, shape.act) or None,
                place=_text(values, shape.place),
                until=_day(values, shape.until),
            )
        )

    return read


def _charge_reader(shape: CausesMap) -> Reader:
    def read(into: Gathered, row: Any) -> None:
        _, uid, _, _, values, happened_on, number = row
        into.charges.append(charge_of(shape, str(uid), values, happened_on, number))

    return read


def _quantity_reader(shape: QuantityMap, words: Words) -> Reader:
    def read(into: Gathered, row: Any) -> None:
        values = row[4]
        unit = _text(values, shape.unit) or None
        day = _day(values, shape.day)
        said = {name: values.get(given) for name, given in shape.fields.items()}
        for name, other in shape.nought_with.items():
            if not said[name] and said[other] == "0":
                said[name] = "0"
        if shape.name:
            said[words.quantity(values[shape.name])] = values.get(shape.value)
        for name, text in said.items():
            if text:
                held = into.quantities[unit][name]
                held.pop(day, None)
                held[day] = words.value(name, text)

    return read


def _prior_reader(shape: FieldMap) -> Reader:
    def read(into: Gathered, row: Any) -> None:
        into.prior = row[4].get(shape.field) or into.prior

    return read


def _date_reader(name: str, shape: FieldMap) -> Reader:
    def read(into: Gathered, row: Any) -> None:
        if text := row[4].get(shape.field):
            into.dates[name] = date.fromisoformat(text)

    return read


def _text(values: Mapping[str, Any], key: str) -> str:
    return (values.get(key) or "") if key else ""


def _number(values: Mapping[str, Any], key: str) -> Fraction | None:
    text = _text(values, key)
    return Fraction(text) if text else None


def _day(values: Mapping[str, Any], key: str) -> date | None:
    text = _text(values, key)
    return date.fromisoformat(text) if text else None
