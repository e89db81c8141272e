"""Measures worked out: one function for each shape, None where it is not known."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any

from xinlu.rules.asking import Asked
from xinlu.rules.cycles import whole_spans, window_start
from xinlu.rules.facts import Result, Unit
from xinlu.rules.folds import COMPARED, streak
from xinlu.rules.language import (
    AnyMeasure,
    Calculated,
    Condition,
    Earlier,
    Elapsed,
    Linked,
    OverUnits,
    PeerStatistic,
    Ranked,
    Recorded,
    Rounded,
    Stepped,
    Streak,
    Tabled,
)
from xinlu.rules.messages import FactsError
from xinlu.rules.numbers import exact_sum, rounded
from xinlu.rules.ranking import placed, statistic
from xinlu.rules.sifting import Hit, Weighing

Known = Fraction | str | None
ZERO = Fraction(0)


def measured(asked: Asked, measure: AnyMeasure, unit: Unit | None) -> Known:
    """Return what the measure comes to for the subject or the unit."""
    if not asked.hold(measure.needs, unit):
        return None
    return SHAPES[type(measure)](asked, measure, unit)


def calculated(asked: Asked, measure: Calculated, unit: Unit | None) -> Known:
    """Work out a formula."""
    return asked.formula(measure.formula, unit, measure.name)


def tabled(asked: Asked, measure: Tabled, unit: Unit | None) -> Known:
    """Return the value of the first line that holds."""
    for line in measure.lines:
        if asked.hold(line.conditions, unit):
            return asked.formula(line.formula, unit, measure.name)
    return None


def rounded_one(asked: Asked, measure: Rounded, unit: Unit | None) -> Known:
    """Return another quantity, rounded."""
    value = asked.number(measure.of, unit)
    rule = measure.rounding
    return None if value is None else rounded(value, rule.decimals, rule.mode)


def stepped(asked: Asked, measure: Stepped, unit: Unit | None) -> Known:
    """Return points by steps, capped."""
    value = asked.number(measure.of, unit)
    return None if value is None else stepped_points(measure, value)[1]


def stepped_points(measure: Stepped, value: Fraction) -> tuple[Fraction, Fraction]:
    """Return the points before and after the cap."""
    beyond = value - measure.start if measure.beyond == "above" else measure.start - value
    steps = max(Fraction(0), beyond) / measure.step
    if measure.partial == "floor":
        steps = Fraction(floor(steps))
    elif measure.partial == "ceil":
        steps = Fraction(ceil(steps))
    points = steps * measure.per
    return points, points if measure.at_most is None else min(points, measure.at_most)


def recorded(asked: Asked, measure: Recorded, unit: Unit | None) -> Known:
    """Return what the records of some items come to."""
    weighing = Weighing(measure.ages, asked.facts.on)
    found = [
        (hit, weight)
        for hit in hits_of(asked, measure, unit)
        if (weight := weighing.of(hit.event.on)) is not None
    ]
    return TAKEN[measure.take](found)


def hits_of(asked: Asked, measure: Recorded, unit: Unit | None) -> Iterator[Hit]:
    """Yield the records that a measure reads: of the period, of a span, or of all time."""
    on = asked.facts.on
    wide = measure.ever or measure.last is not None
    start = date.min
    if measure.last is not None:
        start = window_start(on, measure.last.length, measure.last.unit, "02-28")
    hits: Sequence[Hit] = asked.sifted.ever if wide else asked.sifted.hits
    if unit is not None and measure.unit is not None:
        hits = asked.records_of(unit, ever=wide)
    codes = frozenset(measure.items)
    for hit in hits:
        if hit.item.code in codes and hit.event.on > start:
            yield hit


def distinct(values: Sequence[str | None]) -> Fraction:
    """Return how many there are, of equals one; what is not known is each time another."""
    return Fraction(len({v for v in values if v}) + sum(not v for v in values))


Found = list[tuple[Hit, Fraction]]
TAKEN: dict[str, Callable[[Found], Fraction]] = {
    "count": lambda found: exact_sum(weight for _, weight in found),
    "times": lambda found: exact_sum((h.event.times or Fraction(1)) * w for h, w in found),
    "points": lambda found: exact_sum(h.points * w for h, w in found),
    "most-times": lambda found: max((h.event.times or Fraction(1) for h, _ in found), default=ZERO),
    "most-points": lambda found: max((h.points for h, _ in found), default=ZERO),
    "numbers": lambda found: distinct([h.event.number for h, _ in found]),
    "places": lambda found: Fraction(len({h.event.place for h, _ in found if h.event.place})),
}


def over_units(asked: Asked, measure: OverUnits, _: Unit | None) -> Known:
    """Bring the units of a kind to one number."""
    units = [unit for unit in asked.sifted.units if unit.kind == measure.kind]
    met = [unit for unit in units if asked.hold(measure.where, unit)]
    if measure.take == "count":
        return Fraction(len(met))
    if measure.take == "share":
        return Fraction(len(met), len(units)) if units else None
    pairs = [
        (value, asked.number(measure.by, unit) if measure.by else unit.weight)
        for unit in met
        if (value := asked.number(measure.of or "weight", unit)) is not None
    ]
    if measure.take == "weighted":
        return weighted_mean(measure.name, pairs)
    return of_numbers(measure.take, [value for value, _ in pairs])


def weighted_mean(name: str, pairs: Sequence[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """Return the mean of values by their weights; a weight that is not known is an error."""
    if not pairs:
        return None
    weights = [weight for _, weight in pairs if weight is not None]
    if len(weights) < len(pairs):
        raise FactsError("missing-weight", value=name, component=name)
    whole = exact_sum(weights)
    if any(weight <= 0 for weight in weights):
        raise FactsError("weight-not-positive", value=name, weight=str(min(weights)))
    return exact_sum(value * (weight or 0) for value, weight in pairs) / whole


def of_numbers(take: str, values: Sequence[Fraction]) -> Fraction | None:
    """Return the sum, mean, lowest or highest of numbers; only a sum of none is known."""
    if take == "sum":
        return exact_sum(values)
    if not values:
        return None
    if take == "mean":
        return exact_sum(values) / len(values)
    return min(values) if take == "lowest" else max(values)


def linked(asked: Asked, measure: Linked, _: Unit | None) -> Known:
    """Bring the results of linked subjects to one number."""
    grades = measure.grades or [grade.code for grade in asked.rulebook.grades]
    links = [link for link in asked.facts.links if link.relation == measure.relation]
    latest = [latest_result(link.results, measure.scheme, asked.year) for link in links]
    met = [
        result
        for result in latest
        if all(result_meets(result, condition, grades) for condition in measure.where)
    ]
    if measure.take == "count":
        return Fraction(len(met))
    if measure.take == "share":
        known = sum(result is not None for result in latest)
        return Fraction(sum(result is not None for result in met), known) if known else None
    scores = [result.score for result in met if result is not None and result.score is not None]
    return of_numbers(measure.take, scores)


def latest_result(results: Sequence[Result], scheme: str, year: int) -> Result | None:
    """Return the latest result of a scheme up to the year."""
    found = [result for result in results if result.scheme == scheme and result.year <= year]
    return max(found, key=lambda result: result.year, default=None)


def result_meets(result: Result | None, condition: Condition, grades: Sequence[str]) -> bool:
    """Tell whether a result meets a condition on its grade or score."""
    found: Any = None
    if result is not None:
        found = result.grade if condition.quantity == "grade" else result.score
    if condition.test == "known":
        return (found is not None) == condition.value
    if found is None:
        return False
    if condition.quantity != "grade" or condition.test == "one_of":
        return COMPARED[condition.test](found, condition.value)
    order = {grade: -place for place, grade in enumerate(grades)}
    if found not in order:
        raise FactsError("unknown-grade", value=found, known=", ".join(grades))
    return COMPARED[condition.test](order[found], order[str(condition.value)])


def earlier(asked: Asked, measure: Earlier, _: Unit | None) -> Known:
    """Return an earlier grade or score of the subject's own."""
    results = asked.facts.results
    if measure.back is None:
        found = latest_result(results, measure.scheme, asked.year - 1)
    else:
        year = asked.year - measure.back
        same = [each for each in results if (each.scheme, each.year) == (measure.scheme, year)]
        found = same[-1] if same else None
    if found is None:
        return None
    if measure.take == "age":
        return Fraction(asked.year - found.year)
    return found.grade if measure.take == "grade" else found.score


def years_in_row(asked: Asked, measure: Streak, _: Unit | None) -> Known:
    """Return how many years in a row the condition held."""
    grades = measure.grades or [grade.code for grade in asked.rulebook.grades]
    years = [
        (result.year, result_meets(result, measure.condition, grades))
        for result in asked.facts.results
        if result.scheme == measure.scheme
    ]
    return Fraction(streak(years, asked.year - 1))


def ranked(asked: Asked, measure: Ranked, _: Unit | None) -> Known:
    """Return the subject's place among its peers."""
    value = asked.number(measure.of)
    group = tuple(asked.value(name) for name in measure.among)
    if value is None or None in group:
        return None
    key = asked.number(measure.key) if measure.key else None
    if measure.key and key is None:
        return None
    return placed(asked.facts.subject, value, key, measure, peers_of(asked, measure.name, group))


def peer_statistic(asked: Asked, measure: PeerStatistic, _: Unit | None) -> Known:
    """Return a statistic of the subject's peer group."""
    value = asked.number(measure.of)
    group = tuple(asked.value(name) for name in measure.among)
    if value is None or None in group:
        return None
    others = peers_of(asked, measure.name, group)
    return statistic(measure.take, asked.facts.subject, value, others)


def peers_of(asked: Asked, name: str, group: tuple[Known, ...]) -> Sequence[Any]:
    """Return the frozen peer group of a measure."""
    if asked.peers is None or name not in asked.peers:
        raise FactsError("missing-peers", value=name)
    return asked.peers[name].get(group, ())  # type: ignore[arg-type]  # None was ruled out


def elapsed(asked: Asked, measure: Elapsed, _: Unit | None) -> Known:
    """Return whole days, months or years since a day; a day to come has none behind it."""
    since, on = asked.facts.dates.get(measure.date), asked.facts.on
    return None if since is None else Fraction(whole_spans(since, on, measure.unit_of_time))


SHAPES: dict[type, Callable[[Asked, Any, Unit | None], Known]] = {
    Calculated: calculated,
    Recorded: recorded,
    Stepped: stepped,
    Tabled: tabled,
    Rounded: rounded_one,
    OverUnits: over_units,
    Linked: linked,
    Earlier: earlier,
    Streak: years_in_row,
    Ranked: ranked,
    PeerStatistic: peer_statistic,
    Elapsed: elapsed,
}
