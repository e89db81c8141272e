"""Batches through the interface: sent, asked after, and what became of each row."""

from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Header, Query, Router, Status

from xinlu.accounts.models import Scope
from xinlu.collection.messages import sentence
from xinlu.collection.models import Batch, Statement
from xinlu.collection.reconciling import SHOWN, Total, compared, known_counts
from xinlu.collection.selectors import batch_for
from xinlu.collection.services import batches
from xinlu.exchange.api.entry import ClientRequest, must_have
from xinlu.exchange.api.shapes import (
    BatchIn,
    BatchOut,
    FailureOut,
    Problem,
    RefusalOut,
    RowOut,
    RowsOut,
    TotalOut,
)
from xinlu.exchange.arranging import Rows, RowsRefused
from xinlu.exchange.outcomes import MOST, Outcome, page_of
from xinlu.exchange.services.sending import send

router = Router(tags=["批次"])
Key = Annotated[
    str,
    Header(
        "",
        alias="Idempotency-Key",
        max_length=100,
        pattern=r"^[\x21-\x7e]*$",
        description="幂等键：重发时用同一个键，同样的内容只收一次",
    ),
]


@router.post(
    "/batches",
    response={202: BatchOut, **dict.fromkeys((400, 401, 403, 413, 415, 422, 429), Problem)},
    summary="报送一批数据",
)
def send_batch(
    request: ClientRequest, response: HttpResponse, payload: BatchIn, key: Key = ""
) -> Status[BatchOut]:
    """收下数据行，在后台校验；用返回的 rows_url 查每一行的结果。"""
    must_have(request.auth, Scope.SEND)
    sent = send(
        by=request.auth,
        template=payload.template,
        given=_sheets_of(payload),
        year=payload.year,
        confirm=payload.confirm,
        totals=[Total.read(each.dict()) for each in payload.totals],
        key=key,
        now=timezone.now(),
    )
    told = described(sent.batch, is_repeated=sent.is_repeated)
    response["Location"] = reverse("api:batch", args=[sent.batch.uid])
    return Status(202, told)


def _sheets_of(payload: BatchIn) -> dict[str, Rows]:
    """Return the rows by sheet; a template of one sheet may leave its name out."""
    if payload.sheets is not None:
        return dict(payload.sheets)
    sheets = batches.chosen(payload.template).sheets
    if len(sheets) > 1:
        known = "、".join(sheet.title for sheet in sheets)
        raise RowsRefused([{"code": "one-sheet-only", "known": known}])
    return {sheets[0].key: payload.rows or []}


@router.get(
    "/batches/{uuid:uid}",
    response={200: BatchOut, **dict.fromkeys((401, 403, 404, 429), Problem)},
    summary="一批数据办到了哪一步",
    url_name="batch",
)
def batch(request: ClientRequest, uid: UUID) -> BatchOut:
    """查询本客户端报送的一批。"""
    return described(_own(request, uid))


@router.get(
    "/batches/{uuid:uid}/rows",
    response={200: RowsOut, **dict.fromkeys((401, 403, 404, 422, 429), Problem)},
    summary="每一行的结果",
    url_name="rows",
)
def rows(
    request: ClientRequest,
    uid: UUID,
    cursor: Annotated[str, Query("", max_length=40)] = "",
    limit: Annotated[int, Query(200, ge=1, le=MOST)] = 200,
) -> RowsOut:
    """按原来的顺序，一页一页给出每一行的结果；校验完成前没有内容。"""
    found = _own(request, uid)
    items, following = page_of(found, after=cursor, count=limit)
    return RowsOut(
        batch=described(found),
        items=[_row(found, each) for each in items],
        next=following or None,
    )


def _own(request: ClientRequest, uid: UUID) -> Batch:
    must_have(request.auth, Scope.READ)
    found = batch_for(request.auth, uid)
    if found is None:
        raise Http404
    return found


def described(batch: Batch, *, is_repeated: bool = False) -> BatchOut:
    """Return a batch as the interface tells it."""
    failure = None
    if batch.failure:
        told = sentence(batch.failure["code"], batch.failure["params"])
        failure = FailureOut(code=batch.failure["code"], message=told)
    return BatchOut(
        uid=batch.uid,
        template=batch.template,
        channel=batch.channel,
        state=batch.state,
        state_text=batch.get_state_display(),
        year=batch.outline.get("year") or batch.year,
        sent_at=batch.sent_at,
        stored_at=batch.stored_at,
        rows=batch.row_count,
        accepted=batch.accepted_count,
        refused=batch.refused_count,
        stored=batch.accepted_count if batch.state == Batch.State.STORED else 0,
        repeated=is_repeated,
        failure=failure,
        totals=[_total(each) for each in batch.statements.order_by("month", "kind")],
        rows_url=reverse("api:rows", args=[batch.uid]),
    )


def _total(one: Statement) -> TotalOut:
    of = {"authority": one.authority_id, "kind": one.kind, "month": one.month}
    found = compared(one, known_counts(**of))
    return TotalOut(
        month=f"{one.month:%Y-%m}",
        kind=one.kind,
        said=found.said,
        known=found.known,
        said_fines=found.said_fines,
        known_fines=found.known_fines,
        missing=list(found.missing[:SHOWN]),
        agrees=found.agrees,
    )


def _row(batch: Batch, told: Outcome) -> RowOut:
    return RowOut(
        sheet=told.sheet,
        index=told.row - 2 if batch.channel == "api" else None,
        row=told.row,
        outcome=told.outcome,
        record=told.record,
        why=told.why,
        refusals=[
            RefusalOut(column=r.column, code=r.code, value=r.value, message=r.message)
            for r in told.refusals
        ],
    )
