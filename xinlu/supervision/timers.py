"""The risk watch looks once a day."""

from datetime import datetime

from django.utils.timezone import localdate

from xinlu.accounts.actors import SYSTEM
from xinlu.accounts.timers import timer
from xinlu.supervision.services import watches


@timer("信用风险监测", every=24 * 3600)
def look_for_risks(now: datetime) -> int:
    """Raise an alert for what is newly seen; return how many."""
    return watches.watch(None, by=SYSTEM, on=localdate(now))
