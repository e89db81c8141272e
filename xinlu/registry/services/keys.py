"""Changing the keys of personal data: what older keys sealed is sealed anew with the newest."""

from collections.abc import Callable

from django.db import transaction

from xinlu.kernel import crypto
from xinlu.registry.models import Identifier
from xinlu.registry.sealing import ring, unseal

#: Numbers sealed anew in one transaction.
_AT_ONCE = 1000


def rotate(told: Callable[[int], None] = lambda count: None) -> int:
    """Seal every identifier anew that an older key sealed; return how many.

    Works by the thousand in short transactions and may be cut short and called again. Look-ups stay
    as they are, since they rest on the ring's oldest key, which therefore stays on the ring.
    """
    keys = ring()
    newest = f"{keys.keys[0][0]}$"
    done, last = 0, 0
    while True:
        with transaction.atomic():
            older = (
                Identifier.objects.select_for_update()
                .filter(pk__gt=last)
                .exclude(token="")
                .exclude(token__startswith=newest)
                .order_by("pk")[:_AT_ONCE]
            )
            some = list(older)
            for number in some:
                number.token = crypto.seal(
                    unseal(number), field=number.scheme, row=number.uid.hex, ring=keys
                )
            Identifier.objects.bulk_update(some, ["token"])
        if not some:
            return done
        done, last = done + len(some), some[-1].pk
        told(done)
