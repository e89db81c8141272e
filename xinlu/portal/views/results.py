"""Published results: which there are, one list of them, and why one result is what it is."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import public
from xinlu.evaluation import receipts
from xinlu.evaluation.models import ResultQuerySet
from xinlu.portal import explaining, exporting, figures, naming, results
from xinlu.portal.forms import ResultQuery
from xinlu.portal.results import RunShown
from xinlu.portal.views.frame import page

#: Results of one page.
PAGE = 50


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List what is published, by scheme and year."""
    trail = [("首页", "/"), ("评价与公告", "")]
    return page(request, "portal/results.html", {"runs": results.public_runs(), "trail": trail})


def run_of(scheme: str, year: int) -> RunShown:
    """Return the public run of a scheme and year, or 404."""
    one = results.public_run(scheme, year)
    if one is None:
        raise Http404
    return one


def asked_for(form: ResultQuery, rows: ResultQuerySet) -> ResultQuerySet:
    """Return the results that the query form asks for; what it does not understand it ignores."""
    form.is_valid()
    asked: dict[str, Any] = form.cleaned_data
    if name := asked.get("name"):
        rows = rows.filter(subject__name__contains=name)
    if place := asked.get("place"):
        rows = rows.filter(subject__home_place__code=place)
    if grade := asked.get("grade"):
        rows = rows.filter(grade=grade)
    return rows


@public
@require_safe
def result_list(request: HttpRequest, scheme: str, year: int) -> HttpResponse:
    """List the results of a scheme and year."""
    one = run_of(scheme, year)
    form = ResultQuery(request.GET or None, run=one, on=localdate())
    rows = asked_for(form, results.listed(one)) if request.GET else results.listed(one)
    counts = results.by_grade(rows)
    words = {grade.code: grade for grade, _ in one.grades}
    address = reverse("portal:result_export", args=[scheme, year])
    listed = Paginator(rows.select_related("subject__home_place"), PAGE)
    shown = listed.get_page(request.GET.get("page"))
    context = {
        "one": one,
        "form": form,
        "page": shown,
        "rows": [(row, words.get(row.grade), naming.title_of(row.subject)) for row in shown],
        "counts": [(grade, counts.get(grade.code, 0)) for grade in words.values()],
        "export": f"{address}?{request.GET.urlencode()}",
        "trail": [
            ("首页", "/"),
            ("评价与公告", reverse("portal:results")),
            (f"{one.title} {year} 年度", ""),
        ],
    }
    return page(request, "portal/result_list.html", context)


@public
@require_safe
def export(request: HttpRequest, scheme: str, year: int) -> HttpResponse:
    """Return the results that the query form asks for as a workbook."""
    one = run_of(scheme, year)
    form = ResultQuery(request.GET or None, run=one, on=localdate())
    rows = asked_for(form, results.listed(one)) if request.GET else results.listed(one)
    newest = figures.as_of()
    as_of = f"{localtime(newest):%Y-%m-%d %H:%M}" if newest else "暂无"
    ready = rows.select_related("subject__home_place").iterator(chunk_size=1000)
    response = HttpResponse(
        exporting.workbook(one, ready, as_of),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    name = quote(f"{one.title}{year}年度.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@public
@require_safe
def explanation(request: HttpRequest, scheme: str, year: int, uid: UUID) -> HttpResponse:
    """Show why a published result is what it is (评价结果说明)."""
    one = run_of(scheme, year)
    rows = results.listed(one).defer(None)
    result = (
        rows.select_related("run__edition", "subject__home_place").filter(subject__uid=uid).first()
    )
    if result is None:
        raise Http404
    told = explaining.explain(result)
    name = naming.title_of(result.subject)
    sections = [unit for part in told.components for unit in part.units if unit.amount]
    context = {
        "one": one,
        "told": told,
        "subject": result.subject,
        "receipt": receipts.of_result(result),
        "name": name,
        "bands": [(band.code, band.word, band.low) for band in told.bands],
        "here": next((band.code for band in told.bands if band.is_here), ""),
        "sections": sections,
        "open_values": [value for value in told.values if not value.is_confirmed],
        "trail": [
            ("首页", "/"),
            ("信用查询", reverse("portal:search")),
            (name, reverse("portal:subject", args=[uid])),
            (f"{told.period}{told.scheme_title}", ""),
        ],
    }
    return page(request, "portal/explanation.html", context)
