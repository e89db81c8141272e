"""Opening a person's sealed numbers: an act with a purpose, shown to the person."""

from dataclasses import dataclass

from django.utils import timezone

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import Refused, act
from xinlu.registry import sealing
from xinlu.registry.models import Identifier, Opening, Subject


@dataclass(frozen=True, slots=True)
class OpenNumber:
    """A number in plain, for the one page that was asked for."""

    scheme: str
    title: str
    text: str


@act("number.open", title="查看完整证件号码")
def open_numbers(
    subject: Subject,
    *,
    by: Actor,
    purpose: str,
    task: str = "",
    preset: str = "",
    nonce: str = "",
) -> list[OpenNumber]:
    """Return the subject's numbers in plain, and log who opened them and what for.

    Raises `Refused` with code "purpose-missing" without a purpose. The `task` at hand (`kind:uid`)
    presets the purpose, and the officer may put another: both are kept. Outside a task the officer
    is asked.
    """
    if not purpose.strip():
        raise Refused("Numbers are opened for a purpose only.", code="purpose-missing")
    if by.user is not None:
        Opening.objects.create(
            at=timezone.now(),
            user=by.user,
            authority_name=by.authority.name if by.authority else "",
            subject=subject,
            purpose=purpose.strip()[:200],
            task=task[:60],
            preset=preset[:200],
        )
    held = Identifier.objects.filter(subject__in=subject.family())
    return [
        OpenNumber(number.scheme, number.get_scheme_display(), sealing.unseal(number))
        for number in held.filter(until__isnull=True).order_by("scheme", "id")
    ]
