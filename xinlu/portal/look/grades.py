"""Grades as they are shown: a colour by rank, notches by rank, the rulebook's own words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from xinlu.portal.look.numbers import exact
from xinlu.portal.look.svg import Markup, el

#: The tones of a rulebook with so many grades, best first. They never repeat a colour.
TONES: dict[int, tuple[str, ...]] = {
    1: ("aa",),
    2: ("a", "d"),
    3: ("aa", "b", "d"),
    4: ("aa", "a", "c", "d"),
    5: ("aa", "a", "b", "c", "d"),
}


def tone(rank: int, of: int) -> str:
    """Return the colour of the grade at `rank` (1 is best) among `of` grades.

    >>> [tone(rank, 4) for rank in (1, 2, 3, 4)]
    ['aa', 'a', 'c', 'd']
    """
    if of in TONES:
        return TONES[of][min(max(rank, 1), of) - 1]
    return TONES[5][min(4, (max(rank, 1) - 1) * 5 // max(of, 1))]


def notches(rank: int, of: int) -> Markup:
    """Return `of` notches, filled from the worst grade (one) to the best (all)."""
    filled = of - rank + 1
    boxes = [
        el(
            "rect",
            x=index * 9 + 0.5,
            y=0.5,
            width=6,
            height=10,
            rx=1,
            class_="notch-on" if index < filled else "notch-off",
        )
        for index in range(of)
    ]
    width = of * 9
    return el(
        "svg",
        *boxes,
        class_="notches",
        width=width,
        height=11,
        viewBox=f"0 0 {width} 11",
        aria_hidden="true",
        focusable="false",
    )


@dataclass(frozen=True)
class Band:
    """One grade's stretch of the score: from `low` upwards, or below everything when `None`."""

    code: str
    word: str
    low: Fraction | None
    rank: int
    of: int
    inclusive: bool = True

    @property
    def tone(self) -> str:
        """The colour of the band."""
        return tone(self.rank, self.of)

    @property
    def name(self) -> str:
        """Letter and word, as they are read out."""
        return f"{self.code} {self.word}".strip()


def reading(item: Any, name: str, default: Any = "") -> Any:
    """Return what a mapping or an object says under `name`; nothing said is `default`."""
    found = item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)
    return default if found is None else found


def _bound(item: Any) -> tuple[str, str, Fraction | None, bool]:
    if isinstance(item, tuple | list):
        code, word, low, inclusive = item[0], item[1], item[2], True
    else:
        code, word = reading(item, "code"), reading(item, "word")
        low, inclusive = reading(item, "low", None), reading(item, "inclusive", True)
    return code, word, None if low is None else exact(low), inclusive


def read_bands(items: Iterable[Any], better: str = "up") -> tuple[Band, ...]:
    """Return bands by their bounds, lowest first, from `(code, word, low)` in any order.

    Each item is a tuple, a mapping or an object with these names (and `inclusive`); `low` of the
    undermost is `None`. With `better="down"` fewer points are better, as in a points account.
    """
    rows = [_bound(item) for item in items]
    rows.sort(key=lambda row: (row[2] is not None, row[2] or 0))
    of = len(rows)
    return tuple(
        Band(code, word, low, of - index if better == "up" else index + 1, of, inclusive)
        for index, (code, word, low, inclusive) in enumerate(rows)
    )


def band_of(value: Fraction, bands: tuple[Band, ...]) -> Band:
    """Return the band `value` lies in; a bound belongs to the band above unless it says not."""
    reached = [
        band
        for band in bands
        if band.low is None or value > band.low or (band.inclusive and value == band.low)
    ]
    return reached[-1] if reached else bands[0]
