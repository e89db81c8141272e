"""The running result (动态评价结果): what the edition in force says now, confirmed by nobody."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from xinlu.evaluation.models.editions import Edition
from xinlu.registry.models import Subject

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class RunningQuerySet(models.QuerySet[Any]):
    """The words in which running results, and their steps, are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return those of the officer's lines and of subjects at home there; a subject's own.

        They are confirmed by nobody, so strangers see none.
        """
        if actor.subject_ids is not None:
            return self.filter(subject_id__in=actor.subject_ids)
        if actor.kind not in ("officer", "system"):
            return self.none()
        found = self
        if actor.place_ids is not None:
            found = found.filter(subject__home_place_id__in=actor.place_ids)
        if actor.line_ids is None:
            return found
        return found.filter(Q(edition__line_id__in=actor.line_ids) | Q(edition__line__isnull=True))


class RunningResult(models.Model):
    """What the edition in force says of a subject as of the last day on which it was looked at.

    Derived from records: it can be dropped and made again. `digest` tells verdicts apart.
    """

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="running")
    scheme = models.CharField(max_length=40)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    #: The day as of which it was judged, and the moment at which it was.
    on = models.DateField()
    at = models.DateTimeField()
    score = models.CharField(max_length=90, blank=True)
    score_text = models.CharField(max_length=30, blank=True)
    score_sort = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    grade = models.CharField(max_length=10, blank=True)
    grade_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    candidate_since = models.DateField(null=True, blank=True)
    no_result = models.CharField(max_length=40, blank=True)
    inputs = models.JSONField(default=dict)
    verdict = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    objects = RunningQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["scheme", "subject"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject", "scheme"], name="running_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["scheme", "grade_rank"]),
            models.Index(fields=["scheme", "on"]),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.subject_id} {self.grade or self.score_text}"


class RunningStep(models.Model):
    """One step of the curve: the running result became this, at that moment, for that cause."""

    class Cause(models.TextChoices):
        FIRST = "first", "首次计算"
        RECORDS = "records", "信用信息入库"
        WITHDRAWN = "withdrawn", "信用信息撤回"
        CORRECTED = "corrected", "信用信息更正"
        CONTESTED = "contested", "异议标注"
        SUBJECT = "subject", "主体归并或关系变化"
        LINKED = "linked", "关联主体结果变化"
        EARLIER = "earlier", "历年结果变化"
        EDITION = "edition", "评价标准或确认值变化"
        TIME = "time", "日期推移"
        LEFT = "left", "不再属于评价对象"

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    scheme = models.CharField(max_length=40)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()
    cause = models.CharField(max_length=10, choices=Cause.choices)
    #: The announcement that led to it; None where time alone did.
    announcement = models.PositiveBigIntegerField(null=True, blank=True)
    score_text = models.CharField(max_length=30, blank=True)
    score_sort = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    grade = models.CharField(max_length=10, blank=True)
    no_result = models.CharField(max_length=40, blank=True)

    objects = RunningQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["subject", "scheme", "id"])]

    def __str__(self) -> str:
        return f"{self.on} {self.get_cause_display()} {self.grade or self.score_text}"


class Following(models.Model):
    """How far the announcements are followed, and which ids below that were not yet seen.

    An id is given before its transaction commits: one that is missing may still come, so it is
    looked for again (`gaps`: id and the moment at which it was first missed).
    """

    name = models.CharField(max_length=20, unique=True)
    position = models.PositiveBigIntegerField(default=0)
    gaps = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.position}"


class RunningDifference(models.Model):
    """An alarm: a full evaluation came to something else than the running result says."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    scheme = models.CharField(max_length=40)
    on = models.DateField()
    found_at = models.DateTimeField()
    #: What the running result said, and what the full evaluation came to.
    running = models.CharField(max_length=120)
    full = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.scheme} {self.subject_id} {self.running} {self.full}"
