"""Judge and columns say the same of every population of every rulebook, line by line.

A hundred populations in the usual run; `XINLU_POPULATIONS=2000` for the nightly one.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as set_seed
from hypothesis import strategies as st

from xinlu.rules import Facts, read_text
from xinlu.rules.editions import written
from xinlu.rules.tests.agreement.drawing import ON, Tree
from xinlu.rules.tests.agreement.evaluators import by_columns, by_judge
from xinlu.rules.tests.agreement.kinds import a_list, an_account, people
from xinlu.rules.tests.agreement.populations import a_population
from xinlu.rules.tests.agreement.rulebooks import a_rulebook

pytestmark = pytest.mark.slow

POPULATIONS = int(os.environ.get("XINLU_POPULATIONS", "100"))
#: How a population is drawn for a rulebook, by a seed and a size.
Draw = Callable[[Tree, int, int], list[Facts]]
SEEDS = st.integers(0, 2**32)
#: Subjects of one population: enough for ties and for groups of peers.
SIZE = 8


def some(share: int) -> settings:
    """Return the settings of a test that takes its share, in percent, of all populations."""
    return settings(
        max_examples=max(1, POPULATIONS * share // 100),
        deadline=None,
        database=None,
        # Shrinking an example would judge hundreds of populations more.
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def drawn(part: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let the usual run draw the same each time, and the nightly one anew."""
    return set_seed(part) if POPULATIONS <= 100 else lambda test: test


def differing(tree: Tree, seed: int, draw: Draw, **running: Any) -> str:
    """Return all that is needed to see a difference again, or nothing where both agree."""
    rulebook, population = read_text(written(tree)), draw(tree, seed, SIZE)
    planned, judged = (
        by_columns(rulebook, population, ON, **running),
        by_judge(rulebook, population),
    )
    if planned == judged:
        return ""
    apart = {name: (planned.get(name), said) for name, said in judged.items()}
    told = [f"{name}: {each}" for name, each in apart.items() if each[0] != each[1]]
    return "\n".join([*told, f"seed {seed}, population by {draw.__name__}", written(tree)])


def agree(tree: Tree, seed: int, draw: Draw, **running: Any) -> None:
    """Fail with the whole example, which a comparison of texts would cut short."""
    told = differing(tree, seed, draw, **running)
    assert not told, told


# In parts, so that two cores share them.
@pytest.mark.parametrize("part", range(4))
def test_both_say_the_same_of_a_score(part: int):
    @drawn(part)
    @some(15)
    @given(a_rulebook(), SEEDS)
    def holds(tree: Tree, seed: int):
        agree(tree, seed, a_population)

    holds()


@pytest.mark.parametrize("part", range(2))
def test_both_say_the_same_of_an_account_or_a_list(part: int):
    @drawn(part)
    @some(20)
    @given(an_account() | a_list(), SEEDS)
    def holds(tree: Tree, seed: int):
        agree(tree, seed, people)

    holds()


@pytest.mark.spark
@drawn(0)
@some(4)
@given(
    st.tuples(a_rulebook(), st.just(a_population))
    | st.tuples(an_account() | a_list(), st.just(people)),
    SEEDS,
)
def test_spark_says_the_same(spark: dict[str, Any], asked: tuple[Tree, Draw], seed: int):
    tree, draw = asked
    agree(tree, seed, draw, **spark)
