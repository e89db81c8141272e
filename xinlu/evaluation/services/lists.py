"""Lists of results that leave the platform (名单导出)."""

from datetime import date

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import act
from xinlu.accounts.models import Role


@act("list.open", title="导出评价名单（含完整证号）", may=[Role.EVALUATOR])
def open_list(target: None, *, by: Actor, scheme: str, on: date, purpose: str) -> None:
    """Log that a list with persons' numbers in clear is made, and for what."""
