"""`xinlu follow`: keeps the running results (动态评价结果) current, until told to stop."""

import signal
import threading
from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandParser
from django.db import close_old_connections
from django.utils import timezone

from xinlu.evaluation.running import comparing, following

#: Seconds between two looks when there was nothing to follow.
PAUSE = 0.25


class Command(BaseCommand):
    """Follow announcements, and once a night compare all with a full evaluation."""

    requires_system_checks = ()
    help = "Keep the running results current. --once: follow what there is, and stop."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--once` and `--compare`."""
        parser.add_argument("--once", action="store_true", help="follow what there is, and stop")
        parser.add_argument("--compare", action="store_true", help="and look for differences")

    def handle(self, *args: Any, once: bool, compare: bool, **options: Any) -> None:
        """Follow until SIGINT or SIGTERM; what is under way is finished first."""
        if compare:
            count = comparing.compare(timezone.now())
            self.stdout.write(f"全量复算完成，与动态结果不一致 {count} 个")
            return
        if once:
            count = following.follow_all(timezone.now())
            self.stdout.write(f"已跟进 {count} 条办理记录")
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            found = following.follow(timezone.now())
            if not found and comparing.is_due(timezone.now()):
                comparing.compare(timezone.now())
            close_old_connections()
            if not found:
                stop.wait(PAUSE)
