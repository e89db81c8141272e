"""A rulebook (评价标准): one edition of one scheme, in its shapes.

Each shape is a few plain keys of the YAML that `schema.json` describes. All numbers are exact
rationals; no binary float enters a rulebook.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from xinlu.rules.language.clauses import (
    Choice,
    Grade,
    Limit,
    Parameter,
    Rounding,
    Unverified,
)
from xinlu.rules.language.folding import Account, Ban, Candidate, Cycle, PeriodKind, Term
from xinlu.rules.language.measuring import AnyMeasure, Quantity
from xinlu.rules.language.scoring import (
    Band,
    Component,
    Decision,
    GradeLimit,
    Group,
    InitialGrade,
    Item,
    Requirement,
    Total,
)

#: Version of the language; part of every edition's hash, since it is part of what a rule means.
LANGUAGE = 1


@dataclass(frozen=True, slots=True)
class Parent:
    """An edition that this one inherits from, with the hash of what was inherited."""

    scheme: str
    edition: str
    hash: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One edition of one scheme, checked on reading.

    Which shapes are there depends on `kind`: `score` has a total of components and measures, put
    into bands or decided by a table; `points` has an account and decisions; `list` has candidates
    and a term. `grades` run from best to worst, those outside the order last. `tree` is what it was
    read from, parents and patches resolved, as plain data.

    The grade: bands give `band`; decisions, where there are any, decide, and may use it. Then
    `after_bands` in its order: `veto` (items that force a grade), `step-down` (items that lower
    it), `limits`, `one-step-up`. Where no grade stands, or one outside the order, only a veto moves
    it; a last period's grade outside the order holds nobody back. A subject without a score has the
    grade that the first line of `without_result` gives it, if one holds.

    The score: the total, set by items of effect `score`, not under `floor` (key `total_floor`) nor
    over `ceiling` (key `total_ceiling`), then rounded.
    """

    scheme: str
    edition: date
    title: str
    basis: str
    kind: Literal["score", "points", "list"]
    subject_kind: str
    cycle: Cycle
    grades: tuple[Grade, ...]
    items: Mapping[str, Item]
    parameters: Mapping[str, Parameter]
    unverified: tuple[Unverified, ...]
    quantities: Mapping[str, Quantity] = field(default_factory=dict)
    measures: Mapping[str, AnyMeasure] = field(default_factory=dict)
    components: Mapping[str, Component] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    total: tuple[Total, ...] = ()
    floor: Limit | None = None
    ceiling: Limit | None = None
    rounding: Rounding | None = None
    requirements: tuple[Requirement, ...] = ()
    bands: tuple[Band, ...] = ()
    decisions: tuple[Decision, ...] = ()
    limits: tuple[GradeLimit, ...] = ()
    without_result: tuple[Decision, ...] = ()
    after_bands: tuple[str, ...] = ()
    step_down_after_veto: Choice | None = None
    rise: Limit | None = None
    account: Account | None = None
    initial_grade: InitialGrade | None = None
    candidates: tuple[Candidate, ...] = ()
    term: Term | None = None
    bans: Mapping[str, Ban] = field(default_factory=dict)
    parents: tuple[Parent, ...] = ()
    tree: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def period(self) -> PeriodKind:
        """Return the kind of period: `calendar-year`, `anniversary` or `rolling`."""
        return self.cycle.kind

    @property
    def order(self) -> list[str]:
        """Return the grades from best to worst, without those outside the order."""
        return [each.code for each in self.grades if not each.outside]

    def worse(self, one: str, other: str) -> str:
        """Return the worse of two grades."""
        return max(one, other, key=self.rank)

    def rank(self, grade: str) -> int:
        """Return the place of the grade, 0 for the best."""
        return [each.code for each in self.grades].index(grade)
