"""The text of a draft: its numbers in a form, the whole in a field or a file, what it changes."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Role
from xinlu.desk import draft_numbers
from xinlu.desk.acting import attempt, fresh_nonce
from xinlu.desk.draft_forms import DraftIdentity, DraftText
from xinlu.desk.views.drafts import found, frame
from xinlu.evaluation import drafts as texts
from xinlu.evaluation import editions
from xinlu.evaluation.models import Draft, DraftVersion
from xinlu.evaluation.services import drafts as services
from xinlu.rules import Rulebook, RulebookError
from xinlu.rules.comparing import clauses
from xinlu.rules.figures import (
    FigureError,
    figures,
    identity,
    meeting,
    with_figures,
    with_identity,
)

#: Before the path of a number, the name of its field.
FIGURE = "f:"
#: Why a number cannot be what was typed.
WRONG = {
    "not-a-number": "请填数字，如 2.5。",
    "not-a-span": "请填时长，如 12 months、2 years。",
    "not-a-day": "请填日期。",
    "no-such-figure": "文本里没有这个数，请刷新页面。",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officer_required(Role.EVALUATOR)
def values(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Change the numbers of a draft, each where it stands in the text."""
    one = found(request, uid)
    try:
        held = {each.path: each.value for each in figures(one.text)}
        about = identity(one.text)
    except RulebookError:
        messages.error(request, "文本不是能读的 YAML，数值读不出来。请先在“文本”里改正。")
        return redirect("desk:draft_text", uid=uid)
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    form = DraftIdentity(initial=start(one, about))
    if request.method == "POST":
        form = DraftIdentity(request.POST)
        typed = {path: request.POST.get(FIGURE + path, old).strip() for path, old in held.items()}
        if form.is_valid():
            changed = {path: typed[path] for path, old in held.items() if typed[path] != old}
            text, errors = rewritten(one, changed, form)
            if not errors:
                done = saved(request, one, form, text=text)
                if done:
                    return redirect("desk:draft_values", uid=uid)
    context = frame(request, one, "数值") | {
        "form": form,
        "groups": draft_numbers.numbers(one, typed, errors),
        "other_errors": [said for path, said in errors.items() if path not in held],
    }
    return render(request, "desk/draft_values.html", context)


def start(draft: Draft, about: dict[str, str]) -> dict[str, Any]:
    """Return the form's first values."""
    return {
        "day": about.get("edition", ""),
        "title": about.get("title", ""),
        "basis": about.get("basis", ""),
        "seen": services.newest_version(draft).number,
        "nonce": fresh_nonce(),
    }


def rewritten(
    draft: Draft, changed: dict[str, str], form: DraftIdentity
) -> tuple[str, dict[str, str]]:
    """Return the text with the numbers changed, or why it would be no rulebook, by path."""
    told, about = form.cleaned_data, identity(draft.text)
    said = {"edition": told["day"].isoformat(), "title": told["title"], "basis": told["basis"]}
    try:
        text = with_figures(draft.text, meeting(draft.text, changed))
        text = with_identity(text, {k: v for k, v in said.items() if about.get(k) != v})
    except FigureError as error:
        return "", {error.path: WRONG[error.code]}
    if draft.reads:
        reading = texts.read(text)
        return text, by_path(texts.problems_of(reading), [*changed])
    return text, {}


def by_path(problems: list[dict[str, Any]], changed: list[str]) -> dict[str, str]:
    """Return what is wrong by the number that was changed, where one is named; else by its key."""
    found: dict[str, str] = {}
    for each in problems:
        near = next((path for path in changed if each["key"] and path.startswith(each["key"])), "")
        found.setdefault(near or f"第 {each['line']} 行", f"第 {each['line']} 行：{each['said']}")
    return found


def saved(
    request: OfficerRequest, draft: Draft, form: Any, *, text: str, cases: str | None = None
) -> Draft | None:
    """Store the text as the draft's next version and say what came of reading it."""
    told = form.cleaned_data
    act = partial(
        services.change,
        draft,
        by=request.actor,
        why=told["why"],
        seen=told["seen"],
        text=text,
        cases=cases,
        nonce=told["nonce"],
    )
    done = attempt(request, act)
    if done is not None and done.reads:
        messages.success(request, "已存为新的一稿。")
    elif done is not None:
        messages.warning(request, f"已存，但还读不成一部标准：有 {len(done.problems)} 处要改。")
    return done


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@officer_required()
def text(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show the whole text with what is wrong at which line; take another."""
    one = found(request, uid)
    context = frame(request, one, "文本")
    initial = {"text": one.text, "cases": one.cases, **start(one, {})}
    form = DraftText(initial=initial)
    if request.method == "POST":
        form = DraftText(request.POST, request.FILES)
        if form.is_valid():
            told = form.cleaned_data
            if saved(request, one, form, text=told["text"], cases=told["cases"]):
                return redirect("desk:draft_text", uid=uid)
    wrong = {each["line"] for each in one.problems}
    context |= {
        "form": form,
        "lines": [(n, line, n in wrong) for n, line in enumerate(one.text.splitlines(), 1)],
    }
    return render(request, "desk/draft_text.html", context)


@require_safe
@officer_required()
def download(request: OfficerRequest, uid: UUID, what: str) -> HttpResponse:
    """Give out the text or the cases as a file."""
    one = found(request, uid)
    day = one.day.isoformat() if one.day else "draft"
    name, body = {
        "text": (f"{one.scheme}-{day}.yaml", one.text),
        "cases": (f"{one.scheme}-{day}.cases.yaml", one.cases),
    }.get(what, ("", ""))
    if not name:
        raise Http404
    response = HttpResponse(body, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@require_safe
@officer_required()
def changes(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Hold the draft against its base edition, or an earlier text of its own, clause by clause."""
    one = found(request, uid)
    context = frame(request, one, "改动")
    old, word = earlier(one, request.GET.get("than", ""))
    if old is not None and one.reads:
        sections = clauses.compared(old, texts.standard_of(one).rulebook)
        counts = clauses.change_count(sections)
        context |= {
            "sections": sections,
            "counts": counts,
            "total": sum(counts.values()),
            "only": request.GET.get("all") != "1",
            "old_word": word,
            "new_word": "草案",
        }
    context |= {"versions": [v for v in one.versions.all() if v.hash and v.hash != one.hash]}
    return render(request, "desk/draft_changes.html", context)


def earlier(draft: Draft, than: str) -> tuple[Rulebook | None, str]:
    """Return what the draft is held against: a version of its own, else its base; and its name."""
    if than.isdecimal():
        version: DraftVersion | None = draft.versions.filter(number=int(than)).first()
        reading = texts.read(version.text) if version else None
        if reading is None or reading.rulebook is None:
            raise Http404
        return reading.rulebook, f"第 {than} 稿"
    if draft.based_on is None:
        return None, ""
    return editions.standard(draft.based_on).rulebook, f"{draft.based_on.edition} 版"


@never_cache
@require_safe
@officer_required()
def cases(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Run the draft's cases and show which come out otherwise than they say."""
    one = found(request, uid)
    context = frame(request, one, "用例")
    if one.reads:
        run = texts.run_cases(one)
        context |= {"run": run, "rows": draft_numbers.case_rows(run)}
    context["on"] = localdate()
    return render(request, "desk/draft_cases.html", context)
