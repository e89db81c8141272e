"""`xinlu connector list|check|pull|simulate`: partners whose rows are pulled."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.timezone import localtime

from xinlu.exchange.connectors.faults import Fault, said
from xinlu.exchange.connectors.language import KINDS, Connector
from xinlu.exchange.connectors.reading import (
    ConnectorError,
    UnknownConnector,
    codes,
    load_connector,
    read_connector,
)
from xinlu.exchange.connectors.simulating.feed import Feed
from xinlu.exchange.connectors.simulating.story import Story
from xinlu.exchange.connectors.simulating.view import fill
from xinlu.exchange.connectors.sources import address_of, is_set
from xinlu.exchange.models import Connection
from xinlu.exchange.services.pulling import pull


class Command(BaseCommand):
    """Show, check, ask and simulate the partners of the jurisdiction in force."""

    requires_system_checks = ()
    help = "连接器：从合作单位的数据库视图或 HTTP 接口取数"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what may be asked for."""
        commands = parser.add_subparsers(dest="what", required=True)
        commands.add_parser("list", help="有哪些连接器，取到了哪里")
        check = commands.add_parser("check", help="检查连接器文件")
        check.add_argument("names", nargs="*", help="名称或文件；不写则检查全部")
        pulls = commands.add_parser("pull", help="取数")
        pulls.add_argument("name")
        pulls.add_argument("--once", action="store_true", help="只取一页")
        simulate = commands.add_parser("simulate", help="模拟合作单位的系统，供试用和测试")
        simulate.add_argument("name")
        simulate.add_argument("--port", type=int, default=8100, help="模拟接口的端口")
        simulate.add_argument("--rows", type=int, default=200, help="案件数")
        simulate.add_argument("--seed", type=int, default=1, help="同一个数产生同样的内容")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        """Do what was asked for, or say in a sentence why not."""
        try:
            getattr(self, f"_{what}")(options)
        except (ConnectorError, UnknownConnector) as wrong:
            raise CommandError(str(wrong)) from wrong
        except Fault as fault:
            raise CommandError(said({"code": fault.code, "params": fault.params})) from fault

    def _list(self, options: dict[str, Any]) -> None:
        stands = {one.code: one for one in Connection.objects.all()}
        for code in codes():
            connector = load_connector(code)
            self.stdout.write(f"{code}\t{connector.title}\t{KINDS[connector.kind]}")
            self.stdout.write(f"  {self._standing(connector, stands.get(code))}")

    @staticmethod
    def _standing(connector: Connector, stands: Connection | None) -> str:
        if not is_set(connector):
            return f"未配置：环境变量 {connector.address} 没有设置。"
        if stands and stands.is_paused:
            return said({"code": "paused", "params": {"why": stands.paused_why}})
        if stands is None or stands.asked_at is None:
            return "还没有取过数。"
        if stands.failure:
            return said(stands.failure)
        return f"{localtime(stands.asked_at):%Y-%m-%d %H:%M} 取到变更序号 {stands.cursor}。"

    def _check(self, options: dict[str, Any]) -> None:
        for name in options["names"] or codes():
            path = Path(name)
            connector = read_connector(path) if path.suffix == ".yaml" else load_connector(name)
            self.stdout.write(
                f"{connector.code}：{KINDS[connector.kind]}，{len(connector.columns)} 列对应模板 "
                f"{connector.template}，没有错误。"
            )

    def _pull(self, options: dict[str, Any]) -> None:
        connector = load_connector(options["name"])
        done = pull(connector, now=timezone.now(), most_pages=1 if options["once"] else None)
        self.stdout.write(f"取 {done.pages} 页，新 {done.taken} 行，重复 {done.repeated} 行。")
        if done.failure:
            raise done.failure

    def _simulate(self, options: dict[str, Any]) -> None:
        connector = load_connector(options["name"])
        if connector.sample is None:
            raise CommandError(
                f"{connector.code}.yaml 没有 sample，无从模拟。请照合作单位指南补上。"
            )
        story = Story(connector, rows=options["rows"], seed=options["seed"])
        if connector.kind == "database-view":
            count = fill(story, address_of(connector))
            self.stdout.write(f"视图 {connector.view} 已填入 {count} 行。")
            return
        secret = os.environ.get(connector.secret, "") if connector.secret else ""
        with Feed(story, port=options["port"], seed=options["seed"], secret=secret) as feed:
            self.stdout.write(f"{connector.address}={feed.address}")
            self.stdout.write("按 Ctrl-C 停止。", ending="\n")
            self.stdout.flush()
            try:
                feed.serve_forever()
            except KeyboardInterrupt:
                self.stdout.write("已停止。")
