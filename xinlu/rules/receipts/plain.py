"""The one way in which receipts are written as bytes, and the strict way of reading them back."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Final, NoReturn

#: A receipt that is longer than this is none, in characters.
LONGEST: Final = 65_536


class NoReceipt(ValueError):
    """What was given is no receipt; `code` says why, and `params` where."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(f"Not a receipt: {code} {params or ''}".rstrip())


def canonical(value: Any) -> str:
    """Return plain data as JSON with sorted keys and without blanks: what is hashed and signed.

    >>> canonical({"b": 1, "a": "级"})
    '{"a":"级","b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def strictly(text: str) -> dict[str, Any]:
    """Return the JSON object that the text holds.

    Refused are what some reader could take otherwise: a key that stands twice, a number with a
    fraction. Raises `NoReceipt`.
    """
    if len(text) > LONGEST:
        raise NoReceipt("too-long", most=LONGEST)
    try:
        held = json.loads(
            text, object_pairs_hook=_once, parse_float=_refuse, parse_constant=_refuse
        )
        canonical(held).encode()  # half a character of two cannot be hashed
    except (ValueError, RecursionError) as error:
        if isinstance(error, NoReceipt):
            raise
        raise NoReceipt("not-json") from None
    if not isinstance(held, dict):
        raise NoReceipt("not-json")
    return held


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for key, value in pairs:
        if key in held:
            raise NoReceipt("key-twice", key=key)
        held[key] = value
    return held


def _refuse(written: str) -> NoReturn:
    raise NoReceipt("number", given=written)
