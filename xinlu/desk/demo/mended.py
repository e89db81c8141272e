"""Corrections of the demo city: slips that clerks found in what they had sent, and their ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Role
from xinlu.collection.models import Correction, Record
from xinlu.collection.services import corrections
from xinlu.collection.services.correcting import RowUnfit

#: Records of one template that are corrected, and the days between two proposals.
_EACH, _APART = 6, timedelta(days=9)


@dataclass(frozen=True, slots=True)
class Slip:
    """What was wrong in records of a template: the field, what is right, and why."""

    template: str
    key: str
    right: str
    cause: str
    reason: str


SLIPS = (
    Slip("overload", "total_weight", "51.5", "document", "示例：检测单更正，称重值有误。"),
    Slip("permit", "legal_representative", "示例更正", "conversion", "示例：导出时串列。"),
    Slip("penalty", "fine", "0.3", "entry", "示例：金额录入时看错一行，已与决定书核对。"),
    Slip("penalty", "legal_representative", "示例更正", "misread", "示例：误填了经办人姓名。"),
)


def carry_out(today: date, clerks: dict[str, Actor], reviewer: Actor | None) -> None:
    """Propose corrections over the last weeks; most are confirmed, some refused, the last wait."""
    at_home = {clerk.authority.place_id: clerk for clerk in clerks.values() if clerk.authority}
    found = list(_slipped())
    for number, (slip, record) in enumerate(found):
        clerk = at_home.get(record.batch.place_id or 0)
        day = today - _APART * ((len(found) - number) // 3)
        now = make_aware(datetime.combine(day, time(10, number % 60)))
        if clerk is None or record.values.get(slip.key) in (None, slip.right):
            continue
        try:
            one = corrections.propose(
                record,
                by=clerk,
                changes={slip.key: slip.right},
                cause=slip.cause,
                reason=slip.reason,
                now=max(now, record.batch.stored_at or now),
            )
        except RowUnfit:
            continue
        if reviewer is not None and number < len(found) - 4:
            _decided(one, reviewer, number)


def _slipped() -> Iterator[tuple[Slip, Record]]:
    """Yield the records that are corrected, in an order that is the same every time."""
    taken: set[int] = set()
    for slip in SLIPS:
        done = Correction.objects.filter(template=slip.template, reason=slip.reason).count()
        rows = Record.objects.in_force().filter(template=slip.template, corrections=None)
        rows = rows.filter(supersedes=None, **{f"values__{slip.key}__isnull": False})
        latest = rows.select_related("batch").order_by("-happened_on", "number", "pk")
        for record in latest.exclude(pk__in=taken)[: max(_EACH - done, 0)]:
            taken.add(record.pk)
            yield slip, record


def _decided(one: Correction, reviewer: Actor, number: int) -> None:
    if one.state != Correction.State.PROPOSED or not reviewer.has(Role.REVIEWER):
        return
    now = one.proposed_at + timedelta(hours=5)
    if number % 5 == 3:
        corrections.refuse(one, by=reviewer, reason="示例：与决定书原件一致，不更正。", now=now)
    else:
        corrections.confirm(one, by=reviewer, now=now)
