"""One population by two editions: all moves counted, and the movers explained one by one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import pyarrow as pa

from xinlu.rules.columns.evaluating import evaluate
from xinlu.rules.columns.members import members
from xinlu.rules.columns.moves import Comparison, Mover, compared, movers_with_causes, standing_at
from xinlu.rules.columns.sources import Inputs
from xinlu.rules.comparing.causes import Cause, cause_of, place, turns
from xinlu.rules.comparing.changes import Changed
from xinlu.rules.judging import judge
from xinlu.rules.language import Rulebook
from xinlu.rules.peers import ranks


@dataclass(frozen=True, slots=True)
class Explained:
    """A mover and why it moved."""

    mover: Mover
    cause: Cause


@dataclass(frozen=True, slots=True)
class Diff:
    """What another edition would do to a population.

    Of many movers only some are explained; `movers` are all of them as a table.
    """

    old: Rulebook
    new: Rulebook
    on: date
    comparison: Comparison
    explained: tuple[Explained, ...]
    movers: pa.Table


def diff(
    old: Rulebook,
    new: Rulebook,
    inputs: Inputs,
    on: date,
    *,
    most: int | None,
    engine: str = "duckdb",
    tell: Callable[[str], None] = lambda _: None,
) -> Diff:
    """Evaluate the population by both editions and return who moves; `most` are explained.

    `tell` is told what is being done.
    """
    tell(f"按 {old.edition} 版评价")
    before = evaluate(old, inputs, on, engine=engine).results
    tell(f"按 {new.edition} 版评价")
    after = evaluate(new, inputs, on, engine=engine).results
    tell("对比两次结果")
    lists = new.kind == "list"
    comparison = compared(before, after, lists=lists, most=most)
    tell(f"查找 {len(comparison.movers)} 个主体变化的原因")
    whole = most is None or ranks(old) or ranks(new)
    explain = partial(by_plans, engine=engine) if whole else one_by_one
    found = tuple(explain(old, new, inputs, on, comparison, tell)) if comparison.movers else ()
    causes = [(each.mover.subject, each.cause.how, clauses(each.cause)) for each in found]
    movers = movers_with_causes(before, after, causes, lists=lists)
    return Diff(old, new, on, comparison, found, movers)


def one_by_one(
    old: Rulebook,
    new: Rulebook,
    inputs: Inputs,
    on: date,
    comparison: Comparison,
    tell: Callable[[str], None],
) -> Iterator[Explained]:
    """Yield why each mover moved, by judging it: best for few movers, whatever changed."""
    held = turns(old, new)
    by_subject = {mover.subject: mover for mover in comparison.movers}
    for facts in members(new, inputs, list(by_subject), on):
        was, now = place(old, facts, judge), place(new, facts, judge)
        if was is not None and now is not None:
            cause = cause_of(held, facts, was, now, judge)
            yield Explained(by_subject[facts.subject], cause)


def by_plans(
    old: Rulebook,
    new: Rulebook,
    inputs: Inputs,
    on: date,
    comparison: Comparison,
    tell: Callable[[str], None],
    *,
    engine: str,
) -> Iterator[Explained]:
    """Yield why each mover moved, by evaluating all by the editions in between.

    Best for many movers and few changes, and right where subjects are ranked among each other.
    """
    was = {mover.subject: mover.old for mover in comparison.movers}
    now = {mover.subject: mover.new for mover in comparison.movers}
    held = turns(old, new)
    alone: dict[str, list[Changed]] = {}
    needed: dict[str, list[Changed]] = {}
    for number, turn in enumerate(held, 1):
        tell(f"第 {number} 处改动，共 {len(held)} 处")
        sides = ((turn.old_with, now, alone), (turn.new_without, was, needed))
        for rulebook, places, found in sides:
            for subject in placed(rulebook, inputs, on, places, engine):
                found.setdefault(subject, []).extend(turn.changed)
    everything = tuple(each for turn in held for each in turn.changed)
    for mover in comparison.movers:
        if mover.subject in alone:
            cause = Cause("alone", tuple(alone[mover.subject]))
        elif mover.subject in needed:
            cause = Cause("needed", tuple(needed[mover.subject]))
        else:
            cause = Cause("together", everything)
        yield Explained(mover, cause)


def placed(
    rulebook: Rulebook | None, inputs: Inputs, on: date, places: Mapping[str, str], engine: str
) -> set[str]:
    """Return whom an edition puts at the place given; nobody where there is no such edition."""
    if rulebook is None or not places:
        return set()
    results = evaluate(rulebook, inputs, on, engine=engine).results
    return standing_at(results, places, lists=rulebook.kind == "list")


def clauses(cause: Cause) -> str:
    """Return the paths of the changes that moved somebody, as one text."""
    return " ".join(each.path for each in cause.changed)
