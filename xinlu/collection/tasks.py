"""Work on batches that the queue does in the background."""

import logging

from django.db import transaction
from django_tasks import task

from xinlu.accounts.acts import NotAllowed
from xinlu.collection.models import Batch
from xinlu.collection.services import checks, storing
from xinlu.collection.services.checks import Overtaken
from xinlu.collection.services.confirming import confirmed_by_itself

logger = logging.getLogger(__name__)


@task()
def check_batch(pk: int) -> None:
    """Check the batch; a batch that is past checking is left alone.

    One that needs nobody's confirmation is confirmed, and queued to be stored.
    """
    try:
        batch = checks.check(Batch.objects.get(pk=pk))
        with transaction.atomic():
            if confirmed_by_itself(batch):
                store_batch.enqueue(pk)
    except NotAllowed:
        logger.info("Batch %s is being checked or confirmed elsewhere.", pk)


@task()
def store_batch(pk: int) -> None:
    """Store the batch, from where it stands; a batch that is stored is left alone."""
    try:
        storing.store(Batch.objects.get(pk=pk))
    except Overtaken:
        logger.info("Batch %s is being stored elsewhere.", pk)
