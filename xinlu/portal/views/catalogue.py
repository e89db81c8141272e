"""目录与清单: which information may be collected and which measures may follow, by edition."""

from tempfile import TemporaryFile
from typing import BinaryIO, cast
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import public
from xinlu.catalogue import outside, regulations, revising, telling
from xinlu.catalogue.entries import entries_of, series_of
from xinlu.catalogue.models import CatalogueEdition
from xinlu.portal import lawbook
from xinlu.portal.views.frame import page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOME = ("首页", "/")


def edition_or_404(code: str) -> CatalogueEdition:
    """Return an edition by its code."""
    found = CatalogueEdition.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the editions of the catalogue and of the list of measures, and what lies outside."""
    on = localdate()
    rows = CatalogueEdition.objects.order_by("jurisdiction", "-since", "code")
    shelves = [
        (
            kind.label,
            [
                (each, *telling.standing(each, on), len(entries_of(each)))
                for each in sorted(rows, key=lambda each: not each.is_national)
                if each.kind == kind
            ],
        )
        for kind in CatalogueEdition.Kind
    ]
    context = {
        "shelves": shelves,
        "outside": outside.entries(),
        "trail": [HOME, ("目录与清单", "")],
    }
    return page(request, "portal/catalogues.html", context)


@public
@require_safe
def edition(request: HttpRequest, code: str) -> HttpResponse:
    """Show one edition: every entry with its basis, and what other editions there are."""
    one, today = edition_or_404(code), localdate()
    held = entries_of(one)
    reader = regulations.reader()
    law = lawbook.Cited(
        one.since or today, today, reader, regulations.changes(), reader.within(one.basis)
    )
    others = CatalogueEdition.objects.filter(since__isnull=False).exclude(pk=one.pk)
    groups = telling.groups(one.kind, held.values())
    word, tag = telling.standing(one, today)
    context = {
        "one": one,
        "word": word,
        "tag": tag,
        "headings": telling.headings(one.kind),
        "groups": [
            (group, [(row, law.written(row.basis)) for row in group.rows]) for group in groups
        ],
        "basis": law.written(one.basis),
        "count": len(held),
        "open_count": sum(not each["verified"] for each in held.values()),
        "others": [each for each in others if held and series_of(each.code) == series_of(code)],
        "trail": [HOME, ("目录与清单", reverse("portal:catalogues")), (one.title, "")],
    }
    return page(request, "portal/catalogue.html", context)


@public
@require_safe
def compare(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """Tell how one edition differs from another of the same kind."""
    old, new = edition_or_404(code), edition_or_404(other)
    if old.kind != new.kind:
        raise Http404
    found = revising.differences(entries_of(old), entries_of(new))
    context = {
        "old": old,
        "new": new,
        "differences": list(telling.differences(new.kind, found)),
        "trail": [
            HOME,
            ("目录与清单", reverse("portal:catalogues")),
            (new.title, reverse("portal:catalogue", args=[new.code])),
            ("对比", ""),
        ],
    }
    return page(request, "portal/catalogue_compare.html", context)


@public
@require_safe
def export(request: HttpRequest, code: str) -> FileResponse:
    """Give an edition out as a workbook with the columns of the official table."""
    one = edition_or_404(code)
    target = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  the response closes it
    since = one.since.isoformat() if one.since else "日期未见"
    foot = f"依据：{one.basis}；施行：{since}；标“待核实”的没有见到原文"
    telling.write(target, one.title, one.kind, entries_of(one).values(), foot)
    target.seek(0)
    answer = FileResponse(target, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(one.title)}.xlsx"
    return answer
