"""What the partners' guide says works as it stands: its client, its template, its connector."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.browser import sites
from tests.installations import HOME, Installation, free_port, installed
from xinlu.exchange.tests.systems import penalties

pytestmark = [pytest.mark.slow, pytest.mark.nightly]

GUIDE = (HOME / "docs/partners.md").read_text(encoding="utf-8")
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^```yaml\n# (shili/\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MAKE = """
from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.models import Authority
from xinlu.accounts.services import clients
_, secret = clients.make(
    Authority.objects.order_by("pk")[0], by=SYSTEM, code="{code}", title="示例系统",
    scopes=["send", "read", "records"], confirms_itself=True,
)
print(secret)
"""


def a_client(here: Installation, code: str) -> str:
    """Make a client and return its secret."""
    return here.xinlu("shell", "--no-imports", "-c", _MAKE.format(code=code)).stdout.split()[-1]


def test_the_client_of_the_guide_sends_and_reads_what_became_of_each_row(bare):
    secret, port = a_client(bare, "shili-system"), free_port()
    [code] = PYTHON.findall(GUIDE)
    given = {"http://127.0.0.1:8000": f"http://127.0.0.1:{port}", "the secret": secret}
    for old, new in given.items():
        assert code.count(old) == 1
        code = code.replace(old, new)
    client: dict[str, Any] = {}
    exec(code, client)
    rows = penalties(3)
    rows[1]["处罚决定日期"] = "2024-13-01"

    with sites.serving(bare, "--port", str(port)):
        sites.await_answer(f"http://127.0.0.1:{port}")
        batch, outcome = client["send"]("penalty", rows)
        told = client["ask"]("/api/v1/templates/penalty")

    assert (batch["state"], batch["accepted"], batch["refused"]) == ("stored", 2, 1)
    assert [one["outcome"] for one in outcome] == ["stored", "refused", "stored"]
    assert outcome[1]["refusals"][0]["code"] == "date"
    assert told["code"] == "penalty"


@pytest.fixture
def own(tmp_path, migrated, monkeypatch) -> Installation:
    """An installation of the jurisdiction that the guide writes file by file."""
    folder = tmp_path / "jurisdictions"
    folder.mkdir()
    for each in (HOME / "jurisdictions").iterdir():
        (folder / each.name).symlink_to(each)
    written = FILE.findall(GUIDE)
    assert len(written) == 4
    for name, text in written:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("XINLU_JURISDICTIONS", str(folder))
    with installed(tmp_path, "shili", like=migrated) as here:
        here.xinlu("migrate")
        yield here


def simulated(here: Installation, port: int) -> "subprocess.Popen[str]":
    """Start the guide's partner."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "xinlu.cli", "connector", "simulate", "ferry-checks"),
            *("--port", str(port), "--rows", "40"),
        ],
        cwd=HOME,
        env=here.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_template_and_a_connector_written_from_the_guide_work_without_code(own, monkeypatch):
    a_client(own, "ferry-system")
    checked = own.xinlu("connector", "check", "ferry-checks")
    port = free_port()
    partner = simulated(own, port)
    try:
        assert partner.stdout is not None
        name, _, address = partner.stdout.readline().strip().partition("=")
        monkeypatch.setenv(name, address)
        for _ in range(6):
            pulled = own.xinlu("connector", "pull", "ferry-checks")
            if "新 0 行" in pulled.stdout and "取 0 页" not in pulled.stdout:
                break
    finally:
        partner.kill()
        partner.communicate()
    with sites.serving(own, "--part", "worker"):
        until = time.monotonic() + 60
        asked = "SELECT count(*) FROM collection_batch WHERE state NOT IN ('stored', 'checked')"
        while own.asked(asked) != [(0,)]:
            assert time.monotonic() < until
            time.sleep(0.05)

    assert "6 列对应模板 ferry-check" in checked.stdout
    assert (name, os.environ[name]) == ("FERRY_CHECKS_ADDRESS", address)
    rows = own.asked("SELECT number FROM collection_record WHERE template = 'ferry-check'")
    refused = own.asked("SELECT DISTINCT code FROM collection_refusal")
    assert len(rows) == len(set(rows)) > 30
    assert {"code-value"} <= {code for (code,) in refused} <= {"code-value", "duplicate"}
    [(values,)] = own.asked('SELECT "values" FROM collection_record ORDER BY number LIMIT 1')
    told = json.loads(values) if isinstance(values, str) else values
    assert (told["outcome"], str(told["depth"])) == ("合格", "0.85")


def test_the_guide_writes_no_file_twice():
    names = [Path(name) for name, _ in FILE.findall(GUIDE)]

    assert len(names) == len(set(names)) == 4
