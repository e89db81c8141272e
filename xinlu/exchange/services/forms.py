"""A form from a phone (移动采集): one batch of one row, received once however often it is sent.

The phone gives each form its number and sends it until it is answered. The same rules check it as
every file; the officer who sent it waits, so it is checked and stored at once. A process that dies
in the middle leaves a batch that the phone's next attempt, or the worker, goes on with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, localtime

from xinlu.accounts import words
from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import Refused, act
from xinlu.accounts.models import Role
from xinlu.accounts.parameters import parameter
from xinlu.collection.models import Batch
from xinlu.collection.services import batches, files
from xinlu.collection.services.importing import carried_through
from xinlu.collection.templates import SheetTemplate, Template
from xinlu.exchange.arranging import RowsRefused, arranged
from xinlu.exchange.knowing import Difference, differences
from xinlu.exchange.models import FormPhoto, MobileForm
from xinlu.exchange.pictures import bared
from xinlu.kernel.spreadsheets import write_rows

words.add(
    {
        "photo-unreadable": "照片不是完整的 JPEG 图片，没有收下。请重新拍摄或选择。",
        "photo-too-large": "一张照片最大 {max_mb} MB，这一张有 {size_mb} MB。请缩小后再选。",
        "photos-too-many": "一张表最多附 {most} 张照片，这里有 {count} 张。",
        "form-empty": "表里没有任何内容可送。",
        "form-no-text": "有的内容带有无法保存的字符，请重新录入：{fields}。",
        "form-sent": "这张表已于 {at} 报送，内容不能再改。记录有误的，请在该记录的页面办理。",
        "form-not-yours": "这张表由另一位工作人员报送，不能代送。",
        "form-differs": "所填与登记信息不一致，请核对后选择按哪个报送。",
    }
)


#: Where the vault keeps photos.
PHOTOS = "photos"


@dataclass(frozen=True)
class Position:
    """Where the phone was, in degrees (WGS 84), and how sure of it, in metres."""

    latitude: Decimal
    longitude: Decimal
    accuracy: int
    at: datetime


@dataclass(frozen=True)
class Filled:
    """A form as it was filled in: values by field key, photos as JPEG."""

    uid: UUID
    template: str
    sheet: str
    values: Mapping[str, str]
    year: int | None = None
    photos: tuple[bytes, ...] = ()
    position: Position | None = None


class Differs(Refused):
    """What was filled in is not what is known; the officer says which of them is sent."""

    code = "form-differs"

    def __init__(self, found: list[Difference]) -> None:
        super().__init__(f"{len(found)} fields differ from what is known.")
        self.found = found


def send(filled: Filled, *, by: Actor, now: datetime, is_settled: bool = False) -> MobileForm:
    """Receive a form, check its row and store it; the same form again changes nothing.

    A form that was refused may be sent again, mended, under its number. Raises `Refused` as
    `batches.receive` does; `Differs` unless the officer `is_settled` on what was filled in;
    "form-empty", "form-no-text", "form-sent", "form-not-yours" and those of the photos.
    """
    template = batches.chosen(filled.template)
    content = _written(template, sheet_of(template, filled.sheet), filled)
    fingerprint = files.digest_of(content + f"|{filled.year or ''}".encode())
    earlier = _sent_before(filled.uid, by, fingerprint)
    if earlier is None:
        if not is_settled:
            _must_agree(template.sheet(filled.sheet), filled.values, by, now)
        photos = _kept(filled.photos, now)
        try:
            earlier = _receive(filled, photos, content, fingerprint, by, now)
        except IntegrityError:  # the same form came twice at one moment
            earlier = MobileForm.objects.select_related("batch").get(uid=filled.uid, user=by.user)
    earlier.batch = carried_through(earlier.batch, by=by)
    return earlier


def sheet_of(template: Template, key: str) -> SheetTemplate:
    """Return the sheet of this key, or refuse as where there is no such template."""
    for sheet in template.sheets:
        if sheet.key == key:
            return sheet
    known = "、".join(f"{each.title} {each.key}" for each in template.sheets)
    raise Refused(f"There is no sheet '{key}'.", code="no-such-template", template=key, known=known)


def was_refused(batch: Batch) -> bool:
    """Say whether nothing of the batch could be taken, so that it may be sent again, mended."""
    if batch.state == Batch.State.FAILED:
        return True
    is_over = batch.state in (Batch.State.CHECKED, Batch.State.DISCARDED)
    return is_over and not batch.accepted_count


def _written(template: Template, sheet: SheetTemplate, filled: Filled) -> bytes:
    row = {key: value for key, value in filled.values.items() if value.strip()}
    if not row:
        raise Refused("The form is empty.", code="form-empty")
    try:
        sheets = arranged(template, {sheet.key: [row]})
    except RowsRefused as refused:
        names = "、".join(str(fault.get("field", "")) for fault in refused.faults)
        raise Refused("The form holds no text.", code="form-no-text", fields=names) from None
    return write_rows(sheets, {"form": filled.uid.hex})


def _sent_before(uid: UUID, by: Actor, fingerprint: str) -> MobileForm | None:
    """Return the form as it was received, unless it was refused and is to be received anew."""
    known = MobileForm.objects.select_related("batch").filter(uid=uid).first()
    if known is None:
        return None
    if by.user is None or known.user_id != by.user.pk:
        raise Refused(f"The form {uid} is another officer's.", code="form-not-yours")
    if was_refused(known.batch):
        return None
    if known.fingerprint != fingerprint:
        at = f"{localtime(known.sent_at):%Y-%m-%d %H:%M}"
        raise Refused(f"The form {uid} was sent.", code="form-sent", at=at)
    return known


def _must_agree(sheet: SheetTemplate, values: Mapping[str, str], by: Actor, now: datetime) -> None:
    _, found = differences(sheet, values, on=localdate(now))
    if found:
        raise Differs(found)


def _kept(photos: tuple[bytes, ...], now: datetime) -> list[FormPhoto]:
    """Keep the photos sealed, without the camera's notes, and return them for a form to hold."""
    said = parameter("mobile-forms", localdate(now)).value
    if len(photos) > said["photos"]:
        raise Refused(
            "Too many photos.", code="photos-too-many", most=said["photos"], count=len(photos)
        )
    found: dict[str, FormPhoto] = {}
    for photo in photos:
        if len(photo) > said["photo_bytes"]:
            raise Refused(
                "The photo is too large.",
                code="photo-too-large",
                size=len(photo),
                limit=said["photo_bytes"],
            )
        bare = bared(photo)
        digest = files.digest_of(bare)
        found[digest] = FormPhoto(
            digest=digest, stored_name=files.keep(bare, PHOTOS), size=len(bare)
        )
    return list(found.values())


def _receive(
    filled: Filled,
    photos: list[FormPhoto],
    content: bytes,
    fingerprint: str,
    by: Actor,
    now: datetime,
) -> MobileForm:
    """Receive the batch, and note with it which form it is, in one transaction."""
    template = batches.chosen(filled.template)
    title = template.sheet(filled.sheet).title
    with transaction.atomic():
        batch = batches.receive(
            None,
            by=by,
            template=filled.template,
            file_name=f"移动采集-{title}-{filled.uid.hex[:6]}.json",
            content=content,
            on=localdate(now),
            year=filled.year,
            channel="h5",
            confirms_itself=True,
            at=now,
        )
        return _keep(batch, by=by, filled=filled, photos=photos, fingerprint=fingerprint, now=now)


@act("form.keep", title="接收移动采集表", may=(Role.CLERK,), secret=("filled", "photos"))
def _keep(
    batch: Batch,
    *,
    by: Actor,
    filled: Filled,
    photos: list[FormPhoto],
    fingerprint: str,
    now: datetime,
) -> MobileForm:
    """Note which form became the batch; a mended one stands in the place of what was refused."""
    assert by.user is not None
    where = filled.position
    told = {
        "place": batch.place,
        "template": filled.template,
        "sheet": filled.sheet,
        "fingerprint": fingerprint,
        "batch": batch,
        "sent_at": now,
        "latitude": where.latitude if where else None,
        "longitude": where.longitude if where else None,
        "accuracy": where.accuracy if where else None,
        "located_at": where.at if where else None,
    }
    known = MobileForm.objects.select_for_update().filter(uid=filled.uid).first()
    if known is not None and not was_refused(known.batch):
        raise IntegrityError("The form was received meanwhile.")
    form, _ = MobileForm.objects.update_or_create(uid=filled.uid, user=by.user, defaults=told)
    form.photos.all().delete()
    for photo in photos:
        photo.form = form
    FormPhoto.objects.bulk_create(photos)
    return form
