"""What a corrected record tells of its decision (双公示), with the first sending kept."""

from datetime import date

from xinlu.collection.checking.language import Publicity
from xinlu.collection.models import Batch, Decision, Record
from xinlu.collection.services import tallies
from xinlu.collection.services.decisions import Telling, clocked
from xinlu.collection.services.ready import Ready
from xinlu.collection.services.telling import Told
from xinlu.collection.templates import load_template

#: Days of the first sending and the first that passed, and the batch of the sending.
First = tuple[date | None, date | None, Batch | None]


def correct(record: Record, row: Ready, subject: int, changed: set[str]) -> None:
    """Let the decision follow its record, now that `row` stands in the place of `record`.

    The day of the first sending and that of the first sending that passed stay: a correction makes
    nothing late that came in time. Where the number or the counterpart was wrong, what the record
    told moves to the decision that was meant; what others told of the wrong one stays with it.
    """
    template, batch = load_template(record.template), record.batch
    sheet = template.sheet(record.sheet)
    if sheet.publicity is None:
        return
    old, new = Told.held(record, sheet), Told.stored(row, sheet, subject)
    before, after = old.key(batch.uid.hex), new.key(batch.uid.hex)
    held = Decision.objects.select_for_update().filter(key__in={before, after})
    decisions = {decision.key: decision for decision in held}
    one = decisions.get(before)
    units = {decision.authority_id for decision in decisions.values()}
    first: First = (one.sent_on, one.passed_on, one.batch) if one else (None, None, None)
    if one and before == after:
        _forget_what_changed(one, sheet.publicity, changed, batch)
    elif one and after not in decisions and _is_told_by_it_alone(one, old):
        one.key = after
        _forget_what_changed(one, sheet.publicity, changed, batch)
    elif one:
        _unsay(one, old)
    if one and (one.batch_id or one.register_batch_id):
        clocked(one, one.month).save()
    elif one:
        one.delete()
    Telling(batch, template).stored([row], [subject])
    if old.tells == "sent":
        _keep_first(after, first)
    units.update(Decision.objects.filter(key=after).values_list("authority", flat=True))
    tallies.recount(units)


def _forget_what_changed(one: Decision, what: Publicity, changed: set[str], batch: Batch) -> None:
    """Empty what the record told of the decision and may tell no more; what it tells is put in."""
    if changed & set(what.outside):
        one.outside = ""
    if what.basis in changed:
        one.basis = ""
    if what.published_on in changed:
        one.published_on = None
    if what.received_on in changed and one.receipt_batch_id == batch.pk:
        one.received_on = None


def _is_told_by_it_alone(one: Decision, old: Told) -> bool:
    """Say whether nothing but the corrected record tells of the decision."""
    batches = {"sent": one.batch_id, "registered": one.register_batch_id}
    batches["received"] = one.receipt_batch_id
    return not any(batch for tells, batch in batches.items() if tells != old.tells)


def _unsay(one: Decision, old: Told) -> None:
    """Take out of a decision what the record told of it by mistake."""
    if old.tells == "sent":
        one.record, one.passed_on, one.sent_on, one.batch = None, None, None, None
    elif old.tells == "registered":
        one.register_batch, one.published_on, one.outside, one.basis = None, None, "", ""
    else:
        one.receipt_batch, one.received_on = None, None


def _keep_first(key: str, first: First) -> None:
    """Give the decision the days back on which it was first sent, and first passed."""
    sent_on, passed_on, batch = first
    one = Decision.objects.filter(key=key).first()
    if one is None or sent_on is None:
        return
    if one.sent_on is None or sent_on <= one.sent_on:
        one.sent_on, one.batch = sent_on, batch
    if passed_on and (one.passed_on is None or passed_on < one.passed_on):
        one.passed_on = passed_on
    clocked(one, one.month).save()
