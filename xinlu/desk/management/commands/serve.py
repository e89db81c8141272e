"""`xinlu serve`: the site, its worker and its timer, which stop together."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """Start the site, the worker of the queue and the timer; Ctrl-C stops all of them."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address and the number of web workers."""
        parser.add_argument("--host", default=os.environ.get("XINLU_HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("XINLU_PORT", "8000")))
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *_: Any, host: str, port: int, workers: int, **__: Any) -> None:
        """Run until one of the parts ends or a signal asks to stop; then stop the others."""
        site = ["-m", "granian", "--interface", "wsgi", "xinlu.wsgi:application"]
        site += ["--host", host, "--port", str(port), "--workers", str(workers)]
        site += ["--blocking-threads", "8", "--no-ws", "--log-level", "warning"]
        parts = {
            "site": start(site),
            "worker": start(["-m", "xinlu.cli", "db_worker", "--interval", "0.3"]),
            "timer": start(["-m", "xinlu.cli", "tick"]),
        }
        asked = watch_signals()
        while not asked and all(part.poll() is None for part in parts.values()):
            time.sleep(0.2)
        ended = [name for name, part in parts.items() if part.poll() is not None]
        stop(list(parts.values()))
        if not asked:
            self.stderr.write(f"{', '.join(ended)} ended by itself; everything was stopped.")
            sys.exit(1)


def start(arguments: list[str]) -> "subprocess.Popen[bytes]":
    """Start a part in a group of its own, so that one Ctrl-C reaches us alone and we stop it."""
    return subprocess.Popen([sys.executable, *arguments], start_new_session=True)  # noqa: S603


def watch_signals() -> list[int]:
    """Return a list that stays empty until somebody asks the process to stop."""
    asked: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, note)
    return asked


def stop(parts: "list[subprocess.Popen[bytes]]") -> None:
    """Ask every part to end, wait five seconds, then end it."""
    for part in parts:
        if part.poll() is None:
            os.killpg(part.pid, signal.SIGTERM)
    deadline = time.monotonic() + 5
    for part in parts:
        try:
            part.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(part.pid, signal.SIGKILL)
            part.wait()
