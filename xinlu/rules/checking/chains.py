"""How far names rest on each other: what is worked out step by step must come to an end soon."""

from collections.abc import Iterator, Sequence

from xinlu.rules.checking.entries import entries
from xinlu.rules.checking.uses import uses
from xinlu.rules.language import Call, Formula, Operation
from xinlu.rules.messages import Problem
from xinlu.rules.parsing import FormulaError, parse_formula
from xinlu.rules.trees import Tree

#: Steps that working out one name may take: brackets in formulas, and a few for each name.
MOST_STEPS = 600
STEPS_OF_A_NAME = 10


def chain_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield the first name that rests on too long a chain of others."""
    lines = {each.value["name"].text: each.line for each in entries(tree, "measures")}
    own = {each.value["name"].text: steps_of(each) for each in entries(tree, "measures")}
    own |= {each.value["name"].text: STEPS_OF_A_NAME for each in entries(tree, "components")}
    rests: dict[str, set[str]] = {name: set() for name in own}
    for use in uses(tree):
        name = use.name.partition(".")[0]
        if use.owner in rests and name in own and name != use.owner:
            rests[use.owner].add(name)
    taken = dict(lengths(own, rests))
    for place, line in enumerate(entries(tree, "total")):
        taken[f"total[{place}]"] = 2 * deepest([line.value["formula"]])
        lines[f"total[{place}]"] = line.line
    for name, steps in taken.items():
        if steps > MOST_STEPS:
            params = {"value": name, "most": MOST_STEPS}
            yield Problem("chain-too-long", file, lines.get(name, 1), name, params)
            return


def lengths(own: dict[str, int], rests: dict[str, set[str]]) -> Iterator[tuple[str, int]]:
    """Yield each name with the steps that it takes, after those it rests on; none of a circle."""
    users: dict[str, list[str]] = {name: [] for name in own}
    waiting = {name: len(others) for name, others in rests.items()}
    for name, others in rests.items():
        for other in others:
            users[other].append(name)
    below = dict.fromkeys(own, 0)
    ready = [name for name, count in waiting.items() if not count]
    while ready:
        name = ready.pop()
        steps = own[name] + below[name]
        yield name, steps
        for user in users[name]:
            below[user] = max(below[user], steps)
            waiting[user] -= 1
            if not waiting[user]:
                ready.append(user)


def steps_of(measure: Tree) -> int:
    """Return the steps that a measure takes by itself: its deepest formula, and a few more."""
    nodes = [measure.value["formula"]] if "formula" in measure.value else []
    if "cases" in measure.value:
        nodes += [line.value["value"] for line in measure.value["cases"].value]
    return STEPS_OF_A_NAME + deepest(nodes)


def deepest(nodes: Sequence[Tree]) -> int:
    """Return how deep the deepest of some formulas is, as far as they can be read."""
    deep = 0
    for node in nodes:
        if node.kind == "string":
            try:
                deep = max(deep, depth(parse_formula(node.text)))
            except FormulaError:
                continue
    return deep


def depth(formula: Formula) -> int:
    """Return how deep the terms of a formula lie in each other."""
    if isinstance(formula, Operation):
        return 1 + max(depth(formula.left), depth(formula.right))
    if isinstance(formula, Call):
        return 1 + max(depth(term) for term in formula.terms)
    return 1
