"""Receipts of published results as others may ask for them, and what became of those results."""

from collections.abc import Iterator
from dataclasses import dataclass
from hmac import compare_digest
from typing import Final, Literal
from uuid import UUID

from django.core.files.storage import default_storage

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import Refused, act
from xinlu.accounts.models import Role
from xinlu.evaluation.models import ReceiptKey, Result, ResultProof, Run, RunReceipt
from xinlu.evaluation.reach import require_city
from xinlu.kernel.crypto import PublicKey
from xinlu.registry import vault
from xinlu.registry.models import Subject
from xinlu.rules.receipts import Entry, Proved, Receipt, Statement

#: Hex digits of a receipt's code: too many to be guessed, few enough for a picture (二维码).
_CODE: Final = 32

#: What became of a receipt's result: still published, replaced by a newer one, taken back.
Standing = Literal["publicised", "announced", "superseded", "withdrawn", "unknown"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of the result of a receipt; `result` and `newer` only where they are public."""

    standing: Standing
    result: Result | None = None
    newer: Result | None = None


def known_keys() -> tuple[ReceiptKey, ...]:
    """Return every key under which receipts were signed, the newest first."""
    return tuple(ReceiptKey.objects.all())


def public_keys() -> list[PublicKey]:
    """Return these keys ready for checking."""
    return [PublicKey.parse(key.public) for key in known_keys()]


def signed(run: Run) -> RunReceipt | None:
    """Return what was signed about a run, and of what size its archive is; None before."""
    return RunReceipt.objects.filter(run=run).select_related("key").first()


def of_run(run: Run) -> Receipt | None:
    """Return the receipt of all results of a run, or None while it is not signed."""
    held = RunReceipt.objects.filter(run=run).first()
    return _signed(held) if held else None


def of_result(result: Result) -> Receipt | None:
    """Return the receipt of a result, or None while its run is not signed."""
    held = RunReceipt.objects.filter(run_id=result.run_id).first()
    if held is None:
        return None
    whole, proof = _signed(held), result.proof
    entry = Entry.of(result.inputs, result.verdict)
    return Receipt(whole.statement, whole.signature, Proved(entry, proof.index, tuple(proof.path)))


def code_of(receipt: Receipt) -> str:
    """Return what only those know who have the result's receipt: it opens the receipt's page."""
    return receipt.result.entry.leaf.hex()[:_CODE] if receipt.result else ""


def referred(run: UUID, index: int, code: str) -> Receipt | None:
    """Return the receipt of the result in this place of the run, for whoever knows its code."""
    proofs = ResultProof.objects.filter(result__run__uid=run, index=index)
    proof = proofs.select_related("result").first()
    receipt = of_result(proof.result) if proof else None
    if receipt is None or not compare_digest(code_of(receipt), code):
        return None
    return receipt


def _signed(held: RunReceipt) -> Receipt:
    return Receipt(Statement(**held.statement), bytes.fromhex(held.signature))


def fate(receipt: Receipt) -> Fate:
    """Return what became of the result of a receipt whose signature and path are good."""
    held = RunReceipt.objects.filter(run__uid=receipt.statement.run).first()
    if held is None or held.signature != receipt.signature.hex():
        return Fate("unknown")
    run = held.run
    if run.state not in Run.PUBLIC:
        return Fate("withdrawn")
    if receipt.result is None:
        return Fate("announced" if run.state == Run.State.ANNOUNCED else "publicised")
    result = run.results.select_related("run__edition", "subject").get(
        proof__index=receipt.result.index
    )
    later = (
        Result.objects.filter(
            subject=result.subject,
            run__edition__scheme=run.edition.scheme,
            run__state__in=Run.PUBLIC,
            run__on__gt=run.on,
        )
        .select_related("run__edition", "subject")
        .order_by("-run__on", "-run_id")
        .first()
    )
    is_person = result.subject.kind == Subject.Kind.PERSON
    if later is not None:
        return Fate("superseded", *((None, None) if is_person else (result, later)))
    standing: Standing = "announced" if run.state == Run.State.ANNOUNCED else "publicised"
    return Fate(standing, None if is_person else result)


@dataclass(frozen=True, slots=True)
class ArchiveGiven:
    """An archive that may be given out: its digest, how many bytes, and the bytes, piece by piece.

    The pieces come from the vault one by one, so it may be of any size.
    """

    digest: str
    size: int
    pieces: Iterator[bytes]


def export(run: Run, *, by: Actor, reason: str, nonce: str = "") -> ArchiveGiven:
    """Give out the archive of a signed run: the inputs and verdicts of all its subjects.

    Refused as `reason-missing`, as `not-signed` while there is no archive, as `archive-missing`
    where the storage has lost it, as `archive-broken` where it does not open. It is read to its
    end before: what is given out is whole.
    """
    held = RunReceipt.objects.filter(run=run).first()
    if held is not None and default_storage.exists(held.stored_name):
        require_city(by, _role(by), line_id=run.line_id)
        if not vault.is_whole(held.stored_name):
            raise Refused(f"{held.stored_name} does not open.", code="archive-broken")
    note_export(run, by=by, reason=reason, nonce=nonce)
    held = RunReceipt.objects.get(run=run)
    return ArchiveGiven(held.statement["archive"], held.size, vault.pieces(held.stored_name))


@act("archive.export", title="导出评价归档", may=[Role.EVALUATOR, Role.APPROVER])
def note_export(run: Run, *, by: Actor, reason: str, nonce: str = "") -> Run:
    """Log that the archive is given out, and what for."""
    require_city(by, _role(by), line_id=run.line_id)
    if not reason.strip():
        raise Refused("Say what the archive is for.", code="reason-missing")
    held = RunReceipt.objects.filter(run=run).first()
    if held is None:
        raise Refused(f"{run} has no archive yet.", code="not-signed")
    if not default_storage.exists(held.stored_name):
        raise Refused(f"{held.stored_name} is not there.", code="archive-missing")
    return run


def _role(by: Actor) -> str:
    """Return by which role the actor exports: the evaluator's, else the approver's."""
    return Role.EVALUATOR if by.has(Role.EVALUATOR) else Role.APPROVER
