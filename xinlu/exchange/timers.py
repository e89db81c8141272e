"""The inbox is looked into every few seconds; partners are asked when their time comes."""

from datetime import datetime

from xinlu.accounts.timers import timer
from xinlu.exchange.services import connections
from xinlu.exchange.services.dropping import Looks, look

_LOOKS = Looks()


@timer("收件箱", every=5)
def look_into_inbox(now: datetime) -> int:
    """Take what partners dropped; return how many files."""
    return look(now, _LOOKS)


@timer("连接器", every=10)
def ask_partners(now: datetime) -> int:
    """Queue the pulls that are due; return how many."""
    return connections.queue(connections.due(now))
