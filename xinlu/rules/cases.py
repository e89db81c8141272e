"""Cases beside a rulebook: facts and what must come of them, in the office's words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from xinlu.rules.facts import Facts
from xinlu.rules.given import facts_of, listed, period_problems
from xinlu.rules.judging import judge
from xinlu.rules.language import Rulebook
from xinlu.rules.messages import FactsError, Problem
from xinlu.rules.numbers import decimal_text
from xinlu.rules.peers import population_peers
from xinlu.rules.reading import file_text, read_rulebook, stop_at
from xinlu.rules.sources import text
from xinlu.rules.trees import Tree, read_tree
from xinlu.rules.validating import closest, problems_of
from xinlu.rules.verdict import Verdict

SUFFIX = ".cases.yaml"
#: Kinds of reason that a case may name under `because`: what somebody did, or what moved the grade.
BECAUSE = {
    "effect",
    "points",
    "reset",
    "veto",
    "step-down",
    "one-step",
    "measure",
    "imputed",
    "limit",
    "ban",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its sentence, the facts, parameters set otherwise, and what must come of it.

    `peers` are the facts of other subjects, with whom it makes the population.
    """

    sentence: str
    file: str
    line: int
    parameters: Mapping[str, str]
    facts: Facts
    expect: Mapping[str, Any]
    peers: tuple[Facts, ...] = ()


def cases_path(rulebook: Path) -> Path:
    """Return where the cases of a rulebook lie."""
    return rulebook.with_name(rulebook.stem + SUFFIX)


def read_cases(path: Path) -> list[Case]:
    """Return the cases in a file; raise `RulebookError` where one cannot be read."""
    return cases_in(file_text(path), str(path))


def cases_in(written: str, name: str) -> list[Case]:
    """Return the cases that a text says, called by `name` in messages."""
    tree = read_tree(written, name)
    stop_at(problems_of(tree, name, "cases"))
    for each in tree.value:
        at = f"{text(each, 'case')}.facts.period"
        stop_at(period_problems(each.value["facts"], name, at))
    return [case_of(each, name) for each in tree.value]


def case_of(tree: Tree, file: str) -> Case:
    """Return one case."""
    given = tree.value.get("with")
    parameters = {name: node.text for name, node in (given.value if given else {}).items()}
    expect = tree.value["expect"].plain()
    facts = facts_of(tree.value["facts"])
    others = enumerate(listed(tree, "peers"), 1)
    peers = tuple(facts_of(each, f"同行{place}") for place, each in others)
    return Case(text(tree, "case"), file, tree.line, parameters, facts, expect, peers)


def differences(rulebook: Path, case: Case) -> Iterator[Problem]:
    """Yield where the verdict on a case is not what the case says."""
    yield from differences_in(read_rulebook(rulebook, case.parameters), case)


def differences_in(rulebook: Rulebook, case: Case) -> Iterator[Problem]:
    """Yield where the verdict of a rulebook already read is not what the case says."""
    found = outcome(rulebook, case.facts, case.peers)
    wanted = dict(case.expect)
    for name, value in wanted.pop("measures", {}).items():
        if not ("error" in found or f"measures.{name}" in found):
            yield no_such_measure(case, name, rulebook)
            continue
        wanted[f"measures.{name}"] = value
    if "error" in found:
        wanted.setdefault("error", None)
    for what, value in wanted.items():
        if not same(found.get(what), value):
            params = {
                "case": case.sentence,
                "what": what,
                "found": shown(found.get(what)),
                "wanted": shown(value),
            }
            yield Problem("case-differs", case.file, case.line, "", params)


def no_such_measure(case: Case, name: str, rulebook: Rulebook) -> Problem:
    """Return the problem of a case that asks for a measure that the rulebook has not."""
    params = {
        "case": case.sentence,
        "value": name,
        "meant": closest(name, rulebook.measures),
        "known": ", ".join(rulebook.measures) or "—",
    }
    return Problem("no-such-measure", case.file, case.line, "", params)


def outcome(rulebook: Rulebook, facts: Facts, peers: Sequence[Facts] = ()) -> dict[str, Any]:
    """Return what a case may ask about a verdict, by name."""
    try:
        verdict = judge(rulebook, facts, population_peers(rulebook, [facts, *peers]))
    except FactsError as error:
        return {"error": error.code}
    period = verdict.period
    return {
        "score": verdict.score_text,
        "exact": None if verdict.exact is None else decimal_text(verdict.exact),
        "grade": verdict.grade,
        "no_result": verdict.no_result,
        "candidate_since": verdict.candidate_since,
        "until": verdict.until,
        "start": period.start if period else None,
        "end": period.end if period else None,
        "because": because(verdict),
        "warnings": [notice.code for notice in verdict.warnings],
        "ignored": [ignored.why for ignored in verdict.ignored],
        "rests_on": list(verdict.rests_on),
        **{f"measures.{name}": told(value) for name, value in verdict.measures.items()},
    }


def told(value: Fraction | str | None) -> str | None:
    """Return a measure as a case writes it."""
    return decimal_text(value) if isinstance(value, Fraction) else value


def because(verdict: Verdict) -> list[str]:
    """Return the codes of the reasons that somebody is answerable for, each once."""
    codes = (reason.code for reason in verdict.reasons if reason.kind in BECAUSE)
    return list(dict.fromkeys(codes))


def same(found: Any, wanted: Any) -> bool:
    """Tell whether an outcome is the one that was wanted; numbers compare as they are written."""
    if isinstance(wanted, Fraction):
        return bool(found == decimal_text(wanted))
    return bool(found == wanted)


def shown(value: Any) -> str:
    """Return an outcome as text."""
    if isinstance(value, list):
        return "[" + ", ".join(value) + "]"
    return "null" if value is None else str(value)
