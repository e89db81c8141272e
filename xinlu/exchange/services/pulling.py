"""Pulling a partner's rows: page by page, each a batch like any other, each row and version once.

What a page became, the note of its rows and the cursor are one transaction. Whoever is killed
leaves whole pages; the next pull goes on behind them, and what it meets again it knows.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.timezone import localdate

from xinlu.accounts.actors import client_actor
from xinlu.accounts.acts import Refused
from xinlu.accounts.models import Client
from xinlu.collection.models import Batch
from xinlu.collection.services import batches
from xinlu.collection.templates import load_template
from xinlu.exchange.arranging import RowsRefused, arranged
from xinlu.exchange.connectors.faults import Fault
from xinlu.exchange.connectors.language import Connector
from xinlu.exchange.connectors.sources import LONGEST_WAIT, page_after
from xinlu.exchange.connectors.translating import Pulled, translated
from xinlu.exchange.models import Connection, PulledRow, Pulling
from xinlu.exchange.services.settling import settle
from xinlu.kernel.spreadsheets import write_rows

#: After failures a connector is asked again ever later, but never later than this.
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True)
class Pull:
    """What a pull brought: pages, rows taken, rows that changed nothing, and why it ended early."""

    pages: int = 0
    taken: int = 0
    repeated: int = 0
    failure: Fault | None = None


class _Elsewhere(Exception):
    """Another process pulls by the same connector; it is left to it."""


def connection_of(connector: Connector) -> Connection:
    """Return where the connector stands; it stands at the beginning when it is first asked."""
    client = Client.objects.filter(code=connector.client).first()
    if client is None:
        raise Fault("no-client", client=connector.client)
    found, _ = Connection.objects.get_or_create(
        code=connector.code,
        defaults={"client": client, "place_id": client.place_id, "line_id": client.line_id},
    )
    if found.client_id != client.pk:
        found.client, found.place, found.line = client, client.place, client.line
        found.save(update_fields=["client", "place", "line"])
    return found


def pull(
    connector: Connector,
    *,
    now: datetime,
    most_pages: int | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Pull:
    """Take what the partner has behind the cursor, and note how it went.

    Before that, later versions that were taken earlier become corrections, see `settling`.

    A failure is kept for the desk, and the connector asked again later; pages that were taken
    before it stay taken. Raises `Fault` "no-client", for then there is nobody to note it by, and
    "paused".
    """
    connection = connection_of(connector)
    settle(connector, connection, now=now)
    if connection.is_paused:
        raise Fault("paused", why=connection.paused_why)
    pulling = _begun(connector, connection, now)
    done = Pull()
    seen = max(0, connection.cursor - connector.cursor.look_back)
    try:
        while most_pages is None or done.pages < most_pages:
            rows = [translated(connector, row) for row in page_after(connector, seen, sleep=sleep)]
            if not rows:
                break
            _must_go_on(connector, seen, rows)
            taken = _take(connector, connection, pulling, rows, now)
            seen = rows[-1].change
            done = replace(
                done,
                pages=done.pages + 1,
                taken=done.taken + taken,
                repeated=done.repeated + len(rows) - taken,
            )
    except _Elsewhere:
        pulling.delete()
        return done
    except Fault as fault:
        done = replace(done, failure=fault)
    except Refused as refused:
        done = replace(done, failure=Fault(refused.code, **refused.params))
    _note(connector, connection, done, now)
    _end(pulling, connection)
    return done


def patience(connector: Connector) -> timedelta:
    """Return how long a page may take at most; a pull that shows nothing for longer is dead."""
    return timedelta(seconds=connector.attempts * (connector.timeout + LONGEST_WAIT))


def _begun(connector: Connector, connection: Connection, now: datetime) -> Pulling:
    """Note that a pull begins; one that was killed before is noted as cut short."""
    moment = timezone.now()
    dead = connection.pullings.filter(ended_at=None, touched_at__lt=moment - patience(connector))
    dead.update(ended_at=F("touched_at"), failure={"code": "cut-short", "params": {}})
    return connection.pullings.create(at=now, touched_at=moment)


def _end(pulling: Pulling, connection: Connection) -> None:
    """Note that a pull is over; of those that brought nothing the last one is kept."""
    rows = connection.pullings.filter(pk=pulling.pk)
    rows.update(ended_at=timezone.now(), failure=connection.failure)
    if connection.failure is None:
        quiet = connection.pullings.filter(ended_at__isnull=False, taken_count=0)
        quiet.filter(failure__isnull=True).exclude(pk=pulling.pk).delete()


def _must_go_on(connector: Connector, since: int, rows: Sequence[Pulled]) -> None:
    """Refuse a page that does not go on behind `since`: it would be asked for for ever."""
    for row in rows:
        if row.change <= since:
            raise Fault("order", column=connector.cursor.column)
        since = row.change


def _take(
    connector: Connector,
    connection: Connection,
    pulling: Pulling,
    rows: Sequence[Pulled],
    now: datetime,
) -> int:
    """Make a batch of the rows that are new, note them and move the cursor; return how many."""
    with transaction.atomic():
        held = Connection.objects.select_for_update().get(pk=connection.pk)
        if held.cursor != connection.cursor:
            raise _Elsewhere
        known = _known_among(connection, rows)
        new = _new_among(known, rows)
        if new:
            batch = _received(connector, connection, new, now)
            PulledRow.objects.bulk_create(
                PulledRow(
                    connection=connection,
                    key=row.key,
                    version=row.version,
                    batch=batch,
                    row=number,
                    is_settled=row.key not in known,
                )
                # The headings are row 1 of the batch.
                for number, row in enumerate(new, 2)
            )
        cursor = max(held.cursor, rows[-1].change)
        repeated = held.repeated_count + len(rows) - len(new)
        moved = Connection.objects.filter(pk=held.pk, cursor=held.cursor)
        if not moved.update(cursor=cursor, repeated_count=repeated):
            raise _Elsewhere
        Pulling.objects.filter(pk=pulling.pk).update(
            touched_at=timezone.now(),
            page_count=F("page_count") + 1,
            taken_count=F("taken_count") + len(new),
            repeated_count=F("repeated_count") + len(rows) - len(new),
        )
    connection.cursor = cursor
    return len(new)


def _known_among(connection: Connection, rows: Sequence[Pulled]) -> dict[str, int]:
    """Return the newest version of each row that was taken before, by the row's key."""
    known: dict[str, int] = {}
    keys = {row.key for row in rows}
    told = PulledRow.objects.filter(connection=connection, key__in=keys)
    for key, version in told.values_list("key", "version"):
        known[key] = max(version, known.get(key, -1))
    return known


def _new_among(known: Mapping[str, int], rows: Sequence[Pulled]) -> list[Pulled]:
    """Return the newest version of each row that is newer than the one that was taken."""
    newest: dict[str, Pulled] = {}
    for row in rows:
        before = newest[row.key].version if row.key in newest else known.get(row.key, -1)
        if row.version > before:
            newest.pop(row.key, None)
            newest[row.key] = row
    return list(newest.values())


def _received(
    connector: Connector, connection: Connection, rows: Sequence[Pulled], now: datetime
) -> Batch:
    """Have the rows received as a batch of the partner's client, to be checked by the worker."""
    template = load_template(connector.template)
    try:
        sheets = arranged(template, {connector.sheet: [row.cells for row in rows]})
    except RowsRefused as refused:
        raise Fault("no-text") from refused
    first, last = rows[0].change, rows[-1].change
    about = {"connector": connector.code, "rows": [[row.key, row.version] for row in rows]}
    return batches.receive(
        None,
        by=client_actor(connection.client),
        template=connector.template,
        file_name=f"{connector.title}-{first}至{last}.json",
        content=write_rows(sheets, about),
        on=localdate(now),
        channel="connector",
        at=now,
    )


def _note(connector: Connector, connection: Connection, done: Pull, now: datetime) -> None:
    """Keep how the pull went, and when the next one is due."""
    failed = connection.failed_count + 1 if done.failure else 0
    pause = timedelta(seconds=connector.every)
    if failed:
        pause = min(pause * 2 ** min(failed - 1, 10), max(pause, LONGEST_PAUSE))
    news = {"asked_at": now, "due_at": now + pause, "failed_count": failed, "failure": None}
    if done.failure:
        news["failure"] = {"code": done.failure.code, "params": done.failure.params}
    else:
        news["pulled_at"] = now
    Connection.objects.filter(pk=connection.pk).update(**news)
    for name, value in news.items():
        setattr(connection, name, value)
