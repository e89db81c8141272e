"""`xinlu inbox`: look into the inbox once, by hand."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from xinlu.accounts.models import Client
from xinlu.exchange.services.dropping import QUIET, Looks, look, prepare


class Command(BaseCommand):
    """Take what partners dropped, and answer what is settled; `xinlu serve` does it by itself."""

    requires_system_checks = ()
    help = "收取收件箱中的文件，并为办完的写出回执"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what may be asked for."""
        parser.add_argument("--prepare", action="store_true", help="为每个客户端建立文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look twice, so that a file that grows between the looks is left alone."""
        if options["prepare"]:
            for client in Client.objects.all():
                prepare(client)
            self.stdout.write(f"收件箱：{settings.INBOX_DIR}")
            return
        looks = Looks()
        look(timezone.now(), looks)
        time.sleep(QUIET.total_seconds())
        self.stdout.write(f"收取 {look(timezone.now(), looks)} 个文件。")
