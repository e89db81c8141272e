"""A file from the command line: received, checked, confirmed and stored in one go."""

import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Self

from xinlu.accounts.actors import Actor
from xinlu.collection.checking import CheckedRow, SheetFailure
from xinlu.collection.grids import RefusalShown, refusals_of
from xinlu.collection.messages import sentence
from xinlu.collection.models import Batch
from xinlu.collection.services import batches, checks, storing
from xinlu.collection.services.checks import Overtaken
from xinlu.collection.services.examining import Examination
from xinlu.kernel.spreadsheets import FileRefused

_LINES_IN_WORDS = 20
#: Seconds between looks at a batch that another process is working on.
_PATIENCE = 0.5


@dataclass
class Verdict:
    """What became of a file, for whoever sent it from the command line."""

    accepted: int = 0
    #: Number of refused rows, each of which may have several refusals.
    refused: int = 0
    refusals: list[dict[str, Any]] = field(default_factory=list)
    repeated: bool = False
    stored: int = 0
    failure: dict[str, str] | None = None
    #: The batch that the file is, or whose rows it repeats.
    batch: int | None = None
    same_as: int | None = None

    @classmethod
    def failed(cls, code: str, params: dict[str, Any]) -> Self:
        """Return the verdict on a file that could not be read at all."""
        return cls(failure={"code": code, "message": sentence(code, params)})

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as the command writes it."""
        told: dict[str, Any] = {} if self.failure is None else {"failure": self.failure}
        return told | {
            "accepted": self.accepted,
            "refused": self.refused,
            "refusals": self.refusals,
            "repeated": self.repeated,
            "stored": self.stored,
        }

    def in_words(self, name: str) -> str:
        """Return the verdict as a person reads it."""
        if self.failure is not None:
            return f"{name}：未能读取。{self.failure['message']}"
        lines = [
            f"{name}：通过 {self.accepted} 行，退回 {self.refused} 行，本次入库 {self.stored} 行。"
        ]
        if self.repeated:
            lines.insert(0, f"{name}：与第 {self.batch} 批相同，未作任何改动。")
        elif self.same_as:
            lines.insert(0, f"{name}：各行均已在第 {self.same_as} 批中，与该批相同。")
        for told in self.refusals[:_LINES_IN_WORDS]:
            where = f"{told['sheet']} 第 {told['row']} 行 {told['column']}"
            lines.append(f"  {where}：{told['value'] or '（空）'} —— {told['message']}")
        if len(self.refusals) > _LINES_IN_WORDS:
            lines.append(f"  ……共 {len(self.refusals)} 处，完整清单见 --json。")
        return "\n".join(lines)


def import_file(path: Path, *, by: Actor, template: str, year: int | None, on: date) -> Verdict:
    """Check and store a file; sent again it changes nothing and gives the same verdict.

    A file whose import was cut short is gone on with. Raises `Refused` for what `batches.receive`
    refuses.
    """
    received = batches.receive(
        None,
        by=by,
        template=template,
        file_name=path.name,
        content=path,
        on=on,
        year=year,
        channel="command",
    )
    is_repeated = received.is_repeated and _is_done(received)
    return verdict_of(carried_through(received, by=by), is_repeated=is_repeated)


def verdict_of(batch: Batch, *, is_repeated: bool = False) -> Verdict:
    """Return what became of a batch that was checked, or could not be read."""
    if batch.state == Batch.State.FAILED:
        failure = batch.failure or {}
        return Verdict.failed(failure["code"], failure["params"])
    is_stored = batch.state == Batch.State.STORED and not is_repeated
    return Verdict(
        accepted=batch.accepted_count,
        refused=batch.refused_count,
        refusals=[_as_json(each) for each in refusals_of(batch)],
        repeated=is_repeated,
        stored=batch.accepted_count if is_stored else 0,
        batch=batch.pk,
        same_as=batch.outline.get("same_as"),
    )


def _is_done(batch: Batch) -> bool:
    """Say whether nothing is left to do; an import that was cut short is not done."""
    refused_whole = batch.state == Batch.State.CHECKED and not batch.accepted_count
    return refused_whole or batch.state == Batch.State.STORED


def carried_through(batch: Batch, *, by: Actor, confirm: bool = True) -> Batch:
    """Take the batch as far as it goes, waiting for whoever is at work on it.

    Without `confirm` it goes no further than its check.
    """
    while True:
        try:
            batch = checks.check(batch)
            if confirm and batch.state == Batch.State.CHECKED and batch.accepted_count:
                batch = batches.confirm(batch, by=by, queue=False)
            return storing.store(batch)
        except Overtaken:
            time.sleep(_PATIENCE)
            batch = Batch.objects.get(pk=batch.pk)


def try_file(path: Path, *, by: Actor, template: str, year: int | None, on: date) -> Verdict:
    """Judge a file and write nothing (试校验). Raises `Refused` as `import_file` does."""
    repeated = batches.find_repeated(path, template=template, year=year, on=on)
    if repeated and repeated.state in (Batch.State.CHECKED, Batch.State.STORED):
        return Verdict(
            accepted=repeated.accepted_count,
            refused=repeated.refused_count,
            refusals=[_as_json(each) for each in refusals_of(repeated)],
            repeated=True,
            batch=repeated.pk,
        )
    examination = Examination(batches.chosen(template), path, path.name, on, year)
    tally, refusals = checks.Tally(), []
    try:
        for chunk in examination.chunks():
            examination.judge(chunk)
            tally.count(chunk)
            refusals += [told for row in chunk for told in _of_row(row)]
    except (FileRefused, SheetFailure) as failure:
        return Verdict.failed(failure.code, failure.params)
    return Verdict(
        accepted=tally.accepted,
        refused=tally.rows - tally.accepted,
        refusals=refusals,
        same_as=tally.same_as,
    )


def _of_row(row: CheckedRow) -> list[dict[str, Any]]:
    return [
        {
            "sheet": row.sheet_name,
            "row": row.number,
            "column": refusal.column,
            "code": refusal.code,
            "value": refusal.value,
            "message": sentence(refusal.code, {"column": refusal.column, **refusal.params}),
        }
        for refusal in row.refusals
    ]


def _as_json(refusal: RefusalShown) -> dict[str, Any]:
    return {
        "sheet": refusal.sheet,
        "row": refusal.row,
        "column": refusal.column,
        "code": refusal.code,
        "value": refusal.value,
        "message": refusal.message,
    }
