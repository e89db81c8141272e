"""What is done about a suspected omission (疑似漏报): stated, explained, judged by a second."""

from datetime import date
from typing import Any

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import Refused, act, move
from xinlu.accounts.models import Role
from xinlu.collection.models import Statement, Suspicion


def _moved(case: Suspicion, to: str, name: str, reason: str, **changes: Any) -> Suspicion:
    """Move the case for a reason, which is kept with the act that it was given on."""
    told = reason.strip()[:500]
    if not told:
        raise Refused("A case moves for a reason only.", code="case-reason-missing")
    said = [*case.said, {"act": name, "reason": told}]
    return move(case, to, moves=Suspicion.MOVES, said=said, **changes)


@act("suspicion.state", title="报对账数", may=(Role.CLERK,))
def state(
    target: None, *, by: Actor, month: date, kind: str, count: int, nonce: str = ""
) -> Statement:
    """Say how many decisions of a kind the actor's unit made in a month; the last word counts.

    Raises `Refused` "no-unit" for an actor of no unit.
    """
    unit = by.authority
    if unit is None:
        raise Refused("Only a unit states its count.", code="no-unit")
    said, _ = Statement.objects.update_or_create(
        authority=unit,
        kind=kind,
        month=month,
        defaults={"count": count, "said_by": by.user, "place_id": unit.place_id},
    )
    return said


@act("suspicion.explain", title="说明疑似漏报", may=(Role.CLERK,))
def explain(case: Suspicion, *, by: Actor, reason: str, nonce: str = "") -> Suspicion:
    """Explain why nothing is missing; somebody else judges whether that holds."""
    to = Suspicion.State.EXPLAINED
    return _moved(case, to, "suspicion.explain", reason, explained_by=by.user)


@act("suspicion.clear", title="认可说明", may=(Role.REVIEWER,), not_by=("explained_by",))
def clear(case: Suspicion, *, by: Actor, reason: str, nonce: str = "") -> Suspicion:
    """Accept the explanation: nothing was omitted."""
    return _moved(case, Suspicion.State.CLEARED, "suspicion.clear", reason)


@act("suspicion.reopen", title="退回说明", may=(Role.REVIEWER,))
def reopen(case: Suspicion, *, by: Actor, reason: str, nonce: str = "") -> Suspicion:
    """Send the case back to its unit: explain better, or send what is missing."""
    return _moved(case, Suspicion.State.OPEN, "suspicion.reopen", reason)


@act("suspicion.allege", title="提请认定瞒报", may=(Role.REVIEWER,))
def allege(case: Suspicion, *, by: Actor, reason: str, nonce: str = "") -> Suspicion:
    """Ask that the omission be held to be deliberate (瞒报); it is not until a second confirms."""
    to = Suspicion.State.ALLEGED
    return _moved(case, to, "suspicion.allege", reason, alleged_by=by.user)


@act(
    "suspicion.confirm",
    title="认定瞒报",
    may=(Role.REVIEWER,),
    not_by=("alleged_by", "explained_by"),
)
def confirm(case: Suspicion, *, by: Actor, reason: str, nonce: str = "") -> Suspicion:
    """Hold that the unit concealed decisions (瞒报); another officer asked for it."""
    return _moved(case, Suspicion.State.CONFIRMED, "suspicion.confirm", reason)
