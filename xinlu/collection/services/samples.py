"""Samples for accuracy (准确性抽查): drawn, held against the paper, seen by a second officer."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils.timezone import make_aware

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import NotAllowed, NotPermitted, Refused, act, argue, move
from xinlu.accounts.models import Authority, Line, Role
from xinlu.accounts.parameters import parameter
from xinlu.collection import sampling
from xinlu.collection.models import Record, Sample, SampledRow
from xinlu.collection.months import before
from xinlu.collection.templates import load_template

_PARAMETER = "accuracy-samples"


def population(unit: Authority, template: str, since: date, until: date) -> QuerySet[Record]:
    """Return the records in force that a unit sent in months, given by their first days."""
    return Record.objects.in_force().filter(
        batch__authority=unit,
        template=template,
        received_at__gte=make_aware(datetime.combine(since, time.min)),
        received_at__lt=make_aware(datetime.combine(before(until, -1), time.min)),
    )


@act("sample.draw", title="抽取核对样本", may=(Role.REVIEWER,))
def draw(
    unit: Authority,
    *,
    by: Actor,
    on: date,
    template: str,
    since: date,
    until: date,
    seed: str,
    size: int | None = None,
    nonce: str = "",
) -> Sample:
    """Draw records of a unit to be held against the paper; list and seed draw the same ones again.

    Raises `Refused` "seed-missing", "sample-size", or "sample-empty" where nothing can be drawn.
    """
    line = Line.objects.filter(code=load_template(template).line).first()
    if not any(post.reaches_line(line.pk if line else None) for post in by.posts_as(Role.REVIEWER)):
        raise NotPermitted(f"{template} is of another line of business.", code="out-of-line")
    said = parameter(_PARAMETER, on).value
    size = size or int(said["size"])
    if not seed.strip():
        raise Refused("A sample is drawn with a seed.", code="seed-missing")
    if not 1 <= size <= int(said["most"]):
        raise Refused("Too many records for a sample.", code="sample-size", most=said["most"])
    pk_of = {
        uid.hex: pk for uid, pk in population(unit, template, since, until).values_list("uid", "pk")
    }
    if not pk_of:
        raise Refused("There is nothing to draw from.", code="sample-empty")
    sample = Sample.objects.create(
        authority=unit,
        place_id=unit.place_id,
        line=line,
        template=template,
        since=since,
        until=until,
        seed=seed.strip()[:64],
        digest=sampling.digest_of(pk_of),
        population=len(pk_of),
        drawn_on=on,
        drawn_by=by.user,
    )
    SampledRow.objects.bulk_create(
        SampledRow(sample=sample, position=at, record_id=pk_of[uid])
        for at, uid in enumerate(sampling.drawn(pk_of, sample.seed, size), 1)
    )
    return sample


@act("sample.mark", title="核对样本", may=(Role.REVIEWER,))
def mark(
    row: SampledRow, *, by: Actor, wrong: Sequence[str], note: str = "", nonce: str = ""
) -> SampledRow:
    """Say which fields of a record differ from the paper; all others that are filled agree.

    A paper that is not there proves nothing: then all of them are wrong. Marked again, the last
    word counts. Raises `NotAllowed` once the sample was submitted, `Refused` "sample-field" for
    fields that the record does not have.
    """
    if row.sample.state != Sample.State.DRAWN:
        raise NotAllowed("The sample was submitted.", code="sample-submitted")
    row.fields = fields_of(row.record)
    if not set(wrong) <= set(row.fields):
        raise Refused("These are no fields of the record.", code="sample-field")
    row.wrong = [key for key in row.fields if key in set(wrong)]
    row.note, row.marked_by = note.strip()[:300], by.user
    row.save(update_fields=["fields", "wrong", "note", "marked_by"])
    return row


def fields_of(record: Record) -> list[str]:
    """Return the fields of a record that are filled, in the template's order."""
    sheet = load_template(record.template).sheet(record.sheet)
    return [field.key for field in sheet.fields if record.values.get(field.key) not in (None, "")]


@act("sample.submit", title="提交核对结果", may=(Role.REVIEWER,))
def submit(sample: Sample, *, by: Actor, nonce: str = "") -> Sample:
    """Submit the marks for a second look. Raises `Refused` "sample-unmarked" where some lack."""
    rows = list(sample.rows.all())
    unmarked = sum(row.fields is None for row in rows)
    if unmarked:
        raise Refused("Some rows are not marked.", code="sample-unmarked", count=unmarked)
    cells = sum(len(row.fields or ()) for row in rows)
    return move(
        sample,
        Sample.State.MARKED,
        moves=Sample.MOVES,
        marked_by=by.user,
        checked=len(rows),
        right=sum(not row.wrong for row in rows),
        cells=cells,
        cells_right=cells - sum(len(row.wrong) for row in rows),
    )


@act("sample.confirm", title="复核核对结果", may=(Role.REVIEWER,), not_by=("marked_by",))
def confirm(sample: Sample, *, by: Actor, on: date, reason: str, nonce: str = "") -> Sample:
    """Confirm the marks after a second look: from now on they count for the unit's accuracy."""
    to = Sample.State.CONFIRMED
    return argue(sample, to, name="sample.confirm", reason=reason, confirmed_on=on)


@act("sample.send_back", title="退回核对结果", may=(Role.REVIEWER,), not_by=("marked_by",))
def send_back(sample: Sample, *, by: Actor, reason: str, nonce: str = "") -> Sample:
    """Send the sample back to be marked again."""
    return argue(sample, Sample.State.DRAWN, name="sample.send_back", reason=reason)
