"""A later row of a fact takes the place of the earlier one (更新), where its template says so.

The earlier record stays in force until the batch of the later one is stored; until then the later
one waits under a key of its own, so that two batches cannot both be about to take the same place.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.functions import Substr

from xinlu.collection.covering import uncover
from xinlu.collection.models import Batch, Correction, Record
from xinlu.collection.models.records import RecordQuerySet

#: What the key of a record begins with that is about to take another's place.
WAITING = "+"
_MANY = 500


@dataclass(frozen=True, slots=True)
class Holder:
    """The record that holds a fact now, who sent it, and what it says in plain."""

    pk: int
    batch: int
    row: int
    authority: int | None
    values: Mapping[str, str]


def holders(keys: Collection[str]) -> dict[str, Holder]:
    """Return by key the records that hold these facts."""
    found: dict[str, Holder] = {}
    listed = list(keys)
    for at in range(0, len(listed), _MANY):
        rows = Record.objects.filter(key__in=listed[at : at + _MANY])
        for key, pk, batch, row, authority, uid, values in rows.values_list(
            "key", "pk", "batch_id", "row", "batch__authority_id", "uid", "values"
        ):
            found[str(key)] = Holder(pk, batch, row, authority, plain(values, uid.hex))
    return found


def plain(values: Mapping[str, Any], row: str) -> dict[str, str]:
    """Return the values of a record with what is sealed in them opened, to be compared."""
    return {key: uncover(value, field=key, row=row) for key, value in values.items()}


def taken(keys: Iterable[str]) -> set[str]:
    """Return those of the facts whose place another batch is about to take."""
    waiting = [f"{WAITING}{key}" for key in keys]
    rows = Record.objects.filter(key__in=waiting).values_list("key", flat=True)
    return {str(key)[len(WAITING) :] for key in rows}


def take_over(batch: Batch) -> None:
    """Put the records of the batch in the place of those that they replace."""
    mine = Record.objects.filter(batch=batch, key__startswith=WAITING)
    replaced = list(mine.values_list("supersedes", flat=True))
    if not replaced:
        return
    _follow_corrections(mine)
    earlier = Record.objects.filter(pk__in=mine.values("supersedes"), key__isnull=False)
    Correction.objects.filter(record__in=earlier).waiting().update(
        state=Correction.State.LAPSED, decided_at=batch.sent_at, decision="报送单位已更新这条记录"
    )
    earlier.update(state=Record.State.SUPERSEDED, key=None)
    mine.update(key=Substr(F("key"), len(WAITING) + 1))


def _follow_corrections(mine: RecordQuerySet) -> None:
    """Let records replace what holds the fact by now: the earlier one was corrected meanwhile."""
    for one in mine.filter(supersedes__key__isnull=True):
        now = Record.objects.filter(key=str(one.key)[len(WAITING) :]).first()
        if now is not None:
            Record.objects.filter(pk=one.pk).update(supersedes=now)


def replaced_by(batch: Batch) -> list[tuple[int, str]]:
    """Return which record each record in force of the batch took the place of, and by which key."""
    rows = Record.objects.filter(batch=batch, supersedes__isnull=False, key__isnull=False)
    return [(int(pk), str(key)) for pk, key in rows.values_list("supersedes", "key") if pk]


def give_back(replaced: Iterable[tuple[int, str]]) -> None:
    """Put records in force again whose successor was withdrawn, or what they had replaced."""
    for pk, key in replaced:
        earlier: int | None = pk
        while earlier is not None:
            one = Record.objects.select_related("batch").get(pk=earlier)
            in_store = one.batch.state == Batch.State.STORED
            if one.state == Record.State.SUPERSEDED and in_store:
                Record.objects.filter(pk=one.pk).update(state=Record.State.IN_FORCE, key=key)
                break
            earlier = one.supersedes_id
