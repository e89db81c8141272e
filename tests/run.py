"""`make test`: the suite on SQLite, on PostgreSQL and in a browser, and a plain word on each."""

import os
import shutil
import subprocess
import sys

import psycopg

POSTGRES = os.environ.get("XINLU_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
#: What never asks a database is not run twice.
WITHOUT_DATABASE = (
    "xinlu/kernel",
    "xinlu/rules",
    "tests/test_architecture.py",
    "tests/test_columns_agree.py",
    "tests/test_rulebook_cases.py",
    "tests/test_rulebook_numbers.py",
)
#: What asks a database for nothing that every other test would not ask as well.
NOTHING_SPECIAL = (
    "tests/test_cli.py",
    "tests/test_demo.py",
    "tests/test_docs.py",
    "tests/test_doors.py",
)
REQUIRED = {part for part in os.environ.get("XINLU_TEST_REQUIRE", "").split(",") if part}


def has_postgres() -> bool:
    """Say whether the PostgreSQL server for tests answers."""
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def run(*arguments: str, **environment: str) -> bool:
    """Run pytest with `environment` on top of ours and say whether it passed."""
    command = [sys.executable, "-m", "pytest", "-q", "--durations=12", *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode == 0


def main() -> int:
    """Run each part that can be run; fail if one fails, or is required and missing."""
    shared = ("-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadgroup")
    ok = run(*shared, "-m", "not browser and not spark and not nightly")
    outcome = {"SQLite": "passed" if ok else "FAILED"}
    if has_postgres():
        once = [f"--ignore={path}" for path in (*WITHOUT_DATABASE, *NOTHING_SPECIAL)]
        chosen = "not browser and not slow and not spark"
        ok = run(*shared, "-m", chosen, *once, XINLU_DATABASE_URL=POSTGRES)
        outcome["PostgreSQL"] = "passed" if ok else "FAILED"
    else:
        missing = f"no server answers at {POSTGRES.rsplit('@', 1)[-1]}"
        outcome["PostgreSQL"] = ("FAILED: " if "postgres" in REQUIRED else "not run: ") + missing
    if shutil.which("chromium"):
        outcome["browser"] = "passed" if run("-m", "browser and not nightly") else "FAILED"
    else:
        missing = "no chromium is installed"
        outcome["browser"] = ("FAILED: " if "browser" in REQUIRED else "not run: ") + missing
    for part, word in outcome.items():
        sys.stdout.write(f"{part:<11} {word}\n")
    return int(any(word.startswith("FAILED") for word in outcome.values()))


if __name__ == "__main__":
    raise SystemExit(main())
