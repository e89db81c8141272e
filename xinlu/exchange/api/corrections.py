"""Corrections through the interface: a client mends what it sent, by the rules for any row."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Router, Status

from xinlu.accounts.acts import Refused
from xinlu.accounts.models import Scope
from xinlu.collection.histories import shown
from xinlu.collection.models import Correction, Record
from xinlu.collection.services import corrections
from xinlu.collection.templates import SheetTemplate, load_template
from xinlu.exchange.api.entry import ClientRequest, must_have
from xinlu.exchange.api.shapes import ChangeOut, CorrectionIn, CorrectionOut, Problem
from xinlu.exchange.arranging import Cell, RowsRefused, is_text
from xinlu.kernel.text import tight

router = Router(tags=["更正"])


@router.post(
    "/records/{uuid:uid}/corrections",
    response={
        (200, 201): CorrectionOut,
        **dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 429), Problem),
    },
    summary="更正本客户端报送的一条记录",
)
def correct(
    request: ClientRequest, response: HttpResponse, uid: UUID, payload: CorrectionIn
) -> Status[CorrectionOut]:
    """只写要改的字段；整条按模板重新校验。对外可见的记录由审核岗复核后生效。同样的更正重发，不会再办一次。"""
    must_have(request.auth, Scope.SEND)
    record = Record.objects.visible_to(request.auth).filter(uid=uid).first()
    if record is None:
        raise Http404
    changes = _changes(payload, load_template(record.template).sheet(record.sheet))
    earlier = _sent_before(record, changes)
    one = earlier or corrections.propose(
        record,
        by=request.auth,
        changes=changes,
        cause=payload.cause,
        reason=payload.reason,
        now=timezone.now(),
    )
    response["Location"] = reverse("api:correction", args=[one.uid])
    return Status(200 if earlier else 201, _told(one, is_repeated=earlier is not None))


@router.get(
    "/corrections/{uuid:uid}",
    response={200: CorrectionOut, **dict.fromkeys((401, 403, 404, 429), Problem)},
    summary="一件更正办到了哪一步",
    url_name="correction",
)
def correction(request: ClientRequest, uid: UUID) -> CorrectionOut:
    """查询本客户端所报记录的一件更正。"""
    must_have(request.auth, Scope.READ)
    one = Correction.objects.visible_to(request.auth).filter(uid=uid).first()
    if one is None:
        raise Http404
    return _told(one)


def _changes(payload: CorrectionIn, sheet: SheetTemplate) -> dict[str, str]:
    """Return the new values by field key; fields are named as in a batch."""
    by_name = {
        tight(text): each.key
        for each in reversed(sheet.fields)
        for text in (*(one.text for one in each.headings if one.slot == each.key), each.key)
    }
    if not is_text(payload.reason):
        raise RowsRefused([{"code": "no-text", "field": "reason"}])
    found: dict[str, str] = {}
    for name, cell in payload.changes.items():
        if not is_text(name) or not is_text(_text(cell)):
            raise RowsRefused([{"code": "no-text", "field": name if is_text(name) else "changes"}])
        key = by_name.get(tight(name))
        if key is None:
            raise Refused(f"No field {name}.", code="correction-field", field=name[:100])
        if key in found:
            raise RowsRefused([{"code": "field-twice", "field": name}])
        found[key] = _text(cell)
    return found


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _sent_before(record: Record, changes: dict[str, str]) -> Correction | None:
    """Return the correction that the same request became before, unless it came to nothing."""
    alive = (Correction.State.PROPOSED, Correction.State.MADE)
    for one in record.corrections.filter(state__in=alive).select_related("record", "into"):
        if corrections.asks_for(one, changes):
            return one
    return None


def _told(one: Correction, *, is_repeated: bool = False) -> CorrectionOut:
    return CorrectionOut(
        uid=one.uid,
        record=one.record.uid,
        into=one.into.uid if one.into else None,
        state=one.state,
        state_text=one.get_state_display(),
        cause=one.cause,
        reason=one.reason,
        changes=[ChangeOut(field=name, old=old, new=new) for name, old, new in shown(one)],
        proposed_at=one.proposed_at,
        decided_at=one.decided_at,
        decision=one.decision,
        repeated=is_repeated,
    )
