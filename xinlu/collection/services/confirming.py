"""Confirming that the accepted rows of a checked batch are to be stored."""

from xinlu.accounts.actors import Actor, client_actor
from xinlu.accounts.acts import Refused, act, move
from xinlu.accounts.models import Role
from xinlu.collection.models import Batch


@act("batch.confirm", title="确认入库", may=(Role.CLERK,))
def confirmed(batch: Batch, *, by: Actor, nonce: str = "") -> Batch:
    """Let the accepted rows of a checked batch be stored; whoever calls this has them stored.

    Raises `Refused`: "nothing-accepted" where every row was refused.
    """
    if batch.state == Batch.State.CHECKED and not batch.accepted_count:
        raise Refused("Every row was refused; there is nothing to store.", code="nothing-accepted")
    return move(batch, Batch.State.STORING, moves=Batch.MOVES, progress=0)


def confirmed_by_itself(batch: Batch) -> bool:
    """Confirm a batch whose client wants no confirmation, in the client's name, if it is one.

    A client that was suspended meanwhile confirms nothing: its batch waits for an officer.
    """
    is_ready = batch.state == Batch.State.CHECKED and batch.accepted_count > 0
    if batch.client is None or not batch.confirms_itself or not is_ready:
        return False
    by = client_actor(batch.client)
    if by.roles:
        confirmed(batch, by=by)
    return bool(by.roles)
