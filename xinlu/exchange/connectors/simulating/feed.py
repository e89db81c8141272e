"""A partner's HTTP feed, simulated: pages, and answers that come late, cut short, or wrong."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from xinlu.exchange.connectors.simulating.story import Story

#: What may become of a request; twice in a row at most anything but a right answer.
_FATES: Final = ("right", "right", "right", "right", "late", "busy", "cut", "garbled")
#: Changes that happen between two pulls; a reader that looks back so far and a bit misses none.
_PACE: Final = 60


class Feed(ThreadingHTTPServer):
    """A feed that tells a story; `port` 0 takes any that is free."""

    daemon_threads = True

    def __init__(self, story: Story, *, port: int = 0, seed: int = 1, secret: str = "") -> None:
        super().__init__(("127.0.0.1", port), _Answer)
        self.story, self.secret = story, secret
        #: Up to which number changes can be seen; it grows whenever the reader has seen them all.
        self.now = 0
        self._grow()
        #: How often each fate befell a request.
        self.fates: dict[str, int] = {}
        self._random = Random(seed)  # noqa: S311 - a story, no secret
        self._ill = 0
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        """Return where rows are asked for."""
        return f"http://127.0.0.1:{self.server_address[1]}/changes"

    def _grow(self) -> None:
        self.now = min(self.now + _PACE, self.story.end)

    def page(self, since: int, limit: int) -> list[dict[str, Any]]:
        """Return the next rows; none where the reader has come to the end for now."""
        with self._lock:
            seen = self.story.seen(self.now)
            rows = [dict(one.row) for one in seen if one.number > since][:limit]
            if not rows:
                self._grow()
            return rows

    def fate(self) -> str:
        """Return what becomes of the next request."""
        with self._lock:
            fate = self._random.choice(_FATES) if self._ill < 2 else "right"
            self._ill = self._ill + 1 if fate != "right" else 0
            self.fates[fate] = self.fates.get(fate, 0) + 1
            return fate


class _Answer(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Feed

    def do_GET(self) -> None:
        """Answer `/changes?since=…&limit=…`, and `/ledger` with what all was told."""
        asked = urlsplit(self.path)
        if asked.path == "/ledger":
            return self._tell(self.server.story.ledger())
        if self.server.secret and self.headers["Authorization"] != f"Bearer {self.server.secret}":
            return self.send_error(401)
        given = parse_qs(asked.query)
        try:
            since, limit = int(given["since"][0]), int(given["limit"][0])
        except (KeyError, ValueError):
            return self.send_error(400)
        return self._page(since, limit)

    def _page(self, since: int, limit: int) -> None:
        fate = self.server.fate()
        if fate == "busy":
            return self.send_error(503)
        if fate == "late":
            time.sleep(self.server.story.connector.timeout * 1.5)
        return self._tell({"rows": self.server.page(since, limit)}, fate)

    def _tell(self, told: Any, fate: str = "right") -> None:
        body = json.dumps(told, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fate == "garbled":
            body = b"<" + body[1:]
        try:
            self.wfile.write(body[: len(body) // 2] if fate == "cut" else body)
        except OSError:  # the reader would not wait
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by the library
        """Keep silent."""
