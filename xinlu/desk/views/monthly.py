"""月报与通报: the monthly table as page, workbook and PDF; its circular as page and document."""

from datetime import date
from io import BytesIO
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_safe

from xinlu.accounts import jurisdictions
from xinlu.accounts.actors import Actor
from xinlu.accounts.doors import OfficerRequest, officer_required
from xinlu.collection.months import before
from xinlu.desk import circulars, collecting, exporting, publicity, typesetting, workbooks
from xinlu.desk.forms import MonthQuery
from xinlu.desk.monthly import COLUMNS, KINDS, LateRow, Monthly, late_rows, monthly, sentences
from xinlu.desk.text import day
from xinlu.desk.views.publicity import DESK, HOME
from xinlu.kernel.spreadsheets import BookWriter

MONTHLY = ("月报与通报", "/desk/publicity-monthly/")
#: How wide the columns of one kind are on paper, to each other.
_WIDTHS = (1, 1.4, 1, 1, 2.6)


#: The columns of the list of what came late.
LATE_HEADS = ("单位", "文书号", "决定日期", "到期日", "情况")


def _late_cells(row: LateRow) -> tuple[str, ...]:
    days = (str(day or "") for day in (row.one.decided_on, row.one.due_on))
    return (row.unit, row.one.number, *days, row.word)


def _signed(actor: Actor) -> tuple[str, str]:
    """Return who signs a circular and whom it goes to: only the city's is the jurisdiction's."""
    own = str(actor.authority or "")
    if actor.place_ids is not None:
        return own, "辖区各有关单位"
    lead = str(jurisdictions.describe(jurisdictions.chain()[0]).get("authority", ""))
    return lead or own, "各区县交通运输主管部门，各有关单位"


def read(request: OfficerRequest) -> tuple[MonthQuery, Monthly]:
    """Return the query form and the table that it asks for: last month's, if it asks for none."""
    form = MonthQuery(request.GET or None, on=localdate())
    asked = form.asked()
    on = publicity.day_of(asked)
    month = publicity.month_of(asked.get("month", "")) or before(on, 1)
    return form, monthly(request.actor, month, on)


def title_of(month: date) -> str:
    """Return the title of the table."""
    return f"{month.year} 年 {month.month} 月行政许可和行政处罚双公示情况统计表"


def circular_title(month: date) -> str:
    """Return the title of the circular."""
    return f"关于 {month.year} 年 {month.month} 月双公示情况的通报"


@require_safe
@officer_required()
def table(request: OfficerRequest) -> HttpResponse:
    """Show the month's ten columns by unit."""
    form, told = read(request)
    context = {
        "form": form,
        "told": told,
        "title": title_of(told.month),
        "kinds": [kind.label for kind in KINDS],
        "columns": COLUMNS,
        "query": _query(told),
        "is_print": "print" in request.GET,
        "trail": [HOME, DESK, (MONTHLY[0], "")],
    }
    return render(request, "desk/publicity_monthly.html", context)


def _query(told: Monthly) -> str:
    return f"month={told.month:%Y-%m}&as_of={told.on}"


def _footer(request: OfficerRequest, told: Monthly) -> str:
    now = localtime()
    return f"数据截至 {told.on}　制表人 {request.user}　制表时间 {now:%Y-%m-%d %H:%M}"


def _note(request: OfficerRequest, told: Monthly, name: str) -> None:
    exporting.note(None, by=request.actor, name=name, query=_query(told), count=len(told.rows))


@require_safe
@officer_required()
def workbook(request: OfficerRequest) -> HttpResponseBase:
    """Give out the table as a workbook."""
    _, told = read(request)
    _note(request, told, "publicity-monthly.xlsx")
    target = cast(BinaryIO, TemporaryFile())  # noqa: SIM115  the response closes it
    heads = ["单位", *(f"{kind.label}·{column}" for kind in KINDS for column in COLUMNS)]
    with BookWriter(target) as book:
        page = book.sheet(f"{told.month:%Y-%m}")
        page.row(0, [title_of(told.month)])
        page.head(1, heads)
        for at, row in enumerate([*told.rows, told.sum], 2):
            page.row(at, [row.name, *(cell for half in row.halves for cell in half.cells)])
        page.row(len(told.rows) + 4, [_footer(request, told)])
        page.finish()
        page = book.sheet("迟报和逾期未报")
        page.head(0, LATE_HEADS)
        late = late_rows(request.actor, told.month, told.on, at_most=None)
        for at, each in enumerate(late.rows, 1):
            page.row(at, _late_cells(each))
        page.finish()
        collecting.write(book, collecting.items(request.actor, told.on), _footer(request, told))
    return workbooks.response(target, f"{title_of(told.month)}.xlsx")


@require_safe
@officer_required()
def pdf(request: OfficerRequest) -> HttpResponse:
    """Give out the table as PDF."""
    _, told = read(request)
    _note(request, told, "publicity-monthly.pdf")
    content = typesetting.typeset(
        "monthly",
        {
            "title": title_of(told.month),
            "unit": f"填报单位：{request.actor.authority or ''}",
            "kinds": [str(kind.label) for kind in KINDS],
            "columns": [*COLUMNS, *COLUMNS],
            "widths": [*_WIDTHS, *_WIDTHS],
            "rows": [
                [row.name, *(str(cell) for half in row.halves for cell in half.cells)]
                for row in [*told.rows, told.sum]
            ],
            "note": sentences(told)[0],
            "foot": _footer(request, told),
        },
    )
    answer = HttpResponse(content, content_type=typesetting.PDF)
    answer["Content-Disposition"] = workbooks.attachment(f"{title_of(told.month)}.pdf")
    return answer


@require_safe
@officer_required()
def circular(request: OfficerRequest) -> HttpResponse:
    """Show the draft of the circular, and the decisions that it speaks of."""
    form, told = read(request)
    context = {
        "form": form,
        "told": told,
        "title": circular_title(told.month),
        "sentences": sentences(told),
        "late": late_rows(request.actor, told.month, told.on),
        "query": _query(told),
        "trail": [HOME, DESK, MONTHLY, ("通报稿", "")],
    }
    return render(request, "desk/publicity_circular.html", context)


@require_safe
@officer_required()
def document(request: OfficerRequest) -> HttpResponseBase:
    """Give out the draft of the circular as a document to be edited."""
    _, told = read(request)
    _note(request, told, "publicity-circular.docx")
    heads = ("单位", *(f"{kind.label[2:]}{column}" for kind in KINDS for column in COLUMNS))
    cells = [
        (row.name, *(cell for half in row.halves for cell in half.cells))
        for row in [*told.rows, told.sum]
    ]
    late = late_rows(request.actor, told.month, told.on)
    listed = [_late_cells(row) for row in late.rows]
    if late.unlisted:
        listed.append((f"另有 {late.unlisted} 件，见月报工作簿", "", "", "", ""))
    signed, to = _signed(request.actor)
    content = circulars.document(
        circular_title(told.month),
        to,
        sentences(told),
        [
            (title_of(told.month), heads, cells),
            ("迟报和逾期未报清单", LATE_HEADS, listed),
        ],
        signed,
        day(told.on),
    )
    answer = FileResponse(BytesIO(content), content_type=circulars.DOCX)
    answer["Content-Disposition"] = workbooks.attachment(f"{circular_title(told.month)}（稿）.docx")
    return answer
