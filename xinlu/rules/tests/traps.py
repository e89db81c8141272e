"""Small rulebooks for what is easily got wrong, and the two evaluators asked the same question."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from xinlu.rules import Facts, FactsError, Rulebook, judge, read_text
from xinlu.rules.columns import evaluate, from_facts

#: A lower edge included, as for road builders; an upper edge included, as for testing laboratories.
LOWER = """
bands:
  - {grade: AA, from: 95, basis: 四, verified: true}
  - {grade: A, from: 85, below: 95, basis: 四, verified: true}
  - {grade: B, from: 75, below: 85, basis: 四, verified: true}
  - {grade: C, from: 60, below: 75, basis: 四, verified: true}
  - {grade: D, below: 60, basis: 四, verified: true}
"""
UPPER = """
bands:
  - {grade: AA, above: 95, basis: 四, verified: true}
  - {grade: A, above: 85, to: 95, basis: 四, verified: true}
  - {grade: B, above: 70, to: 85, basis: 四, verified: true}
  - {grade: C, above: 60, to: 70, basis: 四, verified: true}
  - {grade: D, to: 60, basis: 四, verified: true}
"""

RULEBOOKS = Path(__file__).parent / "trap_rulebooks"

Outcome = dict[str, Any]
Evaluator = Callable[[Rulebook, Facts], Outcome]
ASKED = ("score", "grade", "no_result", "until")


def road(bands: str = LOWER, **parameters: str) -> Rulebook:
    """Return the rulebook of road builders."""
    return read_text(text_of("road") + bands, "road.yaml", parameters)


def text_of(name: str) -> str:
    """Return the text of a rulebook; that of road builders lacks its bands."""
    return (RULEBOOKS / f"{name}.yaml").read_text(encoding="utf-8")


def by_judge(rulebook: Rulebook, facts: Facts) -> Outcome:
    """Return what the judge of one subject says."""
    try:
        verdict = judge(rulebook, facts)
    except FactsError as error:
        return {"error": error.code}
    found = (verdict.score_text, verdict.grade, verdict.no_result, verdict.until)
    return dict(zip(ASKED, found, strict=True))


def by_columns(rulebook: Rulebook, facts: Facts) -> Outcome:
    """Return what the relational plan says of a population of one."""
    [row] = evaluate(rulebook, from_facts([facts]), facts.on).results.to_pylist()
    return {"error": row["error"]} if row["error"] else {name: row[name] for name in ASKED}


EVALUATORS: dict[str, Evaluator] = {"judge": by_judge, "columns": by_columns}
