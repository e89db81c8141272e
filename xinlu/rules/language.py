"""The shapes of which a rulebook (评价标准) is made.

Each shape is a few plain keys of the YAML that `schema.json` describes. All numbers are exact
rationals; no binary float enters a rulebook.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

#: Version of the language; part of every edition's hash, since it is part of what a rule means.
LANGUAGE = 1

PeriodKind = Literal["calendar-year", "anniversary", "rolling"]
LeapDay = Literal["02-28", "03-01"]
Test = Literal["at_least", "more_than", "at_most", "less_than", "exactly"]
TESTS: tuple[Test, ...] = ("at_least", "more_than", "at_most", "less_than", "exactly")


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade: its code (AA) and its word (信用好)."""

    code: str
    word: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named value that a jurisdiction may set otherwise, with the clause it comes from."""

    name: str
    title: str
    value: str
    basis: str
    verified: bool

    @property
    def path(self) -> str:
        """Return the stable path under which an officer confirms this value."""
        return f"parameters.{self.name}"


@dataclass(frozen=True, slots=True)
class Clause:
    """What every shape carries: where it stands, its clause, and on what unseen values it rests.

    `path` is stable over editions. `leans_on` are the paths of the unverified values, its own
    among them, that a verdict which uses the shape relies on.
    """

    path: str
    title: str
    basis: str
    leans_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item(Clause):
    """A behaviour that a record may name, and its effect.

    `deduct` takes points from its unit, or from the total where its component has no unit;
    `points` adds points against a person; `grade` forces a grade; `step-down` lowers it by
    `steps`; `reset` clears a full account; `count` only counts. `value` is the usual value per
    `per`; `low` and `high` are the range in which an evaluator picks; `allowed` are the only
    values there are. Where the usual value is None the evaluator must give the points.
    """

    code: str
    effect: Literal["deduct", "points", "grade", "step-down", "reset", "count"]
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


@dataclass(frozen=True, slots=True)
class Component(Clause):
    """A part of the score: units of one kind, each scored from `base` down to `floor`, averaged.

    `counts` says which units are evaluated: `all` that the facts give, or only those
    `with-events`. A component with no `unit` is subtracted from the weighted total.
    """

    name: str
    unit: str | None
    base: Fraction
    floor: Fraction | None
    average: Literal["mean", "weighted"]
    counts: Literal["all", "with-events"]


@dataclass(frozen=True, slots=True)
class Weights(Clause):
    """How much each component weighs when just the components of `weights` are present."""

    weights: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Rounding(Clause):
    """How and when the score is rounded; half up means half away from zero."""

    decimals: int
    mode: Literal["half-up", "half-even", "down"]
    stage: Literal["before-bands", "after-bands"]


@dataclass(frozen=True, slots=True)
class Limit(Clause):
    """A bound: the floor under the score, or the steps that a grade may rise in a year."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Choice(Clause):
    """A yes or no where the source is silent."""

    value: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """One end of a band, itself included or not."""

    at: Fraction
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Band(Clause):
    """A grade for the scores from `lower` up to the band before it; the last one has no end."""

    grade: str
    lower: Edge | None


@dataclass(frozen=True, slots=True)
class Cycle(Clause):
    """Which days are looked at.

    `calendar-year`: the year of the day, as far as the day. `anniversary`: the last cycle of
    `years` completed by the day, counted from the date named `of`. `rolling`: the window of
    `Candidate`, at each day.
    """

    kind: PeriodKind
    of: str
    years: int
    leap_day: LeapDay


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one quantity (`points`, `peak`, `previous` or one of the facts') in a decision."""

    quantity: str
    test: Test
    value: Fraction | str


@dataclass(frozen=True, slots=True)
class Decision(Clause):
    """A line of an ordered decision table: this grade, if all conditions hold."""

    grade: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Account(Clause):
    """How points run up against a person: the full mark, at which training clears them."""

    full: Fraction


@dataclass(frozen=True, slots=True)
class InitialGrade(Clause):
    """The grade that stands for last period's where a subject had none yet."""

    grade: str


@dataclass(frozen=True, slots=True)
class Candidate(Clause):
    """When a subject becomes a candidate for a list: so many records inside a rolling window.

    The window that ends on a day begins after the same day `window` years, months or days
    before. `distinct` says what counts once: a document `number`, or each `record`.
    """

    items: tuple[str, ...]
    threshold: Fraction
    test: Literal["more_than", "at_least"]
    window: int
    window_unit: Literal["year", "month", "day"]
    leap_day: LeapDay
    distinct: Literal["number", "record"]


@dataclass(frozen=True, slots=True)
class Term(Clause):
    """How many years an entry stays on display after publication."""

    years: int
    leap_day: LeapDay


@dataclass(frozen=True, slots=True)
class Unverified:
    """A value that was recalled or guessed and must be confirmed before results may rest on it."""

    path: str
    title: str
    value: str
    basis: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One edition of one scheme, checked on reading.

    Which shapes are there depends on `kind`: `score` has components, weights, rounding and
    bands; `points` has an account and decisions; `list` has a candidate and a term. `grades`
    run from best to worst. `tree` is what it was read from, as plain data.
    """

    scheme: str
    edition: date
    title: str
    basis: str
    kind: Literal["score", "points", "list"]
    subject_kind: Literal["firm", "person", "vehicle"]
    cycle: Cycle
    grades: tuple[Grade, ...]
    items: Mapping[str, Item]
    parameters: Mapping[str, Parameter]
    unverified: tuple[Unverified, ...]
    components: Mapping[str, Component] = field(default_factory=dict)
    weights: tuple[Weights, ...] = ()
    floor: Limit | None = None
    rounding: Rounding | None = None
    bands: tuple[Band, ...] = ()
    after_bands: tuple[str, ...] = ()
    step_down_after_veto: Choice | None = None
    rise: Limit | None = None
    account: Account | None = None
    initial_grade: InitialGrade | None = None
    decisions: tuple[Decision, ...] = ()
    candidate: Candidate | None = None
    term: Term | None = None
    tree: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def period(self) -> PeriodKind:
        """Return the kind of period: `calendar-year`, `anniversary` or `rolling`."""
        return self.cycle.kind

    def worse(self, one: str, other: str) -> str:
        """Return the worse of two grades."""
        return max(one, other, key=self.rank)

    def rank(self, grade: str) -> int:
        """Return the place of the grade, 0 for the best."""
        return [each.code for each in self.grades].index(grade)
