"""What a worker left in the middle is taken up again, public runs get their receipts."""

from collections.abc import Mapping
from datetime import datetime

from xinlu.accounts.timers import timer
from xinlu.evaluation import computing
from xinlu.evaluation.models import Trial
from xinlu.evaluation.services import trials
from xinlu.evaluation.services.runs import resume, seal_public

#: Where each unfinished run or trial stood at the last look: its state and progress.
Stands = dict[int, tuple[object, ...]]
_stood: Stands = {}
_trials_stood: Stands = {}


@timer("续算评价", every=60)
def resume_stalled(now: datetime) -> int:
    """Queue runs again that have not moved since the last look; return how many."""
    stands = {run.pk: (run.state, run.gathered, run.progress) for run in computing.unfinished()}
    return resume(stalled(_stood, stands))


@timer("续算试算对比", every=60)
def resume_stalled_trials(now: datetime) -> int:
    """Queue trials again that have not moved since the last look; return how many."""
    stands = {trial.pk: (trial.state, trial.progress) for trial in Trial.objects.unfinished()}
    return trials.resume(stalled(_trials_stood, stands))


def stalled(stood: Stands, stands: Mapping[int, tuple[object, ...]]) -> list[int]:
    """Return what stands where it stood at the last look, and remember this one."""
    still = [pk for pk, where in stands.items() if stood.get(pk) == where]
    stood.clear()
    stood.update(stands)
    return still


@timer("补签评价凭证", every=60)
def seal_left_over(now: datetime) -> int:
    """Queue public runs that have no receipt; return how many."""
    return seal_public()
