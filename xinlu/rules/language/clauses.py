"""What every shape carries, and the small words they share: grades, parameters, conditions."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

LeapDay = Literal["02-28", "03-01"]
Test = Literal[
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "exactly",
    "other_than",
    "one_of",
    "known",
]
RoundingMode = Literal["half-up", "half-even", "down", "up"]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade: its code (AA) and its word (信用好).

    One that stands `outside` the order (grey: no data) is given by a decision or to a subject
    without a result, never by a band.
    """

    code: str
    word: str
    outside: bool = False


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
class Span:
    """A length of calendar time: so many days, months or years."""

    length: int
    unit: Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one named quantity; the conditions of a line hold together (AND).

    `value` is a number, a text (a grade or an attribute), several texts or numbers for `one_of`,
    and a truth value for `known`. Of grades the better is the more. A condition on a quantity
    that is not known does not hold, `known: false` excepted.
    """

    quantity: str
    test: Test
    value: Fraction | str | bool | tuple[Fraction | str, ...]


@dataclass(frozen=True, slots=True)
class Decimals:
    """A rounding: to so many decimals, by a mode; half up means half away from zero."""

    decimals: int
    mode: RoundingMode


@dataclass(frozen=True, slots=True)
class Rounding(Clause):
    """How and when the score is rounded."""

    decimals: int
    mode: RoundingMode
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
class Unverified:
    """A value that was recalled or guessed and must be confirmed before results may rest on it."""

    path: str
    title: str
    value: str
    basis: str
