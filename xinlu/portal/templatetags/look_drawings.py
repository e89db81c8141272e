"""Rulers, terms, ledger, sections and maps in templates."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import template
from django.template import Context

from xinlu.portal.look import calendar, grades, ledger, numbers, rulers, tiles
from xinlu.portal.look.svg import Markup

register = template.Library()


@register.simple_tag(takes_context=True)
def score_ruler(
    context: Context,
    value: numbers.Number | None,
    bands: Iterable[Any],
    high: int = 100,
    places: int = 2,
) -> Markup:
    """`{% score_ruler "83.97" bands %}`: grades along a ruler, the yellow marker at the score.

    `bands` in any order: `code`, `word`, `low` (None for the worst), or such tuples.
    """
    elder = bool(context.get("elder"))
    return rulers.score_ruler(
        value, grades.read_bands(bands), high=high, places=places, elder=elder
    )


@register.simple_tag(takes_context=True)
def count_ruler(
    context: Context,
    value: numbers.Number,
    full: int,
    unit: str = "分",
    marks: Iterable[Any] = (),
    pieces: Sequence[numbers.Number] = (),
) -> Markup:
    """`{% count_ruler 8 20 marks=marks pieces=pieces %}`: how much of `full` is used up.

    `marks` are (value, text); `pieces` show the parts that make up the value.
    """
    elder = bool(context.get("elder"))
    return rulers.count_ruler(
        value, full, unit=unit, marks=tuple(marks), pieces=pieces, elder=elder
    )


@register.inclusion_tag("parts/rate.html")
def rate_ruler(
    title: str, part: int, total: int, floor: int = 95, goal: int = 100
) -> dict[str, Any]:
    """`{% rate_ruler "及时率" 408 412 floor=95 %}`: a rate with n / m; the bar says its start."""
    return {
        "title": title,
        "part": part,
        "whole": total,
        "figure": numbers.rate(part, total),
        "known": total > 0,
        "drawing": rulers.rate_ruler(title, part, total, floor=floor, goal=goal),
    }


@register.simple_tag
def term_ruler(
    start: date, earliest: date | None, until: date, today: date, state: str = "plain"
) -> Markup:
    """`{% term_ruler start earliest until today %}`: one term; `state`: plain, contested or ok."""
    return calendar.term_ruler(calendar.Term(start, earliest, until, state), today)


@register.simple_tag
def term_axis(since: date, until: date, today: date) -> Markup:
    """`{% term_axis since until today %}`: the years and months above a column of `term_bar`."""
    return calendar.term_axis(since, until, today)


@register.simple_tag
def term_bar(
    since: date,
    until: date,
    today: date,
    start: date,
    earliest: date | None,
    end: date,
    state: str = "plain",
    note: str = "",
    said: str = "",
) -> Markup:
    """One record's term on the shared axis: solid, then pale from `earliest`, to `end`.

    `note` is written beneath the bar, `said` is its sentence for a listener.
    """
    term = calendar.Term(start, earliest, end, state, note, said)
    return calendar.term_bar(term, since, until, today)


@register.simple_tag
def day_ruler(days: Iterable[Any]) -> Markup:
    """What falls due: `day`, `count`, `today`, `rest`, `natural`, `note`."""
    return calendar.day_ruler(calendar.read_days(days))


@register.inclusion_tag("parts/figures.html")
def figures(items: Iterable[Any]) -> dict[str, Any]:
    """`{% figures items %}`: live figures under one ruler; `label`, `value`, `unit`, `note`."""
    rows = list(items)
    return {"figures": rows, "ruler": rulers.base_ruler(len(rows))}


@register.inclusion_tag("parts/ledger.html", name="ledger")
def ledger_table(
    rows: Iterable[Any], bands: Iterable[Any], places: int = 2, better: str = "up"
) -> dict[str, Any]:
    """`{% ledger rows bands %}`: the explanation ledger, each row with its strip.

    Rows: `kind` (start, group, line, sum), `title`, `note`, `basis`, `basis_note`, `raw`, `effect`,
    `url`, `number`; a running total is kept from the effects; `start` and `sum` carry `total`.
    `gives_back` and `crossing.sentence` prevail over what the drawer finds itself. For a points
    account, where fewer are better: `better="down"`.
    """
    return ledger.page(rows, grades.read_bands(bands, better), places, better)


@register.inclusion_tag("parts/sections.html")
def sections_chart(sections: Iterable[Any]) -> dict[str, Any]:
    """`{% sections_chart sections %}`: `name`, `amount` (text), `share`, `score`."""
    rows = tiles.read_sections(sections)
    return {"sections": rows, "drawing": tiles.sections_chart(rows)}


@register.inclusion_tag("parts/tilemap.html")
def tilemap(
    rows: Iterable[Any],
    measure: str,
    legends: Sequence[tuple[int, str]] = (),
    label: str = "区县图",
) -> dict[str, Any]:
    """`{% tilemap tiles "及时率" legends %}`: a map of named tiles.

    A tile is `name`, `column`, `row`, `value`, `step` (1–3; 0 = low, outlined; 4 = no data) and
    perhaps `url`.

    A table with the same figures stands behind it.
    """
    drawn = tiles.read_tiles(rows)
    return {
        "tiles": drawn,
        "measure": measure,
        "legends": [{"step": step, "text": text} for step, text in legends],
        "drawing": tiles.tilemap(drawn, label),
    }
