"""What all benches stand on: a fresh installation of their own, clocks, percentiles, a server.

Importing this makes an empty SQLite installation in a temporary folder and sets Django up on it, so
it is imported before anything of `xinlu`. Nothing of the user's own installation is touched.
"""

import atexit
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import django

FOLDER = Path(tempfile.mkdtemp(prefix="xinlu-bench-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["XINLU_VAR"] = str(FOLDER)
os.environ["XINLU_DATABASE_URL"] = (
    os.environ.get("XINLU_BENCH_DATABASE") or f"sqlite:///{FOLDER / 'bench.sqlite3'}"
)
os.environ["XINLU_JURISDICTION"] = "chongqing"
os.environ["DJANGO_SETTINGS_MODULE"] = "xinlu.settings"
django.setup()


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentile(seconds: Sequence[float], share: float) -> float:
    """Return the time within which `share` of the runs were done."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def spread(seconds: Sequence[float]) -> str:
    """Return median and 95th percentile in milliseconds, as the benches print them."""
    middle, late = percentile(seconds, 0.5), percentile(seconds, 0.95)
    return f"p50 {middle * 1000:8.1f} ms   p95 {late * 1000:8.1f} ms"


def repeated(work: Callable[[], object], times: int) -> list[float]:
    """Return the seconds of each run, after one that warms up."""
    work()
    return [timed(work) for _ in range(times)]


@contextmanager
def process(*arguments: str) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a Python process of the installation, and end it with everything it started."""
    running = subprocess.Popen([sys.executable, *arguments], start_new_session=True)
    try:
        yield running
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGTERM)
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)


@contextmanager
def site() -> Iterator[int]:
    """Serve the site as `xinlu serve` does, and give the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = ["-m", "granian", "--interface", "wsgi", "xinlu.wsgi:application"]
    arguments += ["--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    arguments += ["--blocking-threads", "8", "--no-ws", "--log-level", "error"]
    (FOLDER / "static").mkdir(exist_ok=True)
    with process(*arguments):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if get(port, "/healthz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield port


def get(port: int, address: str, cookie: str = "") -> tuple[int, float]:
    """Ask for a page and return its status and the seconds until its last byte."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", address, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    return answer.status, time.perf_counter() - start


def peak_memory(pid: int) -> float:
    """Return the most memory in MB that a process has held."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0
