"""The yearly update (年度更新) of a local catalogue or list: opinions, and how far they came."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from xinlu.accounts.models import Authority, User
from xinlu.catalogue.models.information import CatalogueEdition

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class RevisionQuerySet(models.QuerySet["Revision"]):
    """The words in which updates are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return all updates for officers, whose units are all asked; none for others."""
        return self if actor.kind in ("officer", "system") else self.none()

    def ongoing(self) -> Self:
        """Return updates that are on their way."""
        return self.filter(state__in=Revision.OPEN)


class Revision(models.Model):
    """An update of an edition: what it would become is the edition with the opinions adopted."""

    class State(models.TextChoices):
        COLLECTING = "collecting", "征集意见"
        SUMMARY = "summary", "汇总意见"
        REVIEW = "review", "待审核"
        REVIEWED = "reviewed", "待报送"
        SUBMITTED = "submitted", "已报送"
        ADOPTED = "adopted", "已采纳"
        DECLINED = "declined", "未采纳"
        DROPPED = "dropped", "已终止"

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.COLLECTING: {State.SUMMARY, State.DROPPED},
        State.SUMMARY: {State.REVIEW, State.DROPPED},
        State.REVIEW: {State.REVIEWED, State.SUMMARY, State.DROPPED},
        State.REVIEWED: {State.SUBMITTED, State.SUMMARY, State.DROPPED},
        State.SUBMITTED: {State.ADOPTED, State.DECLINED, State.SUMMARY},
    }
    #: States in which an update is still on its way.
    OPEN: ClassVar = (
        State.COLLECTING,
        State.SUMMARY,
        State.REVIEW,
        State.REVIEWED,
        State.SUBMITTED,
    )

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    based_on = models.ForeignKey(
        CatalogueEdition, on_delete=models.PROTECT, related_name="revisions"
    )
    #: What the new edition is to be called.
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.COLLECTING)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    #: The last day on which units may give an opinion.
    closes_on = models.DateField()
    #: What was reviewed: the digest of the entries that the update would make.
    reviewed_hash = models.CharField(max_length=64, blank=True)
    reviewed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: The document by which it was sent to the city's lead (牵头部门), and the answer's.
    number = models.CharField(max_length=60, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    answer_number = models.CharField(max_length=60, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    #: The edition that it became.
    edition = models.OneToOneField(
        CatalogueEdition, null=True, blank=True, on_delete=models.PROTECT, related_name="revision"
    )
    #: Reasons given on the way, oldest first: `{"act", "reason"}` each.
    said = models.JSONField(default=list)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-begun_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["based_on"],
                condition=models.Q(
                    state__in=["collecting", "summary", "review", "reviewed", "submitted"]
                ),
                name="one_update_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.title


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """The words in which opinions are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return all opinions for the city's officers, a unit's own for everybody else."""
        if actor.kind not in ("officer", "system"):
            return self.none()
        if actor.place_ids is None:
            return self
        return self.filter(authority=actor.authority)


class Opinion(models.Model):
    """What a unit asks of an update: a change of one entry, with its legal basis, or a remark."""

    class Kind(models.TextChoices):
        ADD = "add", "新增"
        CHANGE = "change", "修改"
        REMOVE = "remove", "删除"
        REMARK = "remark", "意见"

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", "采纳"
        DECLINED = "declined", "不采纳"

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="opinions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    #: The entry that it is about, by its code; empty for a remark on the whole.
    code = models.CharField(max_length=40, blank=True)
    #: What the entry is to say, by attribute; empty for a removal or a remark.
    says = models.JSONField(default=dict)
    basis = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=1000)
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["revision", "at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}".strip()
