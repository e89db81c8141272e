"""Claim: the main pages over 100,000 records cost a small number of times an empty page.

Asks a real server for the pages, one after another. Baseline: `/robots.txt` of the same server, a
view that returns a constant through the same middleware.
"""

import argparse

from _measure import get, percentile, say, site, spread
from _stage import a_workbook, logged_in, prepare, stored

from xinlu.collection.models import Record

EMPTY = "/robots.txt"


def pages() -> dict[str, str]:
    """Return the pages to ask for, by name."""
    record = Record.objects.filter(subject__kind="firm").order_by("pk")[0]
    found = "%E7%A4%BA%E4%BE%8B"  # 示例
    return {
        "empty view": EMPTY,
        "portal home": "/",
        "portal search": f"/search/?q={found}",
        "portal subject": f"/subjects/{record.subject.uid}/",
        "desk home": "/desk/",
        "records": "/desk/records/",
        "record": f"/desk/records/{record.uid}/",
        "subjects": "/desk/subjects/",
        "subject file": f"/desk/subjects/{record.subject.uid}/",
        "desk search": f"/desk/search/?q={found}",
        "imports": "/desk/imports/",
        "runs": "/desk/runs/",
        "audit": "/desk/audit/",
    }


def main() -> int:
    """Fill, ask, print; the exit code is 1 where a page fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=40)
    options = parser.parse_args()
    prepare()
    cookie = logged_in()
    stored(a_workbook(options.rows))
    failed, nothing = 0, 0.0
    with site() as port:
        for _ in range(8):
            get(port, "/desk/", cookie)
        for title, address in pages().items():
            get(port, address, cookie)
            answers = [get(port, address, cookie) for _ in range(options.times)]
            seconds = [time for _, time in answers]
            nothing = nothing or percentile(seconds, 0.5)
            wrong = sorted({status for status, _ in answers} - {200})
            failed += bool(wrong)
            ratio = percentile(seconds, 0.5) / nothing
            say(f"{title:<15} {spread(seconds)}   {ratio:6.1f} × empty   {wrong or ''}")
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
