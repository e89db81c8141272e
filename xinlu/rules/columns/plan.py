"""What a plan is made from: the edition, the day, the data and their bounds, and what was found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xinlu.rules.columns.cleaning import Clean
from xinlu.rules.columns.engine import Engine
from xinlu.rules.columns.grains import Grain, Value
from xinlu.rules.columns.rationals import Rational
from xinlu.rules.columns.sources import quoted_text
from xinlu.rules.facts import Period
from xinlu.rules.language import Rulebook


def unheard(*names: Any) -> Any:
    """Stand for the finders until the plan has them."""
    raise AssertionError(f"the plan cannot find {names} yet")


class OneByOne(Exception):
    """The rulebook has a shape for which there is no plan: its subjects are judged one by one."""


@dataclass(slots=True)
class Plan:
    """One edition over one population on one day, step by step.

    `suspects` are questions whose answers are subjects that the facts do not fit, with the error
    that they get; None leaves it to `judge`, which is asked about these subjects one by one.
    """

    engine: Engine
    rulebook: Rulebook
    clean: Clean
    on: date
    period: Period | None
    subjects: Grain
    #: The period that the caller asked for, if any; `period` is the one that is looked at.
    given_period: Period | None = None
    units: dict[str, Grain] = field(default_factory=dict)
    suspects: list[tuple[str | None, str]] = field(default_factory=list)
    resolving: list[str] = field(default_factory=list)
    steps: int = 0
    #: How a value is found by its name: of the subjects, and of the units of a kind.
    find: Callable[[str], Value] = field(default=unheard)
    find_in_unit: Callable[[str, str], Value] = field(default=unheard)
    #: How the subjects are found that cannot be judged, as far as no peers are asked for.
    unfit: Callable[["Plan"], str] = field(default=unheard)
    #: The year of evaluation as SQL at the subjects, and whether each has a cycle of its own.
    year: str = ""
    own_cycles: bool = False
    #: The days of the result (`candidate_since`, `until`) as SQL at the subjects.
    days: dict[str, str] = field(default_factory=dict)
    #: Whether every reason is asked for, and what its lines are made of: the records' gains, the
    #: units of each component with the columns of their averages, how far a component reaches
    #: into the score, the conditions of the lines of the total, and the steps of the total.
    reasons: bool = False
    gains: Any = None
    parts: dict[str, Any] = field(default_factory=dict)
    reaches: dict[str, Rational] = field(default_factory=dict)
    conditions: list[str | None] = field(default_factory=list)
    totals: dict[str, tuple[Rational, Rational]] = field(default_factory=dict)
    why: str = "NULL"
    judged: str = ""
    lines: list[dict[str, Any]] = field(default_factory=list)
    #: All names that formulas and conditions use.
    uses: frozenset[str] = frozenset()
    #: How many records name each item, where the item is known to the rulebook.
    present: dict[str, int] = field(default_factory=dict)

    def fresh(self, label: str) -> str:
        """Return a name for a step that no other step has."""
        self.steps += 1
        return f"{label}_{self.steps}"

    def view(self, label: str, sql: str) -> str:
        """Name a step that is computed where it is used; return its name."""
        return self.engine.view(self.fresh(label), sql)

    def table(self, label: str, sql: str) -> str:
        """Compute a step now, because several others use it; return its name."""
        return self.engine.table(self.fresh(label), sql)

    def step(self, label: str, sql: str) -> str:
        """Name a step that is used once more where every reason is asked for; return its name."""
        return self.table(label, sql) if self.reasons else self.view(label, sql)

    def planned_subjects(self, *, scored: bool) -> str:
        """Return the subjects that have a score, or have none, by the plan itself."""
        there = "" if scored else "NOT "
        relation = f"SELECT * FROM {self.subjects.relation} WHERE {self.why} IS {there}NULL"
        if self.judged:
            relation += f" AND subject NOT IN (SELECT subject FROM {self.judged})"
        return self.view("planned_subjects", relation)

    def suspect(self, sql: str, code: str | None = None) -> None:
        """Have the subjects that a question finds looked at one by one."""
        self.suspects.append((code, sql))


def day(value: date) -> str:
    """Return a day as SQL."""
    return f"DATE '{value.isoformat()}'"


def texts(values: Sequence[str]) -> str:
    """Return texts as a list in SQL."""
    return ", ".join(quoted_text(value) for value in values)
