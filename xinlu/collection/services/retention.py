"""Sealing what was kept for its time (到期封存): asked for, decided by another, done in steps."""

from dataclasses import asdict
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from xinlu.accounts.actors import SYSTEM, Actor
from xinlu.accounts.acts import NotAllowed, Refused, act, argue, move
from xinlu.accounts.models import Role
from xinlu.accounts.reach import require_city
from xinlu.collection import messages, retention  # noqa: F401  the sentences of refusals
from xinlu.collection.covering import Covered, uncover
from xinlu.collection.models import Record, RetentionOrder, Tombstone
from xinlu.kernel import crypto
from xinlu.registry.sealing import ring

#: Records sealed in one transaction.
AT_ONCE = 500


@act("retention.propose", title="提请封存到期信息", may=[Role.ADMINISTRATOR])
def propose(target: None, *, by: Actor, on: date, reason: str, nonce: str = "") -> RetentionOrder:
    """Ask that what is due on the day be sealed; the dry run's figures are kept with it."""
    require_city(by, Role.ADMINISTRATOR)
    if not reason.strip():
        raise Refused("Say why.", code="reason-missing")
    figures = retention.dry_run(on)
    count = retention.total(figures)
    if not count:
        raise Refused("Nothing is due.", code="nothing-due")
    if RetentionOrder.objects.filter(state=RetentionOrder.State.APPROVED).exists():
        raise NotAllowed("One is being carried out.", code="order-open")
    try:
        with transaction.atomic():
            return RetentionOrder.objects.create(
                on=on,
                figures=[asdict(each) for each in figures],
                due_count=count,
                proposed_by=by.user,
                proposed_at=timezone.now(),
                said=[{"act": "retention.propose", "reason": reason.strip()[:500]}],
            )
    except IntegrityError:
        raise Refused("One waits.", code="order-open") from None


@act(
    "retention.approve",
    title="审定封存到期信息",
    may=[Role.APPROVER],
    not_by=["proposed_by"],
)
def approve(order: RetentionOrder, *, by: Actor, reason: str, nonce: str = "") -> RetentionOrder:
    """Let what is due be sealed; what something needs by then is left out."""
    require_city(by, Role.APPROVER)
    return argue(
        order,
        RetentionOrder.State.APPROVED,
        name="retention.approve",
        reason=reason,
        decided_by=by.user,
        decided_at=timezone.now(),
    )


@act("retention.refuse", title="不予封存到期信息", may=[Role.APPROVER], not_by=["proposed_by"])
def refuse(order: RetentionOrder, *, by: Actor, reason: str, nonce: str = "") -> RetentionOrder:
    """Leave everything open, and say why."""
    require_city(by, Role.APPROVER)
    return argue(
        order,
        RetentionOrder.State.REFUSED,
        name="retention.refuse",
        reason=reason,
        decided_by=by.user,
        decided_at=timezone.now(),
    )


def carry_out() -> int:
    """Seal what the approved order covers; return how many records were sealed now.

    Works in short transactions; cut short, it goes on with the rest when called again.
    """
    done = 0
    for order in RetentionOrder.objects.filter(state=RetentionOrder.State.APPROVED):
        while count := _seal_some(order):
            done += count
        finish(order, by=SYSTEM)
    return done


@act("retention.finish", title="封存到期信息完成")
def finish(order: RetentionOrder, *, by: Actor) -> RetentionOrder:
    """Note how many records the order sealed."""
    return move(
        order,
        RetentionOrder.State.DONE,
        moves=RetentionOrder.MOVES,
        sealed_count=order.tombstones.count(),
    )


def _seal_some(order: RetentionOrder) -> int:
    with transaction.atomic():
        rows = retention.due(order.on).select_related("subject").order_by("pk")[:AT_ONCE]
        records = list(rows)
        Tombstone.objects.bulk_create(
            Tombstone(record=each, order=order, on=order.on, keys=_sealed(each)) for each in records
        )
        Record.objects.bulk_update(records, ["values", "raw"])
    return len(records)


def _sealed(record: Record) -> list[str]:
    """Seal what is personal in a record, and all cells of unknown columns; return which fields."""
    uid = record.uid.hex
    keys = retention.personal_keys(record)
    for key in keys:
        record.values[key] = _hidden(record.values[key], key, uid)
    headings = list(record.raw)
    for heading in headings:
        record.raw[heading] = _hidden(record.raw[heading], f"raw:{heading}", uid)
    return [*keys, *(f"raw:{heading}" for heading in headings)]


def _hidden(value: object, field: str, row: str) -> Covered:
    """Return a value sealed so that nothing of it is shown; the keys still open it."""
    plain = uncover(value, field=field, row=row)
    token = crypto.seal(plain, field=field, row=row, ring=ring())
    return {"sealed": token, "shown": retention.SEALED}
