"""Accuracy from samples (抽查): which rows are drawn, and how sure the share is. No Django.

Whoever has the list of records and the seed draws the same rows again, with no more than SM3.
"""

from collections.abc import Iterable
from decimal import Decimal, localcontext
from typing import NamedTuple

from xinlu.kernel import crypto

_PLACES = Decimal("0.0001")


class Interval(NamedTuple):
    """Between which shares the true one lies, with four decimals."""

    low: Decimal
    high: Decimal


def digest_of(uids: Iterable[str]) -> str:
    """Return the SM3 of a list of records, in whatever order they are given.

    >>> digest_of(["b", "a"]) == digest_of(["a", "b"])
    True
    """
    return crypto.sm3("\n".join(sorted(uids)).encode()).hex()


def drawn(uids: Iterable[str], seed: str, size: int) -> list[str]:
    """Return `size` of the records in the order in which they were drawn.

    Each is ranked by the SM3 of the list's digest, the seed and its own id; the first are taken.
    Nobody who knows the seed only after the list stood can have arranged which they are.

    >>> drawn(["a", "b", "c", "d"], "7", 2) == drawn(["d", "c", "b", "a"], "7", 2)
    True
    """
    listed = sorted(uids)
    digest = digest_of(listed)
    return sorted(listed, key=lambda uid: _rank(digest, seed, uid))[:size]


def _rank(digest: str, seed: str, uid: str) -> bytes:
    return crypto.sm3(f"{digest}|{seed}|{uid}".encode())


def wilson(right: int, checked: int, z: Decimal) -> Interval | None:
    """Return the Wilson score interval of `right` out of `checked`, rounded outward.

    `z` is the quantile of the normal distribution for the confidence wanted. Of nothing checked
    nothing is known.

    >>> wilson(29, 30, Decimal("1.96"))
    Interval(low=Decimal('0.8332'), high=Decimal('0.9941'))
    >>> wilson(30, 30, Decimal("1.96")).high, wilson(0, 0, Decimal("1.96"))
    (Decimal('1.0000'), None)
    """
    if not checked:
        return None
    with localcontext() as context:
        context.prec = 40
        share, count, square = Decimal(right) / checked, Decimal(checked), z * z
        middle = share + square / (2 * count)
        spread = z * (share * (1 - share) / count + square / (4 * count * count)).sqrt()
        below = (middle - spread) / (1 + square / count)
        above = (middle + spread) / (1 + square / count)
        low = max(below, Decimal(0)).quantize(_PLACES, rounding="ROUND_FLOOR")
        high = min(above, Decimal(1)).quantize(_PLACES, rounding="ROUND_CEILING")
    return Interval(low, Decimal("1.0000") if right == checked else high)
