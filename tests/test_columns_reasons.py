"""Every reason line of every case, from a population and from one subject at a time."""

from collections import Counter, defaultdict
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from xinlu.rules import FactsError, judge, read_rulebook
from xinlu.rules.cases import SUFFIX, read_cases
from xinlu.rules.columns import evaluate, from_facts
from xinlu.rules.peers import population_peers

ROOT = Path(__file__).parents[1]
CASES = [
    path
    for folder in ("jurisdictions", "docs")
    for path in sorted((ROOT / folder).rglob(f"rulebooks/*/*{SUFFIX}"))
]


def populations(path: Path):
    """Yield the cases' facts that may stand together: of one day, one period, one set of values."""
    found = defaultdict(list)
    for place, case in enumerate(read_cases(path)):
        values = tuple(sorted(case.parameters.items()))
        alone = place if case.peers else -1
        facts = replace(case.facts, subject=f"{place:03}-{case.facts.subject}")
        found[case.facts.on, case.facts.period, values, alone] += [facts, *case.peers]
    return found.items()


def told(row):
    """Return a line of the population as one that compares."""
    names = ("subject", "kind", "code", "component", "unit", "event")
    total = Fraction(int(row["total_numerator"]), int(row["total_denominator"]))
    return (*(row[name] for name in names), total)


def given(facts, reason):
    """Return a line of a verdict as one that compares."""
    event = reason.events[0] if len(reason.events) == 1 else None
    named = (reason.kind, reason.code, reason.component, reason.unit, event)
    return (facts.subject, *named, reason.total)


def verdicts(rulebook, population):
    """Yield the facts that can be judged, with what is said about each."""
    peers = population_peers(rulebook, population)
    for facts in population:
        try:
            yield facts, judge(rulebook, facts, peers)
        except FactsError:
            continue


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.name[:10]}")
def test_the_lines_of_a_population_are_those_of_each_verdict(path: Path):
    for (on, period, values, _), population in populations(path):
        file = path.with_name(path.name.removesuffix(SUFFIX) + ".yaml")
        rulebook = read_rulebook(file, dict(values))

        found = evaluate(rulebook, from_facts(population), on, period=period, reasons=True)

        wanted = Counter(
            given(facts, reason)
            for facts, verdict in verdicts(rulebook, population)
            for reason in verdict.reasons
        )
        assert found.reasons is not None
        assert Counter(map(told, found.reasons.to_pylist())) == wanted
