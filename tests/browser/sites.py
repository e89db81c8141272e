"""A site with its worker, served from an installation of its own as `xinlu serve` does."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.installations import HOME, Installation, free_port

PATIENCE = 60


@dataclass(frozen=True)
class Site:
    """An installation that is being served."""

    installation: Installation
    url: str

    def ask(self, script: str) -> str:
        """Run a script inside the installation and return what it printed."""
        ran = self.installation.xinlu("shell", "--no-imports", "-c", script)
        return ran.stdout.strip()


@contextmanager
def served(here: Installation) -> Iterator[Site]:
    """Serve an installation, its site with its worker, until it is done with."""
    port = free_port()
    with serving(here, "--port", str(port)):
        url = f"http://127.0.0.1:{port}"
        await_answer(url)
        yield Site(here, url)


def prepare(here: Installation) -> None:
    """Prepare the fictional city's database, and let its officers in."""
    here.xinlu("migrate")
    engage = "from tests.browser.officers import engage; engage()"
    here.xinlu("shell", "--no-imports", "-c", engage)


@contextmanager
def serving(here: Installation, *options: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `xinlu serve` with options; whatever of it is still alive at the end is stopped."""
    command = [sys.executable, "-m", "xinlu.cli", "serve", "--workers", "1", *options]
    server = subprocess.Popen(command, cwd=HOME, env=here.environment())
    try:
        yield server
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
        server.wait(30)


def await_answer(url: str) -> None:
    """Wait until the site answers."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def part_of(server: "subprocess.Popen[bytes]") -> int:
    """Return the process of the only part that a server runs."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    until = time.monotonic() + PATIENCE
    while not (found := children.read_text().split()):
        assert time.monotonic() < until, "The server started no part."
        time.sleep(0.05)
    [child] = found
    return int(child)


def kill(process: int) -> None:
    """End a process as a power cut does."""
    os.kill(process, signal.SIGKILL)
