"""Search for subjects."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import public
from xinlu.portal import searching
from xinlu.portal.forms import Search
from xinlu.portal.views.frame import is_elder, page


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer the search box, by its address alone."""
    form = Search(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    query, kind = asked.get("q", ""), asked.get("kind", "")
    tabs = {tab: (name, hint) for tab, name, hint in searching.TABS}
    if kind not in tabs:
        kind = ""
    context = {
        "query": query,
        "kind": kind,
        "kind_name": tabs[kind][0],
        "hint": tabs[kind][1],
        "tabs": searching.TABS,
        "answer": searching.answer(query, kind, asked.get("page") or 1),
        "most": searching.MOST,
        "trail": [("首页", "/"), ("信用查询", "")],
    }
    template = "portal/elder/search.html" if is_elder(request) else "portal/search.html"
    return page(request, template, context)
