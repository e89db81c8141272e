"""Measures as SQL, a function for each shape; NULL where one is not known."""

from collections.abc import Callable
from typing import Any

from xinlu.rules.columns import rationals
from xinlu.rules.columns.counts import recorded
from xinlu.rules.columns.earlier import earlier, linked, streak
from xinlu.rules.columns.formulas import all_hold, calculated, number_of, tabled
from xinlu.rules.columns.grains import Grain, Value, guarded
from xinlu.rules.columns.overunits import elapsed, over_units
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.ranks import peer_statistic, ranked
from xinlu.rules.language import (
    AnyMeasure,
    Calculated,
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

Find = Callable[[str], Value]


def finder(plan: Plan, measure: AnyMeasure) -> Find:
    """Return how the measure finds names: at its subjects, or at its units."""
    if measure.unit is None:
        return plan.find
    kind = measure.unit
    return lambda name: plan.find_in_unit(kind, name)


def measured(plan: Plan, measure: AnyMeasure, grain: Grain) -> Value:
    """Give a grain a measure; return where it stands."""
    find = finder(plan, measure)
    met = all_hold(measure.needs, find)
    return grain.add(guarded(SHAPES[type(measure)](plan, measure, grain, find), met))


def formula_measure(plan: Plan, measure: Calculated, grain: Grain, find: Find) -> Value:
    """Work out a formula."""
    return calculated(measure.formula, find, grain)


def cases_measure(plan: Plan, measure: Tabled, grain: Grain, find: Find) -> Value:
    """Take the first line that holds."""
    return tabled(measure.lines, find, grain)


def rounded_measure(plan: Plan, measure: Rounded, grain: Grain, find: Find) -> Value:
    """Round another value."""
    value = number_of(find(measure.of), measure.of)
    return rationals.rounded(value, measure.rounding.decimals, measure.rounding.mode)


def stepped_measure(plan: Plan, measure: Stepped, grain: Grain, find: Find) -> Value:
    """Count the steps beyond the start, each worth its points, up to the cap."""
    value, start = number_of(find(measure.of), measure.of), rationals.constant(measure.start)
    above = measure.beyond == "above"
    beyond = rationals.add(value, start, "-") if above else rationals.add(start, value, "-")
    steps = rationals.divide(
        rationals.bounded(beyond, rationals.ZERO, None),
        rationals.constant(measure.step),
        positive=True,
    )
    if measure.partial == "floor":
        steps = rationals.floored(steps)
    elif measure.partial == "ceil":
        steps = rationals.ceiled(steps)
    points = rationals.multiply(steps, rationals.constant(measure.per))
    return rationals.bounded(points, None, measure.at_most)


SHAPES: dict[type, Callable[[Plan, Any, Grain, Find], Value]] = {
    Calculated: formula_measure,
    Tabled: cases_measure,
    Rounded: rounded_measure,
    Stepped: stepped_measure,
    Recorded: lambda plan, measure, grain, find: recorded(plan, measure, grain),
    OverUnits: lambda plan, measure, grain, find: over_units(plan, measure, grain),
    Linked: lambda plan, measure, grain, find: linked(plan, measure, grain),
    Earlier: lambda plan, measure, grain, find: earlier(plan, measure, grain),
    Streak: lambda plan, measure, grain, find: streak(plan, measure, grain),
    Ranked: lambda plan, measure, grain, find: ranked(plan, measure, grain),
    PeerStatistic: lambda plan, measure, grain, find: peer_statistic(plan, measure, grain),
    Elapsed: lambda plan, measure, grain, find: elapsed(plan, measure, grain),
}
