"""Claim: among a million subjects the search box answers numbers in milliseconds, names in 0.4 s.

Fills the registry and its index of name pieces, then asks for part of a name of two characters, for
pinyin initials, a credit code and a plate, as a stranger does. Baseline: a plain LIKE over the same
table, the best (shortest) fifty names first; for initials, which the table does not hold, over the
name they were taken from.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from datetime import date

from _measure import percentile, repeated, say, spread, timed
from _stage import prepare
from django.db import connection, transaction

from xinlu.collection.tests import penalty_files
from xinlu.registry import grams
from xinlu.registry.bulk import fresh_uid, insert
from xinlu.registry.models import Identifier, Subject
from xinlu.registry.selectors import find

ON = date(2026, 1, 1)
AT_ONCE = 50_000
LIMIT = 50
SCHEMES = {"vehicle": "plate", "firm": "credit-code"}


def plate(number: int) -> str:
    """Return the plate of the vehicle of this number."""
    return f"渝{'ABCDEFGHJK'[number // 100_000 % 10]}{number % 100_000:05d}/黄"


def subjects(first: int, last: int) -> Iterator[tuple[object, ...]]:
    """Yield firms, and every tenth a vehicle."""
    for number in range(first, last):
        is_vehicle = number % 10 == 0
        kind, name = ("vehicle", "") if is_vehicle else ("firm", penalty_files.firm_name(number))
        code = plate(number) if is_vehicle else penalty_files.credit_code(number)
        yield fresh_uid(), kind, name, code, "active", None, True, ON, "bench", False


def fill(count: int) -> None:
    """Register the subjects with their numbers and the pieces of their names."""
    fields = ("uid", "kind", "name", "code", "status", "home_place", "home_is_provisional")
    fields += ("registered_on", "registered_from", "is_pending")
    numbers = ("uid", "subject", "scheme", "lookup", "token", "since", "until")
    for first in range(0, count, AT_ONCE):
        with transaction.atomic():
            last = Subject.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            insert(Subject, fields, subjects(first, min(first + AT_ONCE, count)))
            new = Subject.objects.filter(pk__gt=last).values_list("pk", "kind", "code", "name")
            made = list(new)
            insert(
                Identifier,
                numbers,
                (
                    (fresh_uid(), pk, SCHEMES[kind], code, "", None, None)
                    for pk, kind, code, _ in made
                ),
            )
            grams.write((pk, name) for pk, _, _, name in made if name)


def like(text: str) -> Callable[[], object]:
    """Return the look-up that a table without such an index allows."""

    def work() -> object:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, name FROM registry_subject WHERE name LIKE %s OR code LIKE %s"
                " ORDER BY length(name), name LIMIT %s",
                [f"%{text}%", f"%{text}%", LIMIT],
            )
            return cursor.fetchall()

    return work


def main() -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=40)
    options = parser.parse_args()
    started = time.monotonic()
    prepare()
    built = timed(lambda: fill(options.subjects))
    say(f"{options.subjects:,} subjects built in {built:.0f} s")
    some = options.subjects // 2 + 1
    questions = {
        "two characters": ("山城", "山城"),
        "two, in every name": ("示例", "示例"),
        "five characters": (penalty_files.firm_name(some)[2:7],) * 2,
        "initials": ("jlyh", "嘉陵远航"),
        "credit code": (penalty_files.credit_code(some),) * 2,
        "plate": (plate(some - some % 10).split("/")[0],) * 2,
        "nobody": ("巴蜀",) * 2,
    }
    for title, (query, plainly) in questions.items():
        count = len(find(query, limit=LIMIT))
        asked = repeated(lambda query=query: find(query, limit=LIMIT), options.times)
        scanned = repeated(like(plainly), 3)
        ratio = percentile(scanned, 0.5) / percentile(asked, 0.5)
        say(f"{title:<20} {spread(asked)}   {count:3} found   LIKE {ratio:8.1f} × as long")
    say(f"in all {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
