"""里程尺: a line with ticks and one yellow marker, for a score, a count or a rate."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

from xinlu.portal.look.grades import Band, band_of
from xinlu.portal.look.numbers import Number, exact, fixed, plain, rate
from xinlu.portal.look.svg import Markup, across, anchor_for, el, join, marker, picture, share


def ticks(low: Fraction, high: Fraction, step: Fraction | int, every: int, base: int) -> Markup:
    """Return ticks standing on `base` px, one a step, every so-manyth of them long."""
    count = int((high - low) / Fraction(step))
    lines = []
    for index in range(count + 1):
        place = across(share(low + index * Fraction(step), low, high))
        top = base - (9 if index % every == 0 else 4)
        lines.append(el("line", x1=place, x2=place, y1=top, y2=base))
    return el("g", *lines, class_="ruler-ticks")


def lowest(value: Fraction | None, bands: Sequence[Band], high: Fraction) -> Fraction:
    """Return where a score ruler starts: a little under the lowest bound and under the score."""
    bounds = [band.low for band in bands if band.low is not None] or [Fraction(0)]
    under = min(bounds) - (high - min(bounds)) / 8
    if value is not None and value < under:
        under = value
    return Fraction(floor(under / 5) * 5)


def score_ruler(
    value: Number | None,
    bands: Sequence[Band],
    *,
    high: int = 100,
    places: int = 2,
    elder: bool = False,
) -> Markup:
    """Return the score among the grades; says also how far it is to the next better grade."""
    score = None if value is None else exact(value)
    top = max(Fraction(high), Fraction(ceil(score)) if score is not None else Fraction(0))
    low = lowest(score, bands, top)
    here = None if score is None else band_of(score, tuple(bands))
    unit = 2 if elder else 1
    base = 32 * unit
    step = Fraction(1) if top - low <= 60 else Fraction(5)
    parts = [ticks(low, top, step, 5, base), *_bands(bands, here, low, top, base, unit)]
    if score is not None and here is not None:
        parts.append(_score_marker(score, here, bands, (low, top), places, base, unit))
    return picture(
        _spoken(score, here, bands, places), 78 * unit - 4, *parts, class_="ruler ruler-score"
    )


def _spoken(score: Fraction | None, here: Band | None, bands: Sequence[Band], places: int) -> str:
    if score is None or here is None:
        return "暂无得分。" + "，".join(_range(band) for band in bands)
    ahead = next((band for band in bands if band.low is not None and band.low > score), None)
    said = f"得分 {fixed(score, places)}，{here.name}"
    if ahead is not None and ahead.low is not None:
        said += f"，距 {ahead.code} 还差 {plain(ahead.low - score)} 分"
    return said + "。" + "，".join(_range(band) for band in bands)


def _range(band: Band) -> str:
    return f"{band.name} 最低" if band.low is None else f"{band.name} {plain(band.low)} 起"


def _bands(
    bands: Sequence[Band], here: Band | None, low: Fraction, top: Fraction, base: int, unit: int
) -> list[Markup]:
    drawn = []
    for index, band in enumerate(bands):
        start = low if band.low is None else band.low
        following = bands[index + 1].low if index + 1 < len(bands) else None
        end = top if following is None else following
        place, wide = share(start, low, top), share(end, low, top) - share(start, low, top)
        now = " band-now" if here == band else ""
        height = (8 if now else 4) * unit
        drawn.append(
            el(
                "g",
                el("rect", x=across(place), width=across(wide), y=base + 2, height=height),
                class_=f"ruler-band g-{band.tone}{now}",
            )
        )
        if place:
            drawn.append(
                el(
                    "line",
                    x1=across(place),
                    x2=across(place),
                    y1=base + 1,
                    y2=base + 11 * unit,
                    class_="ruler-gap",
                )
            )
        drawn.append(_band_words(band, bands[index + 1 : index + 2], place, base, unit, bool(now)))
    return drawn


def _band_words(
    band: Band, better: Sequence[Band], place: Fraction, base: int, unit: int, now: bool
) -> Markup:
    if band.low is not None:
        start = f"{plain(band.low)} 起"
    else:
        start = f"{plain(better[0].low)} 以下" if better and better[0].low is not None else ""
    name = el("tspan", band.code) + el("tspan", f" {band.word}", class_="ruler-word")
    return join(
        el(
            "text",
            Markup(name),
            x=across(place),
            y=base + 26 * unit,
            class_="ruler-now" if now else None,
        ),
        el("text", start, x=across(place), y=base + 42 * unit, class_="ruler-range"),
    )


def _score_marker(
    score: Fraction,
    here: Band,
    bands: Sequence[Band],
    ends: tuple[Fraction, Fraction],
    places: int,
    base: int,
    unit: int,
) -> Markup:
    place = share(score, *ends)
    left = place > Fraction(1, 5)
    figure = el(
        "text",
        fixed(score, places),
        x=across(place),
        dx=-11 * unit if left else 11 * unit,
        y=base - 14,
        text_anchor="end" if left else "start",
        class_="ruler-value",
    )
    drawn = [marker(place, base - 26 if unit == 1 else base - 32, 6 * unit), figure]
    ahead = next((band for band in bands if band.low is not None and band.low > score), None)
    if (
        left
        and ahead is not None
        and ahead.low is not None
        and share(ahead.low, *ends) < Fraction(4, 5)
    ):
        drawn.append(_gap_to(ahead, ahead.low, score, ends, base))
    return el("g", *drawn)


def _gap_to(
    ahead: Band, bound: Fraction, score: Fraction, ends: tuple[Fraction, Fraction], base: int
) -> Markup:
    here, there = across(share(score, *ends)), across(share(bound, *ends))
    return el(
        "g",
        el("line", x1=here, x2=there, y1=base - 18, y2=base - 18),
        el("line", x1=there, x2=there, y1=base - 24, y2=base),
        el("text", f"距 {ahead.code} 还差 {plain(bound - score)} 分", x=there, dx=6, y=base - 14),
        class_="ruler-gap-to",
    )


def count_ruler(
    value: Number,
    full: int,
    *,
    unit: str = "分",
    marks: Sequence[tuple[int, str]] = (),
    pieces: Sequence[Number] = (),
    elder: bool = False,
) -> Markup:
    """Return how much of `full` is counted; marks say what follows at which count."""
    count, end = exact(value), Fraction(full)
    place = share(count, 0, end)
    said = f"已计 {plain(count)} {unit}，满 {full} {unit}。" + "，".join(text for _, text in marks)
    base, high = (36, 30) if elder else (28, 8)
    fill = [
        el("rect", x=0, y=base, width="100%", height=high, class_="ruler-rest"),
        el("rect", x=0, y=base, width=across(place), height=high, class_="ruler-fill"),
    ]
    run = Fraction(0)
    for piece in pieces[:-1]:
        run += exact(piece)
        x = across(share(run, 0, end))
        fill.append(el("line", x1=x, x2=x, y1=base, y2=base + high, class_="ruler-gap"))
    drawn = [ticks(Fraction(0), end, 1 if full <= 60 else 5, 5, base - 1), *fill]
    drawn += _ends(full, unit, () if elder else marks, base + high + (30 if elder else 18))
    return picture(
        said, base + high + (40 if elder else 24), *drawn, marker(place, base - 17), class_="ruler"
    )


def _ends(full: int, unit: str, marks: Sequence[tuple[int, str]], y: int) -> list[Markup]:
    texts = [el("text", "0", x="0%", y=y)]
    if not any(at == full for at, _ in marks):
        texts.append(el("text", f"{full} {unit}", x="100%", y=y, text_anchor="end"))
    for at, text in marks:
        place = share(at, 0, full)
        texts.append(el("text", text, x=across(place), y=y, text_anchor=anchor_for(place)))
    return texts


def rate_ruler(title: str, part: int, whole: int, *, floor: int = 95, goal: int = 100) -> Markup:
    """Return a rate on a ruler from `floor`; a rate under it makes the ruler start at nought."""
    known = Fraction(part, whole) * 100 if whole else None
    start = floor if known is not None and known >= floor else 0
    low, high = Fraction(start), Fraction(100)
    step = Fraction(high - low, 50)
    drawn: list[Any] = [
        ticks(low, high, step, 5, 11),
        el("rect", x=0, y=12, width="100%", height=6, class_="ruler-rest"),
    ]
    if known is not None:
        drawn.append(
            el(
                "rect",
                x=0,
                y=12,
                width=across(share(known, low, high)),
                height=6,
                class_="ruler-fill",
            )
        )
    drawn.append(el("text", f"{start} 起" if start else "0", x="0%", y=33))
    drawn.append(el("text", f"目标 {goal}", x="100%", y=33, text_anchor="end"))
    said = (
        f"{title} {rate(part, whole)}%，{part} / {whole}，目标 {goal}%" if whole else f"{title}暂无"
    )
    return picture(said, 38, *drawn, class_="ruler")


def base_ruler(parts: int) -> Markup:
    """Return the bare ruler that carries `parts` figures; it says nothing by itself."""
    wide = Fraction(max(parts, 1))
    long = [
        el("line", x1=across(Fraction(n) / wide), x2=across(Fraction(n) / wide), y1=0, y2=15)
        for n in range(parts + 1)
    ]
    drawn = [
        ticks(Fraction(0), wide, Fraction(1, 10), 5, 14),
        el("line", x1=0, x2="100%", y1=14, y2=14, class_="ruler-line"),
        el("g", *long, class_="ruler-line"),
    ]
    return el("svg", *drawn, class_="ruler ruler-base", width="100%", height=16, aria_hidden="true")
