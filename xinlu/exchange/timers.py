"""The inbox is looked into every few seconds."""

from datetime import datetime

from xinlu.accounts.timers import timer
from xinlu.exchange.services.dropping import Looks, look

_LOOKS = Looks()


@timer("收件箱", every=5)
def look_into_inbox(now: datetime) -> int:
    """Take what partners dropped; return how many files."""
    return look(now, _LOOKS)
