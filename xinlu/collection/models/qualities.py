"""What was counted of the rows of a unit (数据质量), and samples of them held against the paper."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from xinlu.accounts.models import Authority, Line, Place, User
from xinlu.collection.models.decisions import within
from xinlu.collection.models.records import Record

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class QualityQuerySet(models.QuerySet["Quality"]):
    """The words in which counts are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return counts of the actor's places and lines."""
        return self.filter(within(actor))


class Quality(models.Model):
    """What was counted of the rows that a unit sent under a template in a month; never edited.

    It is made from what each batch keeps of its own rows, and can be made anew from them.
    """

    #: What makes two batches' counts one.
    key = models.CharField(max_length=120, unique=True)
    authority = models.ForeignKey(
        Authority, null=True, on_delete=models.CASCADE, related_name="qualities"
    )
    place = models.ForeignKey(Place, null=True, on_delete=models.CASCADE, db_index=False)
    line = models.ForeignKey(Line, null=True, on_delete=models.CASCADE, db_index=False)
    template = models.CharField(max_length=40)
    #: The first day of the month in which the rows came.
    month = models.DateField()
    rows = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    incomplete = models.PositiveIntegerField(default=0)
    invalid = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    inconsistent = models.PositiveIntegerField(default=0)
    needed = models.PositiveBigIntegerField(default=0)
    filled = models.PositiveBigIntegerField(default=0)
    optional = models.PositiveBigIntegerField(default=0)
    given = models.PositiveBigIntegerField(default=0)
    #: The first and last day of the month on which something came that was stored (归集率).
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)

    objects = QualityQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["month", "place"], name="quality_month")]

    def __str__(self) -> str:
        return f"{self.authority} {self.template} {self.month:%Y-%m}"


class QualityPart(models.Model):
    """How many rows were refused for one reason in one column, or left one optional cell empty."""

    quality = models.ForeignKey(Quality, on_delete=models.CASCADE, related_name="parts")
    #: "refused" or "empty".
    what = models.CharField(max_length=8)
    code = models.CharField(max_length=24, blank=True)
    column = models.CharField(max_length=100)
    count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["quality", "what", "code", "column"], name="quality_part_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.code} {self.column} {self.count}"


class SampleQuerySet(models.QuerySet["Sample"]):
    """The words in which samples are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return samples of units in the actor's places and lines."""
        return self.filter(within(actor))

    def at_hand(self) -> Self:
        """Return samples that somebody has to go on with."""
        return self.exclude(state=Sample.State.CONFIRMED)


class Sample(models.Model):
    """Records of a unit and template, drawn to be held against the paper (准确性抽查)."""

    class State(models.TextChoices):
        DRAWN = "drawn", "核对中"
        MARKED = "marked", "待复核"
        CONFIRMED = "confirmed", "已复核"

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.DRAWN: {State.MARKED},
        State.MARKED: {State.CONFIRMED, State.DRAWN},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="samples")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False)
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, db_index=False)
    template = models.CharField(max_length=40)
    #: The first days of the first and the last month in which the records came.
    since = models.DateField()
    until = models.DateField()
    #: From these two anybody draws the same rows again, see `xinlu.collection.sampling`.
    seed = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    population = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAWN)
    drawn_on = models.DateField()
    drawn_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    marked_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    confirmed_on = models.DateField(null=True)
    #: Rows and cells looked at, and those that agreed; noted when the rows are submitted.
    checked = models.PositiveIntegerField(default=0)
    right = models.PositiveIntegerField(default=0)
    cells = models.PositiveIntegerField(default=0)
    cells_right = models.PositiveIntegerField(default=0)
    #: The reasons given, each with its act: `{"act": …, "reason": …}`.
    said = models.JSONField(default=list)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-drawn_on", "-id"]

    def __str__(self) -> str:
        return f"{self.authority} {self.since:%Y-%m} 至 {self.until:%Y-%m} 抽查"


class SampledRow(models.Model):
    """A record of a sample: which of its fields differ from the paper."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField()
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    #: Fields that were held against the paper, and those of them that differ; none before that.
    fields = models.JSONField(null=True)
    wrong = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    marked_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sample", "record"], name="sampled_once")
        ]

    def __str__(self) -> str:
        return f"{self.position}"

    @property
    def place_id(self) -> int:
        """Return whose row it is, for whoever asks whether an officer reaches it."""
        return self.sample.place_id

    @property
    def line_id(self) -> int | None:
        """Return the line of business of the sample."""
        return self.sample.line_id
