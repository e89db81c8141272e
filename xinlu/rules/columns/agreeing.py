"""Cases through both evaluators: what `judge` says of each alone, a plan says of all at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from xinlu.rules.cases import Case
from xinlu.rules.columns.evaluating import evaluate
from xinlu.rules.columns.memory import from_facts
from xinlu.rules.facts import Facts, Peers, Period
from xinlu.rules.judging import judge
from xinlu.rules.language import Rulebook
from xinlu.rules.messages import FactsError
from xinlu.rules.numbers import decimal_text
from xinlu.rules.peers import population_peers

Read = Callable[[Mapping[str, str]], Rulebook]
#: What a row and a verdict both say, beside measures.
SAID = ("score", "grade", "no_result", "candidate_since", "until")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where the two evaluators say something else of one case."""

    case: Case
    what: str
    judged: Any
    planned: Any


@dataclass(slots=True)
class Population:
    """Cases that may stand together: of one day, one period, one set of parameters."""

    on: date
    period: Period | None
    parameters: Mapping[str, str]
    facts: list[Facts]
    cases: dict[str, Case]


def disagreements(cases: Sequence[Case], read: Read) -> Iterator[Disagreement]:
    """Yield where a population of the cases comes to something else than each case by itself.

    `read` reads the rulebook with parameters set otherwise.
    """
    for population in populations(cases):
        rulebook = read(population.parameters)
        peers = population_peers(rulebook, population.facts)
        inputs = from_facts(population.facts)
        results = evaluate(rulebook, inputs, population.on, period=population.period).results
        rows = {str(row["subject"]): row for row in results.to_pylist()}
        for facts in population.facts:
            case = population.cases.get(facts.subject)
            if case is not None:
                alone = judged(rulebook, facts, peers)
                yield from differing(case, alone, planned(rulebook, rows[facts.subject]))


def populations(cases: Sequence[Case]) -> Iterator[Population]:
    """Yield the cases in as few populations as they fit in; one with peers stands with these."""
    held: dict[tuple[Any, ...], Population] = {}
    for place, case in enumerate(cases):
        facts = set_apart(case.facts, place)
        parameters = tuple(sorted(case.parameters.items()))
        key = (facts.on, facts.period, parameters, place if case.peers else None)
        if key not in held:
            held[key] = Population(facts.on, facts.period, case.parameters, [], {})
        held[key].facts += [facts, *case.peers]
        held[key].cases[facts.subject] = case
    yield from held.values()


def set_apart(facts: Facts, place: int) -> Facts:
    """Return a case's facts with names of its own for the subject and for those linked to it.

    Two cases may say of the same name what cannot be true of one subject.
    """
    links = [replace(link, to=f"{place:04}-{link.to}") for link in facts.links]
    return replace(facts, subject=f"{place:04}-{facts.subject}", links=links)


def judged(rulebook: Rulebook, facts: Facts, peers: Peers) -> dict[str, Any]:
    """Return what `judge` says, as far as a row says it too."""
    try:
        verdict = judge(rulebook, facts, peers)
    except FactsError as error:
        return {"error": error.code}
    said: dict[str, Any] = {
        "score": verdict.score_text,
        "grade": verdict.grade,
        "no_result": verdict.no_result,
        "candidate_since": verdict.candidate_since,
        "until": verdict.until,
    }
    for name, measure in rulebook.measures.items():
        if measure.unit is None:
            value = verdict.measures.get(name)
            said[name] = decimal_text(value) if isinstance(value, Fraction) else value
    return said


def planned(rulebook: Rulebook, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row says, as far as a verdict says it too."""
    if row["error"]:
        return {"error": row["error"]}
    said = {name: row[name] for name in SAID}
    for name, measure in rulebook.measures.items():
        if measure.unit is None:
            said[name] = row[name] if name in row else fraction_text(name, row)
    return said


def fraction_text(name: str, row: Mapping[str, Any]) -> str | None:
    """Return a number that a row holds in two whole parts."""
    top, bottom = row[f"{name}_numerator"], row[f"{name}_denominator"]
    return None if top is None else decimal_text(Fraction(int(top), int(bottom)))


def differing(
    case: Case, alone: Mapping[str, Any], together: Mapping[str, Any]
) -> Iterator[Disagreement]:
    """Yield what is not the same in two outcomes of one case."""
    for what in dict.fromkeys([*alone, *together]):
        if alone.get(what) != together.get(what):
            yield Disagreement(case, what, alone.get(what), together.get(what))
