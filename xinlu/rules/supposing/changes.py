"""Single things that could be otherwise about a subject, and facts in which they are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from xinlu.rules.facts import Event, Facts, Given, Unit

ChangeKind = Literal["without-record", "one-more", "quantity", "unit-clean"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that could be otherwise.

    `what` is the record's key, the item's code, the quantity's name or the unit's key. `event` is
    the record that is added, `value` what a quantity becomes, of the unit `unit` if it is a unit's.
    """

    kind: ChangeKind
    what: str
    title: str
    unit: str | None = None
    event: Event | None = None
    value: Fraction | None = None

    @property
    def place(self) -> tuple[str, str, str | None]:
        """Return what it changes: two changes of one place cannot be made together."""
        return self.kind, self.what, self.unit


def applied(facts: Facts, changes: Iterable[Change]) -> Facts:
    """Return the facts as they would be with these changes."""
    for change in changes:
        facts = KINDS[change.kind](facts, change)
    return facts


def without_record(facts: Facts, change: Change) -> Facts:
    """Return the facts without one record."""
    return replace(facts, events=[each for each in facts.events if each.key != change.what])


def with_record(facts: Facts, change: Change) -> Facts:
    """Return the facts with one more record."""
    assert change.event is not None, "a record to add comes with the change"
    return replace(facts, events=[*facts.events, change.event])


def with_clean_unit(facts: Facts, change: Change) -> Facts:
    """Return the facts without the records of one unit."""
    return replace(facts, events=[each for each in facts.events if each.unit != change.what])


def with_quantity(facts: Facts, change: Change) -> Facts:
    """Return the facts with another value of a quantity on the day."""
    assert change.value is not None, "a quantity changes to a value"
    if change.unit is None:
        return replace(facts, quantities=changed(facts.quantities, change, facts))
    units = [
        replace(unit, quantities=changed(unit.quantities, change, facts))
        if unit.key == change.unit
        else unit
        for unit in facts.units
    ]
    return replace(facts, units=units)


def changed(given: Mapping[str, Given], change: Change, facts: Facts) -> dict[str, Given]:
    """Return quantities of which one has another value; of dated ones the one of the day."""
    assert change.value is not None, "a quantity changes to a value"
    old = given.get(change.what)
    new: Given = change.value
    if isinstance(old, Mapping):
        day = max((day for day in old if day <= facts.on), default=facts.on)
        new = {**old, day: change.value}
    return {**given, change.what: new}


def current(given: Mapping[str, Given], name: str, facts: Facts) -> Fraction | None:
    """Return the value of a quantity on the day, None where it is not given or not a number."""
    value = given.get(name)
    if isinstance(value, Mapping):
        day = max((day for day in value if day <= facts.on), default=None)
        value = None if day is None else value[day]
    return value if isinstance(value, Fraction) else None


def units_of(facts: Facts, kind: str) -> list[Unit]:
    """Return the subject's units of a kind, the heaviest first."""
    held = [unit for unit in facts.units if unit.kind == kind]
    return sorted(held, key=lambda unit: unit.weight or Fraction(0), reverse=True)


KINDS: dict[ChangeKind, Callable[[Facts, Change], Facts]] = {
    "without-record": without_record,
    "one-more": with_record,
    "quantity": with_quantity,
    "unit-clean": with_clean_unit,
}
