"""What a rulebook said about a subject on a day, and every reason for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from xinlu.rules.facts import Period

#: Parameters of a sentence that is put into Chinese where it is shown.
Params = Mapping[str, Any]

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
    "measure",  # a quantity that reaches the score by itself
    "imputed",  # a record that sets the score
    "limit",  # a condition that holds the grade back or lowers it
    "carried",  # the grade of a subject without a score
    "ban",  # a state that is in force on the day
]


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
    """A record that was given and does not count: `not-effective`, `outside-period`, `repeated`.

    Or it is `too-old` for all weights by age, its unit is `out-of-scope`, it is `outweighed` by a
    record that it competes with, its component is `not-evaluated` or `not-in-total` (the line of
    the total that holds leaves it out), or it is `not-read` by anything.
    """

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
    measures: Mapping[str, Fraction | str | None] = field(default_factory=dict)
