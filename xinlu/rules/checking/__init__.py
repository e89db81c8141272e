"""What the schema cannot say about a rulebook: names that must exist, bands that must meet.

These checks run on a tree that already fits the schema, so they only ask what it means.
"""

from xinlu.rules.checking.chains import chain_problems
from xinlu.rules.checking.characters import character_problems
from xinlu.rules.checking.grades import (
    band_problems,
    decision_problems,
    down_problems,
    grade_names,
    limit_problems,
    result_problems,
)
from xinlu.rules.checking.items import item_problems, weight_problems
from xinlu.rules.checking.linked import linked_problems
from xinlu.rules.checking.measures import measure_problems
from xinlu.rules.checking.naming import name_problems
from xinlu.rules.checking.shapes import shape_problems
from xinlu.rules.checking.spans import span_problems
from xinlu.rules.messages import Problem
from xinlu.rules.trees import Tree
from xinlu.rules.validating import first

CHECKS = (
    character_problems,
    shape_problems,
    grade_names,
    item_problems,
    weight_problems,
    band_problems,
    decision_problems,
    limit_problems,
    down_problems,
    result_problems,
    span_problems,
    measure_problems,
    name_problems,
    chain_problems,
    linked_problems,
)


def meaning_problems(tree: Tree, file: str) -> list[Problem]:
    """Return what is wrong with a rulebook though it fits the schema."""
    return first(problem for check in CHECKS for problem in check(tree, file))
