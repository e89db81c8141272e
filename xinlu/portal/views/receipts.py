"""凭证核验: receipts given out, checked, and the keys they were signed with."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from xinlu.accounts.doors import public
from xinlu.evaluation import receipts
from xinlu.portal import results
from xinlu.portal.views.frame import page
from xinlu.rules.receipts import LONGEST, NoReceipt, Receipt, read, wording
from xinlu.rules.receipts.checking import check

TRAIL = (("首页", "/"), ("凭证核验", reverse_lazy("portal:receipts")))
#: What became of the result of a good receipt: the kind of notice, its head and its sentence.
FATES = {
    "publicised": ("info", "公示中", "这一结果正在公示，公示期满后才公告。"),
    "announced": ("ok", "已公告", "这一结果是已公告的结果。"),
    "superseded": ("warn", "已有更新的结果", "凭证是真的，但同一方案已公布了更新的评价结果。"),
    "withdrawn": ("bad", "已撤回", "凭证是真的，但公布机关已撤回这一批结果。"),
    "unknown": ("warn", "查不到", "签名相符，但本站没有这一批结果。"),
}


class Given(forms.Form):
    """A receipt as a text or a file; the file goes before."""

    text = forms.CharField(
        label="粘贴凭证内容", required=False, max_length=LONGEST, widget=forms.Textarea
    )
    file = forms.FileField(label="或选择凭证文件（.json）", required=False)

    def clean(self) -> dict[str, object]:
        """Read the receipt; refuse what is none with a sentence."""
        held = self.cleaned_data
        file = held.get("file")
        try:
            if file is not None and file.size > LONGEST:
                raise NoReceipt("too-long", most=LONGEST)
            text = file.read().decode() if file is not None else held.get("text", "")
            held["receipt"] = read(text)
        except UnicodeDecodeError:
            self.add_error(None, wording.refusal(NoReceipt("not-json")))
        except NoReceipt as error:
            self.add_error(None, wording.refusal(error))
        return held


@public
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check the signature of a receipt and say what became of its result."""
    sent = request.method == "POST"
    form = Given(request.POST if sent else None, request.FILES if sent else None)
    context = {
        "form": form,
        "keys": receipts.known_keys(),
        "trail": [("首页", "/"), ("凭证核验", "")],
    }
    if sent and form.is_valid():
        context |= _told(form.cleaned_data["receipt"])
    return page(request, "portal/receipts.html", context)


def _told(receipt: Receipt) -> dict[str, object]:
    """Return what came of checking; the judging again is for the command."""
    findings = [one for one in check(receipt, receipts.public_keys()) if one.part != "rebuilt"]
    good = all(one.state == "good" for one in findings)
    rows = [
        (wording.part(one), one.state, wording.state(one), wording.sentence(one))
        for one in findings
    ]
    standing = receipts.fate(receipt).standing if good else ""
    return {
        "receipt": receipt,
        "good": good,
        "findings": rows,
        "fate": FATES.get(standing),
        "is_withdrawn": standing == "withdrawn",
    }


@public
@require_safe
def keys(request: HttpRequest) -> JsonResponse:
    """Give out every public key under which receipts were signed."""
    told = [{"id": key.key_id, "public": key.public} for key in receipts.known_keys()]
    return JsonResponse({"keys": told}, json_dumps_params={"indent": 1})


@public
@require_safe
def receipt(request: HttpRequest, scheme: str, year: int, uid: UUID) -> HttpResponse:
    """Give out the receipt of a published result."""
    one = results.public_run(scheme, year)
    if one is None:
        raise Http404
    rows = results.listed(one).defer(None).select_related("run__edition", "subject")
    held = receipts.of_result(get_object_or_404(rows, subject__uid=uid))
    if held is None:
        raise Http404
    return _file(held, f"receipt-{scheme}-{year}-{uid}.json")


@public
@never_cache
@require_safe
def receipt_page(request: HttpRequest, run: UUID, index: int, code: str) -> HttpResponse:
    """Show a receipt to whoever has its code, as from the printed result: checked, as it stands.

    What was taken back is not shown any more; a person is shown by a random id.
    """
    context: dict[str, object] = {"trail": [*TRAIL, ("凭证", "")]}
    held = receipts.referred(run, index, code)
    if held is not None:
        context |= _told(held)
    answer = page(request, "portal/receipt.html", context, status=200 if held else 404)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@public
@never_cache
@require_safe
def receipt_file(request: HttpRequest, run: UUID, index: int, code: str) -> HttpResponse:
    """Give out a receipt to whoever has its code, unless its result was taken back."""
    held = receipts.referred(run, index, code)
    if held is None or receipts.fate(held).standing == "withdrawn":
        raise Http404
    return _file(held, f"receipt-{held.statement.scheme}-{held.statement.on}-{code[:8]}.json")


def _file(held: Receipt, name: str) -> HttpResponse:
    answer = HttpResponse(held.text(), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
