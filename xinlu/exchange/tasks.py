"""Pulling from partners, which the worker does in the background."""

import logging

from django.utils import timezone
from django_tasks import task

from xinlu.exchange.connectors.faults import Fault, said
from xinlu.exchange.connectors.reading import load_connector
from xinlu.exchange.services.pulling import pull

logger = logging.getLogger(__name__)


@task()
def pull_rows(code: str) -> None:
    """Pull by the connector of this code; what fails is kept for the desk."""
    try:
        pull(load_connector(code), now=timezone.now())
    except Fault as fault:
        logger.warning("%s: %s", code, said({"code": fault.code, "params": fault.params}))
