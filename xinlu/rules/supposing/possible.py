"""The single changes that are worth trying for a subject."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from xinlu.rules.facts import Event, Facts
from xinlu.rules.language import Item, Rulebook
from xinlu.rules.supposing.changes import Change, applied, units_of
from xinlu.rules.supposing.standing import Outcome, standing
from xinlu.rules.verdict import Verdict

Try = Callable[[Facts], Outcome]

#: Of more units, a further record is tried in the heaviest ones only.
UNITS_TRIED = 5
#: Key and document number that a further record has.
FURTHER = "（假设）"


def without_each(rulebook: Rulebook, facts: Facts, verdict: Verdict) -> Iterator[Change]:
    """Yield each record that counts, as if it did not stand.

    One may count without being named by a reason, as one of many in a measure.
    """
    ignored = {each.event for each in verdict.ignored}
    for event in facts.events:
        if event.key not in ignored:
            item = rulebook.items.get(event.code)
            title = event.title or (item.title if item else event.code)
            yield Change("without-record", event.key, title, event.unit)


def clean_units(facts: Facts) -> Iterator[Change]:
    """Yield each unit with several records, as if it had none."""
    counts: dict[str, int] = {}
    for event in facts.events:
        if event.unit is not None:
            counts[event.unit] = counts.get(event.unit, 0) + 1
    for unit in facts.units:
        if counts.get(unit.key, 0) > 1:
            yield Change("unit-clean", unit.key, unit.title or unit.key)


def one_more(rulebook: Rulebook, facts: Facts, day: date, attempt: Try) -> Iterator[Change]:
    """Yield one more record of each item, where it would weigh most.

    The record is of the last day that is looked at and worth the item's usual points, or the most
    that it may be worth where it has none. Items are left out whose points only an evaluator can
    tell, or that stand against a kind of unit of which the subject has none.
    """
    for item in rulebook.items.values():
        points = points_of(item)
        if points is None and needs_points(item):
            continue
        event = Event(
            FURTHER, item.code, day, points, number=FURTHER, title=item.title, times=Fraction(1)
        )
        changes = further(rulebook, facts, item, event)
        if changes:
            yield weightiest(rulebook, facts, changes, attempt)


def needs_points(item: Item) -> bool:
    """Tell whether a record of the item is worth only what somebody says."""
    return item.effect in ("deduct", "add", "points", "score") and item.value is None


def points_of(item: Item) -> Fraction | None:
    """Return the points that a record must bring, the most there may be; None if it need not."""
    if not needs_points(item):
        return None
    return max(item.allowed, default=item.high)


def further(rulebook: Rulebook, facts: Facts, item: Item, event: Event) -> list[Change]:
    """Return the further record in each unit in which it may be, or in none where it needs none."""
    component = rulebook.components.get(item.component) if item.component else None
    places: list[str | None] = [None]
    if component and component.unit:
        places = [unit.key for unit in units_of(facts, component.unit)[:UNITS_TRIED]]
    return [
        Change("one-more", item.code, item.title, key, replace(event, unit=key)) for key in places
    ]


def weightiest(rulebook: Rulebook, facts: Facts, changes: Sequence[Change], attempt: Try) -> Change:
    """Return the change that moves the subject's standing most."""
    if len(changes) == 1:
        return changes[0]
    base = standing(rulebook, attempt(facts))

    def weight(change: Change) -> tuple[int, Fraction]:
        found = standing(rulebook, attempt(applied(facts, [change])))
        return abs(found[0] - base[0]), abs(found[1] - base[1])

    return max(changes, key=weight)


def last_day(facts: Facts, verdict: Verdict) -> date:
    """Return the last day that the verdict looked at."""
    end = verdict.period.end - timedelta(days=1) if verdict.period else facts.on
    return min(end, facts.on)
