"""The shapes of a score: behaviours, components of units, their total, and grades."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from xinlu.rules.language.clauses import Clause, Condition, Decimals, LeapDay, Span
from xinlu.rules.language.formulas import Formula

Effect = Literal["deduct", "add", "points", "grade", "step-down", "score", "reset", "count"]
Average = Literal["mean", "weighted", "sum", "pooled", "reverse", "lowest", "highest"]


@dataclass(frozen=True, slots=True)
class Item(Clause):
    """A behaviour that a record may name, and its effect.

    `deduct` takes points from its unit, or from the component itself where that has no unit; `add`
    gives them. `points` adds points to a person's account. `grade` forces a grade; `step-down`
    lowers it by `steps`; `score` sets the score to `value` if it is higher. `reset` clears a full
    account; `count` only counts. `value` is the usual value per `per`; `low` and `high` are the
    range in which an evaluator picks; `allowed` are the only values there are. Where the usual
    value is None the evaluator must give the points.

    `each_at_most` caps one record, after its times and its age. `at_most` caps the item: in one
    unit, or in the whole period where its component has no unit. `group` names a cap group of the
    component.
    """

    code: str
    effect: Effect
    component: str | None
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    allowed: tuple[Fraction, ...]
    per: str
    grade: str | None
    steps: int
    note: str
    verified: bool
    group: str | None = None
    at_most: Fraction | None = None
    each_at_most: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Group(Clause):
    """Items of one component whose points together are capped, in one unit or in the period.

    Items are capped first. All items of a group deduct, or all add.
    """

    code: str
    component: str
    at_most: Fraction


@dataclass(frozen=True, slots=True)
class Age(Clause):
    """A weight for what is not older than `within` on the day of evaluation.

    A thing of the day d is within a span if d lies after the day that stands one span before the
    day of evaluation (`cycles.window_start`). Of several the shortest span counts; what is older
    than all of them is dropped.
    """

    within: Span
    weight: Fraction
    leap_day: LeapDay = "02-28"


@dataclass(frozen=True, slots=True)
class Component(Clause):
    """A part of the score: units of one kind, each valued by itself, brought to one value.

    In this order: records that count (in the period, of a unit that meets `where`) get their
    points, weighted by age where `ages_weigh` is `records`; caps on one record; `overlap`; caps
    on items, then on groups. A unit's value is `base` + (added - deducted) / `divide`, rounded
    by `unit_rounding`, then not under `floor` nor over `ceiling`. The units that meet `where` are
    averaged; `counts` says whether those without a record are (`all`) or not (`with-events`).

    `overlap`: all records count (`add`), or only the highest `of-act` (`Event.act`), `of-item`,
    `of-group` or `of-unit`; of equals the earliest, then the smallest key. A record without an act,
    or of an item without a group, stands for itself. Only records that take or give points compete,
    those that deduct with those that deduct.

    `average`: `mean`; `weighted` by the unit's own weight, or by the unit quantity `weight_by`,
    times the unit's age weight where `ages_weigh` is `units` (its day is `Unit.on`; a unit older
    than all ages is not evaluated); `sum`; `pooled`: base + sum of all (added - deducted) / sum of
    all `divide` (1 each without it), then floor and ceiling once; `reverse`: the values from high
    to low weigh 1, 2, … n; `lowest`; `highest`. With `within: place` the units of each place are
    brought to one value first, and those by `across`; a place weighs what its units weigh. Ages of
    units weigh in `weighted` alone (a unit without a weight of its own then weighs 1); elsewhere
    they only say which units are evaluated. Of equal values the unit with the smaller key is the
    lower or the higher. Where everything that is averaged weighs nothing it is not known.

    Records that force or lower the grade, or set the score, do so wherever in the period they are:
    neither `where` nor `ages` leaves them out.

    A component without a `unit` has no units to average: its value is base + added - deducted,
    then floor and ceiling; it is always known. A component with a unit and no evaluated units is
    not known; nor is one whose `needs` are not met.

    A formula may use its value by its name, and `name.count` (units evaluated), `name.lowest`,
    `name.highest` (values of units), `name.weight` (sum of the weights; not known where a unit
    that is evaluated has none) and `name.records` (those that count, without the outweighed).
    """

    name: str
    unit: str | None
    base: Fraction
    floor: Fraction | None
    average: Average
    counts: Literal["all", "with-events"]
    ceiling: Fraction | None = None
    overlap: Literal["add", "of-act", "of-item", "of-group", "of-unit"] = "add"
    divide: str | None = None
    weight_by: str | None = None
    within: Literal["", "place"] = ""
    across: Average = "mean"
    ages: tuple[Age, ...] = ()
    ages_weigh: Literal["records", "units"] = "records"
    where: tuple[Condition, ...] = ()
    needs: tuple[Condition, ...] = ()
    unit_rounding: Decimals | None = None
    rounding: Decimals | None = None

    @property
    def weighted(self) -> bool:
        """Whether the units, or their places, are averaged by what they weigh."""
        return "weighted" in (self.average, self.across if self.within else "")


@dataclass(frozen=True, slots=True)
class Total(Clause):
    """A line of the total: this formula, if the conditions hold. The first line that holds counts.

    A line of `weights` in the file is such a line: it holds if just its components are known, and
    is the weighted sum, plus all components without a unit; `weights` then says so for whoever
    explains it. If no line holds, there is nothing to evaluate; if the formula is not known, the
    data do not suffice.
    """

    conditions: tuple[Condition, ...]
    formula: Formula
    weights: Mapping[str, Fraction] | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One end of a band, itself included or not."""

    at: Fraction
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Band(Clause):
    """A grade for the scores between two ends; an end that is None is open.

    Bands run from the best grade to the worst and cover every score once; they may run up or down.
    """

    grade: str
    lower: Edge | None
    upper: Edge | None = None


@dataclass(frozen=True, slots=True)
class Decision(Clause):
    """A line of an ordered decision table: this grade, if all conditions hold.

    `grade` may be the name of something that is a grade (`previous`, `band`, an earlier result);
    None gives no grade: the score stands, and the gap is reported (`no-grade`). `down` steps are
    then taken down from it.
    """

    grade: str | None
    conditions: tuple[Condition, ...]
    down: int = 0


@dataclass(frozen=True, slots=True)
class GradeLimit(Clause):
    """What a condition does to the grade: it may be no better than `best`, or sinks by `down`."""

    code: str
    best: str | None
    down: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Requirement(Clause):
    """Conditions without which there is no result but `insufficient-data`."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class InitialGrade(Clause):
    """The grade that stands for last period's where a subject had none yet."""

    grade: str
