"""Every case of every rulebook of every jurisdiction; the id of each test is its sentence."""

from functools import cache
from pathlib import Path

import pytest

from xinlu.rules.cases import SUFFIX, Case, differences_in, read_cases
from xinlu.rules.reading import read_rulebook

JURISDICTIONS = Path(__file__).parents[1] / "jurisdictions"
CASES = [
    pytest.param(path.with_name(path.name.removesuffix(SUFFIX) + ".yaml"), case, id=case.sentence)
    for path in sorted(JURISDICTIONS.rglob(f"rulebooks/*/*{SUFFIX}"))
    for case in read_cases(path)
]


plain = cache(read_rulebook)


@pytest.mark.parametrize(("rulebook", "case"), CASES)
def test_a_rulebook_gives_what_its_case_says(rulebook: Path, case: Case):
    edition = read_rulebook(rulebook, case.parameters) if case.parameters else plain(rulebook)

    problems = [str(problem) for problem in differences_in(edition, case)]

    assert problems == []


def test_every_rulebook_has_cases_beside_it():
    rulebooks = {p for p in JURISDICTIONS.rglob("rulebooks/*/*.yaml") if SUFFIX not in p.name}

    without = [str(p) for p in rulebooks if not p.with_name(p.stem + SUFFIX).exists()]

    assert rulebooks
    assert without == []
