"""What a rulebook said about a population, and how that became public."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from xinlu.accounts.models import User
from xinlu.evaluation.models.editions import Edition
from xinlu.registry.models import Subject

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class RunQuerySet(models.QuerySet["Run"]):
    """The words in which runs are asked for."""

    def public(self) -> Self:
        """Return runs whose results anybody may see: in publicity or announced."""
        return self.filter(state__in=Run.PUBLIC)

    def computed(self) -> Self:
        """Return runs whose results are whole: a run becomes visible all at once."""
        return self.filter(state__in=[*Run.INTERNAL, *Run.PUBLIC, Run.State.WITHDRAWN])

    def visible_to(self, actor: "Actor") -> Self:
        """Return every run for officers of the whole city in its line; public ones for others."""
        if actor.kind not in ("officer", "system") or actor.place_ids is not None:
            return self.public()
        if actor.line_ids is None:
            return self
        mine = Q(edition__line_id__in=actor.line_ids) | Q(edition__line__isnull=True)
        return self.filter(mine | Q(state__in=Run.PUBLIC))


class Run(models.Model):
    """An edition applied to a population as of a day."""

    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        COMPUTING = "computing", "计算中"
        TRIAL = "trial", "试算"
        PROPOSED = "proposed", "待审定"
        PUBLICISED = "publicised", "公示中"
        ANNOUNCED = "announced", "已公告"
        WITHDRAWN = "withdrawn", "已撤回"
        CANCELLED = "cancelled", "已取消"
        FAILED = "failed", "未完成"

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.QUEUED: {State.COMPUTING, State.CANCELLED, State.FAILED},
        State.COMPUTING: {State.TRIAL, State.CANCELLED, State.FAILED},
        State.TRIAL: {State.PROPOSED, State.CANCELLED},
        State.PROPOSED: {State.PUBLICISED, State.TRIAL},
        State.PUBLICISED: {State.ANNOUNCED, State.WITHDRAWN},
        State.ANNOUNCED: {State.WITHDRAWN},
    }

    #: States in which a result is whole but not public, and in which anybody may see it.
    INTERNAL: ClassVar = (State.TRIAL, State.PROPOSED)
    PUBLIC: ClassVar = (State.PUBLICISED, State.ANNOUNCED)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="runs")
    #: The day as of which is judged; for a calendar-year scheme its year is the year evaluated.
    on = models.DateField()
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    publicised_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    announced_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    publicised_on = models.DateField(null=True, blank=True)
    #: Last day of publicity (公示期满日); empty while the working-day calendar is missing.
    publicity_until = models.DateField(null=True, blank=True)
    announced_on = models.DateField(null=True, blank=True)
    subject_count = models.PositiveIntegerField(default=0)
    #: Subjects whose facts are kept before anybody is judged, where they are ranked among each
    #: other; and subjects that have been judged.
    gathered = models.PositiveIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    #: Results by grade, and unverified values that results rest on, for pages and gates.
    summary = models.JSONField(default=dict)
    failure = models.JSONField(null=True, blank=True)
    #: Opinions given on the way, oldest first: `{"act", "at", "by", "reason"}` each.
    opinions = models.JSONField(default=list)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.edition.title} {self.year}"

    @property
    def line_id(self) -> int | None:
        """Return the line of business, by which acts ask whether it is the officer's."""
        return self.edition.line_id


class ResultQuerySet(models.QuerySet["Result"]):
    """The words in which results are asked for."""

    def public(self) -> Self:
        """Return results that anybody may see; persons' are not among them."""
        return self.filter(run__state__in=Run.PUBLIC).exclude(subject__kind=Subject.Kind.PERSON)

    def visible_to(self, actor: "Actor") -> Self:
        """Return the results of whole runs that the actor may see.

        The city's officers see all of their lines, a county's those about subjects at home with
        them once they are public, a subject's user its own; everybody sees what is public.
        """
        public = Q(run__state__in=Run.PUBLIC)
        anybodys = public & ~Q(subject__kind=Subject.Kind.PERSON)
        if actor.subject_ids is not None:
            return self.filter(anybodys | (public & Q(subject_id__in=actor.subject_ids)))
        if actor.kind not in ("officer", "system"):
            return self.filter(anybodys)
        if actor.place_ids is not None:
            return self.filter(anybodys | (public & Q(subject__home_place_id__in=actor.place_ids)))
        whole = self.filter(run__in=Run.objects.computed())
        if actor.line_ids is None:
            return whole
        mine = Q(run__edition__line_id__in=actor.line_ids) | Q(run__edition__line__isnull=True)
        return whole.filter(mine | anybodys)


class Result(models.Model):
    """What one run said about one subject, with every reason and the inputs it was made from."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="results")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="results")
    #: Exact score as numerator/denominator, and as the rulebook writes it; empty without result.
    score = models.CharField(max_length=90, blank=True)
    score_text = models.CharField(max_length=30, blank=True)
    #: For sorting only.
    score_sort = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    grade = models.CharField(max_length=10, blank=True)
    grade_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    candidate_since = models.DateField(null=True, blank=True)
    no_result = models.CharField(max_length=40, blank=True)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    #: Inputs and verdict as `rules` writes them; together with the edition they rebuild the result.
    inputs = models.JSONField(default=dict)
    verdict = models.JSONField(default=dict)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["run", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "subject"], name="result_once")
        ]
        indexes: ClassVar = [models.Index(fields=["subject", "run"])]


class PeerTable(models.Model):
    """Who is ranked among whom in a run, and by what, as frozen before anybody was judged."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="peer_table")
    groups = models.JSONField()

    def __str__(self) -> str:
        return f"{self.run}"
