"""The page of parts, and the switch between the standard and the elder layout."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import public
from xinlu.portal.context import ELDER_COOKIE
from xinlu.portal.look import examples


class ExampleQuery(forms.Form):
    """A query form as above every list."""

    name = forms.CharField(label="对象名称", required=False, initial="示例路桥")
    line = forms.ChoiceField(
        label="条线", choices=[("", "全部"), ("build", "公路施工")], required=False
    )
    decided_on = forms.DateField(label="决定日期", required=False, help_text="写作 2026-09-01")


class ExampleRecord(forms.Form):
    """A form with an error to show."""

    code = forms.CharField(label="统一社会信用代码")
    reason = forms.CharField(label="理由", widget=forms.Textarea, help_text="写给能改正的人看。")
    kind = forms.ChoiceField(
        label="处理方式", choices=[("keep", "保留"), ("withdraw", "撤回")], widget=forms.RadioSelect
    )
    told = forms.BooleanField(label="已电话告知对方", required=False)

    def clean_code(self) -> str:
        """Refuse the example's code with the sentence that mends it."""
        raise forms.ValidationError("第 18 位应为 G。请对照营业执照核对全部 18 位。")


@public
@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """Show every part of the design system with live examples."""
    refused = ExampleRecord({"code": "91990100MA00000010", "reason": "代码录错", "kind": "keep"})
    page = Paginator(range(1, 1241), 20).get_page(request.GET.get("page", "7"))
    context = {
        **examples.context(),
        "query": ExampleQuery(),
        "form": refused,
        "page": page,
    }
    return render(request, "portal/look.html", context)


@public
@require_safe
def elder(request: HttpRequest) -> HttpResponse:
    """Choose the elder layout (`to=1`) or the standard one, and go back to where one was."""
    onward = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()):
        onward = "/"
    response = HttpResponseRedirect(onward)
    if request.GET.get("to") == "1":
        response.set_cookie(ELDER_COOKIE, "1", max_age=365 * 86400, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(ELDER_COOKIE)
    return response
