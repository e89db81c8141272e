"""The life of a batch: received, checked, confirmed, stored; or discarded, or withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.timezone import localdate
from django_tasks_db.models import DBTaskResult

from xinlu.accounts.actors import Actor
from xinlu.accounts.acts import ACTS, NotPermitted, Refused, act, move, permit
from xinlu.accounts.models import Client, Line, Role, Scope
from xinlu.accounts.parameters import parameter
from xinlu.catalogue.selectors import item_for
from xinlu.collection import tasks
from xinlu.collection.models import Batch, Correction, Record
from xinlu.collection.services import decisions, files, quality, ready, replacing, stating
from xinlu.collection.services.confirming import confirmed
from xinlu.collection.services.repeats import could_pass_now
from xinlu.collection.services.stating import source_of
from xinlu.collection.templates import Template, UnknownTemplate, codes, load_template
from xinlu.registry.models import ContractSection, Link, Source, Subject

#: Channels whose sender waits at the machine and has the work done at once, without the queue.
AT_ONCE = ("command", "h5", "package")


@dataclass(frozen=True)
class Sending:
    """What is sent: bytes that are kept, under a template, for a year."""

    template: Template
    item_code: str
    file_name: str
    stored_name: str
    digest: str
    year: int | None
    channel: str
    confirms_itself: bool
    on: date
    at: datetime


def receive(
    target: None,
    *,
    by: Actor,
    template: str,
    file_name: str,
    content: Path | bytes,
    on: date,
    year: int | None = None,
    channel: str = "upload",
    at: datetime | None = None,
    confirms_itself: bool | None = None,
    nonce: str = "",
) -> Batch:
    """Keep a file that was sent under a data template, and have it checked in the background.

    `channel` is "upload", "paste", "command", "api", "inbox", "h5" or "package"; those of
    `AT_ONCE` check and store by themselves. `confirms_itself` says whether accepted rows are
    stored without anybody's confirmation; where it is not said, the client that sends says it. A
    file that is already there under the same template and year changes nothing: the batch it
    became comes back with `is_repeated` true. Only if rows of it were refused for what has changed
    since (a driver who is known by now) is it taken as new. It came in now, unless `at` tells of
    an earlier moment: what an office received before it had this platform keeps its day.
    Raises `Refused`: "too-large", "no-such-template", "not-in-catalogue", "out-of-scope",
    "out-of-line".
    """
    permit(by, ACTS["batch.receive"], None)
    known = chosen(template)
    if by.client is not None:
        _must_be_let(by.client, known)
        confirms_itself = by.client.confirms_itself if confirms_itself is None else confirms_itself
    if (item := item_for(template, on)) is None:
        raise Refused(
            f"No catalogue in force on {on} has an item for '{template}'.",
            code="not-in-catalogue",
            template=known.title,
            on=on.isoformat(),
        )
    data = files.read(content)
    digest, earlier = _place_among(files.digest_of(data), template, year, on)
    if earlier:
        return earlier
    sending = Sending(
        template=known,
        item_code=item.code,
        file_name=file_name[-200:],
        stored_name=files.keep(data),
        digest=digest,
        year=year,
        channel=channel,
        confirms_itself=bool(confirms_itself),
        on=on,
        at=at or timezone.now(),
    )
    try:
        return _receive(None, by=by, sending=sending, nonce=nonce)
    except IntegrityError:  # the same file came in twice at one moment
        return _repeated(Batch.objects.live().get(digest=digest))


def _must_be_let(client: Client, template: Template) -> None:
    """Refuse a client without the permission to send, or a template of another line."""
    if Scope.SEND not in client.scopes:
        raise NotPermitted(
            f"{client} may not send.", code="out-of-scope", scope=Scope.SEND.label, scopes="send"
        )
    if client.line is not None and template.line not in ("", client.line.code):
        raise NotPermitted(f"{client} may not send '{template.code}'.", code="out-of-line")


def chosen(template: str) -> Template:
    """Return the template of this code, or refuse and name those there are."""
    try:
        return load_template(template)
    except UnknownTemplate as unknown:
        known = "、".join(f"{load_template(code).title} {code}" for code in codes())
        raise Refused(
            str(unknown), code="no-such-template", template=template, known=known
        ) from None


def find_repeated(
    content: Path | bytes, *, template: str, year: int | None, on: date
) -> Batch | None:
    """Return the live batch that the same file became, if sending it again would change nothing."""
    return _place_among(files.digest_of(files.read(content)), template, year, on)[1]


def _place_among(
    file_digest: str, template: str, year: int | None, on: date
) -> tuple[str, Batch | None]:
    """Return the digest under which the file is to be received, or the batch it repeats."""
    time = 0
    while True:
        said = f"{file_digest}|{template}|{year or ''}|{time or ''}".encode()
        digest = files.digest_of(said)
        batch = Batch.objects.live().filter(digest=digest).first()
        if batch is None:
            return digest, None
        if not could_pass_now(batch, on):
            return digest, _repeated(batch)
        time += 1


def _repeated(batch: Batch) -> Batch:
    batch.is_repeated = True
    return batch


@act("batch.receive", title="接收批次", may=(Role.CLERK,))
def _receive(target: None, *, by: Actor, sending: Sending, nonce: str = "") -> Batch:
    """Make the batch, and queue its checking in the same transaction."""
    batch = Batch.objects.create(
        template=sending.template.code,
        template_digest=sending.template.digest,
        item_code=sending.item_code,
        channel=sending.channel,
        file_name=sending.file_name,
        digest=sending.digest,
        stored_name=sending.stored_name,
        year=sending.year,
        authority=by.authority,
        place=by.place,
        line=Line.objects.filter(code=sending.template.line).first(),
        sent_by=by.user,
        client=by.client,
        confirms_itself=sending.confirms_itself,
        sent_at=sending.at,
        as_of=sending.on,
    )
    if sending.channel not in AT_ONCE:
        tasks.check_batch.enqueue(batch.pk)
    return batch


def confirm(batch: Batch, *, by: Actor, queue: bool = True, nonce: str = "") -> Batch:
    """Have the accepted rows of a checked batch stored, in the background.

    Whoever calls `store` at once passes `queue` false.
    Raises `Refused`: "nothing-accepted" where every row was refused.
    """
    with transaction.atomic():
        batch = confirmed(batch, by=by, nonce=nonce)
        if queue:
            tasks.store_batch.enqueue(batch.pk)
    return batch


@act("batch.discard", title="放弃批次", may=(Role.CLERK,))
def discard(batch: Batch, *, by: Actor, nonce: str = "") -> Batch:
    """Give up a batch that is not stored; nothing of it remains but its line in the history."""
    move(batch, Batch.State.DISCARDED, moves=Batch.MOVES)
    decisions.forget(batch)
    quality.forget(batch)
    # Nobody ever saw these: they are the half of a storing that was given up.
    Record.objects.filter(batch=batch).delete()
    ContractSection.objects.filter(registered_from=source_of(batch)).delete()
    Link.objects.filter(source=source_of(batch)).delete()
    Source.objects.filter(name=source_of(batch)).delete()
    batch.preview.all().delete()
    ready.forget(batch)
    return batch


@act("batch.withdraw", title="撤回批次", may=(Role.CLERK, Role.REVIEWER))
def withdraw(batch: Batch, *, by: Actor, reason: str, now: datetime, nonce: str = "") -> Batch:
    """Take back a stored batch whole: its records no longer hold, and stay in the history.

    What its records had replaced is in force again.
    Subjects that only this batch made known go unseen with it, and are found again by their
    numbers when they are sent again.
    Raises `Refused`: "reason-missing", "city-level" where only the city may withdraw by now.
    """
    if not reason.strip():
        raise Refused("A batch is withdrawn for a reason only.", code="reason-missing")
    hours = parameter("batch-withdrawal", localdate(now)).value
    is_late = batch.stored_at is not None and now - batch.stored_at > timedelta(hours=hours)
    if is_late and by.place_ids is not None:
        raise Refused(
            f"After {hours} hours only the city withdraws a batch.", code="city-level", hours=hours
        )
    told = {"at": now.isoformat(), "by": str(by.authority or ""), "reason": reason.strip()}
    outline = {**batch.outline, "withdrawn": told}
    move(batch, Batch.State.WITHDRAWN, moves=Batch.MOVES, outline=outline)
    decisions.forget(batch)
    quality.forget(batch)
    replaced = replacing.replaced_by(batch)
    held = Record.objects.filter(batch=batch, state=Record.State.IN_FORCE)
    held.update(state=Record.State.WITHDRAWN, key=None)
    replacing.give_back(replaced)
    Correction.objects.filter(record__batch=batch).waiting().update(
        state=Correction.State.LAPSED, decided_at=now, decision=f"批次撤回：{reason.strip()}"[:500]
    )
    ContractSection.objects.filter(registered_from=source_of(batch)).update(is_pending=True)
    Link.objects.filter(source=source_of(batch)).update(is_pending=True)
    stating.withdraw(batch)
    hide_unspoken(batch)
    return batch


def hide_unspoken(batch: Batch) -> None:
    """Let subjects go unseen that no batch in force, no tie and no user speaks for any more."""
    source = source_of(batch)
    told_here = Record.objects.filter(batch=batch, subject=OuterRef("pk"))
    told_elsewhere = Record.objects.in_force().filter(subject=OuterRef("pk"))
    tied = Link.objects.visible().filter(Q(of=OuterRef("pk")) | Q(to=OuterRef("pk")))
    Subject.objects.filter(
        Q(registered_from=source) | Q(Exists(told_here), registered_from__startswith="batch:"),
        ~Exists(told_elsewhere),
        ~Exists(tied),
        is_pending=False,
        representation__isnull=True,
        absorbed__isnull=True,
    ).update(is_pending=True)


def unfinished() -> QuerySet[Batch]:
    """Return the batches that the queue is, or should be, at work on."""
    states = [Batch.State.RECEIVED, Batch.State.CHECKING, Batch.State.STORING]
    confirming = Q(state=Batch.State.CHECKED, confirms_itself=True, accepted_count__gt=0)
    return Batch.objects.filter(Q(state__in=states) | confirming).exclude(channel="command")


def resume(pks: Iterable[int]) -> int:
    """Queue these batches again, unless they wait in the queue; return how many were queued.

    Two workers on one batch do no harm: the second gives way.
    """
    waiting = {
        args[0]
        for told in DBTaskResult.objects.ready().values_list("args_kwargs", flat=True)
        if (args := told.get("args"))
    }
    count = 0
    with transaction.atomic():
        for batch in unfinished().filter(pk__in=list(pks)).exclude(pk__in=waiting):
            task = tasks.store_batch if batch.state == Batch.State.STORING else tasks.check_batch
            task.enqueue(batch.pk)
            count += 1
    return count


def resume_unfinished() -> int:
    """Queue again all that a worker left in the middle; for the moment when the worker starts."""
    return resume(unfinished().values_list("pk", flat=True))
