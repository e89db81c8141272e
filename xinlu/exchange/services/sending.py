"""Rows sent through the interface: received once, however often they are sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import Refused
from xinlu.accounts.parameters import parameter
from xinlu.collection.models import Batch
from xinlu.collection.reconciling import Total
from xinlu.collection.services import batches, files, suspicions
from xinlu.exchange.arranging import Rows, arranged
from xinlu.exchange.models import Sending
from xinlu.kernel.spreadsheets import write_rows


@dataclass(frozen=True)
class Sent:
    """The batch that a request became, and whether the request was known already."""

    batch: Batch
    is_repeated: bool


def send(
    *,
    by: Actor,
    template: str,
    given: Mapping[str, Rows],
    year: int | None,
    confirm: bool | None,
    key: str,
    now: datetime,
    totals: Sequence[Total] = (),
) -> Sent:
    """Receive rows as a batch; under the same key the same rows are received once.

    Raises `Refused` as `batches.receive` does, and "key-reused" for other rows under a known key;
    `RowsRefused` for rows that are no table.
    """
    assert by.client is not None
    known = batches.chosen(template)
    content = write_rows(arranged(known, given), {"client": by.client.code})
    stated = json.dumps([each.told() for each in totals]) if totals else ""
    told = files.digest_of(content + f"|{template}|{year or ''}|{confirm}{stated}".encode())
    if earlier := _sent_before(by, key, told, now):
        return Sent(earlier, True)
    try:
        with transaction.atomic():
            batch = batches.receive(
                None,
                by=by,
                template=template,
                file_name=f"接口报送-{known.title}.json",
                content=content,
                on=localdate(now),
                year=year,
                channel="api",
                confirms_itself=confirm,
                at=now,
            )
            suspicions.state_all(totals, by=by, batch=batch)
            _note(by, key, told, batch, now)
    except IntegrityError:  # the same request came twice at one moment
        earlier = _sent_before(by, key, told, now)
        if earlier is None:
            raise
        return Sent(earlier, True)
    return Sent(batch, batch.is_repeated)


def _sent_before(by: Actor, key: str, told: str, now: datetime) -> Batch | None:
    """Return what was received under the key, or refuse other rows under it."""
    if not key:
        return None
    known = Sending.objects.visible_to(by).select_related("batch").filter(key=key).first()
    if known is None or known.expires_at <= now:
        return None
    if known.fingerprint != told:
        raise Refused(f"The key {key} was used for other rows.", code="key-reused", key=key)
    return known.batch


def _note(by: Actor, key: str, told: str, batch: Batch, now: datetime) -> None:
    """Keep the key in mind for as long as the dated parameter says; forget those that are over."""
    if not key or by.client is None:
        return
    kept = timedelta(hours=parameter("idempotency-key", localdate(now)).value)
    Sending.objects.filter(client=by.client, expires_at__lte=now).delete()
    Sending.objects.create(
        client=by.client, key=key, fingerprint=told, batch=batch, at=now, expires_at=now + kept
    )
