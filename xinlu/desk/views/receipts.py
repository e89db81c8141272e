"""凭证与归档: the receipt of a run, that of a result, and the archive for those who need it."""

from functools import partial

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.desk import workbooks
from xinlu.desk.acting import attempt
from xinlu.desk.forms import ArchiveUse
from xinlu.desk.views import results, runs
from xinlu.evaluation import receipts
from xinlu.rules.receipts import Receipt

PARQUET = "application/vnd.apache.parquet"


@require_safe
@officer_required()
def of_run(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give out the receipt that stands for all results of a run."""
    one = runs.found(request, pk)
    return given(receipts.of_run(one), f"receipt-{one.edition.scheme}-{one.on}.json")


@require_safe
def of_result(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give out the receipt of a result, to officers and to those whom it is about."""
    one = results.found(request, pk)
    scheme = one.run.edition.scheme
    return given(receipts.of_result(one), f"receipt-{scheme}-{one.run.on}-{one.subject.uid}.json")


def given(receipt: Receipt | None, name: str) -> HttpResponse:
    """Return the receipt for the browser to save, or 404 while it is not signed."""
    if receipt is None:
        raise Http404
    answer = HttpResponse(receipt.text(), content_type="application/json")
    answer["Content-Disposition"] = workbooks.attachment(name)
    return answer


@require_POST
@officer_required(Role.EVALUATOR, Role.APPROVER)
def archive(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """Give out the archive for the purpose given, piece by piece from the vault."""
    one = runs.found(request, pk)
    form = ArchiveUse(request.POST)
    told = form.cleaned_data if form.is_valid() else {"reason": ""}
    archived = attempt(request, partial(receipts.export, one, by=request.actor, **told))
    if archived is None:
        return redirect("desk:run", pk=pk)
    answer = StreamingHttpResponse(archived.pieces, content_type=PARQUET)
    answer["Content-Length"] = str(archived.size)
    name = f"archive-{one.edition.scheme}-{one.on}-{archived.digest[:12]}.parquet"
    answer["Content-Disposition"] = workbooks.attachment(name)
    return answer
