"""Every case of every rulebook through both evaluators: alone, and as part of a population."""

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from xinlu.rules import FactsError, judge, read_rulebook
from xinlu.rules.cases import SUFFIX, read_cases
from xinlu.rules.columns import evaluate, from_facts
from xinlu.rules.numbers import decimal_text
from xinlu.rules.peers import population_peers

ROOT = Path(__file__).parents[1]
RULEBOOKS = [
    path.with_name(path.name.removesuffix(SUFFIX) + ".yaml")
    for folder in ("jurisdictions", "docs")
    for path in sorted((ROOT / folder).rglob(f"rulebooks/*/*{SUFFIX}"))
]


def populations(rulebook: Path):
    """Yield the cases' facts that may stand together: of one day, one period, one set of values."""
    found = defaultdict(list)
    for place, case in enumerate(read_cases(rulebook.with_name(rulebook.stem + SUFFIX))):
        key = (case.facts.on, case.facts.period, tuple(sorted(case.parameters.items())))
        alone = place if case.peers else -1
        facts = replace(case.facts, subject=f"{place:03}-{case.facts.subject}")
        found[(*key, alone)] += [facts, *case.peers]
    for (on, period, parameters, _), facts in found.items():
        yield on, period, dict(parameters), facts


def judged(rulebook, facts, peers):
    """Return what `judge` says that a row says too."""
    try:
        verdict = judge(rulebook, facts, peers)
    except FactsError as error:
        return {"error": error.code}
    return {
        "score": verdict.score_text,
        "grade": verdict.grade,
        "no_result": verdict.no_result,
        "candidate_since": verdict.candidate_since,
        "until": verdict.until,
    } | {
        name: decimal_text(value) if value.__class__.__name__ == "Fraction" else value
        for name, value in verdict.measures.items()
        if name in rulebook.measures
    }


def told(rulebook, row):
    """Return what a row says that a verdict says too."""
    if row["error"]:
        return {"error": row["error"]}
    names = ("score", "grade", "no_result", "candidate_since", "until")
    found = {name: row[name] for name in names}
    for name, measure in rulebook.measures.items():
        if measure.unit is not None:
            continue
        if name in row:
            found[name] = row[name]
        else:
            top, bottom = row[f"{name}_numerator"], row[f"{name}_denominator"]
            found[name] = None if top is None else decimal_text(Fraction(int(top), int(bottom)))
    return found


@pytest.mark.parametrize("path", RULEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_population_of_all_cases_gets_what_each_gets_alone(path: Path):
    for on, period, parameters, population in populations(path):
        rulebook = read_rulebook(path, parameters)
        peers = population_peers(rulebook, population)

        found = evaluate(rulebook, from_facts(population), on, period=period)

        rows = {row["subject"]: told(rulebook, row) for row in found.results.to_pylist()}
        assert rows == {each.subject: judged(rulebook, each, peers) for each in population}
