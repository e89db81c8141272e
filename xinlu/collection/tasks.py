"""Work on batches that the queue does in the background."""

import logging

from django_tasks import task

from xinlu.collection.models import Batch
from xinlu.collection.services import checks, storing
from xinlu.collection.services.checks import Overtaken

logger = logging.getLogger(__name__)


@task()
def check_batch(pk: int) -> None:
    """Check the batch; a batch that is past checking is left alone."""
    try:
        checks.check(Batch.objects.get(pk=pk))
    except Overtaken:
        logger.info("Batch %s is being checked elsewhere.", pk)


@task()
def store_batch(pk: int) -> None:
    """Store the batch, from where it stands; a batch that is stored is left alone."""
    try:
        storing.store(Batch.objects.get(pk=pk))
    except Overtaken:
        logger.info("Batch %s is being stored elsewhere.", pk)
