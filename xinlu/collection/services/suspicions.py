"""What is done about a suspected omission (疑似漏报): stated, explained, judged by a second."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import Refused, act, argue
from xinlu.accounts.models import Role
from xinlu.collection.models import Batch, Statement, Suspicion
from xinlu.collection.reconciling import Total


@act("suspicion.state", title="报对账数", may=(Role.CLERK,))
def state(
    target: None,
    *,
    by: Actor,
    month: date,
    kind: str,
    count: int,
    fines: Decimal | None = None,
    numbers: Sequence[str] = (),
    batch: Batch | None = None,
    nonce: str = "",
) -> Statement:
    """Say how many decisions of a kind the actor's unit made in a month; the last word counts.

    With them may go the sum of the fines in 万元, the document numbers, and the batch sent along.

    Raises `Refused` "no-unit" for an actor of no unit.
    """
    unit = by.authority
    if unit is None:
        raise Refused("Only a unit states its count.", code="no-unit")
    said, _ = Statement.objects.update_or_create(
        authority=unit,
        kind=kind,
        month=month,
        defaults={
            "count": count,
            "fines": fines,
            "numbers": list(numbers),
            "batch": batch,
            "said_by": by.user,
            "place_id": unit.place_id,
        },
    )
    return said


def state_all(totals: Iterable[Total], *, by: Actor, batch: Batch) -> None:
    """State the totals that came with a batch."""
    for one in totals:
        state(
            None,
            by=by,
            month=one.month,
            kind=one.kind,
            count=one.count,
            fines=one.fines,
            numbers=one.numbers,
            batch=batch,
        )


@act("suspicion.explain", title="说明疑似漏报", may=(Role.CLERK,))
def explain(case: Suspicion, *, by: Actor, reason: str, nonce: str = "") -> Suspicion:
    """Explain why nothing is missing; somebody else judges whether that holds."""
    to = Suspicion.State.EXPLAINED
    return argue(case, to, name="suspicion.explain", reason=reason, explained_by=by.user)


@act("suspicion.clear", title="认可说明", may=(Role.REVIEWER,), not_by=("explained_by",))
def clear(case: Suspicion, *, by: Actor, reason: str, nonce: str = "") -> Suspicion:
    """Accept the explanation: nothing was omitted."""
    return argue(case, Suspicion.State.CLEARED, name="suspicion.clear", reason=reason)


@act("suspicion.reopen", title="退回说明", may=(Role.REVIEWER,))
def reopen(case: Suspicion, *, by: Actor, reason: str, nonce: str = "") -> Suspicion:
    """Send the case back to its unit: explain better, or send what is missing."""
    return argue(case, Suspicion.State.OPEN, name="suspicion.reopen", reason=reason)


@act("suspicion.allege", title="提请认定瞒报", may=(Role.REVIEWER,))
def allege(case: Suspicion, *, by: Actor, reason: str, nonce: str = "") -> Suspicion:
    """Ask that the omission be held to be deliberate (瞒报); it is not until a second confirms."""
    to = Suspicion.State.ALLEGED
    return argue(case, to, name="suspicion.allege", reason=reason, alleged_by=by.user)


@act(
    "suspicion.confirm",
    title="认定瞒报",
    may=(Role.REVIEWER,),
    not_by=("alleged_by", "explained_by"),
)
def confirm(case: Suspicion, *, by: Actor, reason: str, nonce: str = "") -> Suspicion:
    """Hold that the unit concealed decisions (瞒报); another officer asked for it."""
    return argue(case, Suspicion.State.CONFIRMED, name="suspicion.confirm", reason=reason)
