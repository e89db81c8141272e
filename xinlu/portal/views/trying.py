"""A page that scores a made-up subject as its numbers are typed (试算)."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import public
from xinlu.portal import trying
from xinlu.portal.views.editions import HOME, volume_or_404
from xinlu.portal.views.frame import page
from xinlu.rules.trying import Answers, Asked, Rows, asked_by, starting, tidy, tried

#: The longest address that is read; Chinese letters take nine signs each in one.
LONGEST_ADDRESS = 16_000
TOO_LONG = "内容太多，没有试算。请减少对象或记录后再试。"
ADDING = re.compile(r"e|u:[a-z0-9-]+|l:\d")
ROW = re.compile(r"[uel][1-9]\d?")


@public
@require_safe
def sheet(request: HttpRequest, scheme: str, edition: str) -> HttpResponse:
    """Score what was typed; the whole of it stands in the address, and nothing is kept."""
    volume = volume_or_404(scheme, edition)
    here = reverse("portal:edition_try", args=[scheme, edition])
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
        return HttpResponse(TOO_LONG, status=414, content_type="text/plain; charset=utf-8")
    rulebook, today = volume.rulebook, localdate()
    asked = asked_by(rulebook)
    answers = tidy(request.GET.dict()) if request.GET else starting(asked, today)
    changed, row = with_changed_rows(request, asked, answers)
    if row is not None:
        return redirect(f"{here}?{urlencode(changed)}#{row}")
    found = tried(rulebook, asked, answers, today)
    told = found.mistakes + (found.missing if len(request.GET) > 1 else ())
    form = trying.Sheet(rulebook, asked, answers, {each.key: each.sentence for each in told})
    context = {
        "volume": volume,
        "form": form,
        "parts": form.parts(),
        "found": found,
        "outcome": trying.outcome(volume, found),
        "here": here,
        "trail": [
            HOME,
            ("评价标准", reverse("portal:editions")),
            (rulebook.title, reverse("portal:edition", args=[scheme, edition])),
            ("试算", ""),
        ],
    }
    answer = page(request, "portal/try.html", context)
    if request.headers.get("HX-Request"):
        answer["HX-Replace-Url"] = f"{here}?{urlencode(answers)}"
    return answer


def with_changed_rows(
    request: HttpRequest, asked: Asked, answers: Answers
) -> tuple[dict[str, str], str | None]:
    """Return the answers with a row more or less, and where to go on; None if neither is asked."""
    add, drop = request.GET.get("add", ""), request.GET.get("drop", "")
    kept = dict(answers)
    if ROW.fullmatch(drop):
        kept = {key: text for key, text in kept.items() if not key.startswith(f"{drop}.")}
        return kept, "rows"
    if not ADDING.fullmatch(add):
        return kept, None
    letter, _, what = add.partition(":")
    rows = Rows.of(answers, letter)
    if rows.is_full or rows.free > 99:
        return kept, "rows"
    row = f"{letter}{rows.free}"
    kept |= {
        "u": {f"{row}.kind": what},
        "l": {f"{row}.of": what},
        "e": {f"{row}.on": kept.get("on", localdate().isoformat())},
    }[letter]
    if letter == "u" and what in asked.units and asked.units[what].weight:
        kept[f"{row}.weight"] = "1"
    return kept, row
