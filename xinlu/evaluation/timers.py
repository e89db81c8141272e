"""Runs that a worker left in the middle are taken up again, public ones get their receipts."""

from datetime import datetime

from xinlu.accounts.timers import timer
from xinlu.evaluation import computing
from xinlu.evaluation.services.runs import resume, seal_public

#: Where each unfinished run stood at the last look: its state and progress.
_stood: dict[int, tuple[str, int]] = {}


@timer("续算评价", every=60)
def resume_stalled(now: datetime) -> int:
    """Queue runs again that have not moved since the last look; return how many."""
    stands = {run.pk: (run.state, run.progress) for run in computing.unfinished()}
    stalled = [pk for pk, where in stands.items() if _stood.get(pk) == where]
    _stood.clear()
    _stood.update(stands)
    return resume(stalled)


@timer("补签评价凭证", every=60)
def seal_left_over(now: datetime) -> int:
    """Queue public runs that have no receipt; return how many."""
    return seal_public()
