"""The parts of every page. All are builtins: no template needs to load them.

Lists are plain data, so that an app below the portal can fill them: where a part names keys, a
mapping, an object with such attributes or (for short rows) a tuple will do.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.timezone import is_aware, localtime

from xinlu.portal.look import calendar, grades, ledger, numbers, rulers, tiles
from xinlu.portal.look.menu import MENU
from xinlu.portal.look.svg import Markup, el

register = template.Library()


# Numbers and days -----------------------------------------------------------------------------


@register.filter
def minus(value: numbers.Number) -> str:
    """`{{ n|minus }}`: a number as it is, with − for its sign."""
    return str(value).replace("-", numbers.MINUS)


@register.filter
def points(value: numbers.Number | None, places: int = 3) -> str:
    """`{{ n|points }}`: an effect on the total, signed, with three decimals: −2.000, +1.792."""
    return "" if value is None else numbers.signed(value, places)


@register.filter
def signed(value: numbers.Number | None) -> str:
    """`{{ n|signed }}`: a line's own points, signed, without idle decimals: −20, +8, −0.5."""
    return "" if value is None else numbers.signed(value)


@register.filter
def score(value: numbers.Number | None, places: int = 2) -> str:
    """`{{ n|score }}`, `{{ n|score:1 }}`: a score as the rulebook rounds; none is 暂无结果."""
    return "暂无结果" if value is None else numbers.fixed(value, places)


@register.filter
def thousands(value: numbers.Number, places: int = 0) -> str:
    """`{{ n|thousands }}`: a count with commas; only for statistics."""
    return numbers.thousands(value, places)


@register.filter
def day(value: date | None) -> Markup:
    """`{{ d|day }}`: a day as in tables, 2026-09-28, never broken."""
    if value is None:
        return Markup("")
    stamp = value.date() if isinstance(value, datetime) else value
    return el("time", stamp.isoformat(), datetime=stamp.isoformat(), class_="nb")


@register.filter
def sentence_day(value: date) -> Markup:
    """`{{ d|sentence_day }}`: a day as in sentences, 2026 年 9 月 28 日, never broken."""
    return el("time", numbers.sentence_day(value), datetime=value.isoformat()[:10], class_="nb")


@register.filter
def moment(value: date | datetime | str | None) -> Markup:
    """`{{ t|moment }}`: a time as 2026-09-28 08:30 in China; days and texts stay what they are."""
    if value is None:
        return Markup("")
    if isinstance(value, datetime):
        local = localtime(value) if is_aware(value) else value
        return el("time", f"{local:%Y-%m-%d %H:%M}", datetime=local.isoformat(), class_="nb")
    return day(value) if isinstance(value, date) else el("span", str(value), class_="nb")


@register.filter
def whole(value: str) -> Markup:
    """`{{ number|whole }}`: a document number, plate or code that must not be broken."""
    return el("span", str(value), class_="nb")


# Small parts ----------------------------------------------------------------------------------


@register.simple_tag
def link_to(url_name: str, *args: Any, **kwargs: Any) -> str:
    """`{% link_to "desk:home" as url %}`: the address of a page, or "" where it does not exist."""
    try:
        return reverse(url_name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("parts/grade.html")
def grade(
    code: str | None, word: str = "", rank: int = 1, of: int = 5, size: str = "plain", why: str = ""
) -> dict[str, Any]:
    """`{% grade "B" "信用一般" 3 5 %}`: letter, notches and word.

    `rank` counts from 1, the best, among `of` grades. `size`: `plain`, `large` (letter as headline)
    or `compact` (letter and word, for narrow tables). Without a code: 暂无结果, with the reason `why`.
    """
    if not code:
        return {"none": True, "why": why}
    drawn = "" if size == "compact" else grades.notches(rank, of)
    tone = grades.tone(rank, of)
    return {"code": code, "word": word, "notches": drawn, "tone": tone, "size": size}


@register.simple_tag
def tag(text: str, kind: str = "plain") -> Markup:
    """`{% tag "异议处理中" "warn" %}`; kinds `plain`, `info`, `warn`, `bad`, `ok` (守信 only)."""
    return el("span", str(text), class_=f"tag tag-{kind}")


@register.inclusion_tag("parts/empty.html")
def empty(
    what: str, searched: str = "", advice: str = "可放宽条件，或", url: str = ""
) -> dict[str, Any]:
    """`{% empty "记录" searched="9 月 1 日至 28 日、公路施工" url="?" %}`: what was searched, how to widen."""
    return {"what": what, "searched": searched, "advice": advice if url else "", "url": url}


@register.inclusion_tag("parts/notice.html")
def notice(
    kind: str, title: str, body: str = "", url: str = "", link: str = "", code: str = ""
) -> dict[str, Any]:
    """`{% notice "bad" "没有保存：…" "…" url="…" link="查看现状" code="E-STALE" %}`.

    Kinds: `plain`, `info`, `warn`, `bad`, `ok`. What did not happen, what is kept, one way on.
    """
    return {"kind": kind, "title": title, "body": body, "url": url, "link": link, "code": code}


@register.inclusion_tag("parts/breadcrumbs.html")
def breadcrumbs(trail: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`{% breadcrumbs trail %}`: (title, address) pairs; the last, with an empty address, is here."""
    return {"trail": list(trail)}


@register.inclusion_tag("parts/timeline.html")
def timeline(steps: Iterable[Any]) -> dict[str, Any]:
    """`{% timeline steps %}`: `title`, `by` (office), `note`, `when`, `state`: done, now or next."""
    return {"steps": list(steps)}


@register.inclusion_tag("parts/key_values.html")
def key_values(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """`{% key_values pairs %}`: (label, value) pairs; a missing value is 未填报, never a dash."""
    return {"pairs": list(pairs)}


@register.inclusion_tag("parts/progress.html")
def progress(
    done: int,
    total: int,
    title: str = "正在处理",
    unit: str = "行",
    note: str = "",
    cancel_url: str = "",
) -> dict[str, Any]:
    """`{% progress 146 240 title="正在校验" unit="行" note="可以离开本页。" %}`."""
    return {
        "done": done,
        "total": total,
        "title": title,
        "unit": unit,
        "note": note,
        "cancel_url": cancel_url,
    }


@register.inclusion_tag("parts/pagination.html", takes_context=True)
def pagination(
    context: Context, page: Page[Any], unit: str = "条", key: str = "page"
) -> dict[str, Any]:
    """`{% pagination page unit="户" %}`: a paginator's page; keeps the rest of the query string."""
    query = context["request"].GET.copy()

    def at(number: int) -> str:
        query[key] = str(number)
        return f"?{query.urlencode()}"

    entries = [
        {"gap": not isinstance(n, int), "number": n, "current": n == page.number, "url": at(n)}
        if isinstance(n, int)
        else {"gap": True}
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]
    return {
        "page": page,
        "unit": unit,
        "entries": entries,
        "previous": at(page.previous_page_number()) if page.has_previous() else "",
        "following": at(page.next_page_number()) if page.has_next() else "",
    }


# Forms ----------------------------------------------------------------------------------------


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """`{% field form.name %}`: label above, （必填）, control, error and help, all tied together."""
    notes = []
    if bound.errors:
        notes.append(f"{bound.auto_id}_error")
    if bound.help_text:
        notes.append(f"{bound.auto_id}_help")
    described = " ".join(notes)
    attributes = {
        "aria-describedby": described or None,
        "aria-invalid": "true" if bound.errors else None,
    }
    kept = {name: value for name, value in attributes.items() if value}
    return {
        "field": bound,
        "group": bound.use_fieldset,
        "tick": getattr(bound.field.widget, "input_type", "") == "checkbox"
        and not bound.use_fieldset,
        "described": described,
        "widget": bound.as_widget(attrs=kept),
    }


@register.inclusion_tag("parts/errors.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """`{% error_summary form %}`: says above a form what is wrong, each line linked to its field."""
    return {"form": form, "count": sum(len(errors) for errors in form.errors.values())}


@register.inclusion_tag("parts/query.html", takes_context=True)
def query_form(context: Context, form: BaseForm, label: str = "查询条件") -> dict[str, Any]:
    """`{% query_form form %}`: a form's fields in a row on paper, with 查询 and 重置."""
    return {"form": form, "label": label, "path": context["request"].path}


@register.inclusion_tag("parts/side_menu.html", takes_context=True)
def side_menu(context: Context) -> dict[str, Any]:
    """`{% side_menu %}`: the officers' menu from `menu`, groups of `title` and `entries`.

    An entry is `title`, `url_name` and perhaps `count`; entries without a page are left out.
    """
    request = context.get("request")
    path = request.path if request else ""
    own = context.get("menu")
    groups = (
        own
        if own is not None
        else [
            {"title": title, "entries": [{"title": t, "url_name": n} for t, n in entries]}
            for title, entries in MENU
        ]
    )
    return {"menu": [shown for group in groups if (shown := _menu_group(group, path))["entries"]]}


def _menu_group(group: Mapping[str, Any], path: str) -> dict[str, Any]:
    entries = []
    for entry in group["entries"]:
        url = link_to(entry["url_name"])
        if url:
            entries.append({**entry, "url": url, "current": path == url})
    return {"title": group.get("title", ""), "entries": entries}


# Drawings -------------------------------------------------------------------------------------


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
    """`{% rate_ruler "及时率" 408 412 floor=95 %}`: a rate with n / m; the bar says where it starts."""
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
) -> Markup:
    """One record's term on the shared axis: solid, then pale from `earliest`, to `end`."""
    return calendar.term_bar(calendar.Term(start, earliest, end, state, note), since, until, today)


@register.simple_tag
def day_ruler(days: Iterable[Any]) -> Markup:
    """`{% day_ruler days %}`: what falls due; `day`, `count`, `today`, `rest`, `natural`, `note`."""
    return calendar.day_ruler(calendar.read_days(days))


@register.inclusion_tag("parts/figures.html")
def figures(items: Iterable[Any]) -> dict[str, Any]:
    """`{% figures items %}`: live figures under one ruler; `label`, `value`, `unit`, `note`."""
    rows = list(items)
    return {"figures": rows, "ruler": rulers.base_ruler(len(rows))}


@register.inclusion_tag("parts/ledger.html")
def ledger_table(rows: Iterable[Any], bands: Iterable[Any], places: int = 2) -> dict[str, Any]:
    """`{% ledger_table rows bands %}`: the explanation ledger, each row with its strip.

    Rows: `kind` (start, group, line, sum), `title`, `note`, `basis`, `basis_note`, `raw`, `effect`,
    `url`, `number`; a running total is kept from the effects; `start` and `sum` carry `total`.
    """
    return ledger.page(rows, grades.read_bands(bands), places)


@register.inclusion_tag("parts/sections.html")
def sections_chart(sections: Iterable[Any]) -> dict[str, Any]:
    """`{% sections_chart sections %}`: contract sections; `name`, `amount` (text), `share`, `score`."""
    rows = tiles.read_sections(sections)
    return {"sections": rows, "drawing": tiles.sections_chart(rows)}


@register.inclusion_tag("parts/tilemap.html")
def tilemap(
    rows: Iterable[Any],
    measure: str,
    legends: Sequence[tuple[int, str]] = (),
    label: str = "区县图",
) -> dict[str, Any]:
    """`{% tilemap tiles "及时率" legends %}`: `name`, `column`, `row`, `value`, `step` (1–3; 0 = low), `url`.

    A table with the same figures stands behind it.
    """
    drawn = tiles.read_tiles(rows)
    return {
        "tiles": drawn,
        "measure": measure,
        "legends": [{"step": step, "text": text} for step, text in legends],
        "drawing": tiles.tilemap(drawn, label),
    }
