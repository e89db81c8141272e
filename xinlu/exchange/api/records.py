"""The client's own stored records through the interface."""

from typing import Annotated
from uuid import UUID

from django.db.models import Q
from ninja import Query, Router

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Scope
from xinlu.collection.models import Record
from xinlu.collection.openness import Audience, values_for
from xinlu.exchange.api.entry import ClientRequest, must_have
from xinlu.exchange.api.shapes import Problem, RecordOut, RecordsOut
from xinlu.exchange.outcomes import MOST, NoSuchCursor

router = Router(tags=["记录"])


@router.get(
    "/records",
    response={200: RecordsOut, **dict.fromkeys((401, 403, 422, 429), Problem)},
    summary="本客户端报送并已入库的记录",
)
def records(
    request: ClientRequest,
    template: Annotated[str, Query("", max_length=40, pattern=r"^[a-z0-9-]*$")] = "",
    cursor: Annotated[str, Query("", max_length=40)] = "",
    limit: Annotated[int, Query(200, ge=1, le=MOST)] = 200,
) -> RecordsOut:
    """按入库的先后，一页一页给出。"""
    must_have(request.auth, Scope.RECORDS)
    page = _page(request.auth, template, cursor, limit + 1)
    more = len(page) > limit
    return RecordsOut(
        items=[_record(each) for each in page[:limit]],
        next=str(page[limit - 1].uid) if more else None,
    )


def _page(actor: Actor, template: str, cursor: str, count: int) -> list[Record]:
    """Return the records stored after the one that the cursor names."""
    mine = Record.objects.visible_to(actor)
    rows = mine.filter(template=template) if template else mine
    if cursor:
        try:
            last = mine.select_related("batch").filter(uid=UUID(cursor)).first()
        except ValueError:
            raise NoSuchCursor(cursor) from None
        if last is None:
            raise NoSuchCursor(cursor)
        at = last.batch.stored_at
        rows = rows.filter(Q(batch__stored_at__gt=at) | Q(batch__stored_at=at, pk__gt=last.pk))
    told = rows.select_related("batch", "subject", "supersedes")
    return list(told.order_by("batch__stored_at", "pk")[:count])


def _record(each: Record) -> RecordOut:
    return RecordOut(
        uid=each.uid,
        batch=each.batch.uid,
        template=each.template,
        sheet=each.sheet,
        row=each.row,
        state=each.state,
        subject=each.subject.name,
        subject_code=each.subject.code,
        number=each.number,
        happened_on=each.happened_on,
        year=each.year,
        received_at=each.received_at,
        corrects=each.supersedes.uid if each.supersedes else None,
        values=values_for(each, Audience.OFFICE),
    )
