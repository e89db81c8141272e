"""为什么是 B: one result explained, row by row; and its inputs, so that it can be judged again."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from xinlu.accounts.doors import OfficerRequest
from xinlu.desk import words, workbooks
from xinlu.evaluation import receipts
from xinlu.evaluation import selectors as evaluations
from xinlu.evaluation.explanation import Explanation, Row
from xinlu.evaluation.models import Result

#: What-if rows shown.
SUPPOSED = 8


def found(request: OfficerRequest, pk: int) -> Result:
    """Return the result, or 404 where the actor may not see it."""
    try:
        return evaluations.result_for(request.actor, pk)
    except Result.DoesNotExist:
        raise Http404 from None


@require_safe
def result(request: OfficerRequest, pk: int) -> HttpResponse:
    """Show why the result is what it is, to officers and to those whom it is about."""
    one = found(request, pk)
    is_officer = request.actor.kind == "officer"
    told = shown(evaluations.explain(one), is_officer=is_officer)
    context = {
        "result": one,
        "told": told,
        "bands": [(band.code, band.word, band.low) for band in told.bands],
        "better": "down" if told.kind == "points" else "up",
        "has_lines": any(row.kind == "line" for row in told.rows),
        "full": int(told.full) if told.full else 0,
        "sections": [unit for part in told.components for unit in part.units if unit.amount],
        "what_if": evaluations.what_if(one, SUPPOSED) if told.grade else (),
        "open_values": [value for value in told.values if not value.is_confirmed],
        "tag": words.RUN_TAGS.get(one.run.state, "plain"),
        "is_officer": is_officer,
        "is_rebuilt": evaluations.rebuild(one),
        "receipt": receipts.of_result(one),
        "trail": trail(one, is_officer),
    }
    return render(request, "desk/result.html", context)


def trail(one: Result, is_officer: bool) -> list[tuple[str, str]]:
    """Return the way to the page, which begins elsewhere for those whom the result is about."""
    run = one.run
    if not is_officer:
        return [("我的信用", reverse("desk:subject_home")), (f"{run.edition.title} {run.year}", "")]
    return [
        ("工作台", reverse("desk:home")),
        ("信用评价", reverse("desk:runs")),
        (f"{run.edition.title} {run.year} 年度", reverse("desk:run", args=[run.pk])),
        (str(one.subject), ""),
    ]


def shown(told: Explanation, *, is_officer: bool) -> Explanation:
    """Return the explanation with rows that lead to their records; officers' names for officers."""
    rows = tuple(map(linked, told.rows))
    if is_officer:
        return replace(told, rows=rows)
    values = tuple(replace(value, confirmed_by="", reason="") for value in told.values)
    return replace(told, rows=rows, values=values)


def linked(row: Row) -> Row:
    """Return the row with the address of the record it rests on; of several, the first."""
    if not row.records:
        return row
    return replace(row, url=reverse("desk:record", args=[row.records[0].uid]))


@require_safe
def inputs(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give out edition, inputs and verdict: with these `xinlu rules judge` says the same again."""
    one = found(request, pk)
    edition = one.run.edition
    told: dict[str, Any] = {
        "scheme": edition.scheme,
        "edition": edition.edition.isoformat(),
        "edition_hash": edition.hash,
        "inputs": one.inputs,
        "verdict": one.verdict,
    }
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    name = f"{edition.scheme}-{one.run.on}-{one.pk}.json"
    answer["Content-Disposition"] = workbooks.attachment(name)
    return answer
