"""What was sent in one go, and what was refused of it."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from xinlu.accounts.models import Authority, Client, Line, Place, User

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class BatchQuerySet(models.QuerySet["Batch"]):
    """The words in which batches are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return batches sent from the actor's places; a client's are those it sent itself."""
        if actor.subject_ids is not None:
            return self.none()
        if actor.kind == "client":
            return self.filter(client=actor.client)
        if actor.place_ids is None:
            return self
        return self.filter(place_id__in=actor.place_ids)

    def live(self) -> Self:
        """Return batches that were not discarded, withdrawn or failed."""
        return self.exclude(state__in=Batch.DEAD)


class Batch(models.Model):
    """One file, or one paste, sent by an authority under a data template (批次)."""

    class State(models.TextChoices):
        RECEIVED = "received", "待校验"
        CHECKING = "checking", "正在校验"
        CHECKED = "checked", "待确认"
        STORING = "storing", "正在入库"
        STORED = "stored", "已入库"
        DISCARDED = "discarded", "已放弃"
        WITHDRAWN = "withdrawn", "已撤回"
        FAILED = "failed", "未能读取"

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.RECEIVED: {State.CHECKING, State.FAILED, State.DISCARDED},
        State.CHECKING: {State.CHECKED, State.RECEIVED, State.FAILED, State.DISCARDED},
        State.CHECKED: {State.STORING, State.CHECKING, State.DISCARDED},
        State.STORING: {State.STORED, State.DISCARDED},
        State.STORED: {State.WITHDRAWN},
    }
    DEAD: ClassVar = (State.DISCARDED, State.WITHDRAWN, State.FAILED)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.CharField(max_length=40)
    #: SM3 of the template's file, so that one knows by which edition the rows were checked.
    template_digest = models.CharField(max_length=64)
    item_code = models.CharField(max_length=40)
    channel = models.CharField(max_length=10)
    file_name = models.CharField(max_length=200)
    #: SM3 of the file's bytes and of what was given with it; a file sent twice is known by it.
    digest = models.CharField(max_length=64, db_index=True)
    stored_name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT)
    line = models.ForeignKey(Line, null=True, blank=True, on_delete=models.PROTECT)
    sent_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    #: The system that sent it, and whether its accepted rows wait for nobody's confirmation.
    client = models.ForeignKey(Client, null=True, blank=True, on_delete=models.PROTECT)
    confirms_itself = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    sent_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True, blank=True)
    #: The day as which the rows are checked (dates in the future), kept so that a repeat agrees.
    as_of = models.DateField()
    row_count = models.PositiveIntegerField(default=0)
    accepted_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    normalised_count = models.PositiveIntegerField(default=0)
    #: Rows done of the checking or storing under way; storing goes on from here after a crash.
    progress = models.PositiveIntegerField(default=0)
    #: Sheets, header rows, unknown columns and warnings, for the page and the sender.
    outline = models.JSONField(default=dict)
    failure = models.JSONField(null=True, blank=True)

    #: True on the batch that `receive` gives back because its file was there already.
    is_repeated: bool = False

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-sent_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["authority", "template", "sent_at"], name="batch_of_unit")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=~Q(state__in=["discarded", "withdrawn", "failed"]),
                name="batch_file_once",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class Refusal(models.Model):
    """One reason why a row was refused: place, value, rule."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="refusals")
    sheet = models.CharField(max_length=100)
    row = models.PositiveIntegerField()
    #: The column by its template name, and where it stands in the sender's sheet (from 0).
    column = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(null=True)
    code = models.CharField(max_length=24)
    #: The cell as sent; a person's number is sealed, see `grids.refusals_of`.
    value = models.CharField(max_length=800, blank=True)
    is_sealed = models.BooleanField(default=False)
    params = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["id"]


class PreviewRow(models.Model):
    """A row as it stood in the sender's sheet, for the grid that shows what to mend."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="preview")
    sheet = models.CharField(max_length=100)
    row = models.PositiveIntegerField()
    #: Texts of the cells; `{"sealed": token, "shown": masked}` where it is a person's number.
    cells = models.JSONField(default=list)
    is_refused = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["id"]
