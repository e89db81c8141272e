"""An import that is killed leaves no half state; repeated, it ends as if nothing had happened."""

import os
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from xinlu.collection.tests import penalty_files
from xinlu.registry.grams import grams_of

pytestmark = [pytest.mark.slow, pytest.mark.nightly]

#: Rows of which nearly each is about somebody else: names are then indexed in several transactions.
ROWS, FIRMS, PEOPLE = 10_000, 100_000, 15_000


def killed(bare, path, *, when) -> None:
    """Start the import and kill it as soon as `when` holds of state, progress and rows."""
    importing = subprocess.Popen(
        [sys.executable, "-m", "xinlu.cli", "import", "penalty", str(path), "--json"],
        env=bare.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    until = time.monotonic() + 120
    while time.monotonic() < until and importing.poll() is None:
        rows = bare.asked("SELECT state, progress, row_count FROM collection_batch")
        if rows and when(*rows[0]):
            os.kill(importing.pid, signal.SIGKILL)
            break
        time.sleep(0.01)
    _, said = importing.communicate(timeout=30)
    assert importing.returncode == -signal.SIGKILL, said.decode()


def seen(bare) -> tuple[int, int]:
    """Return how many records and subjects anybody can see."""
    [(records,)] = bare.asked(
        "SELECT count(*) FROM collection_record r JOIN collection_batch b ON b.id = r.batch_id"
        " WHERE b.state = 'stored'",
    )
    [(subjects,)] = bare.asked("SELECT count(*) FROM registry_subject WHERE NOT is_pending")
    return records, subjects


def contents(bare) -> dict[str, Any]:
    """Return what is in the store, in an order of its own."""
    return {
        "records": bare.asked(
            "SELECT r.row, r.number, s.code FROM collection_record r"
            " JOIN registry_subject s ON s.id = r.subject_id ORDER BY r.row",
        ),
        "subjects": sorted(bare.asked("SELECT kind, code, name FROM registry_subject")),
        "grams": sorted(
            bare.asked(
                "SELECT s.code, g.gram FROM registry_searchgram g"
                " JOIN registry_subject s ON s.id = g.subject_id",
            )
        ),
        "batches": bare.asked(
            "SELECT state, accepted_count, refused_count, row_count FROM collection_batch"
        ),
        "refusals": bare.asked("SELECT count(*) FROM collection_refusal"),
        "unseen": bare.asked("SELECT count(*) FROM registry_subject WHERE is_pending"),
    }


def expected(table: list[list[Any]]) -> dict[str, Any]:
    """Return what the store must hold of `table`, worked out from its cells alone."""
    good = [(at, row) for at, row in enumerate(table, 4) if row[13]]
    firms = {row[2]: row[0] for _, row in good if row[2]}
    people = {row[12]: row[0] for _, row in good if row[12]}
    subjects = [("firm", code, name) for code, name in firms.items()]
    subjects += [("person", "", name) for name in people.values()]
    return {
        "records": [(at, row[13], row[2]) for at, row in good],
        "subjects": sorted(subjects),
        "grams": sorted((code, gram) for code, name in firms.items() for gram in grams_of(name)),
        "batches": [("stored", len(good), len(table) - len(good), len(table))],
        "refusals": [(len(table) - len(good),)],
        "unseen": [(0,)],
    }


def test_an_import_killed_at_every_stage_ends_as_one_that_was_not(bare, tmp_path):
    table = list(penalty_files.rows(ROWS, firms=FIRMS, people=PEOPLE))
    for row in table[::1000]:
        row[13] = ""
    path = penalty_files.write(tmp_path / "penalties.xlsx", iter(table))
    stages = [
        lambda state, progress, rows: state == "checking" and progress > 0,
        lambda state, progress, rows: state == "storing" and 0 < progress < rows,
        lambda state, progress, rows: state == "storing" and progress > rows,
    ]

    for when in stages:
        killed(bare, path, when=when)
        assert seen(bare) == (0, 0)
    told = bare.imported("penalty", path)
    again = bare.imported("penalty", path)

    assert (told["accepted"], told["refused"], told["repeated"]) == (ROWS - 10, 10, False)
    assert (again["repeated"], again["stored"]) == (True, 0)
    assert contents(bare) == expected(table)
    assert seen(bare)[0] == ROWS - 10
