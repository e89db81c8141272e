"""Later versions of a partner's rows made corrections (来源更正) of the records they speak of.

A later version comes in as a row of a batch like any other, and its check refuses it, because the
store holds the fact. Its file and row are the evidence of a correction, which is proposed in the
partner's name: each version once, however often this is done.
"""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from xinlu.accounts.actors import client_actor
from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused
from xinlu.collection.checking import CheckedRow
from xinlu.collection.models import Batch, Correction, Record
from xinlu.collection.services import corrections, files
from xinlu.collection.services.corrections import SOURCE, Later
from xinlu.collection.services.examining import Examination
from xinlu.collection.templates import load_template
from xinlu.exchange.connectors.language import Connector
from xinlu.exchange.models import Connection, PulledRow
from xinlu.registry.vault import KeptFileBroken

_UNDER_WAY = (Batch.State.RECEIVED, Batch.State.CHECKING, Batch.State.STORING)


def settle(connector: Connector, connection: Connection, *, now: datetime) -> int:
    """Propose a correction for every later version whose batch is done; return how many.

    What waits for an officer's decision upon another correction, or for its batch, is left for
    the next time.
    """
    waiting = connection.rows.filter(is_settled=False).exclude(batch__state__in=_UNDER_WAY)
    by_batch: dict[int, list[PulledRow]] = defaultdict(list)
    for row in waiting.select_related("batch").order_by("version", "pk"):
        by_batch[row.batch_id].append(row)
    count = 0
    for rows in by_batch.values():
        told = _duplicates(rows[0].batch)
        texts = _read(rows[0].batch) if told else {}
        for row in rows:
            holder = told.get(row.row)
            count += _settle(connector, connection, row, holder, texts.get(row.row), now)
    return count


def _duplicates(batch: Batch) -> dict[int, tuple[int, int]]:
    """Return by row of the batch where the store holds its fact, if it was refused for that."""
    codes: dict[int, set[str]] = defaultdict(set)
    holders: dict[int, tuple[int, int]] = {}
    for number, code, params in batch.refusals.values_list("row", "code", "params"):
        codes[number].add(code)
        if code == "duplicate" and "batch" in params:
            holders[number] = (params["batch"], params["row"])
    return {number: held for number, held in holders.items() if codes[number] == {"duplicate"}}


def _read(batch: Batch) -> dict[int, CheckedRow]:
    """Return the rows of the batch by number, as its kept file has them."""
    template = load_template(batch.template)
    try:
        with files.at_hand(batch.stored_name) as path:
            examination = Examination(template, path, batch.file_name, batch.as_of, batch.year)
            return {row.number: row for chunk in examination.chunks() for row in chunk}
    except KeptFileBroken:
        return {}


def _settle(
    connector: Connector,
    connection: Connection,
    pulled: PulledRow,
    holder: tuple[int, int] | None,
    row: CheckedRow | None,
    now: datetime,
) -> int:
    """Propose what the row changes of its record, and note that it is settled, in one."""
    if holder is None or row is None:
        return 0 if _waits(pulled) else _done(pulled)
    with transaction.atomic():
        held = PulledRow.objects.select_for_update().get(pk=pulled.pk)
        record = _record_at(holder, connection)
        if held.is_settled or record is None:
            return _done(pulled)
        mapped = {column.field for column in connector.columns.values()} | row.values.keys()
        changes = {key: row.values.get(key, "") for key in mapped}
        try:
            with transaction.atomic():
                _make_room(record, connection, now)
                corrections.propose(
                    record,
                    by=client_actor(connection.client),
                    changes=changes,
                    cause=SOURCE,
                    reason=f"{connector.title}：{pulled.key} 第 {pulled.version} 版",
                    now=now,
                    later=Later(pulled.batch, pulled.row),
                )
        except (NotAllowed, NotPermitted):
            return 0  # an officer's correction waits, or the client is suspended
        except Refused:
            return _done(pulled)  # it changes nothing that is not so by now
        _done(pulled)
    return 1


def _waits(pulled: PulledRow) -> bool:
    """Say whether the row may still be stored as one of its own: its batch waits for the sender."""
    return pulled.batch.state == Batch.State.CHECKED and pulled.batch.accepted_count > 0


def _done(pulled: PulledRow) -> int:
    PulledRow.objects.filter(pk=pulled.pk).update(is_settled=True)
    return 0


def _record_at(holder: tuple[int, int], connection: Connection) -> Record | None:
    """Return the record in force that came of the row, if the same partner sent it."""
    batch, row = holder
    rows = Record.objects.in_force().select_related("batch", "subject")
    return rows.filter(batch=batch, row=row, batch__client=connection.client).first()


def _make_room(record: Record, connection: Connection, now: datetime) -> None:
    """Take back what the same partner proposed before: its newest version counts."""
    by = client_actor(connection.client)
    earlier = Correction.objects.waiting().filter(record=record, client=connection.client)
    for one in earlier:
        corrections.retract(one, by=by, reason="来源又有新的版本", now=now)
