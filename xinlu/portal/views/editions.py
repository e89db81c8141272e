"""Rulebook editions (评价标准): which there are, and each as a document to read."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import public
from xinlu.catalogue import regulations
from xinlu.evaluation import grounds, library
from xinlu.evaluation.library import Volume
from xinlu.evaluation.models import Draft
from xinlu.portal import coverage, lawbook, reading, standards
from xinlu.portal.views.frame import page
from xinlu.rules.comparing import clauses

HOME = ("首页", "/")


def volume_or_404(scheme: str, edition: str) -> Volume:
    """Return an edition by its scheme and day."""
    try:
        held = library.volume(scheme, date.fromisoformat(edition))
    except ValueError:
        raise Http404 from None
    if held is None:
        raise Http404
    return held


@public
@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """Show by which edition each category of subjects is evaluated, and which have none."""
    on = localdate()
    context = {
        "table": coverage.coverage(on),
        "coming": [each for each in library.volumes() if each.edition and each.day > on],
        "drafts": Draft.objects.public().filter(state=Draft.State.COMMENTS, comments_until__gte=on),
        "trail": [HOME, ("评价标准", "")],
    }
    return page(request, "portal/editions.html", context)


@public
@require_safe
def edition(request: HttpRequest, scheme: str, edition: str) -> HttpResponse:
    """Show one edition as a document: how a score comes about, the items, what is not verified."""
    held = volume_or_404(scheme, edition)
    rests_on = grounds.of_volume(held, regulations.reader())
    context = {
        "standard": standards.standard(held),
        "law": lawbook.cited_of(rests_on, held.day, held.rulebook.basis, localdate()),
        "is_coming": held.edition is not None and held.day > localdate(),
        "document": reading.document(held.rulebook),
        "others": [each for each in library.volumes(scheme) if each.day != held.day],
        "trail": [HOME, ("评价标准", reverse("portal:editions")), (held.rulebook.title, "")],
    }
    return page(request, "portal/edition.html", context)


@public
@require_safe
def compare(request: HttpRequest, scheme: str, edition: str, other: str) -> HttpResponse:
    """Hold two editions side by side, clause by clause; `only=1` leaves out what is the same."""
    old, new = volume_or_404(scheme, edition), volume_or_404(scheme, other)
    sections = clauses.compared(old.rulebook, new.rulebook)
    counts = clauses.change_count(sections)
    context = {
        "old": old,
        "new": new,
        "sections": sections,
        "old_word": f"{old.day} 版",
        "new_word": f"{new.day} 版",
        "counts": counts,
        "total": sum(counts.values()),
        "only": request.GET.get("only") == "1",
        "trail": [
            HOME,
            ("评价标准", reverse("portal:editions")),
            (new.rulebook.title, reverse("portal:edition", args=[scheme, other])),
            ("对比", ""),
        ],
    }
    return page(request, "portal/compare.html", context)
