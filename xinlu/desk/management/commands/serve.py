"""`xinlu serve`: the site, its worker, its timer and its follower, which stop together."""

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xinlu.collection.services import batches
from xinlu.evaluation.services import runs, trials

#: The parts, by the word of the command line; each under the name that a message calls it by.
PARTS = {"site": "网站", "worker": "后台任务", "timer": "定时任务", "follower": "动态评价"}
_PAUSE = 0.2
_PATIENCE = 5.0


class Command(BaseCommand):
    """Start the site, the worker of the queue, the timer and the follower; Ctrl-C stops all."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address and the number of web workers."""
        parser.add_argument("--host", default=os.environ.get("XINLU_HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("XINLU_PORT", "8000")))
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument(
            "--part",
            choices=PARTS,
            action="append",
            help="只启动这一部分；可以写几次，默认全部启动",
        )

    def handle(
        self, *_: Any, host: str, port: int, workers: int, part: list[str] | None, **__: Any
    ) -> None:
        """Run until one of the parts ends or a signal asks to stop; then stop the others.

        What a worker that died left in the middle is taken up before a new one starts.
        """
        chosen = part or list(PARTS)
        if "site" in chosen:
            require_free(host, port)
        # Before anything is begun: whoever is impatient leaves no part behind.
        asked = watch_signals()
        if "worker" in chosen:
            batches.resume_unfinished()
            runs.resume_unfinished()
            trials.resume_unfinished()
        commands = commands_of(host, port, workers)
        parts = {PARTS[name]: start(commands[name]) for name in chosen}
        is_told = False
        while not asked and all(part.poll() is None for part in parts.values()):
            time.sleep(_PAUSE)
            if "site" in chosen and not is_told and answers(host, port):
                is_told = True
                self.say(f"网站已启动：http://{host}:{port}/（按 Ctrl-C 全部停止）")
        ended = [name for name, part in parts.items() if part.poll() is not None]
        stop(list(parts.values()))
        if not asked:
            self.stderr.write(f"{'、'.join(ended)}自行退出，已全部停止。")
            sys.exit(1)
        self.say("已全部停止。")

    def say(self, text: str) -> None:
        """Write a line at once."""
        self.stdout.write(text)
        self.stdout.flush()


def answers(host: str, port: int) -> bool:
    """Say whether somebody listens there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def require_free(host: str, port: int) -> None:
    """Refuse an address at which another program listens already."""
    if answers(host, port):
        raise CommandError(
            f"{host}:{port} 已被其他程序占用。换一个端口再启动：XINLU_PORT={port + 1} make run"
        )


def commands_of(host: str, port: int, workers: int) -> dict[str, list[str]]:
    """Return how Python is to be called for each part."""
    site = ["-m", "granian", "--interface", "wsgi", "xinlu.wsgi:application"]
    site += ["--host", host, "--port", str(port), "--workers", str(workers)]
    site += ["--blocking-threads", "8", "--no-ws", "--log-level", "error"]
    return {
        "site": site,
        "worker": ["-m", "xinlu.cli", "db_worker", "--interval", "0.3"],
        "timer": ["-m", "xinlu.cli", "tick"],
        "follower": ["-m", "xinlu.cli", "follow"],
    }


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
    deadline = time.monotonic() + _PATIENCE
    for part in parts:
        try:
            part.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(part.pid, signal.SIGKILL)
            part.wait()
