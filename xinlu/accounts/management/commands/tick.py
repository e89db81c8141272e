"""`xinlu tick`: seals the ledger, and whatever else time alone sets going."""

import signal
import threading
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.db import close_old_connections
from django.utils import timezone

from xinlu.accounts import timers

#: Seconds between two looks at the timers.
PAUSE = 2.0


class Command(BaseCommand):
    """Run the timers until told to stop."""

    #: It needs none of the pages that checks would load.
    requires_system_checks = ()
    help = "Run the timers (sealing the ledger every 2 s, …). --once runs each once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--once`."""
        parser.add_argument("--once", action="store_true", help="run each timer once and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tick until SIGINT or SIGTERM; the timer under way is finished first."""
        if options["once"]:
            if failed := timers.tick(timezone.now()):
                raise CommandError(f"failed: {', '.join(failed)}")
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            timers.tick(timezone.now())
            close_old_connections()
            stop.wait(PAUSE)
