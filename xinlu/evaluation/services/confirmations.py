"""Confirming values that a rulebook marks unverified (核定), beside the edition."""

from xinlu.accounts.actors import Actor
from xinlu.evaluation.models import Confirmation, Edition


def confirm(edition: Edition, *, by: Actor, path: str, value: str, reason: str) -> Confirmation:
    """Confirm that the value at `path` is `value`, as the rulebook has it."""
    raise NotImplementedError
