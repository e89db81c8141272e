"""账页: the explanation ledger, each row with a strip that shows how far the total has come.

Every row draws its own strip as high as the row happens to be, so bars stay aligned with their
rows however the words wrap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from xinlu.portal.look.grades import Band, band_of, reading
from xinlu.portal.look.numbers import exact, fixed, plain, signed
from xinlu.portal.look.svg import Markup, across, el, marker, share


@dataclass(frozen=True)
class Row:
    """A row of the ledger with the totals before and after it."""

    kind: str
    title: str
    note: str
    basis: str
    basis_note: str
    url: str
    number: str
    raw: str
    effect: Fraction | None
    before: Fraction
    after: Fraction
    crossed: tuple[Fraction, ...]
    gives: bool
    told: str


def crossings(before: Fraction, after: Fraction, bands: Sequence[Band]) -> tuple[Fraction, ...]:
    """Return the bounds of grades between two totals; a bound belongs to the band above it."""
    low, high = min(before, after), max(before, after)
    return tuple(
        band.low
        for band in bands
        if band.low is not None
        and (low < band.low <= high if band.inclusive else low <= band.low < high)
    )


def read_rows(items: Iterable[Any], bands: Sequence[Band]) -> list[Row]:
    """Return rows with running totals kept from their effects, exactly."""
    total, rows = Fraction(0), []
    for item in items:
        row = _row(item, total, bands)
        total = row.after
        rows.append(row)
    return rows


def _row(item: Any, before: Fraction, bands: Sequence[Band]) -> Row:
    kind = reading(item, "kind", "line")
    effect = reading(item, "effect", None)
    effect = None if effect is None else exact(effect)
    fixed_total = kind in {"start", "sum"}
    after = exact(reading(item, "total")) if fixed_total else before + (effect or 0)
    raw = reading(item, "raw")
    return Row(
        kind=kind,
        title=str(reading(item, "title")),
        note=str(reading(item, "note")),
        basis=str(reading(item, "basis")),
        basis_note=str(reading(item, "basis_note")),
        url=str(reading(item, "url")),
        number=str(reading(item, "number")),
        raw="" if raw == "" else signed(raw),
        effect=effect,
        before=after if fixed_total else before,
        after=after,
        crossed=crossings(before, after, bands) if kind == "line" else (),
        gives=bool(reading(item, "gives_back", (effect or 0) > 0)),
        told=str(reading(reading(item, "crossing", None), "sentence")),
    )


def extent(rows: Sequence[Row], bands: Sequence[Band]) -> tuple[Fraction, Fraction]:
    """Return the stretch of totals that the strips show, a little wider than the totals."""
    totals = [row.after for row in rows] or [Fraction(100)]
    low, high = min(totals), max(totals)
    bounds = [band.low for band in bands if band.low is not None]
    under = [bound for bound in bounds if bound <= low]
    foot = max(under) if under else low
    room = (high - low) / 8
    return Fraction(floor(min(low - room, (foot + low) / 2))), Fraction(ceil(high))


def page(
    items: Iterable[Any], bands: tuple[Band, ...], places: int = 2, better: str = "up"
) -> dict[str, Any]:
    """Return what the ledger's template shows."""
    rows = read_rows(items, bands)
    ends = extent(rows, bands)
    turning = [index for index, row in enumerate(rows) if row.crossed]
    last = turning[-1] if turning else None
    return {
        "head": head(bands, ends),
        "falls": better == "up",
        "rows": [
            {
                "row": row,
                "effect": _effect_text(row, places),
                "today": index == last,
                "strip": strip(row, bands, ends, places, index == last),
            }
            for index, row in enumerate(rows)
        ],
    }


def _effect_text(row: Row, places: int) -> str:
    if row.kind == "start":
        return fixed(row.after, 3)
    if row.kind == "sum":
        return fixed(row.after, places)
    return "" if row.effect is None else signed(row.effect, 3)


def _stretches(
    bands: Sequence[Band], ends: tuple[Fraction, Fraction]
) -> list[tuple[Band, Fraction, Fraction]]:
    found = []
    for index, band in enumerate(bands):
        start = ends[0] if band.low is None else band.low
        following = bands[index + 1].low if index + 1 < len(bands) else None
        left, right = share(start, *ends), share(ends[1] if following is None else following, *ends)
        if right > left:
            found.append((band, left, right))
    return found


def head(bands: Sequence[Band], ends: tuple[Fraction, Fraction]) -> Markup:
    """Return the names of the grades above their strips."""
    drawn = _ground(bands, ends)
    for band, left, right in _stretches(bands, ends):
        name = band.name if right - left > Fraction(1, 6) else band.code
        drawn.append(el("text", name, x=across(left), dx=6, y=22))
    return _fill("等级区间", drawn)


def _fill(label: str, drawn: Sequence[str]) -> Markup:
    return el(
        "svg", *drawn, class_="strip", width="100%", height="100%", role="img", aria_label=label
    )


def _ground(bands: Sequence[Band], ends: tuple[Fraction, Fraction]) -> list[Markup]:
    drawn = []
    for band, left, right in _stretches(bands, ends):
        drawn.append(
            el(
                "rect",
                x=across(left),
                width=across(right - left),
                y=0,
                height="100%",
                class_=f"strip-band band-{band.tone}",
            )
        )
        if left:
            drawn.append(
                el("line", x1=across(left), x2=across(left), y1=0, y2="100%", class_="strip-bound")
            )
    return drawn


def spoken(row: Row, bands: tuple[Band, ...], places: int) -> str:
    """Return where the total stands after the row, and the grade it left if it did."""
    said = f"至此 {fixed(row.after, places if row.kind == 'sum' else 3)}"
    if row.crossed:
        said += f"，{turn(row, bands)}"
    return said


def turn(row: Row, bands: tuple[Band, ...]) -> str:
    """Return which bound a row crossed and from which grade to which."""
    if row.told:
        return row.told
    bound = min(row.crossed) if row.after < row.before else max(row.crossed)
    left, reached = band_of(row.before, bands), band_of(row.after, bands)
    return f"这一笔越过 {plain(bound)}，由 {left.code} 到 {reached.code}"


def strip(
    row: Row, bands: tuple[Band, ...], ends: tuple[Fraction, Fraction], places: int, told: bool
) -> Markup:
    """Return one row's strip: grades behind, the path of the total, the bar, dots at crossings."""
    before, after = share(row.before, *ends), share(row.after, *ends)
    drawn = _ground(bands, ends)
    if row.kind != "start":
        drawn.append(_path(before, "0%", "50%" if row.kind in {"line", "sum"} else "100%"))
    if row.kind in {"start", "line"}:
        drawn.append(_path(after, "50%", "100%"))
    if row.kind == "line":
        drawn += _bar(row, before, after)
        drawn += [
            el("circle", cx=across(share(bound, *ends)), cy="50%", r=4, class_="strip-dot")
            for bound in row.crossed
        ]
    if row.kind == "sum":
        drawn.append(el("svg", marker(after, -10, 5), y="50%", overflow="visible"))
    if row.kind != "group":
        text = fixed(row.after, places if row.kind == "sum" else 3)
        bounds = [left for _, left, _ in _stretches(bands, ends) if left]
        drawn.append(_total(text, row, before, after, bounds, turn(row, bands) if told else ""))
    return _fill(spoken(row, bands, places), drawn)


def _path(place: Fraction, top: str, bottom: str) -> Markup:
    return el("line", x1=across(place), x2=across(place), y1=top, y2=bottom, class_="strip-path")


def _bar(row: Row, before: Fraction, after: Fraction) -> list[Markup]:
    left, right = min(before, after), max(before, after)
    return [
        el(
            "rect",
            x=across(left),
            width=across(right - left),
            y="50%",
            height=10,
            transform="translate(0 -5)",
            class_="strip-back" if row.gives else "strip-off",
        )
    ]


def _clear(left: Fraction, right: Fraction, bounds: Sequence[Fraction]) -> bool:
    """Return whether a label goes to the left of a bar: no room at the right, or no bound there."""
    room = Fraction(3, 20)
    if right > 1 - room:
        return True
    return left > Fraction(1, 5) and not any(left - room < bound < left for bound in bounds)


def _total(
    text: str, row: Row, before: Fraction, after: Fraction, bounds: Sequence[Fraction], told: str
) -> Markup:
    left, right = min(before, after), max(before, after)
    above = False
    if row.kind == "sum":
        # A sum near the right edge would run out of the strip.
        at_left = right > Fraction(4, 5)
    elif told:
        # A sentence takes about half of the strip; beside a long bar it has no room.
        at_left = 1 - right < min(left, Fraction(1, 2))
        above = at_left and left < Fraction(9, 20)
    elif row.kind == "start":
        at_left = left > Fraction(3, 20)
    else:
        at_left = _clear(left, right, bounds)
        above = at_left and left < Fraction(3, 20)
    return el(
        "text",
        el("tspan", text, class_="strip-total"),
        el("tspan", f"　{told}", class_="strip-told") if told else Markup(""),
        x=across(right if above or not at_left else left),
        dx=-6 if at_left else 9,
        y="50%",
        dy="-0.8em" if above else "0.36em",
        text_anchor="end" if at_left else "start",
        class_="strip-sum" if row.kind == "sum" else None,
    )
