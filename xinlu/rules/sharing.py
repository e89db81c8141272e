"""What share of a component each of its units has."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from xinlu.rules.language import Average, Component
from xinlu.rules.numbers import exact_sum

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Member:
    """A unit, or the units of a place as one: its key, its value, and what it weighs."""

    key: str
    value: Fraction
    weight: Fraction | None


def shares_of(
    component: Component, members: Sequence[Member], places: Sequence[str]
) -> list[Fraction] | None:
    """Return each unit's share: the value is the sum of shares times values.

    With `within: place` the units of a place share that place, and the places share the whole.
    None where all that is to be averaged weighs nothing, as by ages of weight 0.
    """
    if not component.within:
        return shares(component.average, members)
    inside: dict[str, list[int]] = {place: [] for place in places}
    for position, place in enumerate(places):
        inside[place].append(position)
    found = [Fraction(0)] * len(members)
    joined: list[Member] = []
    for place, positions in inside.items():
        own = [members[position] for position in positions]
        inner = shares(component.average, own)
        if inner is None:
            continue
        for position, share in zip(positions, inner, strict=True):
            found[position] = share
        joined.append(joined_place(place, own, inner))
    across = shares(component.across, joined) if joined else None
    if across is None:
        return None
    for member, outer in zip(joined, across, strict=True):
        for position in inside[member.key]:
            found[position] *= outer
    return found


def joined_place(place: str, own: Sequence[Member], inner: Sequence[Fraction]) -> Member:
    """Return a place as one member: its value, and what its units weigh together."""
    value = exact_sum(member.value * share for member, share in zip(own, inner, strict=True))
    weights = [member.weight for member in own if member.weight is not None]
    return Member(place, value, exact_sum(weights) if len(weights) == len(own) else None)


def shares(average: Average, members: Sequence[Member]) -> list[Fraction] | None:
    """Return the share of each member by the kind of average; of equals the smaller key counts."""
    count = len(members)
    if average == "mean":
        return [Fraction(1, count)] * count
    if average == "sum":
        return [ONE] * count
    if average in ("weighted", "pooled"):
        weights = [member.weight or Fraction(0) for member in members]
        whole = exact_sum(weights)
        return [weight / whole for weight in weights] if whole else None
    sign = 1 if average == "lowest" else -1
    order = sorted(range(count), key=lambda at: (sign * members[at].value, members[at].key))
    if average in ("lowest", "highest"):
        return [Fraction(position == order[0]) for position in range(count)]
    whole = Fraction(count * (count + 1), 2)
    found = [Fraction(0)] * count
    for rank, position in enumerate(order, 1):
        found[position] = rank / whole
    return found
