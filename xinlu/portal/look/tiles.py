"""Areas: a county map of named tiles, and contract sections as wide as their weight."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from xinlu.portal.look.numbers import exact, fixed, plain
from xinlu.portal.look.svg import Markup, across, el, picture, quiet


@dataclass(frozen=True)
class Tile:
    """A county on the schematic map.

    `step` 1 is the darkest, 0 is outlined with its figure, 4 has no data and so no shade.
    """

    name: str
    column: int
    row: int
    value: str = ""
    step: int = 1
    url: str = ""


def read_tiles(items: Iterable[Any]) -> tuple[Tile, ...]:
    """Return tiles from mappings or objects with the names of `Tile`."""
    names = [field.name for field in fields(Tile)]

    def read(item: Any) -> Tile:
        if isinstance(item, Mapping):
            return Tile(**{name: item[name] for name in names if name in item})
        return Tile(**{name: getattr(item, name) for name in names if hasattr(item, name)})

    return tuple(map(read, items))


def tilemap(tiles: tuple[Tile, ...], label: str) -> Markup:
    """Return the map; columns and rows count from 1."""
    columns = max((tile.column for tile in tiles), default=1)
    rows = max((tile.row for tile in tiles), default=1)
    wide = Fraction(1, columns)
    outlined_last = sorted(tiles, key=lambda tile: tile.step == 0)
    drawn = [_tile(tile, wide) for tile in outlined_last]
    linked = any(tile.url for tile in tiles)
    return el(
        "svg",
        *drawn,
        class_="tiles",
        width="100%",
        height=rows * 52,
        role="group" if linked else "img",
        aria_label=label,
    )


def _tile(tile: Tile, wide: Fraction) -> Markup:
    left, top = (tile.column - 1) * wide, (tile.row - 1) * 52
    middle = across(left + wide / 2)
    low = tile.step == 0
    parts = [
        el("title", f"{tile.name} {tile.value}".strip()),
        el("rect", x=across(left), y=top, width=across(wide), height=52, class_="tile-place"),
        el("text", tile.name, x=middle, y=top + (22 if low else 31), text_anchor="middle"),
    ]
    if low:
        parts.append(
            el(
                "text",
                el("tspan", tile.value.removesuffix("%")),
                el("tspan", "%" if tile.value.endswith("%") else "", class_="ruler-word"),
                x=middle,
                y=top + 40,
                text_anchor="middle",
                class_="tile-value",
            )
        )
    group = el("g", *parts, class_=f"tile step-{tile.step}")
    return el("a", group, href=tile.url) if tile.url else group


@dataclass(frozen=True)
class Section:
    """A contract section: its weight among the sections and its own score."""

    name: str
    amount: str
    share: Fraction
    score: Fraction

    @property
    def percent(self) -> str:
        """The weight of the section, in a hundred."""
        return plain(self.share * 100, 1)

    @property
    def score_text(self) -> str:
        """The section's own score."""
        return plain(self.score, 2)

    @property
    def counted_text(self) -> str:
        """What the section counts in the weighted score."""
        return fixed(self.share * self.score, 2)


def read_sections(items: Iterable[Any]) -> tuple[Section, ...]:
    """Return sections, heaviest first, from mappings or objects with the names of `Section`."""

    def read(item: Any) -> Section:
        take = item.__getitem__ if isinstance(item, Mapping) else lambda name: getattr(item, name)
        return Section(take("name"), take("amount"), exact(take("share")), exact(take("score")))

    return tuple(sorted(map(read, items), key=lambda section: -section.share))


def sections_chart(sections: tuple[Section, ...]) -> Markup:
    """Return sections side by side: as wide as their weight, as high as their score."""
    left, drawn = Fraction(0), []
    for index, section in enumerate(sections):
        drawn += _section(section, left, min(index, 3))
        left += section.share
    said = "，".join(
        f"{section.name} 占 {section.percent}%，{section.score_text} 分，计 {section.counted_text}"
        for section in sections
    )
    said = said or "没有合同段"
    return quiet(picture(said, 206, *drawn, class_="ruler ruler-quiet"), said)


def _section(section: Section, left: Fraction, shade: int) -> list[Markup]:
    high = int(max(Fraction(0), min(section.score, Fraction(100))) * 120 / 100)
    x, wide = across(left), across(section.share)
    bar = f"section-bar shade-{shade}"
    return [
        el("rect", x=x, y=44, width=wide, height=120, class_="section-full"),
        el("rect", x=x, y=164 - high, width=wide, height=high, class_=bar),
        el("line", x1=x, x2=x, y1=38, y2=166, class_="ruler-gap"),
        *_section_words(section, x),
    ]


def _section_words(section: Section, x: str) -> list[Markup]:
    narrow = section.share < Fraction(1, 5)
    on_wide = " ruler-range" if narrow else ""
    lost = 100 - section.score
    lines = [
        (14, 0, "ruler-now", f"{section.score_text} 分"),
        (31, 0, f"section-note{on_wide}", f"扣 {plain(lost, 2)} 分" if lost > 0 else "无扣分"),
        (180, 0, f"section-name{on_wide}", section.name),
        (197, 0, "section-note ruler-range", f"{section.amount} · {section.percent}%"),
    ]
    if section.share >= Fraction(8, 100):
        lines.append((154, 6, f"section-counted{on_wide}", f"计 {section.counted_text}"))
    return [el("text", said, x=x, dx=dx, y=y, class_=class_) for y, dx, class_, said in lines]
