"""`xinlu up`, behind `make run`: prepare the database, fill the demo city once, serve."""

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from xinlu.desk.management.commands import demo, serve


class Command(BaseCommand):
    """Set everything up that is not set up yet, then start the site and its worker."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address."""
        parser.add_argument("--host", default=os.environ.get("XINLU_HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("XINLU_PORT", "8000")))

    def handle(self, *_: Any, host: str, port: int, **__: Any) -> None:
        """Say each step as it begins."""
        serve.require_free(host, port)
        self.say("[2/4] 准备数据库：国家和本地数据")
        try:
            call_command("prepare")
        except KeyboardInterrupt:
            self.say("\n已停止。下次启动接着准备。")
            raise SystemExit(demo.INTERRUPTED) from None
        if settings.JURISDICTION == "demo":
            self.say("[3/4] 建演示城市（第一次要一两分钟，中断后可以接着建）")
            call_command("demo", stdout=self.stdout)
        self.say("[4/4] 启动网站、后台任务和定时任务")
        if settings.JURISDICTION == "demo":
            call_command("demo", accounts=True, stdout=self.stdout)
        call_command("serve", host=host, port=port)

    def say(self, text: str) -> None:
        """Write a line at once."""
        self.stdout.write(text)
        self.stdout.flush()
