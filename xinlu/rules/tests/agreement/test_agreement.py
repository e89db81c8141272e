"""Judge and columns say the same of every population of every rulebook.

A hundred populations in the usual run; `XINLU_POPULATIONS=2000` for the nightly one.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from xinlu.rules import Facts, Rulebook, population_peers, read_text
from xinlu.rules.columns import evaluate, from_facts
from xinlu.rules.columns.agreeing import judged, planned
from xinlu.rules.editions import written
from xinlu.rules.tests.agreement.kinds import a_list, an_account, people
from xinlu.rules.tests.agreement.populations import a_population
from xinlu.rules.tests.agreement.rulebooks import ON, Tree, a_rulebook

pytestmark = pytest.mark.slow

POPULATIONS = int(os.environ.get("XINLU_POPULATIONS", "100"))
SEEDS = st.integers(0, 2**32)
#: Subjects of one population: enough for ties and for groups of peers.
SIZE = 8


def some(share: int) -> settings:
    """Return the settings of a test that takes its share, in percent, of all populations."""
    return settings(
        max_examples=max(1, POPULATIONS * share // 100),
        deadline=None,
        # Shrinking an example would judge hundreds of populations more.
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
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


def by_judge(rulebook: Rulebook, population: list[Facts]) -> dict[str, dict[str, object]]:
    """Return what `judge` says of each subject, one by one."""
    peers = population_peers(rulebook, population)
    return {facts.subject: judged(rulebook, facts, peers) for facts in population}


def by_columns(rulebook: Rulebook, population: list[Facts]) -> dict[str, dict[str, object]]:
    """Return what a plan says of all of them at once."""
    rows = evaluate(rulebook, from_facts(population), ON).results.to_pylist()
    return {str(row["subject"]): planned(rulebook, row) for row in rows}
