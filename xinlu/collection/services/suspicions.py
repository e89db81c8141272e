"""What is done about a suspected omission (疑似漏报): stated, explained, judged by a second."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, Refused, act, argue
from xinlu.accounts.models import Appointment, Role, User
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


@act("suspicion.hand", title="交办疑似漏报", may=(Role.CLERK, Role.REVIEWER))
def hand(case: Suspicion, *, by: Actor, on: date, owner: User, nonce: str = "") -> Suspicion:
    """Give the case into one clerk's hand; the unit still answers for it.

    Raises `Refused` "not-of-the-unit" for whoever is no clerk in post there on the day `on`, and
    `NotAllowed` once the case is closed.
    """
    if owner not in clerks_of(case, on):
        raise Refused("Cases are given to the unit's own clerks.", code="not-of-the-unit")
    rows = Suspicion.objects.filter(pk=case.pk).exclude(state__in=Suspicion.FINAL)
    if not rows.update(owner=owner):
        raise NotAllowed("The case is closed.", code="case-closed")
    case.owner = owner
    return case


def clerks_of(case: Suspicion, on: date) -> QuerySet[User]:
    """Return the clerks in post at the case's unit on a day."""
    posts = Appointment.objects.on(on).filter(
        authority=case.authority_id, role=Role.CLERK, is_suspended=False
    )
    return User.objects.filter(pk__in=posts.values("user")).order_by("name", "username")


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
