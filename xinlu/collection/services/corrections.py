"""Corrections (更正): proposed, confirmed by somebody else where the record is seen outside.

Locks are taken in one order by all: the batch, then its records, as withdrawing the batch does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused, act, move
from xinlu.accounts.models import Role
from xinlu.accounts.parameters import parameter
from xinlu.collection.covering import cover, uncover
from xinlu.collection.models import Batch, Correction, Record
from xinlu.collection.publication import is_seen_outside
from xinlu.collection.services import correcting, files
from xinlu.collection.services.batches import hide_unspoken
from xinlu.collection.services.correcting import Candidate, Values, plain_values
from xinlu.registry.documents import kind_of, plain_name

PROPOSERS = (Role.CLERK, Role.REVIEWER)
#: The cause of what a sender's own system told anew; nobody chooses it.
SOURCE = "source"


@dataclass(frozen=True)
class Proof:
    """A document that proves a correction."""

    file_name: str
    content: bytes


@dataclass(frozen=True)
class Later:
    """Where the sender itself said it later: batch and row."""

    batch: Batch
    row: int


def causes(now: datetime) -> dict[str, str]:
    """Return the causes of corrections by code, with their titles, as they stand at the moment."""
    found: dict[str, str] = parameter("correction-causes", localdate(now)).value
    return found


def propose(
    record: Record,
    *,
    by: Actor,
    changes: Values,
    cause: str,
    reason: str,
    now: datetime,
    proof: Proof | None = None,
    later: Later | None = None,
    nonce: str = "",
) -> Correction:
    """Propose that fields of a record hold other values; what nobody outside sees is put at once.

    `changes` has the new values by field key, as one would type them; "" empties a field.
    Raises `Refused`: "correction-not-own", "correction-cause", "reason-missing",
    "correction-open", "correction-gone", and as `correcting.examine` does.
    """
    with _held(record.batch_id):
        return _propose(
            record,
            by=by,
            changes=changes,
            cause=cause,
            reason=reason,
            now=now,
            proof=proof,
            later=later,
            nonce=nonce,
        )


def confirm(correction: Correction, *, by: Actor, now: datetime, nonce: str = "") -> Correction:
    """Put the corrected record in the place of the old one; its proposer may not.

    Raises `Refused` as `correcting.examine` does, where the store says otherwise by now.
    """
    with _held(correction.record.batch_id):
        return _confirm(correction, by=by, now=now, nonce=nonce)


@contextmanager
def _held(batch: int) -> Iterator[None]:
    """Keep the batch from being withdrawn meanwhile."""
    with transaction.atomic():
        Batch.objects.select_for_update().get(pk=batch)
        yield


@act(
    "correction.propose",
    title="提出更正",
    may=PROPOSERS,
    secret=("changes", "proof"),
)
def _propose(
    record: Record,
    *,
    by: Actor,
    changes: Values,
    cause: str,
    reason: str,
    now: datetime,
    proof: Proof | None,
    later: Later | None,
    nonce: str = "",
) -> Correction:
    must_be_own(record, by)
    known = causes(now)
    if cause not in known or (cause == SOURCE) != (later is not None):
        offered = "、".join(title for code, title in known.items() if code != SOURCE)
        raise Refused("No such cause.", code="correction-cause", cause=cause[:24], known=offered)
    if not reason.strip():
        raise Refused("A record is corrected for a reason only.", code="reason-missing")
    correcting.must_be_in_force(record)
    told = correcting.examine(record, changes, on=localdate(now))
    needs_second = is_seen_outside(record)
    correction = _written(
        record,
        told,
        cause=cause,
        reason=reason.strip()[:500],
        source_batch=later and later.batch,
        source_row=later and later.row,
        needs_second=needs_second,
        proposed_by=by.user,
        client=by.client,
        proposed_at=now,
        **_kept(proof),
    )
    return correction if needs_second else _make(correction, record, told, by, now)


def must_be_own(record: Record, by: Actor) -> None:
    """Refuse unless the actor's own office, or one above it, sent the record."""
    batch = record.batch
    if by.client is not None:
        is_own = batch.client_id == by.client.pk
    else:
        posts = by.posts_as(*PROPOSERS)
        is_own = any(
            post.reaches_place(batch.place_id) and post.reaches_line(record.line_id)
            for post in posts
        )
    if not is_own:
        raise NotPermitted(f"{by.name} did not send {record}.", code="correction-not-own")


def _kept(proof: Proof | None) -> dict[str, str]:
    """Keep the proof, sealed: documents name persons."""
    if proof is None:
        return {}
    kind_of(proof.file_name, proof.content)
    stored = files.keep(proof.content, files.PROOFS)
    return {"file_name": plain_name(proof.file_name), "stored_name": stored}


def drafted(record: Record, told: Candidate, **given: Any) -> Correction:
    """Return a correction that is not kept yet, persons' numbers sealed for it."""
    correction = Correction(
        record=record,
        template=record.template,
        sheet=record.sheet,
        authority_id=record.batch.authority_id,
        place_id=record.batch.place_id,
        line_id=record.line_id,
        **given,
    )
    correction.changes = [
        {"key": each.key, **dict(_sides(each, told.secret, correction))} for each in told.changes
    ]
    return correction


def _written(record: Record, told: Candidate, **given: Any) -> Correction:
    """Write the proposal down; one record has one at a time."""
    correction = drafted(record, told, **given)
    try:
        with transaction.atomic():
            correction.save()
    except IntegrityError:
        raise NotAllowed(f"{record} has a correction already.", code="correction-open") from None
    return correction


def _sides(
    change: correcting.Change, secret: frozenset[str], correction: Correction
) -> Iterator[tuple[str, Any]]:
    for side, text in (("old", change.old), ("new", change.new)):
        if text and change.key in secret:
            field = f"{side}:{change.key}"
            yield side, cover(text, field=field, row=correction.uid.hex)
        else:
            yield side, text


def wanted(correction: Correction) -> dict[str, str]:
    """Return the new values by field key, persons' numbers in plain."""
    uid = correction.uid.hex
    return {
        each["key"]: uncover(each["new"], field=f"new:{each['key']}", row=uid)
        for each in correction.changes
    }


def asks_for(correction: Correction, changes: Values) -> bool:
    """Say whether the correction is what these changes asked for, to the letter or as they read.

    A value that stood so already is no change, and what was typed may be written otherwise.
    """
    record = correction.record
    held, now = plain_values(record), wanted(correction)
    told = {key: text.strip() for key, text in changes.items()}
    if not now.keys() <= told.keys():
        return False
    try:
        read = correcting.read_as(record, told, on=localdate(correction.proposed_at))
    except Refused:
        return False
    return all(read.get(key, "") == now.get(key, held.get(key, "")) for key in told)


@act("correction.confirm", title="复核更正", may=(Role.REVIEWER,), not_by=("proposed_by",))
def _confirm(correction: Correction, *, by: Actor, now: datetime, nonce: str = "") -> Correction:
    """Judge the corrected row once more, against the store as it is now, and put it in place."""
    record = Record.objects.select_for_update().get(pk=correction.record_id)
    correcting.must_be_in_force(record)
    told = correcting.examine(record, wanted(correction), on=localdate(now))
    return _make(correction, record, told, by, now)


def _make(
    correction: Correction, record: Record, told: Candidate, by: Actor, now: datetime
) -> Correction:
    new = correcting.put(record, told, at=now, on=localdate(now))
    if told.names_another:
        hide_unspoken(record.batch)
    return move(
        correction,
        Correction.State.MADE,
        moves=Correction.MOVES,
        into=new,
        decided_by=by.user,
        decided_at=now,
    )


@act("correction.refuse", title="不予更正", may=(Role.REVIEWER,), not_by=("proposed_by",))
def refuse(
    correction: Correction, *, by: Actor, reason: str, now: datetime, nonce: str = ""
) -> Correction:
    """Refuse a correction for a reason; the record stays as it is."""
    return _ended(correction, Correction.State.REFUSED, by, reason, now)


@act("correction.retract", title="撤回更正", may=PROPOSERS)
def retract(
    correction: Correction, *, by: Actor, reason: str, now: datetime, nonce: str = ""
) -> Correction:
    """Take back what oneself, or one's own system, proposed and nobody has confirmed yet.

    Raises `Refused` "correction-retract" for anybody else.
    """
    is_own = (by.user is not None and by.user.pk == correction.proposed_by_id) or (
        by.client is not None and by.client.pk == correction.client_id
    )
    if not is_own:
        raise NotPermitted("Only its proposer takes it back.", code="correction-retract")
    return _ended(correction, Correction.State.RETRACTED, by, reason, now)


def _ended(correction: Correction, to: str, by: Actor, reason: str, now: datetime) -> Correction:
    told = reason.strip()[:500]
    if not told:
        raise Refused("A correction ends for a reason only.", code="reason-missing")
    return move(
        correction,
        to,
        moves=Correction.MOVES,
        decided_by=by.user,
        decided_at=now,
        decision=told,
    )


def may_correct(record: Record, by: Actor) -> bool:
    """Say whether the actor may propose a correction of the record."""
    if not by.has(*PROPOSERS):
        return False
    try:
        must_be_own(record, by)
    except NotPermitted:
        return False
    return True
