"""The lists of the workbench: what each asks, which rows answer, how a row is exported.

The page and the workbook of a list come from the same query, so they cannot differ.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from xinlu.accounts.actors import Actor
from xinlu.accounts.doors import OfficerRequest
from xinlu.accounts.ledger import readable
from xinlu.accounts.models import AuditEntry
from xinlu.collection.models import Batch, Record
from xinlu.collection.templates import load_template
from xinlu.desk import (
    alerts,
    arrivals,
    asking,
    corrections,
    discrepancies,
    draft_forms,
    forms,
    omission_forms,
    omissions,
    outdated,
    publicity,
    retaining,
    targets,
    update_forms,
    updating,
)
from xinlu.desk.asking import Asked, Rows
from xinlu.evaluation.models import Draft, Result, Run
from xinlu.kernel.spreadsheets import Written
from xinlu.registry.models import Subject

#: Rows of a page, and of the page that is made to be printed.
PAGE, PRINTED = 50, 1000
#: Turns rows of a list into rows of a workbook.
Writer = Callable[[Iterable[Any]], Iterator[Sequence[Written]]]
#: Rows of which names are looked up at once.
CHUNK = 1000


@dataclass(frozen=True)
class Listing:
    """A list: its title and unit, its query form, its rows, and its columns in a workbook."""

    name: str
    title: str
    unit: str
    form: type[forms.Query]
    rows: Callable[[Actor, Asked], Rows]
    headings: tuple[str, ...]
    written: Writer


def listed(request: OfficerRequest, listing: Listing, **fixed: Any) -> dict[str, Any]:
    """Return what the page of a list shows: form, page of rows, addresses of export and print."""
    form = listing.form(
        {**request.GET.dict(), **fixed} if request.GET or fixed else None, on=localdate()
    )
    rows = listing.rows(request.actor, form.asked())
    is_print = "print" in request.GET
    page = Paginator(rows, PRINTED if is_print else PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    for name in ("page", "print"):
        query.pop(name, None)
    for name, value in fixed.items():
        query[name] = str(value)
    address = reverse("desk:export", args=[listing.name])
    return {
        "listing": listing,
        "form": form,
        "page": page,
        "is_print": is_print,
        "is_asked": bool(form.asked()),
        "export_url": f"{address}?{query.urlencode()}",
        "print_url": f"?{query.urlencode()}&print=1",
        "trail": [("工作台", reverse("desk:home")), (listing.title, "")],
    }


def batch_cells(batch: Batch) -> Sequence[Written]:
    """Return a batch as a row of a workbook."""
    return (
        localtime(batch.sent_at),
        load_template(batch.template).title,
        batch.file_name,
        str(batch.authority or "系统导入"),
        str(batch.sent_by or "系统"),
        batch.get_state_display(),
        batch.row_count,
        batch.accepted_count,
        batch.refused_count,
    )


def record_cells(record: Record) -> Sequence[Written]:
    """Return a record as a row of a workbook."""
    return (
        record.happened_on,
        load_template(record.template).title,
        record.number,
        record.subject.name,
        record.subject.code.replace("/", " "),
        str(record.deciding_place or ""),
        str(record.home_place or ""),
        record.get_state_display(),
        record.batch.file_name,
        record.sheet_name,
        record.row,
    )


def subject_cells(subject: Subject) -> Sequence[Written]:
    """Return a subject as a row of a workbook."""
    return (
        subject.name,
        subject.code.replace("/", " "),
        subject.get_kind_display(),
        str(subject.home_place or ""),
        "暂按代码推定" if subject.home_is_provisional else "已核定",
        subject.get_status_display(),
    )


def run_cells(run: Run) -> Sequence[Written]:
    """Return a run as a row of a workbook."""
    return (
        run.edition.title,
        run.year,
        run.on,
        run.get_state_display(),
        run.subject_count,
        str(run.asked_by or "系统"),
        localtime(run.asked_at),
        run.publicised_on,
        run.publicity_until,
        run.announced_on,
    )


def draft_cells(draft: Draft) -> Sequence[Written]:
    """Return a draft as a row of a workbook."""
    return (
        draft.title,
        draft.scheme,
        str(draft.based_on or ""),
        draft.day,
        draft.get_state_display(),
        str(draft.author or ""),
        localtime(draft.changed_at),
        draft.comments_until,
    )


def result_cells(result: Result) -> Sequence[Written]:
    """Return a result as a row of a workbook."""
    subject = result.subject
    return (
        subject.name,
        subject.code.replace("/", " "),
        str(subject.home_place or ""),
        result.score_text,
        result.grade or "暂无结果",
        result.candidate_since,
        result.run.edition.title,
        result.run.on,
        result.run.get_state_display(),
    )


def written_entries(rows: Iterable[AuditEntry]) -> Iterator[Sequence[Written]]:
    """Yield entries of the ledger as rows of a workbook, with names for ids."""
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        for row in targets.named(readable(chunk)):
            entry: Any = row["entry"]
            yield (
                localtime(entry.at),
                str(row["title"]),
                str(row["who"]),
                str(row["office"]),
                " ".join(filter(None, (str(row["kind"]), str(row["what"])))),
                entry.position,
                entry.hash,
            )


def each(cells: Callable[[Any], Sequence[Written]]) -> Writer:
    """Return what writes every row by `cells`."""
    return lambda rows: map(cells, rows)


LISTS: dict[str, Listing] = {
    one.name: one
    for one in (
        Listing(
            "imports",
            "报送与导入",
            "批",
            forms.BatchQuery,
            asking.batches,
            (
                *("报送时间", "模板", "文件", "报送单位", "报送人"),
                *("状态", "读到的行", "可入库或已入库", "退回"),
            ),
            each(batch_cells),
        ),
        Listing(
            "connectors",
            "连接器",
            "个",
            arrivals.ConnectorQuery,
            arrivals.connectors,
            arrivals.CONNECTOR_HEADINGS,
            each(arrivals.connector_cells),
        ),
        Listing(
            "drops",
            "收件箱",
            "个文件",
            arrivals.DropQuery,
            arrivals.drops,
            arrivals.DROP_HEADINGS,
            each(arrivals.drop_cells),
        ),
        Listing(
            "packages",
            "数据包",
            "个",
            arrivals.PackageQuery,
            arrivals.packages,
            arrivals.PACKAGE_HEADINGS,
            each(arrivals.package_cells),
        ),
        Listing(
            "records",
            "信用记录",
            "条",
            forms.RecordQuery,
            asking.records,
            (
                *("决定日期", "模板", "文书号", "对象名称", "对象代码", "决定地"),
                *("归属地", "状态", "来源文件", "工作表", "行"),
            ),
            each(record_cells),
        ),
        Listing(
            "corrections",
            "记录更正",
            "件",
            corrections.CorrectionQuery,
            corrections.rows,
            corrections.HEADINGS,
            each(corrections.cells),
        ),
        Listing(
            "correction-work",
            "更正工作量",
            "组",
            corrections.WorkloadQuery,
            corrections.workload,
            corrections.WORK_HEADINGS,
            corrections.work_written,
        ),
        Listing(
            "decisions",
            "双公示",
            "件",
            forms.DecisionQuery,
            publicity.rows,
            publicity.HEADINGS,
            each(publicity.cells),
        ),
        Listing(
            "omissions",
            "疑似漏报",
            "件",
            omission_forms.OmissionQuery,
            omissions.rows,
            omissions.HEADINGS,
            each(omissions.cells),
        ),
        Listing(
            "alerts",
            "风险监测",
            "件",
            alerts.AlertQuery,
            alerts.rows,
            alerts.HEADINGS,
            each(alerts.cells),
        ),
        Listing(
            "subjects",
            "信用主体",
            "个",
            forms.SubjectQuery,
            asking.subjects,
            ("名称", "代码", "类型", "归属地", "归属地来源", "状态"),
            each(subject_cells),
        ),
        Listing(
            "discrepancies",
            "来源不一致",
            "件",
            discrepancies.DiscrepancyQuery,
            discrepancies.rows,
            discrepancies.HEADINGS,
            each(discrepancies.cells),
        ),
        Listing(
            "runs",
            "信用评价",
            "次",
            forms.RunQuery,
            asking.runs,
            (
                *("评价方案", "年度", "截至", "状态", "主体数", "发起人"),
                *("发起时间", "公示开始", "公示至", "公告日期"),
            ),
            each(run_cells),
        ),
        Listing(
            "drafts",
            "评价标准",
            "份",
            draft_forms.DraftQuery,
            asking.drafts,
            (
                *("草案", "评价方案", "底稿", "拟施行日", "状态"),
                *("起草人", "最近修改", "征求意见至"),
            ),
            each(draft_cells),
        ),
        Listing(
            "updates",
            "目录更新",
            "次",
            update_forms.UpdateQuery,
            updating.rows,
            updating.HEADINGS,
            each(updating.cells),
        ),
        Listing(
            "retention",
            "留存到期",
            "行",
            retaining.RetentionQuery,
            retaining.rows,
            retaining.HEADINGS,
            each(retaining.cells),
        ),
        Listing(
            "outdated",
            "依据已变更的条目",
            "条",
            outdated.OutdatedQuery,
            outdated.rows,
            outdated.HEADINGS,
            outdated.written,
        ),
        Listing(
            "results",
            "评价结果",
            "个",
            forms.ResultQuery,
            asking.results,
            (
                *("名称", "代码", "归属地", "得分", "等级"),
                *("达到条件日", "评价方案", "截至", "状态"),
            ),
            each(result_cells),
        ),
        Listing(
            "audit",
            "操作留痕",
            "行",
            forms.AuditQuery,
            asking.entries,
            ("时间", "事项", "办理人", "机构", "对象", "账链位置", "指纹（SM3）"),
            written_entries,
        ),
    )
}
