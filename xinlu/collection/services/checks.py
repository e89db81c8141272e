"""Checking a received batch: every row judged, nothing stored yet."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from xinlu.accounts.actors import SYSTEM, Actor
from xinlu.accounts.acts import NotAllowed, act, move
from xinlu.collection.checking import CheckedRow, SheetFailure
from xinlu.collection.models import Batch
from xinlu.collection.quality import Meter
from xinlu.collection.services import decisions, files, quality, ready
from xinlu.collection.services.decisions import Telling
from xinlu.collection.services.examining import Examination, few_collections
from xinlu.collection.services.ready import Ready
from xinlu.collection.services.refusing import (
    FIRST_ROWS_SHOWN,
    REFUSED_ROWS_SHOWN,
    placed,
    write_preview,
    write_refusals,
)
from xinlu.collection.templates import load_template
from xinlu.kernel.spreadsheets import FileRefused
from xinlu.registry.vault import KeptFileBroken


class Overtaken(NotAllowed):
    """Another process is at work on the same batch, or it was taken out of this state."""

    code = "overtaken"


@dataclass
class Tally:
    """What a checking has counted so far."""

    rows: int = 0
    accepted: int = 0
    normalised: int = 0
    shown_refused: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    #: Rows that an earlier batch holds already, by batch.
    stored_before: Counter[int] = field(default_factory=Counter)
    meter: Meter = field(default_factory=Meter)

    def count(self, chunk: list[CheckedRow]) -> None:
        """Count a judged chunk."""
        self.rows += len(chunk)
        self.meter.count(chunk)
        for row in chunk:
            self.normalised += row.normalised
            if row.is_accepted:
                self.accepted += 1
                continue
            self.codes.update({refusal.code for refusal in row.refusals})
            for refusal in row.refusals:
                if refusal.code == "duplicate" and "batch" in refusal.params:
                    self.stored_before[refusal.params["batch"]] += 1

    @property
    def same_as(self) -> int | None:
        """Return the batch that holds every row already, if one does."""
        for batch, count in self.stored_before.items():
            if count == self.rows:
                return batch
        return None

    def facts(self) -> dict[str, Any]:
        """Return what the batch keeps of the count beside its columns."""
        facts: dict[str, Any] = {"codes": dict(sorted(self.codes.items()))}
        if self.same_as:
            facts["same_as"] = self.same_as
        return facts


@few_collections()
def check(batch: Batch) -> Batch:
    """Judge every row of a received batch, by the thousand; a check cut short starts again.

    Afterwards the batch is `CHECKED` with its counts, or `FAILED` with what kept its file from
    being read. Raises `Overtaken` if another process checks it.
    """
    if batch.state not in (Batch.State.RECEIVED, Batch.State.CHECKING):
        return batch
    _begin(batch)
    tally = Tally()
    try:
        with files.at_hand(batch.stored_name) as path:
            outline = _judge_all(batch, path, tally)
    except (FileRefused, SheetFailure, KeptFileBroken) as failure:
        return fail(batch, by=SYSTEM, failure={"code": failure.code, "params": failure.params})
    return finish(batch, by=SYSTEM, tally=tally, outline={**outline, **tally.facts()})


def _judge_all(batch: Batch, path: Path, tally: Tally) -> dict[str, Any]:
    """Judge the rows of the file at `path`, keep those accepted, and return what was found."""
    template = load_template(batch.template)
    examination = Examination(template, path, batch.file_name, batch.as_of, batch.year)
    kept, is_whole = ready.Writer(batch), False
    try:
        for chunk in examination.chunks():
            _write(batch, examination, tally, chunk, kept)
        is_whole = True
    finally:
        kept.close(is_whole=is_whole)
    return examination.checker.outline


def _begin(batch: Batch) -> None:
    """Start over: an earlier checking that was cut short leaves nothing."""
    with transaction.atomic():
        if batch.state == Batch.State.RECEIVED:
            move(batch, Batch.State.CHECKING, moves=Batch.MOVES)
        decisions.forget(batch)
        batch.refusals.all().delete()
        batch.preview.all().delete()
        Batch.objects.filter(pk=batch.pk).update(progress=0)
        batch.progress = 0


def _write(
    batch: Batch,
    examination: Examination,
    tally: Tally,
    chunk: list[CheckedRow],
    kept: ready.Writer,
) -> None:
    """Judge a chunk against the store; write down what is refused, keep what is accepted."""
    keys = examination.judge(chunk)
    template = examination.template
    kept.write(len(chunk), (Ready.of(chunk[at], key, template) for at, key in keys.items()))
    refused = [row for row in chunk if not row.is_accepted]
    shown = refused[: max(REFUSED_ROWS_SHOWN - tally.shown_refused, 0)]
    first = max(FIRST_ROWS_SHOWN - tally.rows, 0)
    in_grid = {id(row) for row in (*shown, *chunk[:first])}
    with transaction.atomic():
        advance(batch, Batch.State.CHECKING, len(chunk))
        write_refusals(batch, template, placed(refused))
        Telling(batch, template).refused(refused)
        write_preview(
            batch,
            template,
            examination.checker.outline,
            [row for row in chunk if id(row) in in_grid],
        )
    tally.shown_refused += len(shown)
    tally.count(chunk)


def advance(batch: Batch, state: str, rows: int, **changes: Any) -> None:
    """Move the batch's progress on, if it stands where this process left it."""
    mine = Batch.objects.filter(pk=batch.pk, state=state, progress=batch.progress)
    if not mine.update(progress=batch.progress + rows, **changes):
        raise Overtaken(f"{batch} is being worked on elsewhere.")
    batch.progress += rows


@act("batch.check", title="校验批次")
def finish(batch: Batch, *, by: Actor, tally: Tally, outline: dict[str, Any]) -> Batch:
    """Note the outcome of the check; the batch now waits for the sender's confirmation."""
    if tally.accepted < tally.rows:
        decisions.count(batch)
    told = tally.meter.told(load_template(batch.template).sheets)
    quality.count(batch, told)
    return move(
        batch,
        Batch.State.CHECKED,
        moves=Batch.MOVES,
        row_count=tally.rows,
        accepted_count=tally.accepted,
        refused_count=tally.rows - tally.accepted,
        normalised_count=tally.normalised,
        outline={**outline, "quality": told},
        progress=0,
    )


@act("batch.fail", title="文件未能读取")
def fail(batch: Batch, *, by: Actor, failure: dict[str, Any]) -> Batch:
    """Note why the file could not be read at all; it may be sent again when mended."""
    return move(batch, Batch.State.FAILED, moves=Batch.MOVES, failure=failure)
