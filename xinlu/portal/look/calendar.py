"""Rulers of time: one term, many terms on one axis, and the days ahead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Any

from xinlu.portal.look.svg import Markup, across, anchor_for, day_share, el, join, picture, quiet


@dataclass(frozen=True)
class Term:
    """A record's time on display: from `start`, repairable from `earliest`, over after `until`.

    `state`: plain, contested (dashed) or ok (守信).
    """

    start: date
    earliest: date | None
    until: date
    state: str = "plain"
    note: str = ""
    #: What is said of it to a listener; by default the sentence of a term on display.
    said: str = ""


def months(since: date, until: date) -> list[date]:
    """Return the first days of months that lie between two days."""
    year, month = since.year, since.month
    found = []
    while (day := date(year, month, 1)) <= until:
        if day >= since:
            found.append(day)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def month_ticks(since: date, until: date, base: int) -> Markup:
    """Return a tick a month, longer at quarters and longest at the new year."""
    lines = []
    for day in months(since, until):
        high = 13 if day.month == 1 else 7 if day.month in (4, 7, 10) else 4
        place = across(day_share(day, since, until))
        lines.append(el("line", x1=place, x2=place, y1=base - high, y2=base))
    return el("g", *lines, class_="ruler-ticks")


def spoken(term: Term) -> str:
    """Return the term in words."""
    if term.said:
        return term.said
    said = f"自 {term.start.isoformat()}"
    if term.earliest is not None:
        said += f"，最早 {term.earliest.isoformat()} 可申请修复"
    said += f"，公示至 {term.until.isoformat()}"
    return said + ("，异议处理中" if term.state == "contested" else "")


def term_shapes(term: Term, since: date, until: date, top: int, high: int) -> list[Markup]:
    """Return the bar of a term: solid until it can be repaired, then pale, dashed or green."""
    start, end = day_share(term.start, since, until), day_share(term.until, since, until)
    shape = "term-ok" if term.state == "ok" else "term-open"
    if term.state == "contested":
        shape = "term-contested"
    drawn = [
        el("rect", x=across(start), width=across(end - start), y=top, height=high, class_=shape)
    ]
    if term.earliest is not None:
        turn = day_share(term.earliest, since, until)
        drawn.append(
            el(
                "rect",
                x=across(start),
                width=across(turn - start),
                y=top,
                height=high,
                class_="term-fixed",
            )
        )
    return drawn


def term_ruler(term: Term, today: date) -> Markup:
    """Return one term under its own months, with today marked."""
    since, until = min(term.start, today), max(term.until, today)
    pad = max((until - since).days // 16, 10)
    since, until = (
        date.fromordinal(since.toordinal() - pad),
        date.fromordinal(until.toordinal() + pad),
    )
    now = across(day_share(today, since, until))
    words = [(term.start, "决定日"), (term.until, "公示至")]
    if term.earliest is not None:
        words.insert(1, (term.earliest, "最早可修复"))
    texts = [
        el(
            "text",
            word,
            x=across(at := day_share(day, since, until)),
            y=46,
            text_anchor=anchor_for(at),
        )
        for day, word in words
    ]
    drawn = [
        month_ticks(since, until, 16),
        *term_shapes(term, since, until, 18, 10),
        el(
            "rect",
            x=now,
            y=6,
            width=6,
            height=26,
            transform="translate(-3 0)",
            class_="ruler-marker",
        ),
        *texts,
    ]
    said = spoken(term)
    return quiet(picture(said, 52, *drawn, class_="ruler ruler-quiet"), said)


def term_axis(since: date, until: date, today: date) -> Markup:
    """Return the head of a column of terms: years, months, today."""
    years = [day for day in months(since, until) if day.month == 1]
    texts = [
        el("text", f"{day.year} 年", x=across(day_share(day, since, until)), dx=4, y=12)
        for day in years
    ]
    now = across(day_share(today, since, until))
    drawn = [
        month_ticks(since, until, 34),
        *texts,
        el(
            "rect",
            x=now,
            y=20,
            width=6,
            height=14,
            transform="translate(-3 0)",
            class_="ruler-marker",
        ),
    ]
    return picture(
        f"{since.year} 年至 {until.year} 年，今天 {today}",
        34,
        *drawn,
        class_="ruler ruler-quiet term-axis",
    )


def term_bar(term: Term, since: date, until: date, today: date) -> Markup:
    """Return one row of a column of terms; the line of today runs through all rows."""
    now = across(day_share(today, since, until))
    rules = [
        el("line", x1=across(at), x2=across(at), y1=0, y2="100%", class_="term-year")
        for at in (day_share(day, since, until) for day in months(since, until) if day.month == 1)
    ]
    note = term.note or f"公示至 {term.until.isoformat()}"
    at = day_share(today, since, until)
    left = at < Fraction(3, 5)
    drawn = [
        *rules,
        *term_shapes(term, since, until, 14, 10),
        el("line", x1=now, x2=now, y1=0, y2="100%", class_="term-today"),
        el("text", note, x=now, dx=6 if left else -6, y=44, text_anchor="start" if left else "end"),
    ]
    said = spoken(term)
    return quiet(picture(said, 58, *drawn, class_="ruler ruler-quiet term-bar"), said)


@dataclass(frozen=True)
class DueDay:
    """A day of the days ahead: how many matters fall due, whether one rests.

    `natural`: the matters run in natural days and fall due although one rests;
    `working`: a Saturday or Sunday on which one works (调休).
    """

    day: date
    count: int = 0
    today: bool = False
    rest: bool = False
    natural: bool = False
    working: bool = False
    note: str = ""


def read_days(items: Iterable[Any]) -> tuple[DueDay, ...]:
    """Return days from mappings or objects with the names of `DueDay`."""
    names = [field.name for field in fields(DueDay)]

    def read(item: Any) -> DueDay:
        if isinstance(item, Mapping):
            return DueDay(**{name: item[name] for name in names if name in item})
        return DueDay(**{name: getattr(item, name) for name in names if hasattr(item, name)})

    return tuple(map(read, items))


def day_ruler(days: tuple[DueDay, ...]) -> Markup:
    """Return the days ahead as a ruler: a bar a matter, rest days hatched, today marked."""
    wide = Fraction(1, max(len(days), 1))
    drawn = []
    for index, due in enumerate(days):
        first = index == 0 or due.day.day == 1
        drawn += _day(due, index * wide, wide, first)
    falling = "；".join(f"{due.day.isoformat()} {due.count} 件" for due in days if due.count)
    said = f"到期：{falling or '近期没有'}"
    line = el("line", x1=0, x2="100%", y1=62, y2=62, class_="ruler-line")
    hatch = el(
        "defs",
        el(
            "pattern",
            el("rect", width=8, height=8),
            el("path", d="M-2 10L10 -2M-2 2L2 -2M6 10L10 6"),
            id="day-hatch",
            class_="day-hatch",
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
        ),
    )
    drawing = picture(said, 102, hatch, *drawn, line, class_="ruler ruler-quiet")
    return quiet(drawing, said)


def _day(due: DueDay, left: Fraction, wide: Fraction, first: bool) -> list[Markup]:
    middle = across(left + wide / 2)
    place = {"x": across(left), "width": across(wide), "y": 0, "height": 62}
    drawn = []
    if due.rest:
        drawn.append(el("rect", **place, class_="day-rest"))
    if due.today:
        drawn.append(el("rect", **place, class_="day-today"))
        drawn.append(
            el(
                "rect",
                x=across(left),
                y=1,
                width=6,
                height=14,
                class_="ruler-marker",
                transform="translate(1 0)",
            )
        )
    drawn.append(el("line", x1=across(left), x2=across(left), y1=54, y2=62, class_="ruler-line"))
    if due.count:
        shape = "day-natural" if due.natural else "day-due" if not due.today else "day-due day-now"
        drawn.append(
            el("text", str(due.count), x=middle, y=18, text_anchor="middle", class_="ruler-now")
        )
        drawn += _stack(due.count, left + wide / 2, wide, shape)
    elif due.note:
        drawn.append(
            el("text", due.note, x=middle, y=18, text_anchor="middle", class_="ruler-word")
        )
    before = "今天 " if due.today else f"{due.day.month} 月 " if first else ""
    label = join(el("tspan", before, class_="ruler-word"), el("tspan", str(due.day.day)))
    weekday = "一二三四五六日"[due.day.weekday()] + (" 上班" if due.working else "")
    bold = "ruler-now" if due.today else None
    drawn.append(el("text", label, x=middle, y=79, text_anchor="middle", class_=bold))
    drawn.append(el("text", weekday, x=middle, y=96, text_anchor="middle", class_="ruler-range"))
    return drawn


def _stack(count: int, middle: Fraction, wide: Fraction, shape: str) -> list[Markup]:
    shown = min(count, 6)
    gap = wide / 8
    return [
        el(
            "rect",
            x=across(middle + (index - Fraction(shown, 2)) * gap + gap / 5),
            y=28,
            width=across(gap * 3 / 5),
            height=26,
            class_=shape,
        )
        for index in range(shown)
    ]
