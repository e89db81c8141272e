"""Decisions made from the rows that tell of them, in the transactions that check and store rows.

The first sending counts: a row that was refused is remembered with its day, and when it is sent
again mended, it is tied to that by document number and counterpart.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import localdate

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import act
from xinlu.accounts.models import Authority
from xinlu.collection.checking import CheckedRow
from xinlu.collection.clocks import Times
from xinlu.collection.dual_publicity import dates_of, stopped_by
from xinlu.collection.models import Batch, Decision
from xinlu.collection.services import tallies
from xinlu.collection.services.ready import Ready
from xinlu.collection.services.telling import Told
from xinlu.collection.templates import Template
from xinlu.registry.bulk import insert, replace, stand_in_line

#: What a row may change of a decision that is there.
_CHANGED = tuple(
    field.name for field in Decision._meta.concrete_fields if field.name not in ("id", "uid")
)
_ATTRIBUTES = tuple(str(Decision._meta.get_field(name).attname) for name in _CHANGED)  # type: ignore[union-attr]
_AT_ONCE = 500
#: Of this a row's refusal is no fault of the decision: the store holds it already.
_REPEATED = {"duplicate"}

#: Authority and place, by credit code and by name.
Units = dict[str, tuple[int, int]]


def tells_of_decisions(template: Template) -> bool:
    """Say whether rows of the template tell of decisions."""
    return any(sheet.publicity for sheet in template.sheets)


@dataclass
class Telling:
    """One batch's word on decisions: each chunk of rows is folded into what is known of them."""

    batch: Batch
    template: Template
    _units: Units = field(default_factory=dict)
    #: The day on which the batch came.
    _day: date = field(init=False)

    def __post_init__(self) -> None:
        self._day = localdate(self.batch.sent_at)

    def stored(self, rows: Iterable[Ready], subjects: Iterable[int]) -> None:
        """Take in accepted rows, each with its subject; in the caller's transaction."""
        self._take_in(
            Told.stored(row, sheet, subject)
            for row, subject in zip(rows, subjects, strict=True)
            if (sheet := self.template.sheet(row.sheet)).publicity
        )

    def refused(self, rows: Iterable[CheckedRow]) -> None:
        """Take in rows that were sent and refused, unless they repeat what is stored."""
        self._take_in(
            Told.refused(row, sheet)
            for row in rows
            if (sheet := self.template.sheet(row.sheet)).publicity
            and sheet.publicity.tells == "sent"
            and {refusal.code for refusal in row.refusals} - _REPEATED
        )

    def _take_in(self, rows: Iterable[Told]) -> None:
        told = [row for row in rows if row.kind]
        if not told:
            return
        self._units = self._units or _units()
        stand_in_line()
        known = self._known(told)
        new: dict[str, Decision] = {}
        moved: set[int | None] = set()
        for row in told:
            key = row.key(self.batch.uid.hex)
            found = known.get(key) or new.get(key) or self._partly(row, known)
            if found is None:
                if row.tells != "received":
                    new[key] = self._fold(Decision(key=key, kind=row.kind), row)
                continue
            before = found.authority_id
            found.key = key
            known[key] = self._fold(found, row)
            if before != found.authority_id:
                moved.add(before)
        insert(Decision, ("uid", *_CHANGED), ((one.uid.hex, *_told(one)) for one in new.values()))
        _write_over(one for one in known.values() if one.pk)
        tallies.recount(moved)

    def _known(self, told: list[Told]) -> dict[str, Decision]:
        """Return what is known of the decisions that the rows tell of, by key."""
        keys = {row.key(self.batch.uid.hex) for row in told}
        partial = Decision.objects.filter(Q(number="") | Q(subject_name=""))
        if partial.exists():
            keys.update(key for row in told for key in row.partial_keys())
        return {one.key: one for one in Decision.objects.filter(key__in=keys)}

    @staticmethod
    def _partly(row: Told, known: dict[str, Decision]) -> Decision | None:
        """Return the decision whose earlier, refused row lacked the number or the name."""
        for key in row.partial_keys():
            found = known.get(key)
            if found is not None and found.passed_on is None:
                return known.pop(key)
        return None

    def _fold(self, one: Decision, row: Told) -> Decision:
        """Put what the row tells into the decision."""
        batch, day = self.batch, self._day
        # A row that was refused does not gainsay one that was accepted.
        is_better = row.is_accepted or one.passed_on is None
        one.number = (is_better and row.number) or one.number
        one.subject_name = (is_better and row.name) or one.subject_name
        one.decided_on = (is_better and row.decided) or one.decided_on
        one.published_on = row.published or one.published_on
        one.outside = row.outside or one.outside
        one.basis = row.basis or one.basis
        one.subject_id = row.subject_id or one.subject_id
        self._place(one, row)
        if row.tells == "sent":
            if one.sent_on is None or day < one.sent_on:
                one.sent_on, one.batch_id = day, batch.pk
            if row.is_accepted:
                one.passed_on, one.record_id = one.passed_on or day, row.record
        elif row.tells == "registered":
            one.register_batch_id = batch.pk
        elif row.received and (one.received_on is None or row.received < one.received_on):
            one.received_on, one.receipt_batch_id = row.received, batch.pk
        return clocked(one, day)

    def _place(self, one: Decision, row: Told) -> None:
        """Say who decided, where, and who is at work on it."""
        if row.tells == "received":
            return
        code, name = row.authority
        own = (self.batch.authority_id, self.batch.place_id)
        one.authority_id, one.place_id = self._units.get(code) or self._units.get(name) or own
        one.line_id = self.batch.line_id
        one.officer_id = self.batch.sent_by_id or one.officer_id


def clocked(one: Decision, seen: date) -> Decision:
    """Set what follows from the times; `seen` is when it was heard of, if nothing else is known."""
    dates = dates_of(one.times)
    one.due_on, one.stopped_on = dates.due_on, dates.stopped_on
    one.month = (one.decided_on or one.sent_on or seen).replace(day=1)
    return one


def _told(one: Decision) -> list[Any]:
    """Return what a decision holds, in the order of `_CHANGED`."""
    told = [getattr(one, name) for name in _ATTRIBUTES]
    return [value.hex if isinstance(value, UUID) else value for value in told]


def _write_over(some: Iterable[Decision]) -> None:
    """Write anew decisions that are there."""
    rows = [[one.pk, *_told(one)] for one in dict.fromkeys(some)]
    replace(Decision, _CHANGED, rows)


def _units() -> Units:
    units: Units = {}
    rows = Authority.objects.values_list("credit_code", "name", "pk", "place_id")
    for code, name, pk, place in rows:
        units[name] = (pk, place)
        if code:
            units[code] = (pk, place)
    return units


def told_by(batch: Batch) -> Q:
    """Return the condition of decisions of which a batch told."""
    return (
        Q(batch=batch)
        | Q(register_batch=batch)
        | Q(receipt_batch=batch)
        | Q(record__in=batch.records.values("uid"))
    )


def count(batch: Batch) -> None:
    """Count the units anew of whose decisions the batch told."""
    units = Decision.objects.filter(told_by(batch)).order_by().values_list("authority", flat=True)
    tallies.recount(set(units.distinct()))


def forget(batch: Batch) -> None:
    """Take back what a batch told of decisions: it was withdrawn, discarded, or is checked anew.

    What other batches told of them stays; what no batch tells of any more goes.
    """
    with transaction.atomic():
        stand_in_line()
        touched, gone = [], []
        rows = Decision.objects.filter(told_by(batch)).select_related("record__batch")
        units = set()
        for one in rows:
            units.add(one.authority_id)
            _without(one, batch)
            if one.batch_id or one.register_batch_id:
                touched.append(clocked(one, one.month))
            else:
                gone.append(one.pk)
        _write_over(touched)
        for at in range(0, len(gone), _AT_ONCE):
            Decision.objects.filter(pk__in=gone[at : at + _AT_ONCE]).delete()
        tallies.recount(units)


def _without(one: Decision, batch: Batch) -> None:
    """Take out of a decision what the batch told."""
    if one.record is not None and one.record.batch_id == batch.pk:
        one.record, one.passed_on = None, None
    if one.batch_id == batch.pk:
        other = one.record.batch if one.record else None
        one.batch, one.sent_on = other, localdate(other.sent_at) if other else None
    if one.register_batch_id == batch.pk:
        one.register_batch = None
        one.published_on, one.outside, one.basis = None, "", ""
    if one.receipt_batch_id == batch.pk:
        one.receipt_batch, one.received_on = None, None


@act("decision.reclock", title="重算双公示时限")
def reclock(target: None, *, by: Actor) -> None:
    """Compute every clock anew, after a calendar was entered or a parameter changed."""
    for decided in set(Decision.objects.order_by().values_list("decided_on", flat=True).distinct()):
        due = dates_of(Times(decided)).due_on
        stopped = F(f"{stopped_by(decided)}_on")
        rows = Decision.objects.filter(decided_on=decided)
        rows.update(due_on=due, stopped_on=stopped)
    tallies.recount_all()
