"""How a client shows who it is: id and secret by HTTP Basic (RFC 7617); how often it may ask."""

import hmac
from base64 import b64decode
from binascii import Error
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from xinlu.accounts.models import Client, ClientMinute
from xinlu.accounts.services.clients import digest_of

_KEPT = timedelta(hours=1)


def client_of(authorization: str, now: datetime) -> Client | None:
    """Return the client whose id and secret the header holds, or None."""
    kind, _, told = authorization.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        code, _, secret = b64decode(told, validate=True).decode().partition(":")
    except (Error, ValueError):
        return None
    if "\0" in code:
        return None
    client = Client.objects.select_related("authority", "place", "line").filter(code=code).first()
    digest = digest_of(secret)
    if client is None or client.is_suspended:
        return None
    if hmac.compare_digest(digest, client.secret_digest):
        return client
    if client.has_two_secrets(now) and hmac.compare_digest(digest, client.old_digest):
        return client
    return None


def counted(client: Client, now: datetime) -> bool:
    """Count a request; say whether it is within what the client may ask in a minute."""
    minute = now.replace(second=0, microsecond=0)
    mine = ClientMinute.objects.filter(client=client, minute=minute)
    if not mine.update(count=F("count") + 1):
        _, is_first = ClientMinute.objects.get_or_create(
            client=client, minute=minute, defaults={"count": 1}
        )
        if is_first:
            ClientMinute.objects.filter(client=client, minute__lt=minute - _KEPT).delete()
            Client.objects.filter(pk=client.pk).update(used_at=timezone.now())
        else:  # another request of this minute came between
            mine.update(count=F("count") + 1)
    return mine.values_list("count", flat=True).get() <= settings.API_RATE
