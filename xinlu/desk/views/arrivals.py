"""收件箱 and 数据包: what partners dropped or sent on a stick, and the receipts that went back."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.desk import arrivals, workbooks
from xinlu.desk.acting import attempt, fresh_nonce
from xinlu.desk.lists import LISTS, listed
from xinlu.desk.views.publicity import HOME
from xinlu.exchange.models import Package
from xinlu.exchange.packages.contents import PackageRefused
from xinlu.exchange.services import receiving
from xinlu.exchange.services.receiving import PackageReplayed

PACKAGES = ("数据包", "/desk/packages/")


@require_safe
@officer_required()
def inbox(request: OfficerRequest) -> HttpResponse:
    """List the files that partners dropped, and what became of each."""
    context = listed(request, LISTS["drops"])
    context |= {
        "rows": [
            {
                "drop": drop,
                "title": arrivals.title_of(drop.template),
                "tag": arrivals.DROP_TAGS[drop.state],
                "why": arrivals.why_refused(drop),
            }
            for drop in context["page"]
        ],
        "is_unused": arrivals.unused_ways(request.actor),
        "trail": [HOME, ("收件箱", "")],
    }
    return render(request, "desk/drops.html", context)


@require_safe
@officer_required()
def packages(request: OfficerRequest) -> HttpResponse:
    """List the signed packages that were received, and take in another."""
    context = listed(request, LISTS["packages"])
    context |= {
        "may_bring": request.actor.has(Role.CLERK),
        "brought": arrivals.PackageFile(initial={"nonce": fresh_nonce()}),
        "is_unused": arrivals.unused_ways(request.actor),
        "trail": [HOME, (PACKAGES[0], "")],
    }
    return render(request, "desk/packages.html", context)


@require_POST
@officer_required(Role.CLERK)
def bring(request: OfficerRequest) -> HttpResponse:
    """Take in a package that the officer brings, and go to it where it is of the own places."""
    form = arrivals.PackageFile(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "请选择一个数据包文件（.xlpkg）。")
        return redirect("desk:packages")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "brought.xlpkg"
        with path.open("wb") as file:
            file.writelines(form.cleaned_data["file"].chunks())
        act = partial(
            receiving.bring,
            path,
            by=request.actor,
            now=timezone.now(),
            nonce=form.cleaned_data["nonce"],
        )
        try:
            package = attempt(request, act, "数据包已收取，回执已签发。请把回执带回报送单位。")
        except PackageReplayed as before:
            messages.error(request, f"没有收取。{before}")
            package = before.package if before.is_same else None
        except PackageRefused as refused:
            messages.error(request, f"没有收取。{refused}")
            package = None
    if package and Package.objects.visible_to(request.actor).filter(pk=package.pk).exists():
        return redirect("desk:package", number=package.number)
    return redirect("desk:packages")


@never_cache
@require_safe
@officer_required()
def package(request: OfficerRequest, number: UUID) -> HttpResponse:
    """Show one package: who signed it, what became of its files, and its receipt."""
    one = _package(request, number)
    context = {
        "one": one,
        "files": arrivals.files_of(one, request.actor),
        "is_ours": bool(one.receipt) and arrivals.receipt_is_ours(one),
        "trail": [HOME, PACKAGES, (f"{one.number}"[:8], "")],
    }
    return render(request, "desk/package.html", context)


@require_safe
@officer_required()
def receipt(request: OfficerRequest, number: UUID) -> HttpResponse:
    """Give out the receipt, to be carried back."""
    one = _package(request, number)
    if not one.receipt:
        raise Http404
    answer = HttpResponse(one.receipt, content_type="application/json")
    answer["Content-Disposition"] = workbooks.attachment(f"{one.number}.xlpkg.receipt.json")
    return answer


def _package(request: OfficerRequest, number: UUID) -> Package:
    rows = Package.objects.visible_to(request.actor).select_related("client__authority", "key")
    return get_object_or_404(rows, number=number)
