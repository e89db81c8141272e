"""The public page of a subject."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import public
from xinlu.portal import naming, records, results
from xinlu.portal.views.frame import is_elder, page
from xinlu.registry import selectors as registry
from xinlu.registry.models import Subject

#: Permits of one page.
PAGE = 20


def found(uid: UUID) -> Subject:
    """Return the subject if it has a public page: it is known, and no natural person."""
    subject = registry.by_uid(uid)
    if subject is None or subject.kind == Subject.Kind.PERSON:
        raise Http404
    return subject


@public
@require_safe
def subject(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show who it is, its current grades and its public records."""
    about, today = found(uid), localdate()
    given = results.results_of(about)
    listed = Paginator(records.permits_of(about), PAGE).get_page(request.GET.get("page"))
    rows = list(listed)
    permits = records.permits_shown(rows, today)
    lines = {result.edition.line.name for result in given if result.edition.line}
    lines |= {record.line.name for record in rows if record.line}
    search = f"{reverse('portal:search')}?kind={about.kind}"
    context = {
        "subject": about,
        "title": naming.title_of(about),
        "code": naming.code_of(about),
        "code_word": naming.CODE_WORDS.get(Subject.Kind(about.kind), "编号"),
        "lines": sorted(lines),
        "results": given,
        "missing": results.missing_for(about, given, today),
        "permits": permits,
        "axis": records.axis_of(permits, today),
        "listed": listed,
        "today": today,
        "trail": [("首页", "/"), ("信用查询", search), (about.get_kind_display(), "")],
    }
    template = "portal/elder/subject.html" if is_elder(request) else "portal/subject.html"
    return page(request, template, context)
