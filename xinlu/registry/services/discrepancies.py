"""What is done where sources state different values of a subject's field (数据不一致)."""

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import Refused, act, argue
from xinlu.accounts.models import Role
from xinlu.registry.models import Discrepancy

#: Who may ask a source, and who may decide which source is right.
ASKERS = (Role.CLERK, Role.REVIEWER)
DECIDERS = (Role.REVIEWER,)


@act("discrepancy.ask", title="请来源更正", may=ASKERS)
def ask(one: Discrepancy, *, by: Actor, reason: str, nonce: str = "") -> Discrepancy:
    """Note that a source was asked to correct its value; once it does, sources agree again.

    Raises `Refused` "case-reason-missing" without whom, and what was asked.
    """
    _must_hold(one)
    to = Discrepancy.State.ASKED
    return argue(one, to, name="discrepancy.ask", reason=reason, decided_by=by.user)


@act("discrepancy.accept", title="认定字段取值", may=DECIDERS)
def accept(
    one: Discrepancy, *, by: Actor, origin: str, reason: str, nonce: str = ""
) -> Discrepancy:
    """Decide that the value of the source `origin` is shown as long as sources say what they say.

    Raises `Refused`: "no-such-source" for one that states nothing of the field.
    """
    _must_hold(one)
    if origin not in one.evidence:
        raise Refused(f"{origin} states nothing of this.", code="no-such-source")
    changes = {"accepted": origin, "decided_by": by.user}
    to = Discrepancy.State.ACCEPTED
    return argue(one, to, name="discrepancy.accept", reason=reason, **changes)


@act("discrepancy.reopen", title="撤销认定", may=DECIDERS)
def reopen(one: Discrepancy, *, by: Actor, reason: str, nonce: str = "") -> Discrepancy:
    """Take a decision or a request back; the value is shown by the order of sources again."""
    changes = {"accepted": "", "decided_by": by.user}
    to = Discrepancy.State.OPEN
    return argue(one, to, name="discrepancy.reopen", reason=reason, **changes)


def _must_hold(one: Discrepancy) -> None:
    if not one.is_current:
        raise Refused("Sources state other values by now.", code="discrepancy-over")
