"""Judge and columns say the same of every population of every rulebook, line by line.

A hundred populations in the usual run; `XINLU_POPULATIONS=2000` for the nightly one.
"""

import os
from collections import Counter, defaultdict
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from xinlu.rules import Facts, FactsError, Peers, Rulebook, judge, population_peers, read_text
from xinlu.rules.columns import evaluate, from_facts
from xinlu.rules.columns.agreeing import judged, planned
from xinlu.rules.editions import written
from xinlu.rules.tests.agreement.drawing import ON, Tree
from xinlu.rules.tests.agreement.kinds import a_list, an_account, people
from xinlu.rules.tests.agreement.populations import a_population
from xinlu.rules.tests.agreement.rulebooks import a_rulebook

pytestmark = pytest.mark.slow

POPULATIONS = int(os.environ.get("XINLU_POPULATIONS", "100"))
#: A line as both tell it: its kind, code, unit and what it adds to the score.
Line = tuple[str, str, str | None, Fraction]
SEEDS = st.integers(0, 2**32)
#: Subjects of one population: enough for ties and for groups of peers.
SIZE = 8


def some(share: int) -> settings:
    """Return the settings of a test that takes its share, in percent, of all populations."""
    return settings(
        max_examples=max(1, POPULATIONS * share // 100),
        deadline=None,
        # The usual run draws the same each time; the nightly one draws anew.
        derandomize=POPULATIONS <= 100,
        database=None,
        # Shrinking an example would judge hundreds of populations more.
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@some(60)
@given(a_rulebook(), SEEDS)
def test_both_say_the_same_of_a_score(tree: Tree, seed: int):
    rulebook, population = read_text(written(tree)), a_population(tree, seed, SIZE)

    assert by_columns(rulebook, population) == by_judge(rulebook, population)


@some(20)
@given(an_account(), SEEDS)
def test_both_say_the_same_of_an_account(tree: Tree, seed: int):
    rulebook, population = read_text(written(tree)), people(tree, seed, SIZE)

    assert by_columns(rulebook, population) == by_judge(rulebook, population)


@some(20)
@given(a_list(), SEEDS)
def test_both_say_the_same_of_a_list(tree: Tree, seed: int):
    rulebook, population = read_text(written(tree)), people(tree, seed, SIZE)

    assert by_columns(rulebook, population) == by_judge(rulebook, population)


def by_judge(rulebook: Rulebook, population: list[Facts]) -> dict[str, Any]:
    """Return what `judge` says of each subject, one by one, with all its lines."""
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
    return Counter((r.kind, r.code, r.unit, r.total) for r in verdict.reasons)


def by_columns(rulebook: Rulebook, population: list[Facts]) -> dict[str, Any]:
    """Return what a plan says of all of them at once, with all lines; these add up to the score."""
    found = evaluate(rulebook, from_facts(population), ON, reasons=True)
    assert found.reasons is not None
    lines: dict[str, Counter[Line]] = defaultdict(Counter)
    for row in found.reasons.to_pylist():
        total = Fraction(int(row["total_numerator"]), int(row["total_denominator"]))
        lines[row["subject"]][row["kind"], row["code"], row["unit"], total] += 1
    rows = {str(row["subject"]): row for row in found.results.to_pylist()}
    for name, row in rows.items():
        if row["score_numerator"] is not None:
            score = Fraction(int(row["score_numerator"]), int(row["score_denominator"]))
            summed = sum(line[-1] * times for line, times in lines[name].items())
            assert summed == score
    return {name: (planned(rulebook, row), lines[name]) for name, row in rows.items()}
