"""Every bench runs, at a size that proves nothing but that it still measures."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"
SMALL = {
    "collection_api.py": ["--rows", "60", "--no-claim"],
    "import_penalties.py": ["--rows", "300", "--idle", "0.5", "--no-claim"],
    "judge.py": ["--events", "20", "--times", "5"],
    "search.py": ["--subjects", "500", "--times", "3"],
    "desk.py": ["--rows", "100", "--times", "1"],
    "collection.py": ["--rows", "2000", "--times", "2", "--no-claim"],
    "rules.py": ["--subjects", "500", "--events", "5000", "--times", "1"],
}

pytestmark = [pytest.mark.slow, pytest.mark.nightly]


def test_every_bench_has_a_small_size_to_be_tried_at():
    assert {path.name for path in BENCH.glob("[a-z]*.py")} == SMALL.keys()


@pytest.mark.parametrize("script", SMALL)
def test_a_bench_runs(script: str):
    ran = subprocess.run(
        [sys.executable, str(BENCH / script), *SMALL[script]],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "×" in ran.stdout
    assert "FAILED" not in ran.stdout
