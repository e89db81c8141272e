"""依据已变更的条目: which lines of the editions that count rest on what the law changed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.catalogue import regulations
from xinlu.desk.lists import LISTS, listed
from xinlu.desk.outdated import TIMINGS
from xinlu.evaluation.grounds import change_word


@require_safe
@officer_required()
def lines(request: OfficerRequest) -> HttpResponse:
    """List the lines with the clause that each names, what became of it, and by what."""
    context = listed(request, LISTS["outdated"])
    titles = regulations.titles({each.citation.regulation for each in context["page"]})
    context["rows"] = [
        (
            each,
            titles[each.citation.regulation],
            change_word(each.touched),
            *TIMINGS[each.touched.timing],
        )
        for each in context["page"]
    ]
    return render(request, "desk/outdated.html", context)
