"""归集率 of the items of the catalogue, as a page and as a workbook."""

from datetime import date
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.collection import collecting as rates
from xinlu.desk import collecting, exporting, workbooks
from xinlu.desk.collecting import CollectingQuery
from xinlu.desk.views.publicity import HOME
from xinlu.kernel.spreadsheets import BookWriter


def _asked(request: OfficerRequest) -> tuple[CollectingQuery, date]:
    form = CollectingQuery(request.GET or None, on=localdate())
    return form, form.asked().get("as_of") or localdate()


@require_safe
@officer_required()
def table(request: OfficerRequest) -> HttpResponse:
    """Show the rate of each item, and the units that are behind."""
    form, on = _asked(request)
    items = collecting.items(request.actor, on)
    context = {
        "form": form,
        "on": on,
        "items": items,
        "sum": collecting.whole(items),
        "behind": collecting.behind(items),
        "said": rates.said(on.replace(day=1)),
        "query": request.GET.urlencode(),
        "is_print": "print" in request.GET,
        "trail": [HOME, ("归集率", "")],
    }
    return render(request, "desk/collecting.html", context)


@require_safe
@officer_required()
def workbook(request: OfficerRequest) -> HttpResponseBase:
    """Give out the rates as a workbook."""
    _, on = _asked(request)
    items = collecting.items(request.actor, on)
    query = request.GET.urlencode()
    exporting.note(None, by=request.actor, name="collecting.xlsx", query=query, count=len(items))
    now = localtime()
    foot = f"数据截至 {on}　制表人 {request.user}　制表时间 {now:%Y-%m-%d %H:%M}"
    target = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  the response closes it
    with BookWriter(target) as book:
        collecting.write(book, items, foot)
    return workbooks.response(target, f"目录项目归集率 {on}.xlsx")
