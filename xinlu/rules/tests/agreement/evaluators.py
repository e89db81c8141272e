"""What each evaluator says of each subject of a population, with all lines, so as to compare."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from xinlu.rules import Facts, FactsError, Peers, Rulebook, judge, population_peers
from xinlu.rules.columns import evaluate, from_facts
from xinlu.rules.columns.agreeing import judged, planned
from xinlu.rules.facts import Period

#: A line as both tell it: kind, code, component, unit, record, and what it adds to the score.
Line = tuple[str, str, str | None, str | None, str | None, Fraction]
#: What is said of each subject, and in which lines, a line as often as it is told.
Said = dict[str, tuple[dict[str, Any], Counter[Line]]]


def by_judge(rulebook: Rulebook, population: Sequence[Facts]) -> Said:
    """Return what `judge` says of each subject, one by one."""
    peers = population_peers(rulebook, population)
    return {
        facts.subject: (judged(rulebook, facts, peers), lines_by_judge(rulebook, facts, peers))
        for facts in population
    }


def lines_by_judge(rulebook: Rulebook, facts: Facts, peers: Peers) -> Counter[Line]:
    """Return the lines of a verdict; one that could not be given has none."""
    try:
        verdict = judge(rulebook, facts, peers)
    except FactsError:
        return Counter()
    return Counter(
        (r.kind, r.code, r.component, r.unit, r.events[0] if len(r.events) == 1 else None, r.total)
        for r in verdict.reasons
    )


def by_columns(
    rulebook: Rulebook,
    population: Sequence[Facts],
    on: date,
    period: Period | None = None,
    **running: Any,
) -> Said:
    """Return what a plan says of all of them at once; the lines of each add up to its score.

    `running` says on which engine, and with what settings.
    """
    inputs = from_facts(population)
    found = evaluate(rulebook, inputs, on, period=period, reasons=True, **running)
    assert found.reasons is not None
    lines: dict[str, Counter[Line]] = defaultdict(Counter)
    for row in found.reasons.to_pylist():
        total = Fraction(int(row["total_numerator"]), int(row["total_denominator"]))
        what = (row["kind"], row["code"], row["component"], row["unit"], row["event"], total)
        lines[row["subject"]][what] += 1
    rows = {str(row["subject"]): row for row in found.results.to_pylist()}
    for name, row in rows.items():
        if row["score_numerator"] is not None:
            score = Fraction(int(row["score_numerator"]), int(row["score_denominator"]))
            assert sum(line[-1] * times for line, times in lines[name].items()) == score
    return {name: (planned(rulebook, row), lines[name]) for name, row in rows.items()}
