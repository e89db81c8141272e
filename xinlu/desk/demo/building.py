"""Building the demo city: officers, then file after file and evaluation after evaluation."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate

from xinlu.accounts.actors import SYSTEM, Actor
from xinlu.accounts.acts import act
from xinlu.accounts.models import AuditEntry
from xinlu.accounts.services import audit
from xinlu.collection.models import Batch
from xinlu.collection.services import batches, checks, importing
from xinlu.desk.demo import judging, officers
from xinlu.desk.demo.cast import Cast
from xinlu.desk.demo.sendings import Sending, everything
from xinlu.desk.demo.world import World

BUILT = "demo.build"
_REASON_WITHDRAWN = "误报了其他年度的数据，核对后重新报送"
#: Steps between two lines that tell how far it is.
_TOLD_EVERY = 60

Say = Callable[[str], None]


@dataclass
class Counts:
    """What has been brought in so far."""

    files: int = 0
    accepted: int = 0
    refused: int = 0


def is_built() -> bool:
    """Say whether the city is there, complete."""
    if AuditEntry._meta.db_table not in connection.introspection.table_names():
        return False
    return AuditEntry.objects.filter(act=BUILT).exists()


def build(size: str, say: Say) -> Counts:
    """Fill the database with the city at a size, "full" or "small".

    Each step is left alone if it was done before, so that a building cut short is gone on with.
    """
    officers.engage()
    cast = Cast(World(size))
    clerks = officers.clerks()
    sendings = everything(cast)
    judged = judging.evaluations(localdate())
    counts = Counts()
    for number, sending in enumerate(sendings, 1):
        while judged and judged[0].asked <= sending.on:
            _judge(judged.pop(0), say)
        _send(sending, clerks[sending.office.code], counts)
        if number % _TOLD_EVERY == 0:
            say(f"  {number}/{len(sendings)} 个文件，入库 {counts.accepted} 条，至 {sending.on}")
    for one in judged:
        _judge(one, say)
    officers.let_firm_in(cast)
    finish(None, by=SYSTEM, size=size)
    audit.seal(timezone.now())
    return counts


@act(BUILT, title="建成演示城市")
def finish(target: None, *, by: Actor, size: str) -> None:
    """Note in the ledger that the city is complete."""


def _judge(one: judging.Evaluation, say: Say) -> None:
    run = judging.carry_out(one)
    say(f"  {run.edition.title} {run.on}：{run.get_state_display()}")


def _send(sending: Sending, clerk: Actor, counts: Counts) -> None:
    """Send a file as its clerk does, unless it was sent before and is done with."""
    counts.files += 1
    name = f"{sending.name}{sending.style.suffix}"
    sent = Batch.objects.filter(file_name=name, template=sending.template, sent_by=clerk.user)
    if done := sent.filter(state__in=_FINAL[sending.fate]).first():
        counts.accepted += done.accepted_count
        counts.refused += done.refused_count
        return
    path = sending.write(Path(settings.VAR_DIR) / "demo")
    if sending.fate == "waiting":
        _leave_waiting(sending, path, clerk)
        return
    verdict = importing.import_file(
        path, by=clerk, template=sending.template, year=None, on=sending.on
    )
    if verdict.failure is not None:
        raise RuntimeError(f"{path} could not be read: {verdict.failure['message']}")
    counts.accepted += verdict.accepted
    counts.refused += verdict.refused


_FINAL = {
    "stored": [Batch.State.STORED],
    "waiting": [Batch.State.CHECKED],
    "withdrawn": [Batch.State.WITHDRAWN],
}


def _leave_waiting(sending: Sending, path: Path, clerk: Actor) -> None:
    """Have a file checked, and leave it to its clerk to confirm."""
    batch = batches.receive(
        None,
        by=clerk,
        template=sending.template,
        file_name=path.name,
        content=path,
        on=sending.on,
    )
    checks.check(batch)
