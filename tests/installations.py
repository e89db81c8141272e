"""A place of its own with a database of its own, driven as a user drives it."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

HOME = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Installation:
    """A place of its own with a database of its own, and the `xinlu` command in it."""

    folder: Path
    database_url: str
    jurisdiction: str = "chongqing"

    def xinlu(self, *arguments: str, expect: int = 0) -> "subprocess.CompletedProcess[str]":
        """Run the command and return what it wrote; the exit code must be `expect`."""
        ran = subprocess.run(
            [sys.executable, "-m", "xinlu.cli", *arguments],
            cwd=HOME,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == expect, f"{arguments} ended with {ran.returncode}:\n{ran.stderr}"
        return ran

    def environment(self) -> dict[str, str]:
        """Return the environment of the installation's processes."""
        return {
            **os.environ,
            "XINLU_VAR": str(self.folder),
            "XINLU_DATABASE_URL": self.database_url,
            "XINLU_JURISDICTION": self.jurisdiction,
        }

    def asked(self, question: str) -> list[tuple[Any, ...]]:
        """Return what the database answers, whoever else is at work on it."""
        if self.database_url.startswith("sqlite"):
            file = self.database_url.removeprefix("sqlite:///")
            with closing(sqlite3.connect(file, timeout=20)) as connection:
                return connection.execute(question).fetchall()
        with closing(psycopg.connect(self.database_url)) as server:
            return server.execute(question).fetchall()

    def lines(self, *arguments: str, expect: int = 0) -> list[Any]:
        """Run the command and read its standard output, of which every line must be JSON."""
        return [
            json.loads(line) for line in self.xinlu(*arguments, expect=expect).stdout.splitlines()
        ]

    def imported(self, template: str, path: Path, *options: str, expect: int = 0) -> dict[str, Any]:
        """Import one file and return its JSON."""
        [told] = self.lines("import", template, str(path), "--json", *options, expect=expect)
        assert isinstance(told, dict)
        return told

    def evaluated(self, scheme: str, on: str) -> dict[str, Any]:
        """Evaluate a scheme and return each subject's line by subject."""
        told = self.lines("evaluate", scheme, "--on", on, "--json")
        return {line["subject"]: line for line in told}


@contextmanager
def installed(
    folder: Path, jurisdiction: str = "chongqing", like: Installation | None = None
) -> Iterator[Installation]:
    """Give an installation with nothing in it, on the kind of database the suite runs on.

    What `like` holds it begins with: migrations take seconds, a copy of their outcome does not.
    """
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        path = folder / "bare.sqlite3"
        if like is not None:
            shutil.copy(like.folder / path.name, path)
        yield Installation(folder, f"sqlite:///{path}", jurisdiction)
        return
    server, _, _ = settings.DATABASE_URL.rpartition("/")
    name = f"xinlu_bare_{uuid.uuid4().hex[:10]}"
    template = f'TEMPLATE "{like.database_url.rpartition("/")[-1]}"' if like else ""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" {template}')
        try:
            yield Installation(folder, f"{server}/{name}", jurisdiction)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
