"""Claim: the pages of 双公示 and 数据质量 answer within 150 ms (p95) over 2,000,000 decisions.

Fills a PostgreSQL database of its own with decisions of 45 units over 36 months, one in a hundred
still open, and asks for the pages in this process. `XINLU_BENCH_POSTGRES` names a server on which
a database may be made; it is dropped at the end.
"""

import argparse
import os
import sys
import time
from datetime import date, timedelta

import psycopg

SERVER = os.environ.get("XINLU_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
NAME = "xinlu_bench_collection"
LIMIT = 0.150
UNTIL = date(2026, 11, 24)
PAGES = {
    "desk": "/desk/publicity/",
    "desk, overdue": "/desk/publicity/?figure=overdue",
    "desk, late of a month": "/desk/publicity/?month=2026-05&figure=late",
    "rates by county": "/desk/publicity-rates/?month=2026-05",
    "rates by unit": "/desk/publicity-rates/?month=2026-05&by=unit",
    "rates by month": "/desk/publicity-rates/?month=2026-11&by=month",
    "monthly table": "/desk/publicity-monthly/?month=2026-05",
    "quality by unit": "/desk/quality/?month=2026-05",
    "quality, both": "/desk/quality/?month=2026-05&by=both",
}
#: Counts of quality of every unit, ten templates and 36 months, three causes each.
FILL_QUALITY = """
INSERT INTO collection_quality (key, authority_id, place_id, template, month, rows, accepted,
  incomplete, invalid, repeated, inconsistent, needed, filled, optional, given, first_on, last_on)
SELECT u.id || '|' || t || '|' || m, u.id, u.place_id, t, m::date, 124, 120, 1, 2, 1, 0,
  1240, 1239, 1240, 600, m::date + 3, m::date + 20
FROM accounts_authority u,
  unnest(ARRAY['penalty','permit','overload','driver','driver-points','firm-year','assessment',
    'highway-ledger','decision-register','upstream-receipt']) t,
  generate_series(DATE '2023-12-01', DATE '2026-11-01', '1 month') m;
INSERT INTO collection_qualitypart (quality_id, what, code, "column", count)
SELECT q.id, 'refused', c, '示例', 1 FROM collection_quality q,
  unnest(ARRAY['missing','date','duplicate']) c
"""
FILL = """
INSERT INTO collection_decision (uid, key, kind, number, subject_name, authority_id, place_id,
  month, decided_on, published_on, sent_on, passed_on, outside, basis, due_on, stopped_on)
SELECT gen_random_uuid(), md5(n::text), CASE WHEN n % 3 = 0 THEN 'permit' ELSE 'penalty' END,
  '示交罚〔' || extract(year FROM decided) || '〕' || n || '号', '示例',
  unit, place, date_trunc('month', decided)::date, decided, decided + 1,
  sent, sent,
  CASE WHEN n % 50 = 0 THEN 'simple' ELSE '' END, '', decided + 9, sent
FROM (SELECT n, decided, u.id AS unit, u.place_id AS place,
        CASE WHEN n % 100 = 0 THEN NULL ELSE decided + 2 + (n % 9 = 0)::int * 9 END AS sent
      FROM (SELECT n, DATE '{since}' + (n::bigint * 7919 % 1095)::int AS decided
            FROM generate_series(1, {rows}) n) d
      JOIN (SELECT id, place_id, row_number() OVER (ORDER BY id) - 1 AS at,
              count(*) OVER () AS units
            FROM accounts_authority) u ON u.at = n % u.units) filled
"""


def main() -> int:
    """Fill, ask, print; the exit code is 1 where a page is slower than claimed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--no-claim", action="store_true", help="measure, and hold nothing against")
    options = parser.parse_args()
    try:
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {NAME}")
    except psycopg.OperationalError:
        print("No PostgreSQL answers; nothing was measured (0 × 150 ms).")
        return 0
    try:
        slow = measured(options.rows, options.times)
        return 0 if options.no_claim else slow
    finally:
        from django.db import connection

        connection.close()
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def measured(rows: int, times: int) -> int:
    """Fill the database, ask for each page, and return whether one was too slow."""
    os.environ["XINLU_DATABASE_URL"] = SERVER.rsplit("/", 1)[0] + "/" + NAME
    os.environ.setdefault("XINLU_JURISDICTION", "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinlu.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from xinlu.accounts.actors import SYSTEM
    from xinlu.accounts.models import Appointment, Authority, Role, User
    from xinlu.collection.services import finding, tallies

    call_command("prepare", quiet=True)
    with connection.cursor() as cursor:
        since = UNTIL - timedelta(days=1094)
        cursor.execute(FILL.format(since=since, rows=rows))
        cursor.execute("VACUUM ANALYZE collection_decision")
        cursor.execute(FILL_QUALITY)
        cursor.execute("ANALYZE collection_quality; ANALYZE collection_qualitypart")
    start = time.perf_counter()
    tallies.recount_all()
    print(f"{rows} decisions counted anew in {time.perf_counter() - start:.1f} s")
    start = time.perf_counter()
    found = finding.find(None, by=SYSTEM, on=UNTIL)
    print(f"suspected omissions looked for in {time.perf_counter() - start:.1f} s, {found} found")
    user = User.objects.create_user("bench")
    city = Authority.objects.filter(place__level="city").order_by("pk")[0]
    Appointment.objects.create(
        user=user, authority=city, role=Role.REVIEWER, since=date(2020, 1, 1)
    )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    slow = 0
    for title, address in PAGES.items():
        seconds = sorted(asked(client, address) for _ in range(times))
        late = seconds[min(times - 1, int(times * 0.95))]
        slow += late > LIMIT
        middle = seconds[times // 2] * 1000
        ratio = f"{late / LIMIT:5.2f} × {LIMIT * 1000:.0f} ms"
        print(f"{title:<22} p50 {middle:7.1f} ms   p95 {late * 1000:7.1f} ms   {ratio}")
    return int(slow > 0)


def asked(client: object, address: str) -> float:
    """Return the seconds that a page takes."""
    start = time.perf_counter()
    answer = client.get(address)  # type: ignore[attr-defined]
    assert answer.status_code == 200, (address, answer.status_code)
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
