"""Counts of the quality of rows by unit, template and month, kept current batch by batch.

A batch keeps in its outline what was counted of its rows when they were checked; the counts of its
unit are their sum. What was discarded, withdrawn or could not be read is not counted.
"""

from collections import Counter
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.timezone import localdate, make_aware

from xinlu.collection.models import Batch, Quality, QualityPart, Refusal
from xinlu.collection.months import before
from xinlu.collection.quality import COUNTED, REFUSED, merged

#: Why a row that was accepted can still be refused when it is stored, and what that is a fault of.
_LATE = {"duplicate": "repeated", "unknown-subject": "inconsistent"}
_COUNTED_STATES = (Batch.State.CHECKED, Batch.State.STORING, Batch.State.STORED)


def count(batch: Batch, told: dict[str, Any]) -> None:
    """Add what was counted of the rows of a batch that was checked just now."""
    _add(_of(batch), told)


def stored(batch: Batch) -> dict[str, Any]:
    """Note that the batch was stored, and return its outline.

    Rows that could no longer be stored after they were checked are refused by now.
    """
    outline: dict[str, Any] = batch.outline
    told = outline.get("quality")
    if told is None:
        return outline
    quality = _of(batch)
    late = told["counts"]["accepted"] - batch.accepted_count
    if late > 0:
        added = _refused_late(batch, told, late)
        _add(quality, added)
        outline = {**outline, "quality": _sum(told, added)}
    if batch.accepted_count:
        day = localdate(batch.sent_at)
        Quality.objects.filter(Q(first_on__gt=day) | Q(first_on=None), pk=quality.pk).update(
            first_on=day
        )
        Quality.objects.filter(Q(last_on__lt=day) | Q(last_on=None), pk=quality.pk).update(
            last_on=day
        )
    return outline


def forget(batch: Batch) -> None:
    """Count the month of a batch anew that was discarded or withdrawn."""
    if "quality" in batch.outline:
        _recount(_of(batch))


def recount_all() -> None:
    """Make all counts anew from what the batches keep."""
    with transaction.atomic():
        Quality.objects.all().delete()
        rows = Batch.objects.filter(state__in=_COUNTED_STATES).order_by("pk")
        for batch in rows.iterator(chunk_size=500):
            _take_in(_of(batch), batch)


def _of(batch: Batch) -> Quality:
    """Return the counts that the batch is part of."""
    month = localdate(batch.sent_at).replace(day=1)
    parts = (batch.authority_id, batch.place_id, batch.line_id, batch.template, month)
    found, _ = Quality.objects.get_or_create(
        key="|".join("" if part is None else str(part) for part in parts),
        defaults={
            "authority_id": batch.authority_id,
            "place_id": batch.place_id,
            "line_id": batch.line_id,
            "template": batch.template,
            "month": month,
        },
    )
    return found


def _add(quality: Quality, told: dict[str, Any]) -> None:
    """Add counts and parts; the first change locks the row, so that parts are added up in turn."""
    changes = {name: F(name) + count for name, count in told["counts"].items() if count}
    if not changes:
        return
    Quality.objects.filter(pk=quality.pk).update(**changes)
    known = {(one.what, one.code, one.column): one for one in quality.parts.all()}
    new, changed = [], []
    for what, code, column, count in told["parts"]:
        key = (what, code, column[:100])
        if part := known.get(key):
            part.count += count
            changed.append(part)
        else:
            known[key] = QualityPart(
                quality=quality, what=what, code=code, column=key[2], count=count
            )
            new.append(known[key])
    QualityPart.objects.bulk_create(new)
    QualityPart.objects.bulk_update([part for part in changed if part.pk], ["count"])


def _recount(quality: Quality) -> None:
    """Make the counts of one unit, template and month anew."""
    quality.parts.all().delete()
    zeros: dict[str, Any] = dict.fromkeys(COUNTED, 0)
    Quality.objects.filter(pk=quality.pk).update(**zeros, first_on=None, last_on=None)
    begins, ends = (
        make_aware(datetime.combine(day, time.min))
        for day in (quality.month, before(quality.month, -1))
    )
    rows = Batch.objects.filter(
        authority=quality.authority_id,
        place=quality.place_id,
        line=quality.line_id,
        template=quality.template,
        sent_at__gte=begins,
        sent_at__lt=ends,
        state__in=_COUNTED_STATES,
    )
    for batch in rows.order_by("pk"):
        _take_in(quality, batch)


def _take_in(quality: Quality, batch: Batch) -> None:
    if told := batch.outline.get("quality"):
        _add(quality, told)
    if batch.state == Batch.State.STORED:
        stored(batch)


def _refused_late(batch: Batch, told: dict[str, Any], late: int) -> dict[str, Any]:
    """Return what changed by rows that were refused after they had been counted as accepted."""
    known = {(code, column): n for what, code, column, n in told["parts"] if what == REFUSED}
    counts: Counter[str] = Counter(accepted=-late)
    parts = []
    rows = Refusal.objects.filter(batch=batch, code__in=_LATE).order_by()
    for code, column, now in rows.values_list("code", "column").annotate(now=Count("pk")):
        more = now - known.get((code, column), 0)
        if more > 0:
            counts[_LATE[code]] += more
            parts.append([REFUSED, code, column, more])
    return {"counts": counts, "parts": parts}


def _sum(told: dict[str, Any], added: dict[str, Any]) -> dict[str, Any]:
    counts = {name: told["counts"][name] + added["counts"].get(name, 0) for name in told["counts"]}
    return {"counts": counts, "parts": merged([*told["parts"], *added["parts"]])}
