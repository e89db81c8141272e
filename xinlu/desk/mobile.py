"""移动采集: which forms there are for an officer, and what became of one that was sent."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from xinlu.accounts.actors import Actor
from xinlu.accounts.models import Line
from xinlu.collection import selectors as collection
from xinlu.collection.grids import grid_of, refusals_of
from xinlu.collection.messages import sentence
from xinlu.collection.models import Batch, Record
from xinlu.collection.openness import Audience
from xinlu.collection.templates import SheetTemplate, Template, codes, load_template
from xinlu.desk import files
from xinlu.exchange.knowing import can_be_about
from xinlu.exchange.models import MobileForm
from xinlu.registry import selectors as registry
from xinlu.registry.models import Subject

#: Subjects that the finder gives at most.
FOUND = 20
#: Word and tag of each state in which a form may be.
STATES: dict[str, tuple[str, str]] = {
    "stored": ("已入库", "ok"),
    "refused": ("要改", "bad"),
    "under-way": ("办理中", "info"),
    "withdrawn": ("已撤回", "warn"),
}


@dataclass(frozen=True, slots=True)
class Sides:
    """A row that is there already, beside the one that was sent."""

    record: Record | None
    #: Whether the record has a page for whoever looks at both sides.
    is_open: bool = False
    #: Of the fields that differ: the name, what was sent, and what is there.
    rows: tuple[tuple[str, str, str], ...] = ()


def forms_for(actor: Actor, subject: Subject | None = None) -> list[tuple[Template, SheetTemplate]]:
    """Return the forms that the actor may send, those about such a subject first."""
    lines = dict(Line.objects.values_list("code", "pk"))
    found = [
        (template, sheet)
        for template in map(load_template, codes())
        if not template.line or actor.reaches_line(lines.get(template.line))
        for sheet in template.sheets
    ]
    if subject is not None:
        found.sort(key=lambda each: not can_be_about(each[1], subject))
    return found


def found_by(actor: Actor, query: str) -> list[Subject]:
    """Return who is meant by a plate, a code or a name; persons by their exact number alone.

    Vehicles and firms from anywhere are found, as anybody finds them on the public site: those
    who are stopped on the road are seldom at home there.
    """
    return registry.find(query, actor=actor, limit=FOUND) if query else []


def subject_for(actor: Actor, uid: str) -> Subject | None:
    """Return the subject with this public id; a person only where the actor may see them."""
    try:
        subject = registry.by_uid(uid) if uid else None
    except ValueError:
        return None
    if subject is not None and subject.kind == Subject.Kind.PERSON:
        return collection.subjects_visible_to(actor).filter(pk=subject.pk).first()
    return subject


def state_of(form: MobileForm) -> str:
    """Return what became of the form: "stored", "refused", "withdrawn" or "under-way"."""
    state = form.batch.state
    if state in (Batch.State.STORED, Batch.State.WITHDRAWN):
        return str(state.value if isinstance(state, Batch.State) else state)
    is_refused = state in (Batch.State.CHECKED, Batch.State.FAILED, Batch.State.DISCARDED)
    return "refused" if is_refused and not form.batch.accepted_count else "under-way"


def errors_of(form: MobileForm) -> dict[str, list[str]]:
    """Return why the form was refused, by the name of the field; "" for what no field bears."""
    batch = form.batch
    if batch.state == Batch.State.FAILED:
        failure = batch.failure or {}
        return {"": [sentence(failure.get("code", ""), failure.get("params", {}))]}
    names = {each.name for each in sheet_of(form).fields}
    errors: dict[str, list[str]] = {}
    for refusal in refusals_of(batch):
        place = refusal.column if refusal.column in names else ""
        errors.setdefault(place, []).append(refusal.message)
    return errors


def sheet_of(form: MobileForm) -> SheetTemplate:
    """Return the sheet of a template that the form is a row of."""
    return load_template(form.template).sheet(form.sheet)


def written_in(form: MobileForm) -> list[tuple[str, str]]:
    """Return name and value of each field that was sent; numbers of persons are masked."""
    sheets = grid_of(form.batch, count=1)
    if not sheets or not sheets[0].rows:
        return []
    headings = [heading for _, heading in sheets[0].columns]
    cells = [cell.text for cell in sheets[0].rows[0].cells]
    return [pair for pair in zip(headings, cells, strict=False) if pair[1]]


def sides_of(form: MobileForm, actor: Actor) -> Sides | None:
    """Return the record for which the form was refused as one that is there, with both sides.

    A record is shown to whoever may see it, or the batch that it came with.
    """
    refusal = form.batch.refusals.filter(code="duplicate").first()
    if refusal is None or "batch" not in refusal.params:
        return None
    place = {"batch_id": refusal.params["batch"], "row": refusal.params["row"]}
    record = collection.records_visible_to(actor).filter(**place).first()
    is_open = record is not None
    if record is None:
        own = Batch.objects.visible_to(actor)
        record = Record.objects.stored().filter(**place, batch__in=own).first()
    if record is None:
        return Sides(None)
    sent, there = dict(written_in(form)), dict(files.fields_of(record, Audience.OFFICE))
    rows = (
        (each.name, sent.get(each.name, ""), there.get(each.name, ""))
        for each in load_template(record.template).sheet(record.sheet).fields
    )
    return Sides(record, is_open, tuple(row for row in rows if row[1] != row[2]))


def outcome_of(form: MobileForm, actor: Actor) -> dict[str, Any]:
    """Return what the outcome's page, and the answer to the phone, tell of a form."""
    state = state_of(form)
    record = None
    if state == "stored":
        record = collection.records_visible_to(actor).filter(batch=form.batch).first()
    return {
        "sent": form,
        "state": state,
        "word": STATES[state][0],
        "tag": STATES[state][1],
        "record": record,
        "errors": errors_of(form) if state == "refused" else {},
        "sides": sides_of(form, actor) if state == "refused" else None,
    }


def cleaned(posted: QueryDict, name: str) -> str:
    """Return what was asked for under the name, without what no text holds."""
    return posted.get(name, "").replace("\0", "").strip()[:100]
