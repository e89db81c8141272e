"""Claim: a rulebook scores a population about as fast as SQL that a person wrote for that one rule.

A million firms, two million contract sections, ten million events, one rule. The opponents are a
bare group-by (the floor), DuckDB SQL by hand (the baseline), streaming Polars and pandas, each in
a process of its own; then the rulebook by `columns`, from Parquet, with every reason written, and
straight from live databases; and `judge`, one subject at a time. All give one hash. `--growth`
asks instead how time and memory grow with the population, up to a hundred million events.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

HERE = Path(__file__).parent / "population"
SERVER = os.environ.get("XINLU_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
#: Populations of which the growth is measured, in events; ten for each subject.
SIZES = (100_000, 1_000_000, 10_000_000, 100_000_000)
#: Spark is run once, where it is installed: its start counts, the memory of its Java does not.
ONCE = "ours: Spark, once"
LIBRARIES = ("duckdb", "sqlglot", "pyarrow", "polars", "pandas")


def main() -> None:
    """Make the population and run everything over it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--times", type=int, default=3, help="runs of each, of which the median")
    parser.add_argument("--postgres", action="store_true", help="read PostgreSQL, if one answers")
    parser.add_argument("--growth", action="store_true", help="measure growth alone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xinlu-bench-") as folder:
        if options.growth:
            say(machine())
            growth(Path(folder), options.times)
            return
        population = Path(folder) / "population"
        run("generate.py", str(options.subjects), str(options.events), str(population))
        say(machine())
        say(f"{options.subjects:,} subjects, {options.events:,} events; median of {options.times}")
        with databases(Path(folder), postgres=options.postgres) as urls:
            compared(Path(folder), population, urls, options.times)


def compared(folder: Path, population: Path, urls: dict[str, str], times: int) -> None:
    """Run the opponents and ours in turn, so that all see the same noise, and print the table."""
    ways: dict[str, Callable[[], dict[str, Any]]] = {
        which: lambda which=which: told(run("opponents.py", which, str(population)))
        for which in ("floor", "sql", "polars", "pandas")
        if which in ("floor", "sql") or find_spec(which)
    }
    ways |= {
        "ours: score and grade": lambda: told(run("ours.py", "score", str(population))),
        "ours: every reason": lambda: told(
            run("ours.py", "reasons", str(population), str(folder / "reasons.parquet"))
        ),
        "ours: diff of two editions": lambda: told(run("ours.py", "diff", str(population))),
    }
    for title, url in urls.items():
        run("load.py", str(population), url)
        ways[f"ours: live {title}"] = lambda url=url: told(run("ours.py", "live", url))
    if find_spec("pyspark"):
        ways[ONCE] = lambda: told(run("ours.py", "spark", str(population)))
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in ways}
    for _ in range(times):
        for name, way in ways.items():
            if name == ONCE and runs[name]:
                continue
            runs[name].append(way())
    table(runs)
    rate = told(run("ours.py", "judge", "400", "200"))["per_second"]
    say(f"judge: {rate} subjects/s of 200 records, with all reasons")


def growth(folder: Path, times: int) -> None:
    """Score populations of ten times the size each, and print what a further event costs."""
    say(f"{'events':>13}{'subjects':>12}{'seconds':>9}{'µs an event more':>18}{'MiB':>8}")
    before: tuple[int, float] | None = None
    for events in SIZES:
        population = folder / str(events)
        run("generate.py", str(events // 10), str(events), str(population))
        runs = [told(run("ours.py", "score", str(population))) for _ in range(times)]
        seconds = statistics.median(each["seconds"] for each in runs)
        more = ""
        if before is not None:
            more = f"{(seconds - before[1]) / (events - before[0]) * 1e6:.3f}"
        peak = max(each["peak_mib"] for each in runs)
        say(f"{events:13,}{events // 10:12,}{seconds:9.2f}{more:>18}{peak:8}")
        before = (events, seconds)
        shutil.rmtree(population)


@contextmanager
def databases(folder: Path, *, postgres: bool) -> Iterator[dict[str, str]]:
    """Give databases to fill and read: a file, and one on the server that is dropped again."""
    urls = {"SQLite": f"sqlite:///{folder / 'live.sqlite3'}"}
    server = answering() if postgres else None
    if server is None:
        yield urls
        return
    name = f"xinlu_bench_{os.getpid()}"
    server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urls | {"PostgreSQL": f"{SERVER.rpartition('/')[0]}/{name}"}
    finally:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        server.close()


def answering() -> "psycopg.Connection[tuple[Any, ...]] | None":
    """Return the PostgreSQL server, or say that none answers."""
    try:
        return psycopg.connect(SERVER, connect_timeout=3, autocommit=True)
    except psycopg.OperationalError:
        say(f"PostgreSQL: not measured, none answers at {SERVER}")
        return None


def table(runs: dict[str, list[dict[str, Any]]]) -> None:
    """Print what was measured: seconds, their ratio to SQL by hand, memory, whether the hash is."""
    baseline = statistics.median(each["seconds"] for each in runs["sql"])
    wanted = runs["sql"][0]["sha256"]
    say(f"{'':26}{'seconds':>9}{'spread':>15}{'ratio':>9}{'MiB':>7}  hash")
    for name, several in runs.items():
        seconds = sorted(each["seconds"] for each in several)
        middle = statistics.median(seconds)
        spread = f"{seconds[0]:.2f}–{seconds[-1]:.2f}"
        peak = max(each["peak_mib"] for each in several)
        hashes = {each["sha256"] for each in several}
        same = "—" if hashes == {None} else "equal" if hashes == {wanted} else "FAILED: differs"
        ratio = f"{middle / baseline:.2f} ×"
        say(f"{name:26}{middle:9.2f}{spread:>15}{ratio:>9}{peak:7}  {same}")


def machine() -> str:
    """Return what the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES if find_spec(name))
    return f"{os.cpu_count()} cores, {memory} GiB, Python {platform.python_version()}, {libraries}"


def run(script: str, *arguments: str) -> str:
    """Run a script of the population and return what it printed."""
    command = [sys.executable, str(HERE / script), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def told(output: str) -> dict[str, Any]:
    """Return the line of JSON that a script ended with."""
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


if __name__ == "__main__":
    main()
