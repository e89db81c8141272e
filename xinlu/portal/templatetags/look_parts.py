"""Small parts of pages: grades, tags, notices, timelines, pages of a list."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context
from django.urls import NoReverseMatch, reverse

from xinlu.portal.look import grades
from xinlu.portal.look.svg import Markup, el

register = template.Library()


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
    or `compact` (letter and word, for narrow tables). No code: 暂无结果 and the reason `why`.
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


@register.filter
def cited(basis: str, law: Any) -> Any:
    """`{{ line.basis|cited:law }}`: a basis with links to its clauses, as `law` writes it."""
    return law.written(basis) if law and basis else basis


@register.inclusion_tag("parts/empty.html")
def empty(
    what: str, searched: str = "", advice: str = "可放宽条件，或", url: str = ""
) -> dict[str, Any]:
    """`{% empty "记录" searched="9 月、公路施工" url="?" %}`: what was searched, how to widen."""
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
    """`{% breadcrumbs trail %}`: (title, address) pairs, the last without address."""
    return {"trail": list(trail)}


@register.inclusion_tag("parts/timeline.html")
def timeline(steps: Iterable[Any]) -> dict[str, Any]:
    """`{% timeline steps %}`: `title`, `by`, `note`, `when`, `state` (done, now, next)."""
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
