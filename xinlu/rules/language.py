"""The words of the rule language: what is judged, by what, and what comes out.

Three nouns stand here and nothing else. `Facts` are what is known about one subject; a
`Rulebook` is one edition of one scheme; a `Verdict` is what the rulebook said about the facts,
with every `Reason`. All numbers are exact rationals; no binary float enters a rulebook, and a
day is always given, never read from a clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

__all__ = [
    "LANGUAGE",
    "Band",
    "Account",
    "Candidate",
    "Clause",
    "Component",
    "ComponentResult",
    "Condition",
    "Cycle",
    "Decision",
    "Edge",
    "Event",
    "Facts",
    "Grade",
    "Ignored",
    "Item",
    "Limit",
    "Notice",
    "Parameter",
    "Period",
    "Reason",
    "ReasonKind",
    "Rounding",
    "Rulebook",
    "Term",
    "Unit",
    "UnitResult",
    "Unverified",
    "Verdict",
    "Weights",
]

#: Version of the language; part of every edition's hash, since it is part of what a rule means.
LANGUAGE = 1

#: Parameters of a sentence that is put into Chinese where it is shown.
Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to but not including `end`."""

    start: date
    end: date


ReasonKind = Literal[
    "start",  # what a component begins with
    "effect",  # one record, and what it costs
    "cap",  # deductions beyond a cap, given back
    "floor",  # deductions below a floor, given back
    "weight",  # how components were weighted; adds nothing
    "rounding",  # exact to published score
    "band",  # the grade that the score, or the decision table, gives
    "veto",  # a record that forces a grade
    "step-down",  # a record that lowers the grade
    "one-step",  # a rise held back by last year's grade
    "points",  # points recorded against a person
    "reset",  # points cleared, as after training
    "window",  # the period or the rolling window that was looked at
    "absent",  # something was not there, and what follows
]


# --- what is known about a subject -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unit:
    """What is scored by itself before it is averaged: one bid, one contract section (合同段).

    `weight` is the contract price for a section, in the unit that all sections of the subject
    share; None where the rulebook averages plainly.
    """

    kind: str
    key: str
    title: str = ""
    weight: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One record: that the item `code` was recognised against the subject on a day.

    `key` is the record's own id. `points` are the evaluator's, and prevail over the rulebook's
    usual value; None where the evaluator gave none. `times` counts what the item counts (份, 人,
    10日) where that is not simply 次. `number` is the document's; `effective` is False once the
    decision was annulled or withdrawn.
    """

    key: str
    code: str
    on: date
    points: Fraction | None = None
    unit: str | None = None
    number: str | None = None
    effective: bool = True
    title: str = ""
    times: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a rulebook may read about one subject, as known for the day `on`.

    `period` is computed from the rulebook where it is None. `prior` holds earlier results
    (`grade`: last period's); an unknown one is left out, never guessed. `dates` holds named
    days such as `first_certificate` (初次领证) or `published`.
    """

    subject: str
    on: date
    period: Period | None = None
    units: tuple[Unit, ...] | list[Unit] = ()
    events: tuple[Event, ...] | list[Event] = ()
    quantities: Mapping[str, Fraction] = field(default_factory=dict)
    prior: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)


# --- what a rulebook says --------------------------------------------------------------------


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
    value: str | Fraction | bool | None
    basis: str
    verified: bool

    @property
    def path(self) -> str:
        """Return the stable path under which an officer confirms this value."""
        return f"parameters.{self.name}"


@dataclass(frozen=True, slots=True)
class Clause:
    """What every shape carries: where it stands, its clause, and on what unseen values it rests.

    `path` is stable over editions. `leans_on` are the paths of unverified values (its own among
    them) that anybody who uses the shape relies on.
    """

    path: str
    title: str
    basis: str
    leans_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A behaviour that a record may name, and its effect.

    `deduct` takes points from its unit, or from the total where its component has none;
    `points` adds points against a person; `grade` forces a grade; `step-down` lowers it by
    `steps`; `reset` clears a full account; `count` only counts. `value` is the usual value per
    `per`; `low` and `high` are the range in which an evaluator picks; `allowed` are the only
    values there are. With all of them None the evaluator must give the points.
    """

    code: str
    title: str
    basis: str
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

    @property
    def path(self) -> str:
        """Return the stable path of the value that this item's effect rests on."""
        part = {"grade": "grade", "step-down": "steps"}.get(self.effect, "value")
        return f"items.{self.code}.{part}"


@dataclass(frozen=True, slots=True)
class Component(Clause):
    """A part of the score: units of one kind, each scored from `base` down to `floor`, averaged.

    `counts` says which units are evaluated: `all` that the facts give, or only those
    `with-events`. A component with no `unit` is subtracted from the weighted total.
    """

    name: str
    unit: str | None
    unit_title: str
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
    """A bound: a floor under the score, the steps a grade may rise, a policy of the last steps."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Edge:
    """One end of a band, itself included or not."""

    at: Fraction
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Band(Clause):
    """A grade for the scores from `lower` up to the band above; the last band has no end."""

    grade: str
    lower: Edge | None
    upper: Edge | None


@dataclass(frozen=True, slots=True)
class Cycle(Clause):
    """Which days are looked at.

    `calendar-year`: the year of the day, as far as the day. `anniversary`: the last cycle of
    `years` completed by the day, from the date `of`. `rolling`: see `Candidate`.
    """

    kind: Literal["calendar-year", "anniversary", "rolling"]
    of: str | None
    years: int
    leap_day: Literal["02-28", "03-01"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one quantity (`points`, `peak`, `previous` or one of the facts') in a decision."""

    quantity: str
    test: Literal["at_least", "more_than", "at_most", "less_than", "exactly"]
    value: Fraction | str


@dataclass(frozen=True, slots=True)
class Decision(Clause):
    """A line of an ordered decision table: this grade, if all conditions hold."""

    grade: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Account(Clause):
    """How points run up against a person: the full mark, and the grade before any cycle."""

    full: Fraction
    initial_grade: str


@dataclass(frozen=True, slots=True)
class Candidate(Clause):
    """When a subject becomes a candidate for a list: so many records inside a rolling window."""

    items: tuple[str, ...]
    threshold: Fraction
    test: Literal["more_than", "at_least"]
    window: int
    window_unit: Literal["year", "month", "day"]
    leap_day: Literal["02-28", "03-01"]
    distinct: Literal["number", "record"]


@dataclass(frozen=True, slots=True)
class Term(Clause):
    """How many years an entry stays on display after publication."""

    years: int


@dataclass(frozen=True, slots=True)
class Unverified:
    """A value that was recalled or guessed and must be confirmed before results may rest on it."""

    path: str
    title: str
    value: str
    basis: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One edition of one scheme (评价标准), checked on reading.

    Which shapes are there depends on `kind`: `score` has components, weights, rounding and
    bands; `points` has an account and decisions; `list` has a candidate and a term. `grades`
    run from best to worst. `tree` is the text it was read from, as plain data.
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
    step_down_after_veto: Limit | None = None
    rise: Limit | None = None
    account: Account | None = None
    decisions: tuple[Decision, ...] = ()
    candidate: Candidate | None = None
    term: Term | None = None
    tree: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def period(self) -> Literal["calendar-year", "anniversary", "rolling"]:
        """Return the kind of period: `calendar-year`, `anniversary` or `rolling`."""
        return self.cycle.kind


# --- what comes out --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of a verdict, with its clause.

    `points` is the effect where it falls (on the unit, on the account); `total` is what reaches
    the final score, exactly. The totals of all reasons add up to the score.
    """

    code: str
    title: str
    basis: str
    kind: ReasonKind
    points: Fraction = Fraction(0)
    total: Fraction = Fraction(0)
    unit: str | None = None
    component: str | None = None
    events: tuple[str, ...] = ()
    on: date | None = None
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something an officer should look at though the verdict stands, as points out of range."""

    code: str
    event: str | None
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ignored:
    """A record that was given and does not count: `not-effective`, `outside-period`, `repeated`."""

    event: str
    why: str


@dataclass(frozen=True, slots=True)
class UnitResult:
    """The score of one unit: `raw` before its floor, `share` of its component (0 to 1)."""

    kind: str
    key: str
    title: str
    raw: Fraction
    value: Fraction
    weight: Fraction | None
    share: Fraction


@dataclass(frozen=True, slots=True)
class ComponentResult:
    """The value of one component, its weight in the total, and the units it was averaged from."""

    name: str
    title: str
    value: Fraction
    weight: Fraction
    units: tuple[UnitResult, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rulebook said about one subject on a day, and why.

    `score` is the published one and `score_text` its decimal; `exact` is the score before
    rounding. `no_result` says why there is neither score nor grade. `rests_on` are the paths of
    the unverified values that this verdict used: while one of them is unconfirmed, it is 试算.
    For a list, `candidate_since` is the first day on or before `on` on which the rule was met.
    """

    subject: str
    scheme: str
    edition: date
    on: date
    period: Period | None
    score: Fraction | None = None
    score_text: str | None = None
    exact: Fraction | None = None
    grade: str | None = None
    candidate_since: date | None = None
    until: date | None = None
    no_result: str | None = None
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Notice, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    rests_on: tuple[str, ...] = ()
    components: tuple[ComponentResult, ...] = ()
    measures: Mapping[str, Fraction] = field(default_factory=dict)
