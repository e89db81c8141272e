"""The systems of two counties that send by machine, and what they send."""

from base64 import b64encode
from typing import Any

from django.test import Client as Browser
from django_tasks_db.models import DBTaskResult

from xinlu.accounts.models import Client
from xinlu.accounts.tests.cast import SECRET, a_client, a_key
from xinlu.collection import tasks
from xinlu.collection.tests.batch_cast import Senders
from xinlu.collection.tests.penalty_files import HEADINGS, rows


def penalties(count: int = 3, *, seed: int = 1) -> list[dict[str, Any]]:
    """Return penalties with which nothing is wrong, by the headings of the template."""
    table = rows(count, firms=4, people=2, seed=seed)
    return [{k: v for k, v in zip(HEADINGS, row, strict=True) if v != ""} for row in table]


class Systems(Senders):
    """The senders, and a system in each of two counties; the second stores by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.yundu_system = a_client(self.yundu_transport, "yundu-system")
        self.moxi_system = a_client(self.moxi_transport, "moxi-system", confirms_itself=True)
        self.yundu_key = a_key(self.yundu_system)


def shown(client: Client | str, secret: str = SECRET) -> str:
    """Return the header by which a client shows who it is."""
    code = client if isinstance(client, str) else client.code
    return "Basic " + b64encode(f"{code}:{secret}".encode()).decode()


def get(client: Client, path: str, **query: Any) -> Any:
    """Ask the interface as the client."""
    return Browser().get(f"/api/v1/{path}", query, headers={"authorization": shown(client)})


def post(client: Client, body: Any, *, key: str = "", **more: Any) -> Any:
    """Send a batch as the client."""
    return post_as(client.code, SECRET, body, key=key, **more)


def post_as(code: str, secret: str, body: Any, *, key: str = "", **more: Any) -> Any:
    """Send a batch with an id and a secret."""
    headers = {"authorization": shown(code, secret), **({"idempotency-key": key} if key else {})}
    given = {"content_type": "application/json", **more}
    return Browser(raise_request_exception=False).post(
        "/api/v1/batches", body, headers=headers, **given
    )


def work() -> None:
    """Do what waits in the queue, as the worker does, until nothing waits."""
    while waiting := DBTaskResult.objects.ready().order_by("enqueued_at").first():
        name = waiting.task_path.rpartition(".")[2]
        (pk,) = waiting.args_kwargs["args"]
        waiting.delete()
        getattr(tasks, name).call(pk)
