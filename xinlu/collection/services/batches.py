"""The life of a batch: received, checked, confirmed, stored; or discarded, or withdrawn."""

from datetime import date, datetime
from pathlib import Path

from xinlu.accounts.actors import Actor
from xinlu.collection.models import Batch


def receive(
    target: None,
    *,
    by: Actor,
    template: str,
    file_name: str,
    content: Path | bytes,
    on: date,
    year: int | None = None,
    channel: str = "upload",
    nonce: str = "",
) -> Batch:
    """Keep a file that was sent under a data template, and have it checked in the background.

    `channel` is "upload", "paste" or "command". A file that is already there under the same
    template and year comes back as the batch it became, with `is_repeated` true.
    Raises `Refused`: "too-large", "no-such-template", "not-in-catalogue".
    """
    raise NotImplementedError


def confirm(batch: Batch, *, by: Actor, nonce: str = "") -> Batch:
    """Have the accepted rows of a checked batch stored, in the background.

    Raises `Refused`: "nothing-accepted" where every row was refused.
    """
    raise NotImplementedError


def discard(batch: Batch, *, by: Actor, nonce: str = "") -> Batch:
    """Give up a batch that is not stored; nothing of it remains but its line in the history."""
    raise NotImplementedError


def withdraw(batch: Batch, *, by: Actor, reason: str, now: datetime, nonce: str = "") -> Batch:
    """Take back a stored batch whole: its records no longer hold, and stay in the history.

    Raises `Refused`: "reason-missing", "city-level" where only the city may withdraw by now.
    """
    raise NotImplementedError
