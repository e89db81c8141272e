"""The points of one unit's records: caps on a record, competing records, caps on items, groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xinlu.rules.language import Component, Group, Item, Rulebook
from xinlu.rules.numbers import exact_sum
from xinlu.rules.sifting import Hit
from xinlu.rules.verdict import Ignored

ZERO = Fraction(0)
SCORING = ("deduct", "add")


@dataclass(frozen=True, slots=True)
class Cap:
    """Points beyond a cap, given back: by an item or a group, or on one record (`hit`)."""

    shape: Item | Group
    at_most: Fraction
    beyond: Fraction
    hit: Hit | None = None


@dataclass(frozen=True, slots=True)
class Capped:
    """A unit's records that count, with signed points, and the caps that bit; `total` is the sum.

    Points are negative for what deducts; `beyond` of a cap has the opposite sign.
    """

    lines: tuple[tuple[Hit, Fraction], ...]
    caps: tuple[Cap, ...]
    total: Fraction
    outweighed: tuple[Ignored, ...] = ()


def capped(rulebook: Rulebook, component: Component, hits: Sequence[Hit]) -> Capped:
    """Return what the records of one unit come to after all caps of its component."""
    scoring = [hit for hit in hits if hit.item.effect in SCORING]
    if not scoring:
        return Capped((), (), ZERO)
    sizes = [(hit, each_capped(hit)) for hit in scoring]
    kept, outweighed = highest(component, sizes)
    lines = tuple((hit, signed(hit.item, hit.points)) for hit, _ in kept)
    caps = [
        Cap(hit.item, hit.item.each_at_most or ZERO, signed(hit.item, size - hit.points), hit)
        for hit, size in kept
        if size != hit.points
    ]
    caps += item_and_group_caps(rulebook, kept)
    total = exact_sum([*(points for _, points in lines), *(cap.beyond for cap in caps)])
    return Capped(lines, tuple(caps), total, tuple(outweighed))


def signed(item: Item, points: Fraction) -> Fraction:
    """Return points as they reach a unit: those that are deducted, below nought."""
    return -points if item.effect == "deduct" else points


def each_capped(hit: Hit) -> Fraction:
    """Return the points of one record under its own cap."""
    cap = hit.item.each_at_most
    return hit.points if cap is None else min(hit.points, cap)


def item_and_group_caps(rulebook: Rulebook, kept: Sequence[tuple[Hit, Fraction]]) -> list[Cap]:
    """Return what the caps on items, then those on groups, give back."""
    if not any(hit.item.at_most is not None or hit.item.group for hit, _ in kept):
        return []
    caps: list[Cap] = []
    groups: dict[str, list[Fraction]] = {}
    by_item: dict[str, list[Fraction]] = {}
    for hit, size in kept:
        by_item.setdefault(hit.item.code, []).append(size)
    for code, sizes in by_item.items():
        item, whole = rulebook.items[code], exact_sum(sizes)
        left = whole if item.at_most is None else min(whole, item.at_most)
        if left != whole:
            caps.append(Cap(item, left, signed(item, left - whole)))
        if item.group:
            groups.setdefault(item.group, []).append(left)
    effects = {hit.item.group: hit.item for hit, _ in kept if hit.item.group}
    for code, sizes in groups.items():
        group, whole = rulebook.groups[code], exact_sum(sizes)
        if whole > group.at_most:
            beyond = signed(effects[code], group.at_most - whole)
            caps.append(Cap(group, group.at_most, beyond))
    return caps


#: What records share that compete with each other; None stands for itself.
RIVALS: dict[str, Callable[[Hit], str | None]] = {
    "of-act": lambda hit: hit.event.act or None,
    "of-item": lambda hit: hit.item.code,
    "of-group": lambda hit: hit.item.group,
    "of-unit": lambda hit: "",
}


def highest(
    component: Component, sizes: list[tuple[Hit, Fraction]]
) -> tuple[list[tuple[Hit, Fraction]], list[Ignored]]:
    """Return the records that count where only the highest of each lot does, and the others.

    Of equals the earliest counts, then the one with the smallest key: the order they come in.
    """
    if component.overlap == "add":
        return sizes, []
    shared = RIVALS[component.overlap]
    best: dict[tuple[str, str], tuple[Hit, Fraction]] = {}
    for hit, size in sizes:
        lot = shared(hit)
        key = (hit.item.effect, f"={lot}" if lot is not None else f"#{hit.event.key}")
        if key not in best or size > best[key][1]:
            best[key] = (hit, size)
    winners = {hit.event.key for hit, _ in best.values()}
    kept = [pair for pair in sizes if pair[0].event.key in winners]
    losers = [pair[0] for pair in sizes if pair[0].event.key not in winners]
    return kept, [Ignored(hit.event.key, "outweighed") for hit in losers]
