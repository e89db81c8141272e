"""Reason lines of a population as a file: the same lines, whatever is held at one time."""

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from xinlu.rules.columns import evaluate, from_facts, suspects
from xinlu.rules.tests.shapes.writing import YEAR_END, a_firm, a_rulebook, records, units


def test_lines_are_written_batch_by_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    rulebook = a_rulebook(
        components=[{"name": "site", "unit": "site", "base": 100, "average": "lowest"}],
        items=[{"code": "X", "effect": "deduct", "component": "site", "value": 5}],
        total=[{"formula": "site", "when": {"site": {"known": True}}}],
    )
    firm = a_firm(units=units("site", 甲=1, 乙=1), events=records("X", 2, unit="甲"))
    firms = from_facts([replace(firm, subject=f"示例{n}") for n in range(7)])
    whole = evaluate(rulebook, firms, YEAR_END, reasons=True).reasons
    monkeypatch.setattr(suspects, "AT_ONCE", 3)

    evaluate(rulebook, firms, YEAR_END, reasons=tmp_path / "lines.parquet")

    assert whole is not None
    lines = pq.read_table(tmp_path / "lines.parquet").to_pylist()
    assert len(lines) > 14
    assert sorted(map(str, lines)) == sorted(map(str, whole.to_pylist()))
