"""Rulebook editions (评价标准) as anybody may read them: items, clauses, open values."""

from dataclasses import dataclass

from xinlu.evaluation.library import Volume
from xinlu.evaluation.models import Confirmation
from xinlu.evaluation.values import confirmations
from xinlu.portal.look.numbers import plain
from xinlu.rules import Item, Rulebook
from xinlu.rules.wording import value_words


@dataclass(frozen=True, slots=True)
class ItemShown:
    """A behaviour that a record may name: its effect, its clause, and whether that was verified."""

    code: str
    title: str
    basis: str
    effect: str
    note: str
    is_verified: bool
    caps: str = ""


@dataclass(frozen=True, slots=True)
class ValueShown:
    """A value marked unverified, and how it was confirmed if it was."""

    title: str
    value: str
    basis: str
    confirmation: Confirmation | None


@dataclass(frozen=True, slots=True)
class Standard:
    """An edition with all that its page shows."""

    volume: Volume
    rulebook: Rulebook
    values: tuple[ValueShown, ...]
    open_count: int


def standard(volume: Volume) -> Standard:
    """Return an edition as its page shows it."""
    rulebook = volume.rulebook
    confirmed = confirmations(volume.edition) if volume.edition else {}
    values = tuple(
        ValueShown(value.title, value_words(value.value), value.basis, confirmed.get(value.path))
        for value in rulebook.unverified
    )
    return Standard(
        volume=volume,
        rulebook=rulebook,
        values=values,
        open_count=sum(value.confirmation is None for value in values),
    )


def shown(item: Item) -> ItemShown:
    """Return an item as its page shows it."""
    return ItemShown(
        item.code, item.title, item.basis, effect_of(item), item.note, item.verified, caps_of(item)
    )


def caps_of(item: Item) -> str:
    """Return where a record of the item is capped, in words."""
    said = []
    if item.each_at_most is not None:
        said.append(f"一条最多 {plain(item.each_at_most)} 分")
    if item.at_most is not None:
        said.append(f"合计最多 {plain(item.at_most)} 分")
    return "，".join(said)


def effect_of(item: Item) -> str:
    """Return what a record of the item does, in words: 扣 20 分/次."""
    if item.effect == "grade":
        return f"直接定为 {item.grade} 级"
    if item.effect == "step-down":
        return f"降低 {item.steps} 级"
    if item.effect == "reset":
        return "清除计分"
    if item.effect == "count":
        return "计 1 次"
    verb = "计" if item.effect == "points" else "扣"
    if item.allowed:
        return f"{verb} {'、'.join(map(plain, item.allowed))} 分"
    if item.low is not None and item.high is not None:
        return f"{verb} {plain(item.low)} 至 {plain(item.high)} 分/{item.per}"
    if item.value is None:
        return "分值由评价人给出"
    return f"{verb} {plain(item.value)} 分/{item.per}"
