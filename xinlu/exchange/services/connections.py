"""When connectors are asked: at their time, at once if an officer wants it, or not for a while."""

from datetime import datetime

from django_tasks_db.models import DBTaskResult

from xinlu.accounts import words
from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, Refused, act
from xinlu.accounts.models import Role
from xinlu.exchange import tasks
from xinlu.exchange.connectors.reading import ConnectorError, codes, load_connector
from xinlu.exchange.connectors.sources import is_set
from xinlu.exchange.models import Connection

words.add(
    {
        "connector-paused": "这个连接器已暂停取数。要取数，请先恢复。",
        "connector-not-paused": "这个连接器没有暂停，请刷新页面查看现状。",
    }
)


@act("connector.pull", title="立即取数", may=(Role.CLERK,))
def pull_now(connection: Connection, *, by: Actor, now: datetime, nonce: str = "") -> Connection:
    """Have the worker pull by the connector at once, without waiting for its time.

    Raises `NotAllowed` "connector-paused".
    """
    _must_not_be_paused(connection)
    connection.due_at = now
    connection.save(update_fields=["due_at"])
    queue([connection.code])
    return connection


@act("connector.pause", title="暂停取数", may=(Role.CLERK,))
def pause(connection: Connection, *, by: Actor, reason: str, nonce: str = "") -> Connection:
    """Ask the partner no more until somebody resumes; what was taken stays.

    Raises `Refused` "reason-missing", `NotAllowed` "connector-paused".
    """
    if not reason.strip():
        raise Refused("A connector is paused for a reason only.", code="reason-missing")
    _must_not_be_paused(connection)
    return _set(connection, is_paused=True, paused_why=reason.strip()[:200])


@act("connector.resume", title="恢复取数", may=(Role.CLERK,))
def resume(connection: Connection, *, by: Actor, nonce: str = "") -> Connection:
    """Let the partner be asked again, at once.

    Raises `NotAllowed` "connector-not-paused".
    """
    if not connection.is_paused:
        raise NotAllowed(f"{connection} is not paused.", code="connector-not-paused")
    return _set(connection, is_paused=False, paused_why="", due_at=None)


def _must_not_be_paused(connection: Connection) -> None:
    if connection.is_paused:
        raise NotAllowed(f"{connection} is paused.", code="connector-paused")


def _set(connection: Connection, **changes: object) -> Connection:
    for name, value in changes.items():
        setattr(connection, name, value)
    connection.save(update_fields=list(changes))
    return connection


def due(now: datetime) -> list[str]:
    """Return the connectors that are set up and whose time has come."""
    waiting = {one.code: one for one in Connection.objects.all()}
    found = []
    for code in codes():
        try:
            connector = load_connector(code)
        except ConnectorError:
            continue  # `xinlu connector check` and the desk say what is wrong with it
        stands = waiting.get(code)
        if is_set(connector) and (stands is None or stands.is_due(now)):
            found.append(code)
    return found


def queued() -> set[str]:
    """Return the connectors whose pulls wait in the queue."""
    ready = DBTaskResult.objects.ready().filter(task_path=tasks.pull_rows.module_path)
    return {told["args"][0] for told in ready.values_list("args_kwargs", flat=True)}


def queue(wanted: list[str]) -> int:
    """Queue pulls by these connectors, unless they wait already; return how many were queued."""
    waiting = queued()
    left = [code for code in wanted if code not in waiting]
    for code in left:
        tasks.pull_rows.enqueue(code)
    return len(left)
