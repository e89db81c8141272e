"""Building the demo city: officers, then file after file and evaluation after evaluation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.timezone import localdate

from xinlu.accounts.actors import SYSTEM, Actor
from xinlu.accounts.services import audit
from xinlu.collection.models import Batch
from xinlu.collection.services import batches, checks, storing
from xinlu.desk.demo import (
    arrivals,
    binding,
    differences,
    judging,
    mended,
    milestone,
    mishaps,
    officers,
    proposals,
    systems,
    trials,
    updating,
    watches,
)
from xinlu.desk.demo.cast import Cast
from xinlu.desk.demo.sending import Sending
from xinlu.desk.demo.sendings import everything
from xinlu.desk.demo.world import World
from xinlu.evaluation.running import following

#: Steps between two lines that tell how far it is.
_TOLD_EVERY = 20
#: After so long the clerk sees that a file is wrong as a whole.
_SEEN_AFTER = timedelta(hours=3)

#: For how long before today the running results are followed, so that there are steps to see.
_FOLLOWED = timedelta(days=60)

Say = Callable[[str], None]


@dataclass
class Counts:
    """What has been brought in so far."""

    files: int = 0
    accepted: int = 0
    refused: int = 0

    def count(self, batch: Batch) -> None:
        """Count a file with its rows."""
        self.files += 1
        if batch.state == Batch.State.STORED:
            self.accepted += batch.accepted_count
        self.refused += batch.refused_count


def build(size: str, say: Say) -> Counts:
    """Fill the database with the city at a size, "full", "small" or "tiny".

    Each step is left alone if it was done before, so that a building cut short is gone on with.
    """
    officers.engage()
    systems.connect()
    cast = Cast(World(size))
    clerks = officers.clerks()
    sendings = everything(cast)
    judged = judging.evaluations(localdate())
    counts = Counts()
    since = localdate() - _FOLLOWED
    binding.bind()
    for number, sending in enumerate(sendings, 1):
        while judged and judged[0].asked <= sending.on:
            _judge(judged.pop(0), say)
        _send(sending, clerks[sending.office.code], counts)
        if sending.on >= since:
            following.follow_all(sending.at)
        if number % _TOLD_EVERY == 0:
            say(f"  {number}/{len(sendings)} 个文件，入库 {counts.accepted} 条，至 {sending.on}")
    for one in judged:
        _judge(one, say)
    proposals.carry_out(localdate())
    trials.carry_out()
    differences.carry_out()
    watches.carry_out(localdate(), clerks)
    arrivals.carry_out(timezone.now())
    updating.carry_out(localdate(), clerks)
    mended.carry_out(localdate(), clerks, officers.reviewer())
    following.follow_all(timezone.now())
    officers.let_subjects_in(cast)
    milestone.finish(None, by=SYSTEM, size=size)
    audit.seal(timezone.now())
    return counts


def _judge(one: judging.Evaluation, say: Say) -> None:
    run = judging.carry_out(one)
    say(f"  {run.edition.title} {run.on}：{run.get_state_display()}")


def _send(sending: Sending, clerk: Actor, counts: Counts) -> None:
    """Send a file as its clerk does, unless it was sent before and is done with."""
    sent = Batch.objects.filter(
        file_name=sending.file_name,
        template=sending.template,
        sent_by=clerk.user,
        state=_ENDS[sending.fate],
    )
    batch = sent.first() or _brought_in(sending, clerk)
    counts.count(batch)


#: In which state the batch of a file ends.
_ENDS = {
    "stored": Batch.State.STORED,
    "waiting": Batch.State.CHECKED,
    "withdrawn": Batch.State.WITHDRAWN,
    "discarded": Batch.State.DISCARDED,
    "unreadable": Batch.State.FAILED,
}


def _brought_in(sending: Sending, clerk: Actor) -> Batch:
    """Write the file, send it, and take it to its end through the acts that a clerk has."""
    batch = batches.receive(
        None,
        by=clerk,
        template=sending.template,
        file_name=sending.file_name,
        content=sending.write(Path(settings.VAR_DIR) / "demo"),
        on=sending.on,
        # What waits is gone on with from the desk, by the worker of the queue.
        channel="upload" if sending.fate == "waiting" else "command",
        at=sending.at,
    )
    batch = checks.check(batch)
    if sending.fate == "discarded":
        return batches.discard(batch, by=clerk)
    if sending.fate in ("waiting", "unreadable"):
        return batch
    if batch.state == Batch.State.CHECKED and batch.accepted_count:
        batch = batches.confirm(batch, by=clerk, queue=False)
    batch = storing.store(batch, at=sending.at)
    if sending.fate == "withdrawn":
        later = sending.at + _SEEN_AFTER
        return batches.withdraw(batch, by=clerk, reason=mishaps.REASON_WITHDRAWN, now=later)
    return batch
