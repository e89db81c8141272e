"""Every case of every rulebook through both evaluators: alone, and as part of a population.

All populations are judged on DuckDB. `make test-spark` judges each rulebook's largest on Spark,
where a plan costs seconds whatever its size; with `XINLU_POPULATIONS=2000` it judges all there.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from xinlu.rules import read_rulebook
from xinlu.rules.cases import SUFFIX, read_cases
from xinlu.rules.columns.agreeing import populations
from xinlu.rules.tests.agreement.evaluators import by_columns, by_judge

ROOT = Path(__file__).parents[1]
CASES = [
    path
    for folder in ("jurisdictions", "docs")
    for path in sorted((ROOT / folder).rglob(f"rulebooks/*/*{SUFFIX}"))
]


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.name[:10]}")
def test_a_population_of_all_cases_gets_what_each_gets_alone_line_by_line(
    path: Path, engine: dict[str, Any]
):
    cases = list(populations(read_cases(path)))
    if engine["engine"] == "spark" and int(os.environ.get("XINLU_POPULATIONS", "100")) <= 100:
        cases = [max(cases, key=lambda population: len(population.facts))]
    for each in cases:
        file = path.with_name(path.name.removesuffix(SUFFIX) + ".yaml")
        rulebook = read_rulebook(file, each.parameters)

        together = by_columns(rulebook, each.facts, each.on, each.period, **engine)

        assert together == by_judge(rulebook, each.facts)
