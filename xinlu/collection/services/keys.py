"""Sealing anew what records, refusals and previews hold of persons' numbers."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models, transaction

from xinlu.collection.models import Batch, Correction, PreviewRow, Record, Refusal
from xinlu.kernel import crypto
from xinlu.registry.sealing import ring

_AT_ONCE = 500


def rotate(told: Callable[[int], None] = lambda count: None) -> int:
    """Seal anew with the newest key what older keys sealed in rows; return how many rows.

    Works in short transactions and may be cut short and called again. A record's facts do not
    change by it.
    """
    done = 0
    batches = dict(Batch.objects.values_list("pk", "uid"))
    for rows, reseal in (
        (Record.objects.all(), _record),
        (Correction.objects.all(), _correction),
        (PreviewRow.objects.all(), lambda row: _preview(row, batches[row.batch_id].hex)),
        (
            Refusal.objects.filter(is_sealed=True),
            lambda row: _refusal(row, batches[row.batch_id].hex),
        ),
    ):
        for count in _in_chunks(rows, reseal):
            done += count
            told(done)
    return done


def _in_chunks(rows: models.QuerySet[Any], reseal: Callable[[Any], list[str]]) -> Iterator[int]:
    """Go through the rows by their ids and write those that `reseal` changed; yield how many."""
    last = 0
    while True:
        with transaction.atomic():
            some = list(rows.filter(pk__gt=last).order_by("pk")[:_AT_ONCE])
            changed = [(row, names) for row in some if (names := reseal(row))]
            for row, names in changed:
                row.save(update_fields=names)
        if not some:
            return
        last = some[-1].pk
        yield len(changed)


def _record(row: Record) -> list[str]:
    uid = row.uid.hex
    values = [_renew(row.values, key, key, uid) for key in row.values]
    raw = [_renew(row.raw, heading, f"raw:{heading}", uid) for heading in row.raw]
    return ["values"] * any(values) + ["raw"] * any(raw)


def _correction(row: Correction) -> list[str]:
    uid = row.uid.hex
    changed = [
        _renew(each, side, f"{side}:{each['key']}", uid)
        for each in row.changes
        for side in ("old", "new")
    ]
    return ["changes"] if any(changed) else []


def _preview(row: PreviewRow, uid: str) -> list[str]:
    changed = [_renew(row.cells, at, f"cell:{at}", uid) for at in range(len(row.cells))]
    return ["cells"] if any(changed) else []


def _refusal(row: Refusal, uid: str) -> list[str]:
    token = _renewed(row.value, row.column, uid)
    if token == row.value:
        return []
    row.value = token
    return ["value"]


def _renew(holder: Any, place: Any, field: str, uid: str) -> bool:
    """Seal a covered cell anew if an older key sealed it; say whether it was."""
    cell = holder[place]
    if not isinstance(cell, dict) or "sealed" not in cell:
        return False
    token = _renewed(cell["sealed"], field, uid)
    if token == cell["sealed"]:
        return False
    holder[place] = {**cell, "sealed": token}
    return True


def _renewed(token: str, field: str, uid: str) -> str:
    keys = ring()
    if crypto.key_id_of(token) == keys.keys[0][0]:
        return token
    plain = crypto.unseal(token, field=field, row=uid, ring=keys)
    return crypto.seal(plain, field=field, row=uid, ring=keys)
