"""Work of evaluation that the queue does."""

from django_tasks import task

from xinlu.evaluation import computing, sealing
from xinlu.evaluation.trials import computing as trials


@task()
def compute_run(pk: int) -> None:
    """Compute a run that was asked for, or go on with one that was left halfway."""
    computing.compute(pk)


@task()
def clear_run(pk: int) -> None:
    """Remove the results of a run that was cancelled or failed."""
    computing.clear(pk)


@task()
def seal_run(pk: int) -> None:
    """Archive a run that became public and sign its receipts."""
    sealing.seal(pk)


@task()
def compute_trial(pk: int) -> None:
    """Compute a trial of a draft, or go on with one that was left halfway."""
    trials.compute(pk)


@task()
def clear_trial(pk: int) -> None:
    """Remove what a cancelled or failed trial had come to."""
    trials.clear(pk)
