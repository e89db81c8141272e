"""Named quantities: what the facts must supply, and what is derived from them, a shape each.

A measure belongs to the subject, or to each unit of the kind `unit`. It may use what is named
before or after it, but not itself in a circle. It is not known where its `needs` are not met, or
where what it is made of is not known.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from xinlu.rules.language.clauses import Clause, Condition, Decimals, Span
from xinlu.rules.language.formulas import Formula
from xinlu.rules.language.scoring import Age


@dataclass(frozen=True, slots=True)
class Quantity(Clause):
    """A number, or a text, that the facts supply for the subject or for each unit of a kind.

    `at_least` and `at_most` bound it, and a value outside is refused. Where it is missing: an error
    (`error`), not known (`unknown`), or `default`. A quantity given for several days is taken on
    the day of evaluation: the last value on or before it. With `days` it is the mean of the values
    taken that way so many months or years before (average over a year: 0, 6 and 12 months before).
    """

    name: str
    kind: Literal["number", "text"] = "number"
    unit: str | None = None
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    missing: Literal["error", "unknown", "default"] = "error"
    default: Fraction | str | None = None
    days: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure(Clause):
    """What all derived quantities share."""

    name: str
    unit: str | None
    needs: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Calculated(Measure):
    """`formula`: a small arithmetic expression over named quantities."""

    formula: Formula


@dataclass(frozen=True, slots=True)
class Recorded(Measure):
    """`records`: what the records of these items come to (0 where there are none).

    `take`: how many (`count`), the sum of their `times` or `points`, the `most-times` or
    `most-points` of one, or how many distinct document `numbers` or `places`. They are those of the
    period; with `last` those of a span that ends on the day instead; with `ever` all up to the day.
    `ages` weigh count, times and points. A measure of a unit counts the unit's records.
    Records without a document number each count for themselves. The points are those that a record
    is worth by its item; `times` is 1 where a record gives none.
    """

    items: tuple[str, ...]
    take: Literal["count", "times", "points", "most-times", "most-points", "numbers", "places"]
    last: Span | None = None
    ever: bool = False
    ages: tuple[Age, ...] = ()


@dataclass(frozen=True, slots=True)
class Stepped(Measure):
    """`steps`: points for each `step` by which a quantity lies beyond `start`.

    `beyond` says on which side. A part of a step counts nothing (`floor`), as a whole one
    (`ceil`) or in proportion. The points are `per` for a step, `at_most` so many.
    """

    of: str
    step: Fraction
    per: Fraction
    start: Fraction
    beyond: Literal["above", "below"]
    partial: Literal["floor", "ceil", "proportional"]
    at_most: Fraction | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: this formula, if all conditions hold."""

    conditions: tuple[Condition, ...]
    formula: Formula


@dataclass(frozen=True, slots=True)
class Tabled(Measure):
    """`cases`: an ordered table over any quantities; the first line that holds gives the value.

    Where no line holds it is not known. Step tables, bands of use and switches are written so.
    """

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Rounded(Measure):
    """`round`: another quantity, rounded."""

    of: str
    rounding: Decimals


@dataclass(frozen=True, slots=True)
class OverUnits(Measure):
    """`units`: the units of a kind that meet `where`, brought to one number.

    `take`: `count`; `share` (of all units of the kind); `sum`, `mean`, `lowest`, `highest` of
    `of`; `weighted` mean of `of` by `by`, or by the unit's own weight. Units for which `of` is not
    known are left out. Without units count and sum are 0, everything else is not known.
    """

    kind: str
    take: Literal["count", "share", "sum", "mean", "weighted", "lowest", "highest"]
    of: str | None
    by: str | None
    where: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Linked(Measure):
    """`linked`: the subjects linked by a relation, brought to one number by their results.

    Their result is the latest of `scheme` up to the year of evaluation. `where` asks for
    `grade` or `score`; `grades` is that scheme's order, best first. `take` as for units;
    `share` is of those that have a result; `sum`, `mean`, `lowest`, `highest` are of the score.
    """

    relation: str
    scheme: str
    grades: tuple[str, ...]
    take: Literal["count", "share", "sum", "mean", "lowest", "highest"]
    where: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Earlier(Measure):
    """`earlier`: the subject's own grade or score in a scheme, this one (`own`) or another.

    `back` years before the year of evaluation (0 for the same year), or the latest before it where
    `back` is None. `take` `age` is how many years ago the latest result was.
    """

    scheme: str
    back: int | None
    take: Literal["grade", "score", "age"]
    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Streak(Measure):
    """`streak`: how many years in a row, back from last year, the grade met the condition.

    A year without a result ends the row. `quantity` of the condition is `grade` or `score`.
    """

    scheme: str
    condition: Condition
    grades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranked(Measure):
    """`rank`: the subject's place among those for whom `of` is known and `among` are the same.

    `first` says whether the lowest or the highest value is first. Equal values share the best
    place (`best`) or the worst (`worst`), or are told apart by `key`, lowest first, then by the
    subject's name, so that no two share a place. `take`: the `position` (1 is first), the `size` of
    the group, the `share` (position / size), or the `percentile`: 100 × (position - 1) / (size -
    1), not known for a group of one.
    """

    of: str
    among: tuple[str, ...]
    first: Literal["lowest", "highest"]
    ties: Literal["best", "worst", "key"]
    key: str | None
    take: Literal["position", "size", "share", "percentile"]


@dataclass(frozen=True, slots=True)
class PeerStatistic(Measure):
    """`peers`: the `mean`, `sum`, `count`, `lowest` or `highest` of a quantity in a peer group.

    The group is made as for a rank and holds the subject itself.
    """

    of: str
    among: tuple[str, ...]
    take: Literal["mean", "sum", "count", "lowest", "highest"]


@dataclass(frozen=True, slots=True)
class Elapsed(Measure):
    """`since`: whole days, months or years from a named day of the subject to the day.

    A month is whole once the same day of the month is reached.
    """

    date: str
    unit_of_time: Literal["day", "month", "year"]


AnyMeasure = (
    Calculated
    | Recorded
    | Stepped
    | Tabled
    | Rounded
    | OverUnits
    | Linked
    | Earlier
    | Streak
    | Ranked
    | PeerStatistic
    | Elapsed
)
