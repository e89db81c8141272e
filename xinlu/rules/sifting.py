"""Which records count, and what each is worth, before anything is added up.

No record vanishes: one that does not count is listed with the reason, and one that the rulebook
does not know stops the subject's verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xinlu.rules.cycles import window_start
from xinlu.rules.facts import Event, Facts, Period, Unit
from xinlu.rules.language import Age, Item, Recorded, Rulebook
from xinlu.rules.messages import FactsError
from xinlu.rules.numbers import decimal_text
from xinlu.rules.validating import closest
from xinlu.rules.verdict import Ignored, Notice

#: Effects that take or give points.
TAKING = ("deduct", "add", "points")
ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that counts: the item it names, its points, and whether they are the usual ones.

    `weight` is what its age has already weighed the points with.
    """

    event: Event
    item: Item
    points: Fraction
    usual: bool
    weight: Fraction = Fraction(1)

    def weighing(self, weight: Fraction) -> "Hit":
        """Return the record with its points weighed by its age."""
        if weight == 1:
            return self
        return Hit(self.event, self.item, self.points * weight, self.usual, weight)


@dataclass(frozen=True, slots=True)
class Sifted:
    """The records that count in the period (`hits`) and at all (`ever`), by day.

    `ignored` and `warnings` say what became of the others; a record that is outside the period
    and that nothing reads is ignored. `units` are those whose day lies in the period.
    """

    hits: tuple[Hit, ...]
    ignored: tuple[Ignored, ...]
    warnings: tuple[Notice, ...]
    ever: tuple[Hit, ...]
    units: tuple[Unit, ...]


def sift(rulebook: Rulebook, facts: Facts, period: Period | None) -> Sifted:
    """Return the records that count, each with its points."""
    refuse_repeated(facts.events)
    wide = read_beyond(rulebook)
    hits: list[Hit] = []
    ever: list[Hit] = []
    ignored: list[Ignored] = []
    warnings: list[Notice] = []
    for event in sorted(facts.events, key=lambda each: (each.on, each.key)):
        why = why_not(event, facts, period)
        if why and not (why == "outside-period" and event.code in wide):
            ignored.append(Ignored(event.key, why))
            continue
        hit, notice = weighed(rulebook, event)
        ever.append(hit)
        if why is None:
            hits.append(hit)
        if notice:
            warnings.append(notice)
    units = tuple(unit for unit in facts.units if belongs(unit, facts, period))
    return Sifted(tuple(hits), tuple(ignored), tuple(warnings), tuple(ever), units)


def belongs(unit: Unit, facts: Facts, period: Period | None) -> bool:
    """Tell whether a unit is looked at: it has no day, or one in the period up to the day."""
    if unit.on is None:
        return True
    return unit.on <= facts.on and (period is None or period.start <= unit.on < period.end)


def read_beyond(rulebook: Rulebook) -> frozenset[str]:
    """Return the codes whose records are read beyond the period too."""
    codes: list[str] = []
    for measure in rulebook.measures.values():
        if isinstance(measure, Recorded) and (measure.ever or measure.last is not None):
            codes += measure.items
    for ban in rulebook.bans.values():
        codes += [*ban.items, *ban.extends]
    return frozenset(codes)


def age_weight(ages: Sequence[Age], day: date, on: date) -> Fraction | None:
    """Return the weight of what is of a day: of the shortest span it is within, None beyond all.

    Without ages everything weighs 1.
    """
    return Weighing(ages, on).of(day)


class Weighing:
    """The weights of ages on one day of evaluation, for many things of many days."""

    def __init__(self, ages: Sequence[Age], on: date) -> None:
        begun = (
            (window_start(on, age.within.length, age.within.unit, age.leap_day), age.weight)
            for age in ages
        )
        self._begun = sorted(begun, reverse=True)
        self._known: dict[date, Fraction | None] = {}

    def of(self, day: date) -> Fraction | None:
        """Return the weight of a day, None where it is beyond all ages; 1 without ages."""
        if not self._begun:
            return ONE
        if day not in self._known:
            within = (weight for start, weight in self._begun if start < day)
            self._known[day] = next(within, None)
        return self._known[day]


def refuse_repeated(events: Sequence[Event]) -> None:
    """Refuse facts that hold one record twice: it would count twice."""
    seen: set[str] = set()
    for event in events:
        if event.key in seen:
            raise FactsError("repeated-record", event=event.key)
        seen.add(event.key)


def why_not(event: Event, facts: Facts, period: Period | None) -> str | None:
    """Return why the record does not count, if it does not."""
    if not event.effective:
        return "not-effective"
    if event.on > facts.on:
        return "after-day"
    if period and not period.start <= event.on < period.end:
        return "outside-period"
    return None


def weighed(rulebook: Rulebook, event: Event) -> tuple[Hit, Notice | None]:
    """Return what the record is worth under the rulebook, and what an officer should look at."""
    item = rulebook.items.get(event.code)
    if item is None:
        meant = closest(event.code, rulebook.items)
        raise FactsError(
            "unknown-item",
            event=event.key,
            value=event.code,
            scheme=rulebook.scheme,
            edition=rulebook.edition.isoformat(),
            meant=f" ({meant}?)" if meant else "",
        )
    if event.times is not None and event.times < 0:
        raise FactsError("negative-times", event=event.key, times=decimal_text(event.times))
    if item.effect == "count":
        return Hit(event, item, counted_points(event, item), usual=event.points is None), None
    if item.effect not in TAKING:
        unused = event.points is not None and event.points != 0
        notice = notice_of("points-not-used", event, item) if unused else None
        return Hit(event, item, Fraction(0), usual=True), notice
    if event.points is not None:
        return given(event, item, event.points)
    return Hit(event, item, usual_points(event, item), usual=True), None


def counted_points(event: Event, item: Item) -> Fraction:
    """Return the points of a record that only counts: its own, else the usual ones, else none."""
    if event.points is None:
        return (item.value or Fraction(0)) * (event.times or 1)
    if event.points < 0:
        raise FactsError("negative-points", event=event.key, points=decimal_text(event.points))
    return event.points


def given(event: Event, item: Item, points: Fraction) -> tuple[Hit, Notice | None]:
    """Take the evaluator's points, which prevail, and say so if they are out of range."""
    if points < 0:
        raise FactsError("negative-points", event=event.key, points=decimal_text(points))
    outside = not in_range(item, points, event.times or Fraction(1))
    notice = notice_of("points-outside-range", event, item) if outside else None
    return Hit(event, item, points, usual=False), notice


def in_range(item: Item, points: Fraction, times: Fraction) -> bool:
    """Tell whether points lie within what the rulebook names; all do where it names nothing."""
    if item.allowed:
        return points in item.allowed
    if item.low is not None and item.high is not None:
        return item.low * times <= points <= item.high * times
    return item.value is None or points == item.value * times


def usual_points(event: Event, item: Item) -> Fraction:
    """Return the usual value as often as the record says; a count nobody gave is not 1."""
    if item.value is None:
        raise FactsError("missing-points", event=event.key, value=item.code)
    if event.times is not None:
        return item.value * event.times
    if item.per != "次":
        raise FactsError("missing-times", event=event.key, value=item.code, per=item.per)
    return item.value


def notice_of(code: str, event: Event, item: Item) -> Notice:
    """Return a notice about the points of a record."""
    params = {
        "item": item.code,
        "title": item.title,
        "points": event.points,
        "value": item.value,
        "low": item.low,
        "high": item.high,
        "allowed": item.allowed,
        "per": item.per,
    }
    return Notice(code, event.key, params)
