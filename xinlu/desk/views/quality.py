"""数据质量: the board of a month, one unit's profile, and samples held against the paper."""

from dataclasses import replace
from functools import partial
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_POST, require_safe

from xinlu.accounts import selectors as accounts
from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.accounts.models import Authority, Role
from xinlu.collection import profiles
from xinlu.collection.models import Sample, SampledRow
from xinlu.collection.profiles import Within
from xinlu.collection.quality import DIMENSIONS
from xinlu.collection.services import samples as acts
from xinlu.desk import exporting, quality, samples, stepping, timelines, workbooks
from xinlu.desk.acting import attempt, fresh_nonce, nonce_of
from xinlu.desk.quality import QualityQuery, UnitQuery
from xinlu.desk.views.publicity import HOME
from xinlu.kernel.spreadsheets import BookWriter

BOARD = ("数据质量", "/desk/quality/")


def _asked(request: OfficerRequest) -> tuple[QualityQuery, dict[str, Any], Within]:
    form = QualityQuery(request.GET or None, on=localdate())
    asked = form.asked()
    return form, asked, quality.asked_within(asked, localdate())


@require_safe
@officer_required()
def board(request: OfficerRequest) -> HttpResponse:
    """Show the quality of a month by unit, template or both, with what most rows failed by."""
    form, asked, within = _asked(request)
    group = asked.get("by") or "unit"
    order = asked.get("sort") or "place"
    context = {
        "form": form,
        "month": within.last,
        "on": localdate(),
        "group": quality.GROUPS[group],
        "board": quality.board(request.actor, within, localdate(), group, order),
        "dimensions": DIMENSIONS.values(),
        "causes": quality.causes(request.actor, within),
        "said": profiles.said(within.last),
        "is_print": "print" in request.GET,
        "query": request.GET.urlencode(),
        "trail": [HOME, (BOARD[0], "")],
    }
    return render(request, "desk/quality.html", context)


@require_safe
@officer_required()
def workbook(request: OfficerRequest) -> HttpResponseBase:
    """Give out the month's quality by unit, by template and by both, with the causes."""
    _, asked, within = _asked(request)
    on, actor = localdate(), request.actor
    order = asked.get("sort") or "place"
    boards = {name: quality.board(actor, within, on, name, order) for name in quality.GROUPS}
    count = sum(len(one.rows) for one in boards.values())
    query = request.GET.urlencode()
    exporting.note(None, by=actor, name="quality.xlsx", query=query, count=count)
    now = localtime()
    foot = f"数据截至 {on}　制表人 {request.user}　制表时间 {now:%Y-%m-%d %H:%M}"
    target = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  the response closes it
    with BookWriter(target) as book:
        for name, one in boards.items():
            page = book.sheet(f"按{quality.GROUPS[name]}")
            page.head(0, quality.HEADINGS)
            for at, row in enumerate([*one.rows, one.sum], 1):
                page.row(at, row.cells)
            page.row(len(one.rows) + 3, [foot])
            page.finish()
        page = book.sheet("退回原因")
        page.head(0, ("原因", "模板", "栏目", "行", "例"))
        for at, each in enumerate(quality.causes(actor, within), 1):
            shown = each.examples[0].message if each.examples else ""
            page.row(at, [each.kind, each.template, each.cause.column, each.cause.count, shown])
        page.finish()
    return workbooks.response(target, f"{within.last:%Y 年 %m 月}数据质量.xlsx")


@require_safe
@officer_required()
def unit(request: OfficerRequest, code: str) -> HttpResponse:
    """Show one unit's month: dimensions with their points, trend, causes, samples."""
    form = UnitQuery(request.GET or None, on=localdate())
    one = _unit(request, code)
    within = replace(quality.asked_within(form.asked(), localdate()), authority_id=one.pk)
    board = quality.board(request.actor, within, localdate(), "template")
    may_draw = request.actor.has(Role.REVIEWER)
    context = {
        "form": form,
        "one": one,
        "month": within.last,
        "board": board,
        "template": quality.title_of(within.template) if within.template else "",
        "trend": quality.trend(request.actor, within, localdate()),
        "dimensions": DIMENSIONS.values(),
        "causes": quality.causes(request.actor, within),
        "empties": quality.empties(request.actor, within),
        "said": profiles.said(within.last),
        "samples": [
            (each, quality.title_of(each.template), samples.TAGS[each.state])
            for each in Sample.objects.visible_to(request.actor).filter(authority=one)
        ],
        "draw": samples.DrawSample(one, month=within.last) if may_draw else None,
        "is_print": "print" in request.GET,
        "query": request.GET.urlencode(),
        "nonce": fresh_nonce(),
        "trail": [HOME, BOARD, (one.short_name or one.name, "")],
    }
    return render(request, "desk/quality_unit.html", context)


def _unit(request: OfficerRequest, code: str) -> Authority:
    rows = accounts.authorities_in_reach(request.actor, localdate())
    return get_object_or_404(rows, code=code)


@require_POST
@officer_required(Role.REVIEWER)
def draw(request: OfficerRequest, code: str) -> HttpResponse:
    """Draw a sample of a unit's records, and show it."""
    one = _unit(request, code)
    form = samples.DrawSample(one, request.POST, month=localdate())
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{form.fields[name].label}：{errors[0]}")
        return redirect("desk:quality_unit", code=code)
    act = partial(
        acts.draw,
        one,
        by=request.actor,
        on=localdate(),
        nonce=nonce_of(request),
        **form.told(),
    )
    made = attempt(request, act, "已抽取，请逐条对照原件核对。")
    if made is None:
        return redirect("desk:quality_unit", code=code)
    return redirect("desk:sample", uid=made.uid)


@require_safe
@officer_required()
def sample(request: OfficerRequest, uid: UUID) -> HttpResponse:
    """Show a sample with its rows, what was found, and what may be done."""
    one = _sample(request, uid)
    rows = samples.rows_of(one)
    left = [row.row.position for row in rows if row.row.fields is None]
    context = {
        "one": one,
        "template": quality.title_of(one.template),
        "tag": samples.TAGS[one.state],
        "rows": rows,
        "left": len(left),
        "next": left[0] if left else 0,
        "result": samples.result_of(one, rows),
        "may_mark": one.state == Sample.State.DRAWN and request.actor.has(Role.REVIEWER),
        "steps": {} if left else samples.steps_for(request.actor, one),
        "timeline": timelines.of_case(one),
        "nonce": fresh_nonce(),
        "trail": [
            HOME,
            BOARD,
            (
                one.authority.short_name or one.authority.name,
                reverse("desk:quality_unit", args=[one.authority.code]),
            ),
            ("准确性抽查", ""),
        ],
    }
    return render(request, "desk/sample.html", context)


def _sample(request: OfficerRequest, uid: UUID) -> Sample:
    rows = Sample.objects.visible_to(request.actor).select_related(
        "authority", "place", "drawn_by", "marked_by"
    )
    return get_object_or_404(rows, uid=uid)


@require_POST
@officer_required(Role.REVIEWER)
def mark(request: OfficerRequest, uid: UUID, position: int) -> HttpResponse:
    """Note what of one row differs from the paper, and go to the next that is not looked at."""
    one = _sample(request, uid)
    row = get_object_or_404(SampledRow, sample=one, position=position)
    act = partial(
        acts.mark,
        row,
        by=request.actor,
        wrong=request.POST.getlist("wrong"),
        note=request.POST.get("note", ""),
        nonce=nonce_of(request),
    )
    attempt(request, act, f"第 {position} 条已核对。")
    left = one.rows.filter(fields__isnull=True).values_list("position", flat=True).first()
    return redirect(f"{reverse('desk:sample', args=[uid])}#row-{left or position}")


@require_POST
@officer_required(Role.REVIEWER)
def step(request: OfficerRequest, uid: UUID, name: str) -> HttpResponse:
    """Do one of the things that may be done with a sample, and show it again."""
    one = _sample(request, uid)
    stepping.take(request, one, samples.STEPS.get(name))
    return redirect("desk:sample", uid=one.uid)
