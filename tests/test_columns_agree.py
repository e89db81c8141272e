"""Every case of every rulebook through both evaluators: alone, and as part of a population."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from xinlu.rules import Rulebook, read_rulebook
from xinlu.rules.cases import SUFFIX, read_cases
from xinlu.rules.columns.agreeing import disagreements

ROOT = Path(__file__).parents[1]
CASES = [
    path
    for folder in ("jurisdictions", "docs")
    for path in sorted((ROOT / folder).rglob(f"rulebooks/*/*{SUFFIX}"))
]


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.name[:10]}")
def test_a_population_of_all_cases_gets_what_each_gets_alone(path: Path):
    def read(parameters: Mapping[str, str]) -> Rulebook:
        return read_rulebook(path.with_name(path.name.removesuffix(SUFFIX) + ".yaml"), parameters)

    found = list(disagreements(read_cases(path), read))

    assert found == []
