"""Claim: rows sent through the JSON interface are stored at 1,500 a second and more.

Sends 200,000 rows of three templates (penalties, drivers, overloads) in requests of 10,000, each
checked and stored before the next, on PostgreSQL where a server is found (at
`XINLU_TEST_DATABASE_URL`, else 127.0.0.1) and on SQLite otherwise. Baseline: a bare COPY of the
very same records into a table without index: it reads no JSON and checks nothing.
"""

import argparse
import atexit
import io
import json
import os
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import psycopg

SERVER = os.environ.get("XINLU_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
NAME = f"xinlu_bench_{uuid4().hex[:10]}"


def asked(question: str) -> None:
    """Ask the server something outside of a transaction."""
    with psycopg.connect(SERVER, autocommit=True, connect_timeout=3) as server:
        server.execute(question)


try:
    asked(f'CREATE DATABASE "{NAME}"')
    atexit.register(asked, f'DROP DATABASE "{NAME}" WITH (FORCE)')
    os.environ["XINLU_BENCH_DATABASE"] = f"{SERVER.rpartition('/')[0]}/{NAME}"
except psycopg.OperationalError:
    os.environ.pop("XINLU_BENCH_DATABASE", None)

from _measure import say, timed  # noqa: E402  it sets Django up on the database chosen above
from _stage import prepare  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from xinlu.accounts.actors import SYSTEM  # noqa: E402
from xinlu.accounts.models import Authority  # noqa: E402
from xinlu.accounts.services import clients  # noqa: E402
from xinlu.collection.models import Record  # noqa: E402
from xinlu.collection.tests import penalty_files  # noqa: E402
from xinlu.exchange.tests.systems import post_as, work  # noqa: E402

AT_ONCE, ROWS_A_SECOND = 10_000, 1500


def penalties(first: int, count: int) -> Iterator[dict[str, Any]]:
    """Yield penalties of many firms and persons."""
    table = penalty_files.rows(count, firms=20_000, people=5_000, seed=first)
    for number, row in enumerate(table, first):
        told = {k: v for k, v in zip(penalty_files.HEADINGS, row, strict=True) if v != ""}
        yield told | {"行政处罚决定书文号": f"渝示交罚〔2024〕{number:06d}号"}


def drivers(first: int, count: int) -> Iterator[dict[str, Any]]:
    """Yield drivers, each another person."""
    for number in range(first, first + count):
        yield {
            "从业资格证号": penalty_files.resident_id(number),
            "姓名": "示某",
            "初次领证日期": (date(2015, 1, 1) + timedelta(days=number % 3000)).isoformat(),
        }


def overloads(first: int, count: int) -> Iterator[dict[str, Any]]:
    """Yield penalties of vehicles that were overloaded."""
    for number in range(first, first + count):
        yield {
            "车牌号": f"渝X{number % 100_000:05d}",
            "车牌颜色": "黄",
            "处罚决定日期": (date(2024, 1, 1) + timedelta(days=number % 300)).isoformat(),
            "行政处罚决定书文号": f"渝示超罚〔2024〕{number:06d}号",
        }


KINDS = (("penalty", penalties), ("driver", drivers), ("overload", overloads))


def requests(rows: int) -> Iterator[str]:
    """Yield the bodies of the requests, the templates in turn."""
    for turn, first in enumerate(range(0, rows, AT_ONCE)):
        template, made = KINDS[turn % len(KINDS)]
        told = list(made(first + 1, min(AT_ONCE, rows - first)))
        yield json.dumps({"template": template, "rows": told, "confirm": True}, ensure_ascii=False)


def bare_copy() -> float:
    """Return the seconds of copying the same records into a table of their own."""
    kept = io.BytesIO()
    cursor = connection.cursor().cursor
    with cursor.copy("COPY collection_record TO STDOUT") as out:
        for piece in out:
            kept.write(piece)
    cursor.execute("CREATE UNLOGGED TABLE bare (LIKE collection_record)")

    def copy() -> None:
        with cursor.copy("COPY bare FROM STDIN") as into:
            into.write(kept.getvalue())

    return timed(copy)


def main() -> int:
    """Measure and print; the exit code is 1 where the claim does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--no-claim", action="store_true")
    options = parser.parse_args()
    prepare()
    settings.API_RATE = 10**9
    settings.ALLOWED_HOSTS = ["testserver"]
    authority = Authority.objects.filter(is_partner=False).first()
    assert authority is not None
    _, secret = clients.make(
        authority, by=SYSTEM, code="bench", title="示例系统", scopes=["send", "read"]
    )
    bodies = list(requests(options.rows))
    sending = working = 0.0
    for body in bodies:
        sending += timed(lambda body=body: post_as("bench", secret, body))  # type: ignore[misc]
        working += timed(work)
    stored, seconds = Record.objects.count(), sending + working
    say(f"{connection.vendor}: {stored:,} of {options.rows:,} rows in {len(bodies)} requests")
    say(f"  answering {sending:7.1f} s   checking and storing {working:7.1f} s")
    say(f"  {stored / seconds:9,.0f} rows/s")
    if connection.vendor == "postgresql":
        plain = bare_copy()
        say(f"  = {seconds / plain:5.1f} × a bare COPY of the same records ({plain:.2f} s)")
    holds = stored == options.rows and stored / seconds >= ROWS_A_SECOND
    return 0 if holds or options.no_claim else 1


if __name__ == "__main__":
    raise SystemExit(main())
