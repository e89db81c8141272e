"""Batches that a worker left in the middle are taken up again."""

from datetime import datetime

from xinlu.accounts.timers import timer
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
