"""Confirming values that a rulebook marks unverified (核定), beside the edition."""

from django.conf import settings
from django.utils import timezone

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, Refused, act
from xinlu.accounts.models import Role
from xinlu.evaluation import values
from xinlu.evaluation.models import Confirmation, Edition
from xinlu.evaluation.reach import require_city


@act("value.confirm", title="核定参数", may=[Role.APPROVER])
def confirm(
    edition: Edition, *, by: Actor, path: str, value: str, reason: str, nonce: str = ""
) -> Confirmation:
    """Confirm that the value at `path` is `value`, as the rulebook has it.

    Another value is a change of the rulebook, and so needs a new edition.
    """
    require_city(by, Role.APPROVER, line_id=edition.line_id)
    held = values.unverified(edition).get(path)
    if held is None:
        raise Refused(
            f"{edition} has no unverified value at {path}.",
            path=path,
            code="not-unverified",
        )
    if held.value != value:
        raise Refused(
            f"{path} is {held.value} in {edition}, not {value}; another value needs an edition.",
            path=path,
            held=held.value,
            given=value,
            code="other-value",
        )
    if not reason.strip():
        raise Refused("Say from which text the value was confirmed.", code="reason-needed")
    if edition.confirmations.filter(path=path).exists():
        raise NotAllowed(f"{path} was confirmed before.", code="confirmed-before", path=path)
    return Confirmation.objects.create(
        edition=edition,
        path=path,
        value=value,
        reason=reason,
        is_fictional=settings.JURISDICTION == "demo",
        by=by.user,
        at=timezone.now(),
    )
