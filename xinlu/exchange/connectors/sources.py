"""Where a partner's rows are read: an HTTP feed, or a view of a database; a page at a time.

Both are asked for the rows whose number of change lies behind a given one, in its order. A fault
that may pass is waited out for a bounded time; then it is told.
"""

import http.client
import json
import os
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import psycopg

from xinlu.exchange.connectors.faults import PASSING, Fault
from xinlu.exchange.connectors.language import Connector

Row = Mapping[str, Any]
#: The largest answer that is read, in bytes.
LARGEST: Final = 32 * 2**20
#: Seconds before the second attempt, doubled each time, and the longest such wait.
_WAIT, LONGEST_WAIT = 0.5, 30.0
_SCHEMES: Final = {
    "http-feed": ("http", "https"),
    "database-view": ("sqlite", "postgres", "postgresql"),
}


def page_after(
    connector: Connector, since: int, *, sleep: Callable[[float], None] = time.sleep
) -> list[Row]:
    """Return the partner's next rows behind the change `since`; none means that there are no more.

    Raises `Fault`, after all attempts where it might have passed.
    """
    address = address_of(connector)
    ask = _feed if connector.kind == "http-feed" else _view
    for attempt in range(1, connector.attempts + 1):
        try:
            return ask(connector, address, since)
        except Fault as fault:
            if fault.code not in PASSING or attempt == connector.attempts:
                raise Fault(fault.code, **fault.params, attempts=attempt) from fault
            sleep(min(_WAIT * 2 ** (attempt - 1), LONGEST_WAIT))
    raise AssertionError("A connector makes one attempt at least.")


def is_set(connector: Connector) -> bool:
    """Say whether the environment tells where the partner is."""
    return bool(os.environ.get(connector.address))


def address_of(connector: Connector) -> str:
    """Return the address from the environment, or say what is wrong with it."""
    address = os.environ.get(connector.address, "")
    if not address:
        raise Fault("not-set", name=connector.address)
    schemes = _SCHEMES[connector.kind]
    try:
        is_right = urlsplit(address).scheme in schemes
    except ValueError:
        is_right = False
    if not is_right:
        expected = "、".join(f"{scheme}://…" for scheme in schemes)
        raise Fault("address", name=connector.address, expected=expected)
    return address


class _NoDetours(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: the secret is for the address that was set alone."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _feed(connector: Connector, address: str, since: int) -> list[Row]:
    """Ask an HTTP feed: `?since=…&limit=…` is answered by `{"rows": [{…}]}`."""
    asked = urlencode({"since": since, "limit": connector.cursor.page})
    headers = {"Accept": "application/json"}
    if secret := os.environ.get(connector.secret, "") if connector.secret else "":
        headers["Authorization"] = f"Bearer {secret}"
    request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        f"{address}{'&' if '?' in address else '?'}{asked}", headers=headers
    )
    try:
        body = _body_of(request, connector.timeout)
    except urllib.error.HTTPError as wrong:
        raise Fault("status", status=wrong.code) from wrong
    except TimeoutError as late:
        raise Fault("time-out", seconds=connector.timeout) from late
    except http.client.HTTPException as broken:
        raise Fault("wrong-answer", detail=type(broken).__name__) from broken
    except OSError as wrong:
        if isinstance(getattr(wrong, "reason", None), TimeoutError):
            raise Fault("time-out", seconds=connector.timeout) from wrong
        raise Fault("unreachable", detail=type(getattr(wrong, "reason", wrong)).__name__) from wrong
    return _rows_of(body, connector.cursor.page)


def _body_of(request: urllib.request.Request, patience: float) -> bytes:
    """Return an answer that came whole, in time, and is not too large."""
    until = time.monotonic() + patience
    body = b""
    opener = urllib.request.build_opener(_NoDetours)
    with opener.open(request, timeout=patience) as answer:
        while part := answer.read1(65536):
            body += part
            if time.monotonic() > until:
                raise TimeoutError
            if len(body) > LARGEST:
                raise Fault("wrong-answer", detail=f"超过 {LARGEST // 2**20} MB")
        if answer.length:
            raise Fault("wrong-answer", detail="没有传完")
    return body


def _rows_of(body: bytes, most: int) -> list[Row]:
    try:
        told = json.loads(body, parse_float=str)
    except ValueError as broken:
        raise Fault("wrong-answer", detail="不是完整的 JSON") from broken
    rows = told.get("rows") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Fault("wrong-answer", detail="缺少 rows，或其中不是对象")
    if len(rows) > most:
        raise Fault("wrong-answer", detail=f"多于 {most} 行")
    return rows


def _view(connector: Connector, address: str, since: int) -> list[Row]:
    """Ask a view, in a connection that can only read."""
    columns = ", ".join(map(quoted, connector.asked))
    view = ".".join(map(quoted, connector.view.split(".")))
    order = quoted(connector.cursor.column)
    mark = "?" if address.startswith("sqlite") else "%s"
    # Names come from the connector's own file and are quoted; the number is a parameter.
    asked = f"SELECT {columns} FROM {view} WHERE {order} > {mark} ORDER BY {order} LIMIT {mark}"  # noqa: S608
    if mark == "%s":
        asked = asked.replace("%", "%%").replace("%%s", "%s")
    ask = _of_sqlite if mark == "?" else _of_postgres
    try:
        rows = ask(connector, address, asked, (since, connector.cursor.page))
    except psycopg.errors.QueryCanceled as late:
        raise Fault("time-out", seconds=connector.timeout) from late
    except (sqlite3.Error, psycopg.Error) as wrong:
        raise Fault("database", detail=str(wrong).splitlines()[0][:200]) from wrong
    return [dict(zip(connector.asked, row, strict=True)) for row in rows]


def quoted(name: str) -> str:
    """Return a name as SQL writes it.

    >>> quoted('案"号')
    '"案""号"'
    """
    return '"' + name.replace('"', '""') + '"'


def _of_sqlite(connector: Connector, address: str, asked: str, given: tuple[int, int]) -> Any:
    path = address.removeprefix("sqlite://").replace("?", "%3f").replace("#", "%23")
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=connector.timeout)
    try:
        return base.execute(asked, given).fetchall()
    finally:
        base.close()


def _of_postgres(connector: Connector, address: str, asked: str, given: tuple[int, int]) -> Any:
    patience = int(connector.timeout * 1000)
    with psycopg.connect(
        address,
        connect_timeout=max(2, int(connector.timeout)),
        options=f"-c default_transaction_read_only=on -c statement_timeout={patience}",
    ) as base:
        return base.execute(asked.encode(), given).fetchall()
