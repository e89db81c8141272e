"""Rulebooks of other places (其他地方的评价标准), to read and to compare."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import public
from xinlu.evaluation import library
from xinlu.evaluation.library import Volume
from xinlu.portal.views import editions
from xinlu.portal.views.editions import HOME, address_of, document_of, side_by_side
from xinlu.portal.views.frame import page

#: By which a query names our own editions, where another place has its code.
OWN = "own"


def volume_or_404(place: str, scheme: str, edition: str) -> Volume:
    """Return an edition of another place."""
    try:
        held = library.volume_elsewhere(place, scheme, date.fromisoformat(edition))
    except ValueError:
        raise Http404 from None
    if held is None:
        raise Http404
    return held


def named_or_404(name: str) -> Volume:
    """Return the edition that a query names, of another place or our own; see `name_of`."""
    place, _, rest = name.partition("/")
    scheme, _, edition = rest.partition("/")
    find = editions.volume_or_404 if place == OWN else partial(volume_or_404, place)
    return find(scheme, edition)


def name_of(volume: Volume) -> str:
    """Return by what the query names an edition: its place, its scheme and its day."""
    return f"{volume.place or OWN}/{volume.scheme}/{volume.day}"


def comparable(volume: Volume) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the editions to hold beside one, in groups: of its own scheme first."""
    others = [(one.title, each) for one in library.elsewhere() for each in one.volumes]
    held = [("本地", each) for each in library.volumes()] + others
    held = [(where, each) for where, each in held if name_of(each) != name_of(volume)]
    same = [each for each in held if each[1].scheme == volume.scheme]
    rest = [each for each in held if each[1].scheme != volume.scheme]
    for title, group in (("同一类对象的", same), ("其他", rest)):
        if group:
            yield (
                title,
                [
                    (name_of(each), f"{where}　{each.rulebook.title} {each.day} 版")
                    for where, each in group
                ],
            )


def _title_of(place: str) -> str:
    return next((one.title for one in library.elsewhere() if one.code == place), "本地")


def _word(volume: Volume) -> str:
    return f"{_title_of(volume.place)} {volume.day} 版"


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [HOME, ("评价标准", reverse("portal:editions")), *more]


@public
@require_safe
def edition(request: HttpRequest, place: str, scheme: str, edition: str) -> HttpResponse:
    """Show an edition of another place as a document."""
    held = volume_or_404(place, scheme, edition)
    context = document_of(held) | {
        "elsewhere": _title_of(held.place),
        "compare_url": reverse("portal:elsewhere_compare", args=[place, scheme, edition]),
        "groups": list(comparable(held)),
        "trail": _trail((held.rulebook.title, "")),
    }
    return page(request, "portal/edition.html", context)


@public
@require_safe
def compare(request: HttpRequest, place: str, scheme: str, edition: str) -> HttpResponse:
    """Hold the edition that the query names (`with=place/scheme/day`) beside one of elsewhere.

    Without a name it is the nearest.
    """
    new = volume_or_404(place, scheme, edition)
    nearest = (name for _, group in comparable(new) for name, _ in group)
    old = named_or_404(request.GET.get("with") or next(nearest))
    context = side_by_side(request, (old, _word(old)), (new, _word(new))) | {
        "trail": _trail((new.rulebook.title, address_of(new)), ("对比", "")),
    }
    return page(request, "portal/compare.html", context)
