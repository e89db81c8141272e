"""A population judged by one edition on one day."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from xinlu.rules.columns.cleaning import Clean, cleaned
from xinlu.rules.columns.contradictions import refuse_contradictions
from xinlu.rules.columns.engine import DoesNotFit, Engine, EngineError, opened
from xinlu.rules.columns.folding import hold_account
from xinlu.rules.columns.grades import NO_GRADE, graded, hold_previous
from xinlu.rules.columns.grains import Grain
from xinlu.rules.columns.lines import lines_of
from xinlu.rules.columns.lists import hold_candidates
from xinlu.rules.columns.names import Names, used
from xinlu.rules.columns.periods import set_period
from xinlu.rules.columns.plan import OneByOne, Plan
from xinlu.rules.columns.rationals import Rational
from xinlu.rules.columns.reaching import is_plain, set_reaches
from xinlu.rules.columns.results import columns_of, empty_results
from xinlu.rules.columns.scores import Scored, held_why, scored
from xinlu.rules.columns.sources import Inputs, as_text
from xinlu.rules.columns.spark import opened_spark
from xinlu.rules.columns.suspects import lines_one_by_one, look_for, unfit, verdicts_on
from xinlu.rules.columns.verdicts import joined, streamed
from xinlu.rules.facts import Period
from xinlu.rules.language import Elapsed, Rulebook


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of a population: one row a subject, and on request every reason line.

    `judged` is how many subjects were looked at one by one, since their facts do not fit.
    """

    results: pa.Table
    reasons: pa.Table | None
    judged: int
    steps: tuple[str, ...] = field(repr=False, default=())


def evaluate(
    rulebook: Rulebook,
    inputs: Inputs,
    on: date,
    *,
    period: Period | None = None,
    reasons: bool | Path = False,
    engine: str = "duckdb",
    **settings: Any,
) -> Evaluation:
    """Return the results of all subjects; each gets a grade, no result, or an error of its own.

    `reasons` asks for every reason line, with a path as a Parquet file there.
    """
    asked = Asked(rulebook, inputs, on, period, settings, reasons, engine)
    try:
        return asked.answered()
    except (duckdb.OutOfRangeException, duckdb.ConversionException, DoesNotFit):
        if inputs.live == "sqlite":
            text = as_text(inputs)
            return evaluate(
                rulebook, text, on, period=period, reasons=reasons, engine=engine, **settings
            )
        # A number that does not fit the widest that there is: `judge` knows no bounds.
        return asked.answered(one_by_one=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a population."""

    rulebook: Rulebook
    inputs: Inputs
    on: date
    period: Period | None
    settings: dict[str, Any]
    reasons: bool | Path
    engine: str

    def answered(self, *, one_by_one: bool = False) -> Evaluation:
        """Return the evaluation by the plan, or subject by subject."""
        wanted = self.reasons is not False
        with planned(
            self.rulebook,
            self.inputs,
            self.on,
            self.period,
            self.settings,
            wanted,
            engine=self.engine,
            one_by_one=one_by_one,
        ) as (plan, relation, judged):
            results = plan.engine.arrow(f"SELECT * FROM {relation}")
            path = self.reasons if isinstance(self.reasons, Path) else None
            lines = every_line(plan, path) if wanted else None
            return Evaluation(results, lines, judged, tuple(plan.engine.steps))


def every_line(plan: Plan, path: Path | None) -> pa.Table | None:
    """Return or write every reason line: of the plan where it has them, else of `judge`."""
    if plan.reaches:
        return joined(plan, lines_of(plan), plan.lines, path)
    return streamed(plan, lines_one_by_one(plan), path)


@contextmanager
def planned(
    rulebook: Rulebook,
    inputs: Inputs,
    on: date,
    period: Period | None,
    settings: dict[str, Any],
    reasons: bool = False,
    *,
    engine: str = "duckdb",
    one_by_one: bool = False,
) -> Iterator[tuple[Plan, str, int]]:
    """Make the plan up to the relation of the results, which is there as long as the engine is."""
    if engine not in ENGINES:
        raise EngineError(f"没有计算引擎 {engine}；可用的有 {'、'.join(ENGINES)}。")
    with ENGINES[engine](inputs, settings) as running:
        clean = tables_for(rulebook, inputs, running)
        grain = Grain(running, "subjects", ("subject",), "s")
        plan = Plan(running, rulebook, clean, on, period, grain, period, uses=used(rulebook))
        plan.reasons = reasons
        look_for(plan)
        set_period(plan)
        names = Names(plan)
        plan.unfit = unfit
        if not one_by_one:
            supply_all(plan, names)
        try:
            if one_by_one:
                raise OneByOne("asked for")
            relation = KINDS[rulebook.kind](plan)
        except OneByOne:
            plan.suspect("SELECT subject FROM subjects")
            relation = empty_results(plan)
        yield verdicts_on(plan, relation)


def tables_for(rulebook: Rulebook, inputs: Inputs, engine: Engine) -> Clean:
    """Make the tables ready, with the quantities and days that the rulebook names as columns."""
    days = [m.date for m in rulebook.measures.values() if isinstance(m, Elapsed)]
    days += [rulebook.cycle.of, "published"]
    own = {q.name: "number" if q.kind == "number" else "text" for q in rulebook.quantities.values()}
    of_subject = {n: k for n, k in own.items() if rulebook.quantities[n].unit is None}
    of_units = {n: k for n, k in own.items() if n not in of_subject}
    subject_columns = {**of_subject, **dict.fromkeys(filter(None, days), "day")}
    clean = cleaned(engine, inputs, subject_columns, of_units)
    refuse_contradictions(clean, rulebook.quantities.values())
    return clean


def supply_all(plan: Plan, names: Names) -> None:
    """Supply every quantity and measure, used or not: what is missing or wrong must be found."""
    rulebook = plan.rulebook
    for quantity in rulebook.quantities.values():
        if quantity.unit is None:
            names.of_subject(quantity.name)
        else:
            names.of_unit(quantity.unit, quantity.name)
    if rulebook.grades:
        initial = rulebook.initial_grade if rulebook.kind == "points" else None
        hold_previous(plan, initial.grade if initial else None)


def by_score(plan: Plan) -> str:
    """Return the relation of the results of a rulebook that scores."""
    rulebook = plan.rulebook
    for name in rulebook.components:
        plan.find(name)
    hold_measures(plan)
    result = scored(plan)
    grade, why = graded(plan, result)
    if plan.reasons and is_plain(plan):
        set_reaches(plan)
        plan.subjects.keep()
    return columns_of(plan, result, grade, why)


def by_points(plan: Plan) -> str:
    """Return the relation of the results of a rulebook with an account."""
    assert plan.rulebook.account is not None, "the schema asks for it"
    hold_account(plan, plan.rulebook.account)
    hold_measures(plan)
    balance = plan.subjects.values["points"]
    assert isinstance(balance, Rational), "an account is a number"
    why = "CAST(NULL AS VARCHAR)"
    if plan.own_cycles:
        why = held_why(plan, [("cycle_started IS NULL", "no-cycle-completed")])
        balance = replace(balance, top=f"(CASE WHEN {why} IS NULL THEN {balance.top} END)")
    result = Scored(balance, balance, why)
    grade, why = graded(plan, result)
    return columns_of(plan, result, grade, why)


def by_list(plan: Plan) -> str:
    """Return the relation of the results of a rulebook that names candidates."""
    hold_measures(plan)
    hold_candidates(plan)
    nothing = "CAST(NULL AS VARCHAR)"
    return columns_of(plan, Scored(None, None, nothing), NO_GRADE, nothing)


def hold_measures(plan: Plan) -> None:
    """Give the subjects every measure of theirs, and every ban."""
    for name, measure in plan.rulebook.measures.items():
        if measure.unit is None:
            plan.find(name)
    for name in plan.rulebook.bans:
        plan.find(name)


ENGINES: dict[str, Callable[[Inputs, dict[str, Any]], AbstractContextManager[Engine]]] = {
    "duckdb": opened,
    "spark": opened_spark,
}
KINDS = {"score": by_score, "points": by_points, "list": by_list}
