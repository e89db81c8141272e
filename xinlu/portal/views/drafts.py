"""Drafts of editions before the public (公开征求意见): what would change, and a word about it."""

import uuid
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xinlu.accounts.acts import DoneBefore, Refused
from xinlu.accounts.doors import public
from xinlu.evaluation import drafts as texts
from xinlu.evaluation import words
from xinlu.evaluation.models import Draft, DraftComment
from xinlu.evaluation.services import consultations
from xinlu.portal.views.frame import page
from xinlu.rules.comparing import clauses

#: Kinds of people that comment over the public site.
KINDS = [
    (kind.value, kind.label)
    for kind in (
        DraftComment.Kind.CITIZEN,
        DraftComment.Kind.FIRM,
        DraftComment.Kind.ASSOCIATION,
        DraftComment.Kind.AUTHORITY,
    )
]


class Said(forms.Form):
    """A comment; who makes it says no more than of which kind they are."""

    kind = forms.ChoiceField(label="您是", choices=KINDS)
    clause = forms.CharField(
        label="针对的条款", max_length=200, required=False, help_text="对全文的意见不填。"
    )
    text = forms.CharField(
        label="意见",
        max_length=consultations.LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="不留姓名和联系方式；请不要写身份证号、电话等个人信息。",
    )
    nonce = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput, required=False)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a draft that was put before the public, and take comments while the round is open."""
    one = Draft.objects.public().select_related("based_on", "edition").filter(uid=uid).first()
    if one is None:
        raise Http404
    form = Said(request.POST if request.method == "POST" else None, initial=fresh())
    if request.method == "POST" and form.is_valid() and taken(one, form):
        return redirect(f"{reverse('portal:draft', args=[uid])}?said=1#say")
    on, until = localdate(), one.comments_until
    sections = texts.beside_base(one)
    counts = clauses.change_count(sections)
    context = {
        "draft": one,
        "form": form,
        "said": request.GET.get("said") == "1",
        "is_open": one.state == Draft.State.COMMENTS and until is not None and on <= until,
        "sections": sections,
        "total": sum(counts.values()),
        "only": True,
        "old_word": f"{one.based_on.edition} 版" if one.based_on else "",
        "new_word": "草案",
        "answers": one.comments.exclude(outcome=""),
        "comment_count": one.comments.count(),
        "trail": [("首页", "/"), ("评价标准", reverse("portal:editions")), (one.title, "")],
    }
    return page(request, "portal/draft.html", context)


def fresh() -> dict[str, str]:
    """Return what makes a form count once."""
    return {"nonce": uuid.uuid4().hex}


def taken(draft: Draft, form: Said) -> bool:
    """Take the comment, or say at the form why not; a form sent twice counts once."""
    try:
        consultations.comment(draft, by=consultations.PUBLIC, on=localdate(), **form.cleaned_data)
    except DoneBefore:
        return True
    except Refused as refused:
        form.add_error(None, words.said(refused))
        return False
    return True
