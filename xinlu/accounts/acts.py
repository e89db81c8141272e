"""The act (办理): permission, change, audit entry and announcement in one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from xinlu.accounts.actors import Actor, Post
from xinlu.accounts.models import Announcement, AuditEntry, UsedNonce
from xinlu.kernel import crypto

P = ParamSpec("P")
R = TypeVar("R")


class Refused(Exception):
    """An act was refused; `code` and `params` tell why, and are put into Chinese where shown."""

    code = "refused"

    def __init__(self, message: str, *, code: str = "", **params: Any) -> None:
        super().__init__(message)
        self.code = code or self.code
        self.params = params


class NotPermitted(Refused):
    """The actor's role or reach does not cover this act."""

    code = "not-permitted"


class NotAllowed(Refused):
    """The thing is not in a state in which this may happen."""

    code = "not-allowed"


class SamePerson(Refused):
    """The second pair of eyes must belong to somebody else."""

    code = "same-person"


class DoneBefore(Refused):
    """The form was sent twice; the first time counted."""

    code = "done-before"


@dataclass(frozen=True)
class ActRule:
    """What the manual says of an act: its name, who may do it and who may not."""

    name: str
    title: str
    may: tuple[str, ...]
    not_by: tuple[str, ...]


#: Every act by name; the manual's table of acts is made from this.
ACTS: dict[str, ActRule] = {}


def act(
    name: str,
    *,
    title: str,
    may: Iterable[str] = (),
    not_by: Iterable[str] = (),
    secret: Iterable[str] = (),
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a service an act.

    The service's first argument is what is acted on (a model instance, or None when something is
    made), `by` is the actor. `may` names the roles of which one is needed (none: any actor who
    reaches the target), `not_by` the target's fields that hold whoever may not do this as well.
    The optional keyword `nonce` makes a repeated form count once. `secret` names keywords that not
    even a digest may be kept of, such as a password. A target is read again, locked
    where the database can, inside the transaction. A service that returns a `Refused` does not
    exist: it raises.
    """
    rule = ActRule(name, title, tuple(may), tuple(not_by))
    ACTS[name] = rule
    unrecorded = {"by", *secret}

    def wrap(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def done(*args: P.args, **kwargs: P.kwargs) -> R:
            target, by = args[0], kwargs["by"]
            assert isinstance(by, Actor)
            nonce = str(kwargs.pop("nonce", "") or "")
            with transaction.atomic():
                spend(nonce, rule.name)
                if isinstance(target, models.Model):
                    target = again(target)
                permit(by, rule, target)
                result = service(target, *args[1:], **kwargs)  # type: ignore[arg-type]
                told = result if isinstance(result, models.Model) else target
                details = {k: v for k, v in kwargs.items() if k not in unrecorded}
                record(rule.name, told, by=by, details=details)
            return result

        return done

    return wrap


def again(target: models.Model) -> models.Model:
    """Return `target` as the database has it now, locked where the database can lock rows."""
    rows = target._meta.model._default_manager.select_for_update()
    return rows.get(pk=target.pk)


def spend(nonce: str, name: str) -> None:
    """Use `nonce` up, or say that it was used."""
    if not nonce:
        return
    try:
        with transaction.atomic():
            UsedNonce.objects.create(key=nonce, act=name, at=timezone.now())
    except IntegrityError:
        raise DoneBefore("This form was sent before; the first time counted.") from None


def permit(by: Actor, rule: ActRule, target: object) -> None:
    """Refuse unless one post of `by` has a role the act needs and reaches the target.

    One and the same post must do both: a role lent from one county is no role in another.
    """
    if rule.may and not by.has(*rule.may):
        raise NotPermitted(
            f"{rule.name} needs one of the roles {', '.join(rule.may)}.", roles=list(rule.may)
        )
    reaches: list[Actor | Post] = [*by.posts_as(*rule.may)] if rule.may else [by]
    place_id = getattr(target, "place_id", None)
    reaches = [one for one in reaches if place_id is None or one.reaches_place(place_id)]
    if not reaches:
        raise NotPermitted(f"{target} lies outside the actor's places.", code="out-of-place")
    if not any(one.reaches_line(getattr(target, "line_id", None)) for one in reaches):
        raise NotPermitted(f"{target} belongs to another line of business.", code="out-of-line")
    for name in rule.not_by:
        if by.user is not None and getattr(target, f"{name}_id", None) == by.user.pk:
            raise SamePerson(
                f"{rule.name} must be done by somebody other than its {name}.", field=name
            )


def record(name: str, target: object, *, by: Actor, details: dict[str, Any]) -> AuditEntry:
    """Write the audit entry and the announcement of an act, in the transaction under way."""
    now = timezone.now()
    kind, pk = ("", "")
    if isinstance(target, models.Model):
        kind, pk = target._meta.label_lower, str(target.pk)
    text = "\x1f".join(f"{k}={v}" for k, v in sorted(details.items()))
    entry = AuditEntry.objects.create(
        at=now,
        act=name,
        actor_kind=by.kind,
        actor_id=by.id,
        authority_id=str(by.authority.pk) if by.authority else "",
        target_kind=kind,
        target_id=pk,
        digest=crypto.sm3(text.encode()).hex(),
        facts={"state": state} if (state := getattr(target, "state", None)) else {},
    )
    Announcement.objects.create(
        at=now, topic=name, target_kind=kind, target_id=pk, body={"entry": entry.pk}
    )
    return entry


M = TypeVar("M", bound=models.Model)


def move(target: M, to: str, *, moves: dict[Any, set[Any]], **changes: Any) -> M:
    """Take `target` to the state `to` with `changes`, or say which states could have been reached.

    Compare-and-set: of two who press at once, one wins and the other gets a sentence.
    """
    now = reachable(target, to, moves=moves)
    rows = type(target)._default_manager.filter(pk=target.pk, state=now)
    if not rows.update(state=to, **changes):
        raise NotAllowed(f"{target} was moved by someone else; load it again.", code="moved")
    for name, value in {"state": to, **changes}.items():
        setattr(target, name, value)
    return target


def argue(case: M, to: str, *, name: str, reason: str, **changes: Any) -> M:
    """Take a case to the state `to` for a reason, which it keeps with the act `name`.

    Raises `Refused` "case-reason-missing" without one.
    """
    told = reason.strip()[:500]
    if not told:
        raise Refused("A case moves for a reason only.", code="case-reason-missing")
    kept: Any = case
    said = [*kept.said, {"act": name, "reason": told}]
    return move(case, to, moves=kept.MOVES, said=said, **changes)


def reachable(target: models.Model, to: str, *, moves: dict[Any, set[Any]]) -> str:
    """Return the state that `target` is in, or refuse if `to` cannot be reached from there."""
    now: str = target.state  # type: ignore[attr-defined]
    onward = moves.get(now, set())
    if to not in onward:
        raise NotAllowed(
            f"{target} is {now}; it may become {', '.join(sorted(onward)) or 'nothing'}, not {to}.",
            state=now,
            to=to,
        )
    return now
