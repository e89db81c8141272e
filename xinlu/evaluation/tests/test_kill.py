"""A run that is killed in the middle leaves nothing half visible, and ends as it would have."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection

COUNT = 2400
PREPARE = """
from django.core.management import call_command
from xinlu.evaluation import editions
from xinlu.evaluation.tests.population import fill
call_command("migrate", verbosity=0)
editions.seed()
fill({count})
"""
ASK = """
from datetime import date
from xinlu.accounts.actors import SYSTEM
from xinlu.evaluation.services import runs
run = runs.ask(None, by=SYSTEM, scheme="highway-construction", on=date(2023, 12, 31))
print(run.pk)
"""
COMPUTE = """
from xinlu.evaluation import computing
computing.compute({pk})
"""
LOOK = """
from xinlu.accounts.actors import SYSTEM
from xinlu.evaluation import selectors
from xinlu.evaluation.models import Result, Run
from xinlu.rules import archive
run = Run.objects.get(pk={pk})
columns = ("subject_id", "score", "grade", "inputs", "verdict")
kept = run.results.order_by("subject_id").values(*columns)
seen = selectors.results_of(run, SYSTEM).count()
summary = {{k: v for k, v in run.summary.items() if k != "batches"}}
print(run.state, run.progress, len(kept), seen, archive.fingerprint({{"rows": list(kept)}}),
      archive.fingerprint(summary))
"""


class Installation:
    """A database of its own, driven by processes of their own."""

    def __init__(self, folder, url: str) -> None:
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "xinlu.settings",
            "XINLU_VAR": str(folder),
            "XINLU_DATABASE_URL": url,
        }

    def start(self, code: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", f"import django\ndjango.setup()\n{code}"],
            env=self.environment,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str) -> str:
        process = self.start(code)
        out, err = process.communicate(timeout=180)
        assert process.returncode == 0, err
        return out.strip()

    def look(self, pk: str) -> list[str]:
        return self.run(LOOK.format(pk=pk)).split()


@pytest.fixture
def installation(tmp_path) -> Iterator[Installation]:
    if connection.vendor != "postgresql":
        yield Installation(tmp_path, f"sqlite:///{tmp_path / 'kill.sqlite3'}")
        return
    given = connection.settings_dict
    server = {key: given[key.upper()] for key in ("host", "port", "user", "password")}
    name = f"xinlu_kill_{uuid.uuid4().hex[:8]}"
    base = psycopg.conninfo.make_conninfo(
        dbname="postgres", **{k: v for k, v in server.items() if v}
    )
    with psycopg.connect(base, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    user = f"{server['user']}:{server['password']}" if server["password"] else server["user"]
    try:
        yield Installation(
            tmp_path, f"postgres://{user}@{server['host']}:{server['port'] or 5432}/{name}"
        )
    finally:
        with psycopg.connect(base, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def kill_halfway(installation: Installation, pk: str) -> list[str]:
    """Start computing, kill it once a part is written, and return what is left."""
    process = installation.start(
        "from xinlu.evaluation import computing\n"
        "computing.CHUNK = 50\n"
        "write = computing._write\n"
        "def told(*args):\n    write(*args)\n    print('written', flush=True)\n"
        "computing._write = told\n" + COMPUTE.format(pk=pk)
    )
    assert process.stdout is not None
    for _ in range(3):
        assert process.stdout.readline() == "written\n"
    time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    return installation.look(pk)


@pytest.mark.nightly
def test_a_run_killed_halfway_shows_nothing_and_ends_as_it_would_have(installation):
    installation.run(PREPARE.format(count=COUNT))
    whole = installation.run(ASK)
    installation.run(COMPUTE.format(pk=whole))
    killed = installation.run(ASK)

    left = kill_halfway(installation, killed)

    state, progress, kept, seen, *_ = left
    assert state == "computing"
    assert 150 <= int(progress) < COUNT
    assert kept == progress
    assert seen == "0"

    installation.run(COMPUTE.format(pk=killed))

    expected = installation.look(whole)
    assert expected[:4] == ["trial", str(COUNT), str(COUNT), str(COUNT)]
    assert installation.look(killed) == expected
