"""Reading what was sent: UTF-8 JSON of bounded size, every name once, no number without a value."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser


class BodyRefused(Exception):
    """A body that cannot be read; `code` and `params` tell why."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


class StrictJSON(Parser):
    """Reads bodies for the interface."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body, or raise `BodyRefused`: "media-type" or "json"."""
        if request.content_type != "application/json":
            raise BodyRefused("media-type")
        try:
            return _read(request.body.decode())
        except json.JSONDecodeError as broken:
            raise BodyRefused("json", line=broken.lineno, column=broken.colno) from None
        except (ValueError, RecursionError):
            raise BodyRefused("json") from None


def _read(text: str) -> Any:
    return json.loads(text, parse_constant=_no_number, object_pairs_hook=_once)


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("a name stands twice")
    return told
