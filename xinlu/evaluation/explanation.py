"""What the page "why this grade" shows (评价结果说明), ready to be written down.

Effects are kept exactly and shown with three decimals; the shown ones add up to the score, since
what their rounding leaves is a line of its own.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal
from uuid import UUID

RowKind = Literal["start", "group", "line", "sum"]


@dataclass(frozen=True, slots=True)
class GradeShown:
    """A grade with its word and its rank among so many (1 is best)."""

    code: str
    word: str
    rank: int
    of: int


@dataclass(frozen=True, slots=True)
class BandShown:
    """A grade's stretch of the score, from `low` (None: below all others) up to the next."""

    code: str
    word: str
    low: Fraction | None
    inclusive: bool
    text: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Term:
    """One member of the equation: sign, weight × value, and what it is."""

    sign: Literal["", "+", "−"]
    factor: str
    value: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class RecordShown:
    """A record that a row rests on; `cause` says by which line of a table it became its item."""

    uid: UUID
    label: str
    happened_on: date | None
    template: str
    batch: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A row took the running total over the edge between two grades."""

    at: Fraction
    before: str
    after: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ledger (账页).

    `raw` is the effect where it falls (on a bid, a section, an account); `exact` what reaches the
    total; `effect` the same with three decimals; `running` the total so far, from what is shown;
    `total` stands in the first and the last row alone.
    """

    kind: RowKind
    title: str
    note: str = ""
    basis: str = ""
    basis_note: str = ""
    number: int | None = None
    code: str = ""
    reason: str = ""
    raw: Fraction | None = None
    exact: Fraction = Fraction(0)
    effect: Decimal | None = None
    running: Decimal | None = None
    total: Decimal | None = None
    records: tuple[RecordShown, ...] = ()
    on: date | None = None
    crossing: Crossing | None = None
    gives_back: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class UnitShown:
    """A bid or contract section: its score, its share of its component, what it adds."""

    name: str
    kind: str
    amount: str
    share: Fraction
    score: Fraction
    raw: Fraction
    adds: Fraction
    event_count: int


@dataclass(frozen=True, slots=True)
class ComponentShown:
    """A part of the score with its weight, and the units it was averaged from."""

    name: str
    title: str
    value: Fraction
    weight: Fraction
    units: tuple[UnitShown, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to the grade after the score: band, veto, step down, rise held back."""

    kind: str
    title: str
    basis: str
    before: str
    after: str
    sentence: str
    records: tuple[RecordShown, ...] = ()


@dataclass(frozen=True, slots=True)
class Distance:
    """How far the next better grade is; `points` is exact, `text` as it is shown."""

    grade: str
    word: str
    points: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the edition that did not come into play, and the sentence that says so."""

    title: str
    basis: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ValueUsed:
    """An unverified value that the result rests on, and whether an officer has confirmed it."""

    path: str
    title: str
    value: str
    basis: str
    is_confirmed: bool
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    reason: str = ""
    is_fictional: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at though the result stands: points out of range, a record not counted."""

    code: str
    sentence: str
    record: RecordShown | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What score and grade would be if one record did not stand (测算参考)."""

    record: RecordShown
    row: int | None
    title: str
    score_text: str | None
    grade: GradeShown | None
    no_result: str
    is_better: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a result is what it is, ready for the page."""

    #: 为什么是 B
    headline: str
    #: 从 100 分起，一笔一笔减到 83.97 …
    lead: str
    subject_name: str
    subject_code: str
    scheme: str
    scheme_title: str
    basis: str
    #: 2023 年度, or the days of the cycle.
    period: str
    on: date
    kind: Literal["score", "points", "list"]
    state: str
    state_word: str
    is_trial: bool
    score: Fraction | None
    score_text: str | None
    grade: GradeShown | None
    no_result: str
    no_result_sentence: str
    candidate_since: date | None
    #: Last day on which a list entry stays on display, where the rulebook says how long.
    until: date | None
    equation: tuple[Term, ...]
    rows: tuple[Row, ...]
    components: tuple[ComponentShown, ...]
    bands: tuple[BandShown, ...]
    steps: tuple[Step, ...]
    distance: Distance | None
    not_triggered: tuple[Rule, ...]
    remarks: tuple[Remark, ...]
    values: tuple[ValueUsed, ...]
    edition: date
    edition_hash: str
    inputs_hash: str
    #: What was counted, a phrase each: 2 次投标, 4 个合同段, 16 条记录.
    inputs: tuple[str, ...]
    #: The full mark of a points account, for its ruler.
    full: Fraction | None = None
