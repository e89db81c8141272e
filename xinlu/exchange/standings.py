"""How each connector (连接器) stands, for the desk and the command: one answer for both."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Client
from xinlu.exchange.connectors.faults import said
from xinlu.exchange.connectors.language import Connector
from xinlu.exchange.connectors.reading import ConnectorError, codes, load_connector
from xinlu.exchange.connectors.sources import is_set
from xinlu.exchange.models import Connection, Pulling
from xinlu.exchange.services.connections import queued
from xinlu.exchange.services.pulling import patience

#: Each state in words, the worst first.
STATES = {
    "broken": "文件有误",
    "failing": "取数失败",
    "late": "逾期未取",
    "no-client": "未设客户端",
    "unset": "未配置",
    "paused": "已暂停",
    "pulling": "正在取数",
    "queued": "排队中",
    "new": "还没有取过数",
    "fine": "正常",
    "gone": "文件已撤",
}
#: States in which the worker is at it, or is about to be.
AT_WORK = ("queued", "pulling")


@dataclass(frozen=True, slots=True)
class Standing:
    """A connector, its state as in `STATES`, and a sentence on what is wrong, if anything is."""

    code: str
    title: str
    state: str
    fault: str = ""
    connector: Connector | None = None
    client: Client | None = None
    connection: Connection | None = None
    pulling: Pulling | None = None

    @property
    def word(self) -> str:
        """Return the state in words."""
        return STATES[self.state]

    @property
    def may_pull(self) -> bool:
        """Say whether the partner can be asked now."""
        return self.client is not None and self.state in ("failing", "late", "new", "fine")


def standings(actor: Actor, now: datetime) -> list[Standing]:
    """Return how the connectors of partners within the actor's reach stand, by code.

    One whose file is wrong or whose client is missing belongs to no place: who reaches every
    place sees it.
    """
    held = {each.code: each for each in Connection.objects.select_related("client__place")}
    clients = {each.code: each for each in Client.objects.select_related("authority", "place")}
    reach = actor.place_ids
    if actor.kind != "officer":
        return []
    return [
        each
        for each in _all(held, clients, now)
        if reach is None or (each.client is not None and each.client.place_id in reach)
    ]


def standing(actor: Actor, code: str, now: datetime) -> Standing | None:
    """Return how one connector stands, or None where the actor may not see it."""
    return next((each for each in standings(actor, now) if each.code == code), None)


def _all(
    held: dict[str, Connection], clients: dict[str, Client], now: datetime
) -> Iterator[Standing]:
    waiting = queued()
    known = codes()
    for code in sorted({*known, *held}):
        connection = held.get(code)
        client = connection.client if connection else None
        if code not in known:
            yield Standing(code, code, "gone", client=client, connection=connection)
            continue
        try:
            connector = load_connector(code)
        except ConnectorError as wrong:
            fault = said({"code": "file", "params": {"detail": str(wrong)}})
            yield Standing(code, code, "broken", fault, client=client, connection=connection)
            continue
        client = clients.get(connector.client)
        pulling = connection.pullings.first() if connection else None
        state, fault = _state(connector, client, connection, pulling, code in waiting, now)
        yield Standing(code, connector.title, state, fault, connector, client, connection, pulling)


def _state(
    connector: Connector,
    client: Client | None,
    connection: Connection | None,
    pulling: Pulling | None,
    is_queued: bool,
    now: datetime,
) -> tuple[str, str]:
    """Return the state of a connector whose file is right, and what is wrong with it."""
    if client is None:
        return "no-client", said({"code": "no-client", "params": {"client": connector.client}})
    if not is_set(connector):
        return "unset", said({"code": "not-set", "params": {"name": connector.address}})
    if connection and connection.is_paused:
        return "paused", connection.paused_why
    if pulling and pulling.ended_at is None and now - pulling.touched_at <= patience(connector):
        return "pulling", ""
    if is_queued:
        return "queued", ""
    if connection is None or connection.asked_at is None:
        return "new", ""
    if connection.failure:
        return "failing", said(connection.failure)
    if connection.due_at and now - connection.due_at > timedelta(seconds=connector.every):
        return "late", "到时间没有取数。请运维人员核对后台进程（xinlu serve）是否在运行。"
    return "fine", ""
