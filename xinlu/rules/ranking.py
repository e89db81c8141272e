"""Places and statistics in a frozen peer group, of which one value may be newer."""

from collections.abc import Sequence
from fractions import Fraction

from xinlu.rules.facts import Peer
from xinlu.rules.language import Ranked
from xinlu.rules.numbers import exact_sum


def placed(
    subject: str,
    value: Fraction,
    key: Fraction | None,
    measure: Ranked,
    peers: Sequence[Peer],
) -> Fraction | None:
    """Return the subject's place in its group; its own frozen value makes room for the new one."""
    others = [peer for peer in peers if peer.subject != subject]
    size = len(others) + 1
    if measure.take == "size":
        return Fraction(size)
    sign = 1 if measure.first == "lowest" else -1
    mine = value * sign
    before = sum(peer.value * sign < mine for peer in others)
    if measure.ties == "worst":
        before += sum(peer.value == value for peer in others)
    elif measure.ties == "key":
        own = (key or Fraction(0), subject)
        before += sum(
            peer.value == value and (peer.key or Fraction(0), peer.subject) < own for peer in others
        )
    if measure.take == "position":
        return Fraction(before + 1)
    if measure.take == "share":
        return Fraction(before + 1, size)
    return Fraction(100 * before, size - 1) if size > 1 else None


def statistic(take: str, subject: str, value: Fraction, peers: Sequence[Peer]) -> Fraction:
    """Return the mean, sum, count, lowest or highest of a group with the subject's new value."""
    values = [value, *(peer.value for peer in peers if peer.subject != subject)]
    if take == "count":
        return Fraction(len(values))
    if take in ("lowest", "highest"):
        return min(values) if take == "lowest" else max(values)
    whole = exact_sum(values)
    return whole if take == "sum" else whole / len(values)
