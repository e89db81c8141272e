"""When connectors are asked: at their time, and when an officer wants it at once."""

from datetime import datetime

from django_tasks_db.models import DBTaskResult

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import act
from xinlu.accounts.models import Role
from xinlu.exchange import tasks
from xinlu.exchange.connectors.reading import ConnectorError, codes, load_connector
from xinlu.exchange.connectors.sources import is_set
from xinlu.exchange.models import Connection


@act("connector.pull", title="立即取数", may=(Role.CLERK,))
def pull_now(connection: Connection, *, by: Actor, now: datetime, nonce: str = "") -> Connection:
    """Have the worker pull by the connector at once, without waiting for its time."""
    connection.due_at = now
    connection.save(update_fields=["due_at"])
    queue([connection.code])
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


def queue(wanted: list[str]) -> int:
    """Queue pulls by these connectors, unless they wait already; return how many were queued."""
    ready = DBTaskResult.objects.ready().filter(task_path=tasks.pull_rows.module_path)
    waiting = {told["args"][0] for told in ready.values_list("args_kwargs", flat=True)}
    left = [code for code in wanted if code not in waiting]
    for code in left:
        tasks.pull_rows.enqueue(code)
    return len(left)
