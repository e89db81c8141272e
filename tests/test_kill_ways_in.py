"""Whatever sends without a person at the screen and is killed in the middle: each record once.

Real processes, killed as a power cut does (SIGKILL), and started again.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tests.browser import sites
from tests.installations import HOME, Installation, free_port
from xinlu.collection.tests import penalty_files
from xinlu.exchange.connectors.reading import read_connector
from xinlu.exchange.connectors.simulating.feed import Feed
from xinlu.exchange.connectors.simulating.story import Story
from xinlu.exchange.tests.systems import penalties
from xinlu.kernel.crypto import SigningKey

pytestmark = [pytest.mark.slow, pytest.mark.nightly]

CLIENT, SEED = "corps-cases", b"7" * 32
ROWS, FIRMS = 1_500, 600
CONNECTOR = HOME / "jurisdictions/demo/connectors/corps-penalties.yaml"
_MAKE = f"""
from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.models import Authority
from xinlu.accounts.services import clients
client, secret = clients.make(
    Authority.objects.order_by("pk")[0], by=SYSTEM, code="{CLIENT}", title="示例系统",
    scopes=["send", "read", "records"], confirms_itself=True,
)
clients.register_key(client, by=SYSTEM, public="{SigningKey(SEED).public.raw.hex()}")
print(secret)
"""


_LOOK = """
from django.utils import timezone
from xinlu.exchange.services.dropping import Looks, look
look(timezone.now(), Looks())
"""


@pytest.fixture
def secret(bare) -> str:
    """What the client of the installation shows; what it sends is stored by itself."""
    return bare.xinlu("shell", "--no-imports", "-c", _MAKE).stdout.split()[-1]


def await_that(holds: Callable[[], Any], process: "subprocess.Popen[Any] | None" = None) -> None:
    """Wait until something holds, as long as the process runs."""
    until = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < until, "It never came to that."
        assert process is None or process.poll() is None, "It ended before."
        time.sleep(0.005)


def batches(here: Installation, state: str, beyond: int = 0) -> list[tuple[Any, ...]]:
    """Return the batches in a state of which more rows are done than `beyond`."""
    found = here.asked("SELECT state, progress FROM collection_batch")
    return [one for one in found if one[0] == state and one[1] > beyond]


def all_stored(here: Installation) -> bool:
    """Say whether nothing is under way any more."""
    found = here.asked("SELECT state FROM collection_batch")
    return bool(found) and {state for (state,) in found} == {"stored"}


@contextmanager
def working(here: Installation):
    """A worker of the queue, killed at the end."""
    with sites.serving(here, "--part", "worker") as server:
        yield server
        if server.poll() is None:
            sites.kill(sites.part_of(server))


def work_off(here: Installation) -> None:
    """Let a worker do what is left."""
    with sites.serving(here, "--part", "worker"):
        await_that(lambda: all_stored(here))


def numbers(here: Installation) -> list[str]:
    """Return the document numbers of all records that anybody can see."""
    rows = here.asked(
        "SELECT r.number FROM collection_record r JOIN collection_batch b ON b.id = r.batch_id"
        " WHERE b.state = 'stored' ORDER BY r.number"
    )
    return [number for (number,) in rows]


def run(here: Installation, *arguments: str, **more: Any) -> "subprocess.Popen[str]":
    """Start a command of the installation."""
    return subprocess.Popen(
        [sys.executable, "-m", "xinlu.cli", *arguments],
        cwd=HOME,
        env=here.environment() | more.pop("env", {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def kill(process: "subprocess.Popen[str]") -> None:
    """Kill a process that is still at it."""
    process.kill()
    said, _ = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL, said


def test_a_batch_of_the_interface_survives_its_workers_and_a_client_that_repeats(bare, secret):
    rows = penalties(ROWS)
    body = json.dumps({"template": "penalty", "rows": rows}).encode()
    port = free_port()

    def send(_: int) -> dict[str, Any]:
        shown = b64encode(f"{CLIENT}:{secret}".encode()).decode()
        headers = {"Authorization": f"Basic {shown}", "Content-Type": "application/json"}
        request = Request(
            f"http://127.0.0.1:{port}/api/v1/batches", body, {**headers, "Idempotency-Key": "one"}
        )
        with urlopen(request, timeout=60) as answer:
            told: dict[str, Any] = json.load(answer)
            return told

    with sites.serving(bare, "--part", "site", "--port", str(port)):
        sites.await_answer(f"http://127.0.0.1:{port}")
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(send, range(4)))
        for state in ("checking", "storing"):
            with working(bare) as server:
                await_that(lambda state=state: batches(bare, state), server)
            assert numbers(bare) == []
            answers.append(send(0))
        work_off(bare)
        answers.append(send(0))

    assert {one["uid"] for one in answers} == {answers[0]["uid"]}
    assert sum(not one["repeated"] for one in answers) == 1
    assert numbers(bare) == sorted(row["行政处罚决定书文号"] for row in rows)
    assert bare.asked("SELECT count(*) FROM exchange_sending") == [(1,)]


def test_an_inbox_that_is_killed_at_any_moment_answers_each_file_once(bare, secret):
    bare.xinlu("inbox", "--prepare")
    folder = bare.folder / "inbox" / CLIENT
    table = list(penalty_files.rows(ROWS, firms=FIRMS, people=0))
    path = penalty_files.write(folder / "in" / "penalty" / "处罚.xlsx", iter(table))
    os.utime(path, (0, 0))

    def taken() -> list[Any]:
        return [*(folder / "work").glob("*/*")]

    looking = run(bare, "inbox")
    await_that(taken, looking)
    kill(looking)
    looking = run(bare, "inbox")
    await_that(lambda: bare.asked("SELECT 1 FROM exchange_drop"), looking)
    kill(looking)
    bare.xinlu("shell", "--no-imports", "-c", _LOOK)
    with working(bare) as server:
        await_that(lambda: batches(bare, "storing"), server)
    work_off(bare)
    bare.xinlu("shell", "--no-imports", "-c", _LOOK)

    [receipt] = (folder / "out").glob("*.json")
    assert json.loads(receipt.read_text(encoding="utf-8"))["stored"] == ROWS
    assert (len(taken()), len(list((folder / "done").iterdir()))) == (0, 1)
    assert numbers(bare) == sorted(row[13] for row in table)
    assert bare.asked("SELECT count(*) FROM collection_batch") == [(1,)]


def test_a_connector_that_is_killed_at_each_page_takes_every_row_once(bare, secret):
    here = replace(bare, jurisdiction="demo")
    connector = replace(read_connector(CONNECTOR), cursor=replace(CURSOR, page=30))
    story = Story(connector, rows=100, seed=7)
    pulls: list[subprocess.Popen[str]] = []
    fatal = {2, 4}

    with Feed(story) as feed:
        feed.now, whole = story.end, feed.page
        asked = 0

        def page(since: int, limit: int) -> list[dict[str, Any]]:
            nonlocal asked
            asked += 1
            if asked in fatal:
                pulls[-1].kill()
            return whole(since, 30)

        feed.page, feed.fate = page, lambda: "right"
        threading.Thread(target=feed.serve_forever, daemon=True).start()
        env = {"CORPS_PENALTIES_ADDRESS": feed.address}
        codes = []
        while not codes or codes[-1]:
            pulls.append(run(here, "connector", "pull", connector.code, env=env))
            said, _ = pulls[-1].communicate(timeout=60)
            codes.append(pulls[-1].returncode)
            assert codes[-1] in (0, -signal.SIGKILL), said
        feed.shutdown()
    work_off(here)

    assert codes == [-signal.SIGKILL] * 2 + [0]
    ledger = story.ledger()
    held = here.asked("SELECT key, max(version), count(*) FROM exchange_pulledrow GROUP BY key")
    newest = {key: max(map(int, told)) for key, told in ledger["versions"].items()}
    assert {key: version for key, version, _ in held} == newest
    right = {key for key, told in ledger["versions"].items() if not all(told.values())}
    assert numbers(here) == sorted(f"渝示交罚〔2026〕{key[-6:]}号" for key in right)


CURSOR = read_connector(CONNECTOR).cursor


def test_a_package_whose_receiving_is_killed_or_done_twice_is_answered_once(bare, secret, tmp_path):
    key, package = tmp_path / "county.key", tmp_path / "报送.xlpkg"
    key.write_text(SEED.hex(), encoding="ascii")
    table = list(penalty_files.rows(ROWS, firms=FIRMS, people=0))
    path = penalty_files.write(tmp_path / "处罚.xlsx", iter(table))
    made = ["--key", str(key), "--client", CLIENT, "--template", "penalty", "-o", str(package)]
    bare.xinlu("package", "make", str(path), *made)

    for state in ("checking", "storing"):
        receiving = run(bare, "package", "receive", str(package))
        await_that(lambda state=state: batches(bare, state), receiving)
        kill(receiving)
        assert numbers(bare) == []
    both = [run(bare, "package", "receive", str(package)) for _ in range(2)]
    said = [each.communicate(timeout=120)[0] for each in both]

    assert 0 in [each.returncode for each in both], said
    receipt = package.with_name(f"{package.name}.receipt.json")
    told = json.loads(json.loads(receipt.read_text(encoding="utf-8"))["statement"])
    assert [one["stored"] for one in told["files"]] == [ROWS]
    assert numbers(bare) == sorted(row[13] for row in table)
    assert bare.asked("SELECT count(*) FROM exchange_package WHERE receipt <> ''") == [(1,)]
    receipt.unlink()
    again = bare.xinlu("package", "receive", str(package), expect=1)
    assert "补写当时的回执" in again.stdout
    assert receipt.exists()
