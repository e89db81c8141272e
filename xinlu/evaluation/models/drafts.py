"""Drafts of editions (评价标准草案), each text they ever had, and what was said about them."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from xinlu.accounts.models import Authority, Line, User
from xinlu.evaluation.models.editions import Edition

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class DraftQuerySet(models.QuerySet["Draft"]):
    """The words in which drafts are asked for."""

    def public(self) -> Self:
        """Return drafts that anybody may read: those once put before the public."""
        return self.filter(is_public=True, asked_on__isnull=False).exclude(
            state=Draft.State.DROPPED
        )

    def visible_to(self, actor: "Actor") -> Self:
        """Return every draft for the city's officers in their lines.

        An authority that was asked sees what it was asked about; everybody what is public.
        """
        anybodys = Q(is_public=True, asked_on__isnull=False) & ~Q(state=Draft.State.DROPPED)
        if actor.kind not in ("officer", "system"):
            return self.filter(anybodys)
        if actor.place_ids is None:
            if actor.line_ids is None:
                return self
            mine = Q(line_id__in=actor.line_ids) | Q(line__isnull=True)
            return self.filter(mine | anybodys)
        if actor.authority is None:
            return self.filter(anybodys)
        asked = Draft.asked.through.objects.filter(authority=actor.authority).values("draft")
        return self.filter(anybodys | Q(pk__in=asked))


class Draft(models.Model):
    """A rulebook on its way to an edition; whole in itself, it inherits from no file."""

    class State(models.TextChoices):
        DRAFTING = "drafting", "草拟"
        COMMENTS = "comments", "征求意见"
        REVIEW = "review", "审核"
        PROPOSED = "proposed", "待批准"
        APPROVED = "approved", "已批准"
        DROPPED = "dropped", "已终止"

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.DRAFTING: {State.COMMENTS, State.REVIEW, State.DROPPED},
        State.COMMENTS: {State.REVIEW, State.DRAFTING, State.DROPPED},
        State.REVIEW: {State.PROPOSED, State.DRAFTING, State.DROPPED},
        State.PROPOSED: {State.APPROVED, State.DRAFTING, State.DROPPED},
    }
    #: States in which a draft is still on its way.
    OPEN: ClassVar = (State.DRAFTING, State.COMMENTS, State.REVIEW, State.PROPOSED)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scheme = models.CharField(max_length=40)
    #: The edition that it began from; none for a new scheme.
    based_on = models.ForeignKey(
        Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="drafts"
    )
    title = models.CharField(max_length=200)
    #: Entry into force (施行日), as the text says it; empty while the text cannot be read.
    day = models.DateField(null=True, blank=True)
    #: The source as it is edited, the cases beside it, and how records become facts.
    text = models.TextField()
    cases = models.TextField(blank=True)
    mapping = models.JSONField(default=dict)
    #: Once the text reads: the canonical text of the edition to be, and its hash; else empty.
    canonical = models.TextField(blank=True)
    hash = models.CharField(max_length=64, blank=True)
    #: What is wrong with the text: `{"line", "said"}` each.
    problems = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTING)
    line = models.ForeignKey(Line, null=True, blank=True, on_delete=models.PROTECT)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    #: The comment round: its first and last day, whom it asked, and whether anybody may comment.
    asked_on = models.DateField(null=True, blank=True)
    comments_until = models.DateField(null=True, blank=True)
    asked = models.ManyToManyField(Authority, blank=True, related_name="+")
    is_public = models.BooleanField(default=False)
    #: Why the rulebook is to be changed (起草说明).
    purpose = models.CharField(max_length=1000, blank=True)
    #: Reasons given on the way, oldest first: `{"act", "at", "by", "reason"}` each.
    opinions = models.JSONField(default=list)
    #: Values approved though nobody has seen them in a source, by path.
    approved_unverified = models.JSONField(default=list)
    #: The edition that it became.
    edition = models.OneToOneField(
        Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="draft"
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-changed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.title} {self.day:%Y-%m-%d}" if self.day else self.title

    @property
    def reads(self) -> bool:
        """Tell whether the text is a rulebook."""
        return bool(self.hash)


class DraftVersion(models.Model):
    """A text that a draft had, by whom and why; none is ever thrown away."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    cases = models.TextField(blank=True)
    hash = models.CharField(max_length=64, blank=True)
    why = models.CharField(max_length=500)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["draft", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "number"], name="draft_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.draft} #{self.number}"


class DraftComment(models.Model):
    """What somebody said of a draft in a comment round (征求意见), and what was answered."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", "单位"
        FIRM = "firm", "企业"
        CITIZEN = "citizen", "公民"
        ASSOCIATION = "association", "行业协会"

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", "采纳"
        PARTLY = "partly", "部分采纳"
        DECLINED = "declined", "不采纳"

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="comments")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    #: The clause that it is about, as the rulebook calls it; empty for the whole.
    clause = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=2000)
    #: Who said it; nobody for what came over the portal, which asks for no name.
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    #: The answer: what of the comment may be made known, whether it was adopted, and why.
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    gist = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["draft", "at", "id"]

    def __str__(self) -> str:
        return f"{self.draft} {self.pk}"

    @property
    def line_id(self) -> int | None:
        """Return the draft's line of business, by which acts ask whether it is the officer's."""
        return self.draft.line_id


class DraftReview(models.Model):
    """A review of one text of a draft: legal (合法性审核) or of fair competition (公平竞争审查)."""

    class Kind(models.TextChoices):
        LEGAL = "legal", "合法性审核"
        COMPETITION = "competition", "公平竞争审查"

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    #: The text that was reviewed: another text needs another review.
    hash = models.CharField(max_length=64)
    reviewer = models.CharField(max_length=100)
    number = models.CharField(max_length=60)
    opinion = models.CharField(max_length=2000)
    passed = models.BooleanField()
    file_name = models.CharField(max_length=200, blank=True)
    stored_name = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["draft", "-at", "-id"]

    def __str__(self) -> str:
        return f"{self.draft} {self.get_kind_display()}"
