"""Batches left in the middle are taken up again; omissions are looked for."""

from datetime import datetime

from django.utils.timezone import localdate

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.timers import timer
from xinlu.collection.services import finding, retention
from xinlu.collection.services.batches import resume, unfinished

#: Where each unfinished batch stood at the last look: its state and progress.
_stood: dict[int, tuple[str, int]] = {}


@timer("续办批次", every=60)
def resume_stalled(now: datetime) -> int:
    """Queue batches again that have not moved since the last look; return how many."""
    stands = {batch.pk: (batch.state, batch.progress) for batch in unfinished()}
    stalled = [pk for pk, where in stands.items() if _stood.get(pk) == where]
    _stood.clear()
    _stood.update(stands)
    return resume(stalled)


@timer("核查疑似漏报", every=6 * 3600)
def look_for_omissions(now: datetime) -> int:
    """Raise what is newly suspected; return how many cases were opened."""
    return finding.find(None, by=SYSTEM, on=localdate(now))


@timer("封存到期信息", every=600)
def seal_what_was_approved(now: datetime) -> int:
    """Carry out the sealing that two officers decided upon; return how many records."""
    return retention.carry_out()
