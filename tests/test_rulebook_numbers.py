"""Each number in each rulebook matters to a case: change it, and a case beside it fails.

Numbers are also those inside formulas and spans (`6 months`), and the edges: whether a band or a
condition includes its own end.
"""

from pathlib import Path

import pytest

from xinlu.rules.cases import SUFFIX, read_cases
from xinlu.rules.mutating import unnoticed

ROOT = Path(__file__).parents[1]
RULEBOOKS = sorted(
    path
    for folder in ("jurisdictions", "docs/examples")
    for path in (ROOT / folder).rglob("rulebooks/*/*.yaml")
    if SUFFIX not in path.name
)


@pytest.mark.parametrize("path", RULEBOOKS, ids=lambda path: path.parent.name)
def test_a_changed_number_fails_a_case(path: Path):
    cases = read_cases(path.with_name(path.stem + SUFFIX))

    _, missed = unnoticed(path, cases)

    assert not missed, "\n".join(map(str, missed))
