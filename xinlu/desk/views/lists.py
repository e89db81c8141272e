"""A list as a workbook: all rows that fit the query form."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.desk import exporting, workbooks
from xinlu.desk.lists import LISTS


@require_safe
@officer_required()
def export(request: OfficerRequest, name: str) -> HttpResponseBase:
    """Give out every row that fits the query form, up to 100,000, row by row."""
    listing = LISTS.get(name)
    if listing is None:
        raise Http404
    form = listing.form(request.GET or None, on=localdate())
    rows = listing.rows(request.actor, form.asked())
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    query = request.GET.urlencode()
    exporting.note(None, by=request.actor, name=name, query=query, count=count)
    streamed = rows.iterator(chunk_size=2000) if isinstance(rows, QuerySet) else rows
    now = localtime()
    footer = [
        f"导出人 {request.user}",
        f"导出时间 {now:%Y-%m-%d %H:%M}",
        f"共 {count} {listing.unit}",
    ]
    book = workbooks.of_list(
        listing.title, listing.headings, listing.written(streamed), ["　".join(footer)]
    )
    return workbooks.response(book, f"{listing.title} {now:%Y-%m-%d %H%M}.xlsx")
