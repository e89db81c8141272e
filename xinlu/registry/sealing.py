"""Numbers of persons: how they are sealed, and by which key they are found again."""

import re
from datetime import date
from functools import cache, lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.timezone import localdate

from xinlu.accounts.parameters import parameter
from xinlu.kernel import crypto
from xinlu.kernel.crypto import KeyRing
from xinlu.kernel.identifiers.masking import Style, mask, mask_resident_id
from xinlu.registry.models import Identifier

#: A person's number is the same person's under either name, so both share one index.
PERSON_SCHEMES = ("resident-id", "practitioner")
_ID_LENGTH = 18
_ID_SHAPE = re.compile(r"[0-9]{17}[0-9X]")


@cache
def ring_of(keys: str, is_production: bool) -> KeyRing:
    """Return the ring written as `keys`; without keys the development ring, never in production."""
    if not keys and is_production:
        raise ImproperlyConfigured("XINLU_KEYS must be set in production; see docs/operations.md.")
    ring = KeyRing.parse(keys) if keys else KeyRing.development()
    if is_production and ring.is_for_development:
        raise ImproperlyConfigured("XINLU_KEYS holds the development key, which is no secret.")
    return ring


def ring() -> KeyRing:
    """Return the keys that the settings name."""
    return ring_of(settings.DATA_KEYS, settings.PRODUCTION)


def is_secret(scheme: str) -> bool:
    """Say whether numbers of the scheme are kept sealed."""
    return scheme in Identifier.SECRET


def lookup_of(scheme: str, value: str) -> str:
    """Return what `Identifier.lookup` holds for the normal form `value`.

    A secret number gives a keyed index; the resident number and a practitioner's licence of the
    same digits give the same one, because they are the same person's.
    """
    if scheme not in Identifier.SECRET:
        return value
    field = "person" if scheme in PERSON_SCHEMES else scheme
    return crypto.lookup(value, field=field, ring=ring())


def schemes_of(scheme: str, value: str) -> tuple[str, ...]:
    """Return the schemes under which the number may be known: `scheme` first."""
    if scheme not in PERSON_SCHEMES or not _ID_SHAPE.fullmatch(value):
        return (scheme,)
    return (scheme, *(other for other in PERSON_SCHEMES if other != scheme))


def seal(value: str, *, scheme: str, uid: str) -> str:
    """Return the token of a secret number, bound to its identifier; empty for a public one."""
    if scheme not in Identifier.SECRET:
        return ""
    return crypto.seal(value, field=scheme, row=uid, ring=ring())


def unseal(identifier: Identifier) -> str:
    """Return the number of `identifier` in plain; whoever calls this must log the opening."""
    if not identifier.token:
        return identifier.lookup
    return crypto.unseal(
        identifier.token, field=identifier.scheme, row=identifier.uid.hex, ring=ring()
    )


def masked(scheme: str, value: str) -> str:
    """Return the number as it is shown beside a name: secret ones without their middle."""
    return masked_number(value) if scheme in Identifier.SECRET else value


def masked_number(text: str, kept: tuple[int, int] | None = None) -> str:
    """Return a person's number without its middle, in the platform's one style.

    `kept` says how many characters stay left and right, where a template says it for a field.
    """
    if kept is not None:
        return mask(text, *kept)
    style, left, right = _style(localdate())
    return mask_resident_id(text, style) if len(text) == _ID_LENGTH else mask(text, left, right)


@lru_cache(8)
def _style(on: date) -> tuple[Style, int, int]:
    said = parameter("masking", on).value
    left, right = said["other"]
    return said["resident-id"], left, right
