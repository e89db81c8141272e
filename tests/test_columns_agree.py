"""Every case of every rulebook through both evaluators: alone, and as part of a population.

A population is judged on DuckDB, and by `make test-spark` on Spark.
"""

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
    for each in populations(read_cases(path)):
        file = path.with_name(path.name.removesuffix(SUFFIX) + ".yaml")
        rulebook = read_rulebook(file, each.parameters)

        together = by_columns(rulebook, each.facts, each.on, each.period, **engine)

        assert together == by_judge(rulebook, each.facts)
