"""Taking a list out of the platform: an act, so that the ledger knows of it."""

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import Refused, act

#: Rows of one workbook at most.
MOST = 100_000


@act("list.export", title="导出列表")
def note(target: None, *, by: Actor, name: str, query: str, count: int) -> None:
    """Log that `count` rows of the list `name` were taken out, and what was asked for.

    Raises `Refused` with "too-many-rows-to-export".
    """
    if count > MOST:
        raise Refused(
            f"{count} rows fit; a workbook has {MOST} at most.",
            code="too-many-rows-to-export",
            count=count,
            most=MOST,
        )
