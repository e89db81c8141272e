"""That the city is complete: an act in the ledger, and the question whether it is there."""

from django.db import connection

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import act
from xinlu.accounts.models import AuditEntry

BUILT = "demo.build"


def is_built() -> bool:
    """Say whether the city is there, complete."""
    if AuditEntry._meta.db_table not in connection.introspection.table_names():
        return False
    return AuditEntry.objects.filter(act=BUILT).exists()


@act(BUILT, title="建成演示城市")
def finish(target: None, *, by: Actor, size: str) -> None:
    """Note in the ledger that the city is complete."""
