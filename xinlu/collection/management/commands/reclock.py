"""`xinlu reclock`: compute the clocks of 双公示 anew, after a calendar or parameter changed."""

from typing import Any

from django.core.management.base import BaseCommand

from xinlu.accounts.actors import SYSTEM
from xinlu.collection.models import Decision
from xinlu.collection.services.decisions import reclock


class Command(BaseCommand):
    """Compute due days, stops and counts of all decisions anew."""

    #: It needs none of the pages that checks would load.
    requires_system_checks = ()
    help = "重算全部双公示时限和计数（工作日历或参数改动之后）"

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how many there are."""
        reclock(None, by=SYSTEM)
        self.stdout.write(f"已重算 {Decision.objects.count()} 件决定的时限。")
