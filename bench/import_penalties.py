"""Claim: an import stores 3,000 rows a second and more, in 600 MB, and the desk stays usable.

Imports a workbook of penalties (100,000 rows of 30 columns) on SQLite through receiving, checking,
confirming and storing, in the worker of the queue. Baseline of speed: reading the same cells into
lists with python-calamine, which checks and stores nothing. Baseline of the desk: the same pages of
the same server while nothing is imported. The second import is of the same file, after the first
was withdrawn; it finds its subjects known.
"""

import argparse
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import python_calamine
from _measure import get, peak_memory, percentile, process, say, site, spread, timed
from _stage import a_workbook, logged_in, prepare, received
from django.conf import settings
from django.db import OperationalError

from xinlu.accounts.actors import SYSTEM
from xinlu.collection.models import Batch, Record
from xinlu.collection.services import batches

PAGES = ("/desk/", "/desk/records/", "/desk/search/?q=%E6%B1%9F%E7%95%94", "/desk/imports/")
#: What the issue asks for.
ROWS_A_SECOND, MEGABYTES, SECONDS = 3000, 600, 1.0


class Visitors:
    """Two officers who go through the desk's pages, and one who writes, until told to stop."""

    def __init__(self, port: int, cookie: str) -> None:
        self.seconds: list[float] = []
        self.waited: list[float] = []
        self.failures: list[str] = []
        self._stop = threading.Event()
        reading = [threading.Thread(target=self._read, args=(port, cookie)) for _ in range(2)]
        self._threads = [*reading, threading.Thread(target=self._write)]

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self, port: int, cookie: str) -> None:
        while not self._stop.is_set():
            for page in PAGES:
                status, seconds = get(port, page, cookie)
                self.seconds.append(seconds)
                if status != 200:
                    self.failures.append(f"{page} answered {status}")
                time.sleep(0.05)

    def _write(self) -> None:
        store = import_module(settings.SESSION_ENGINE).SessionStore
        while not self._stop.is_set():
            try:
                self.waited.append(timed(lambda: store().save(must_create=True)))
            except OperationalError as locked:
                self.failures.append(str(locked))
            time.sleep(0.2)


def plain_read(path: Path) -> int:
    """Read every cell into lists, which is what any import must do at least."""
    sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    return len(sheet.to_python())


def reaches(batch: Batch, state: str) -> float:
    """Wait until the worker has brought the batch to `state`, and return the seconds."""
    start = time.perf_counter()
    while True:
        batch.refresh_from_db()
        if batch.state == state:
            return time.perf_counter() - start
        if batch.state in Batch.DEAD:
            raise SystemExit(f"The batch is {batch.state}: {batch.failure}")
        time.sleep(0.02)


def imported(path: Path) -> tuple[Batch, float, float]:
    """Have the worker check and store the workbook; return the batch and both times."""
    batch = received(path, "upload")
    checking = reaches(batch, Batch.State.CHECKED)
    batch = batches.confirm(batch, by=SYSTEM)
    return batch, checking, reaches(batch, Batch.State.STORED)


def told(title: str, rows: int, seconds: float, plain: float) -> None:
    """Print one measure of speed."""
    say(
        f"{title:<22} {seconds:7.1f} s  {rows / seconds:9,.0f} rows/s"
        f"  = {seconds / plain:5.1f} × plain reading"
    )


def desk_while(work: Callable[[], object], port: int, cookie: str, title: str) -> Visitors:
    """Measure the desk while `work` is done."""
    with Visitors(port, cookie) as visitors:
        work()
    say(f"{title:<22} {spread(visitors.seconds)}   ({len(visitors.seconds)} pages)")
    say(f"{'  a write waits':<22} {spread(visitors.waited)}   ({len(visitors.waited)} writes)")
    return visitors


def main() -> int:
    """Measure and print; the exit code is 1 where the claim does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--idle", type=float, default=10, help="seconds of the quiet desk")
    parser.add_argument(
        "--no-claim", action="store_true", help="print only; a small run proves nothing"
    )
    options = parser.parse_args()
    prepare()
    cookie, path = logged_in(), a_workbook(options.rows)
    plain = timed(lambda: plain_read(path))
    told("plain reading", options.rows, plain, plain)
    with process("-m", "xinlu.cli", "db_worker", "--interval", "0.1") as worker:
        imported(a_workbook(20, seed=2))  # so that the worker has started
        batch, checking, storing = imported(path)
        told("checking", options.rows, checking, plain)
        told("storing", options.rows, storing, plain)
        told("both", options.rows, checking + storing, plain)
        rate = options.rows / (checking + storing)
        with site() as port:
            for page in PAGES * 8:
                get(port, page, cookie)
            desk_while(lambda: time.sleep(options.idle), port, cookie, "desk, nothing else")
            now = datetime.now(UTC)
            batches.withdraw(batch, by=SYSTEM, reason="measured again", now=now)
            busy = desk_while(lambda: imported(path), port, cookie, "desk during an import")
        memory = peak_memory(worker.pid)
    say(f"worker's memory        {memory:7.0f} MB at most")
    say(f"records stored         {Record.objects.in_force().count():9,}")
    late = percentile(busy.seconds, 0.95)
    for failure in busy.failures[:10]:
        say(f"FAILED: {failure}")
    holds = rate >= ROWS_A_SECOND and memory < MEGABYTES and late < SECONDS and not busy.failures
    say(
        f"claim {'holds' if holds else 'does NOT hold'}: {rate:,.0f} rows/s, {memory:.0f} MB, "
        f"desk p95 {late * 1000:.0f} ms, {len(busy.failures)} failures"
    )
    return 0 if holds or options.no_claim else 1


if __name__ == "__main__":
    raise SystemExit(main())
