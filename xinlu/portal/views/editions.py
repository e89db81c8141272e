"""Rulebook editions (评价标准): which there are, and each as a document to read."""

from datetime import date
from typing import Any

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


def document_of(held: Volume) -> dict[str, Any]:
    """Return what an edition's page shows of it, wherever it is from."""
    rests_on = grounds.of_volume(held, regulations.reader())
    return {
        "standard": standards.standard(held),
        "law": lawbook.cited_of(rests_on, held.day, held.rulebook.basis, localdate()),
        "document": reading.document(held.rulebook),
    }


@public
@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """Show by which edition each category of subjects is evaluated, and which have none."""
    on = localdate()
    context = {
        "table": coverage.coverage(on),
        "coming": [each for each in library.volumes() if each.edition and each.day > on],
        "elsewhere": library.elsewhere(),
        "drafts": Draft.objects.public().filter(state=Draft.State.COMMENTS, comments_until__gte=on),
        "trail": [HOME, ("评价标准", "")],
    }
    return page(request, "portal/editions.html", context)


@public
@require_safe
def edition(request: HttpRequest, scheme: str, edition: str) -> HttpResponse:
    """Show one edition as a document: how a score comes about, the items, what is not verified."""
    held = volume_or_404(scheme, edition)
    context = document_of(held) | {
        "is_coming": held.edition is not None and held.day > localdate(),
        "others": [each for each in library.volumes(scheme) if each.day != held.day],
        "trail": [HOME, ("评价标准", reverse("portal:editions")), (held.rulebook.title, "")],
    }
    return page(request, "portal/edition.html", context)


@public
@require_safe
def compare(request: HttpRequest, scheme: str, edition: str, other: str) -> HttpResponse:
    """Hold two editions of one scheme side by side, clause by clause."""
    old, new = volume_or_404(scheme, edition), volume_or_404(scheme, other)
    context = side_by_side(request, (old, f"{old.day} 版"), (new, f"{new.day} 版")) | {
        "trail": [
            HOME,
            ("评价标准", reverse("portal:editions")),
            (new.rulebook.title, reverse("portal:edition", args=[scheme, other])),
            ("对比", ""),
        ],
    }
    return page(request, "portal/compare.html", context)


def address_of(volume: Volume) -> str:
    """Return the address of an edition's page."""
    if volume.place:
        return reverse("portal:elsewhere", args=[volume.place, volume.scheme, volume.day])
    return reverse("portal:edition", args=[volume.scheme, volume.day])


def side_by_side(
    request: HttpRequest, one: tuple[Volume, str], other: tuple[Volume, str]
) -> dict[str, Any]:
    """Return two editions clause by clause, each with what its column is called.

    `only=1` leaves out what is the same.
    """
    (old, old_word), (new, new_word) = one, other
    sections = clauses.compared(old.rulebook, new.rulebook)
    counts = clauses.change_count(sections)
    query = request.GET.copy()
    only = query.pop("only", [""])[-1] == "1"
    if not only:
        query["only"] = "1"
    return {
        "new": new,
        "old_word": old_word,
        "new_word": new_word,
        "old_name": f"{old.rulebook.title} {old.day} 版",
        "new_name": f"{new.rulebook.title} {new.day} 版",
        "old_url": address_of(old),
        "new_url": address_of(new),
        "sections": sections,
        "counts": counts,
        "total": sum(counts.values()),
        "only": only,
        "other_url": f"{request.path}?{query.urlencode(safe='/')}",
    }
