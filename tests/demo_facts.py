"""What can be said of a demo city, as JSON; run in the installation that is asked about."""

import hashlib
import json
import sys

import django

django.setup()

from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402

import xinlu.urls  # noqa: E402, F401 - what pages load
from xinlu.accounts.acts import ACTS  # noqa: E402
from xinlu.accounts.models import AuditEntry  # noqa: E402
from xinlu.collection.models import Batch, Record  # noqa: E402
from xinlu.desk.demo import officers  # noqa: E402
from xinlu.evaluation.models import Confirmation, Result, Run  # noqa: E402


def counted(rows, *fields):
    return {
        " ".join(map(str, values)): count
        for *values, count in rows.order_by().values_list(*fields).annotate(Count("pk"))
    }


def plain(values):
    """Return values without what is sealed, which is never sealed the same way twice."""
    return sorted((key, text) for key, text in values.items() if isinstance(text, str))


def digest():
    """Return a digest of all that was stored and evaluated, in whatever order it was."""
    records = Record.objects.values_list(
        "batch__file_name", "batch__sent_at", "row", "subject__name", "subject__code", "values"
    )
    results = Result.objects.values_list(
        "run__on", "subject__name", "subject__code", "score_text", "grade", "candidate_since"
    )
    said = [repr((*facts, plain(values))) for *facts, values in records]
    said += [repr(facts) for facts in results]
    return hashlib.sha256("\n".join(sorted(said)).encode()).hexdigest()


def led_to(username):
    """Return where an account comes to that logs in and opens the desk."""
    client = Client()
    client.post("/accounts/login/", {"username": username, "password": officers.password()})
    return client.get("/desk/", follow=True).request["PATH_INFO"]


# Whoever looks for doctests imports this too, without a database.
if __name__ == "__main__":
    json.dump(
        {
            "batches": counted(Batch.objects.all(), "state"),
            "runs": counted(Run.objects.all(), "state"),
            "confirmed": counted(Confirmation.objects.all(), "is_fictional", "reason"),
            "accounts": {one.username: led_to(one.username) for one in officers.accounts()},
            # After the desk was opened: an act without a title is one that the desk does not know.
            "untitled": sorted(set(AuditEntry.objects.values_list("act", flat=True)) - set(ACTS)),
            "entries": AuditEntry.objects.count(),
            "records": Record.objects.count(),
            "digest": digest(),
        },
        sys.stdout,
    )
