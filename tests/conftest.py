"""What the tests across apps stand on: a bare installation that is driven as a user drives it."""

<<<<<<< Updated upstream
=======
import json
import os
import shutil
import subprocess
import sys
import uuid
>>>>>>> Stashed changes
from collections.abc import Iterator
from pathlib import Path

import pytest

<<<<<<< Updated upstream
from tests.installations import Installation, installed
=======

@dataclass(frozen=True)
class Installation:
    """A place of its own with an empty database, and the `xinlu` command in it."""

    folder: Path
    database_url: str
    jurisdiction: str = "chongqing"

    def xinlu(self, *arguments: str, expect: int = 0) -> "subprocess.CompletedProcess[str]":
        """Run the command and return what it wrote; the exit code must be `expect`."""
        ran = subprocess.run(
            [sys.executable, "-m", "xinlu.cli", *arguments],
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
>>>>>>> Stashed changes


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The installation right after `xinlu migrate` of which each `bare` one is a copy."""
    with installed(tmp_path_factory.mktemp("migrated")) as here:
        here.xinlu("migrate")
        yield here


@pytest.fixture
def bare(tmp_path: Path, migrated: Installation) -> Iterator[Installation]:
    """An installation right after `xinlu migrate`."""
    with installed(tmp_path, like=migrated) as here:
        yield here


@pytest.fixture(scope="session")
def demo_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demo city at its smallest, as `xinlu demo` builds it in an empty database."""
    with installed(tmp_path_factory.mktemp("demo"), "demo") as here:
        here.xinlu("demo", "--size", "tiny")
        yield here


@pytest.fixture
def empty_demo(tmp_path: Path) -> Iterator[Installation]:
    """A place for the demo city, in which nothing was built yet."""
    with installed(tmp_path, "demo") as here:
        yield here
