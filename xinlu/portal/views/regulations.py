"""The library of regulations (法规库): what there is, and each with what rests on it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import public
from xinlu.accounts.models import Line
from xinlu.catalogue import regulations
from xinlu.catalogue.regulations import Asked
from xinlu.evaluation import grounds
from xinlu.portal import lawbook
from xinlu.portal.forms import RegulationQuery
from xinlu.portal.lawbook import STANDINGS
from xinlu.portal.views.frame import page

PAGE = 50


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the regulations that the query form asks for, as they stand on its day."""
    form = RegulationQuery(request.GET or None)
    form.is_valid()
    said = dict(getattr(form, "cleaned_data", {}))
    on = said.pop("on", None) or localdate()
    found = regulations.found(Asked(**said), on)
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "day": on,
        "page": shown,
        "rows": [(each, *STANDINGS[how]) for each, how in shown],
        "trail": [("首页", "/"), ("法规库", "")],
    }
    return page(request, "portal/regulations.html", context)


@public
@require_safe
def regulation(request: HttpRequest, code: str) -> HttpResponse:
    """Show one regulation: its days, what came before and after, its clauses, what rests on it."""
    one = regulations.every().filter(code=code).first()
    if one is None:
        raise Http404
    today = localdate()
    rests = grounds.resting_on(code)
    bare = [
        each
        for each in rests
        if any(c.regulation == code and not c.clause for c in each.reading.citations)
    ]
    editions, others = lawbook.resting(bare)
    word, tone = STANDINGS[one.standing(today)]
    context = {
        "one": one,
        "word": word,
        "tone": tone,
        "lines": list(Line.objects.filter(code__in=one.lines).values_list("name", flat=True)),
        "links": lawbook.chain(one),
        "clauses": lawbook.clauses_shown(one, rests, today),
        "editions": editions,
        "others": others,
        "count": len(rests),
        "trail": [("首页", "/"), ("法规库", reverse("portal:regulations")), (one.title, "")],
    }
    return page(request, "portal/regulation.html", context)
