"""The key under which a phone seals what an officer has not sent yet (草稿)."""

from xinlu.accounts.models import User
from xinlu.kernel import crypto
from xinlu.registry.sealing import ring


def draft_key(user: User) -> str:
    """Return the officer's 256-bit key in hex, the same each time.

    It is given to nobody but the officer who is logged in, and no phone keeps it: a draft on a
    phone that was lost, or lent, does not open without a log-in. It is made from the oldest key of
    the ring, so putting a newer key in front leaves drafts readable.
    """
    return crypto.lookup(f"{user.pk}", field="mobile-draft", ring=ring())
