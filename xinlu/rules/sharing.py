"""How much of a component each of its units is: shares by which values are brought to one."""

from collections.abc import Sequence
from fractions import Fraction

from xinlu.rules.language import Average, Component
from xinlu.rules.numbers import exact_sum

ONE = Fraction(1)

#: Of one unit: its place, its value, what it weighs.
Member = tuple[str, Fraction, Fraction | None]


def shares_of(component: Component, members: Sequence[Member]) -> list[Fraction]:
    """Return each unit's share: the value is the sum of shares times values.

    With `within: place` the units of a place share that place, and the places share the whole.
    """
    if not component.within:
        return shares(component.average, members)
    places = list(dict.fromkeys(place for place, _, _ in members))
    inside: dict[str, list[int]] = {place: [] for place in places}
    for position, (place, _, _) in enumerate(members):
        inside[place].append(position)
    found = [Fraction(0)] * len(members)
    joined: list[Member] = []
    for place in places:
        own = [members[position] for position in inside[place]]
        for position, share in zip(inside[place], shares(component.average, own), strict=True):
            found[position] = share
        joined.append(joined_place(place, own, [found[position] for position in inside[place]]))
    for place, outer in zip(places, shares(component.across, joined), strict=True):
        for position in inside[place]:
            found[position] *= outer
    return found


def joined_place(place: str, own: Sequence[Member], inner: Sequence[Fraction]) -> Member:
    """Return a place as one member: its value, and what its units weigh together."""
    value = exact_sum(member[1] * share for member, share in zip(own, inner, strict=True))
    weights = [weight for _, _, weight in own if weight is not None]
    return place, value, exact_sum(weights) if len(weights) == len(own) else None


def shares(average: Average, members: Sequence[Member]) -> list[Fraction]:
    """Return the share of each member by the kind of average."""
    count = len(members)
    if average == "mean":
        return [Fraction(1, count)] * count
    if average == "sum":
        return [ONE] * count
    if average in ("weighted", "pooled"):
        weights = [weight or Fraction(0) for _, _, weight in members]
        whole = exact_sum(weights)
        return [weight / whole for weight in weights]
    values = [value for _, value, _ in members]
    if average in ("lowest", "highest"):
        chosen = values.index(min(values) if average == "lowest" else max(values))
        return [Fraction(position == chosen) for position in range(count)]
    order = sorted(range(count), key=lambda position: -values[position])
    whole = Fraction(count * (count + 1), 2)
    found = [Fraction(0)] * count
    for rank, position in enumerate(order, 1):
        found[position] = rank / whole
    return found
