"""Regulations (法规) with their clauses, and how later ones changed them."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from xinlu.catalogue.standing import ChangeSaid, Standing, standing


class RegulationQuerySet(models.QuerySet["Regulation"]):
    """The words in which regulations are asked for."""

    def in_force(self, on: date) -> Self:
        """Return those that are known to bind on the day `on`."""
        open_ended = Q(until__isnull=True) & ~Q(changes__kind__in=RegulationChange.ENDING)
        binding = ~Q(kind__in=Regulation.NOT_BINDING)
        return self.filter(binding, Q(until__gt=on) | open_ended, since__lte=on)


class Regulation(models.Model):
    """A law, ordinance, document or form that a rulebook, a deadline or an item rests on."""

    class Kind(models.TextChoices):
        LAW = "law", "法律"
        REGULATION = "regulation", "行政法规"
        LOCAL = "local", "地方性法规"
        RULE = "rule", "部门规章"
        DOCUMENT = "document", "规范性文件"
        FORM = "form", "评分表式"
        DRAFT = "draft", "征求意见稿"
        PRACTICE = "practice", "做法与公示"

    #: Kinds that bind nobody: they only tell of a practice.
    NOT_BINDING = (Kind.DRAFT, Kind.PRACTICE)

    code = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    issuer = models.CharField(max_length=100, blank=True)
    jurisdiction = models.CharField(max_length=40)
    lines = models.JSONField(default=list)
    issued = models.DateField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    names = models.JSONField(default=list)
    short = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    verified = models.BooleanField(default=False)

    objects = RegulationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["title", "code"]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.number else self.title

    def standing(self, on: date) -> Standing:
        """Return how it stands on the day; its changes must have been fetched for many at once."""
        replaced = any(
            each.kind in RegulationChange.ENDING and not each.clauses for each in self.changes.all()
        )
        binding = self.kind not in self.NOT_BINDING
        return standing(self.since, self.until, on, replaced=replaced, binding=binding)


class Clause(models.Model):
    """A clause as it read from one day to another; what it governs, in our own words."""

    regulation = models.ForeignKey(Regulation, on_delete=models.CASCADE, related_name="clauses")
    order = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    names = models.JSONField(default=list)
    statement = models.CharField(max_length=200)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    verified = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["regulation", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["regulation", "order"], name="clause_order_once")
        ]

    def __str__(self) -> str:
        return f"{self.regulation.title} {self.label}"

    def in_force(self, on: date) -> bool:
        """Say whether these are the clause's words on the day, as far as the days are known."""
        since, until = self.since or self.regulation.since, self.until or self.regulation.until
        return (since is None or since <= on) and (until is None or on < until)


class RegulationChange(models.Model):
    """That a later regulation replaced, repealed or amended another, or some of its clauses."""

    class Kind(models.TextChoices):
        REPLACE = "replace", "代替"
        REPEAL = "repeal", "废止"
        AMEND = "amend", "修改"

    #: Kinds after which what was changed no longer binds.
    ENDING = (Kind.REPLACE, Kind.REPEAL)

    of = models.ForeignKey(Regulation, on_delete=models.CASCADE, related_name="changes")
    by = models.ForeignKey(Regulation, on_delete=models.CASCADE, related_name="made")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField(null=True, blank=True)
    clauses = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)
    verified = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "by"], name="regulation_changed_once_by_another")
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.get_kind_display()} {self.of}"

    @property
    def said(self) -> ChangeSaid:
        """Return it as what decides reads it."""
        return ChangeSaid(
            self.of.code,
            self.by.code,
            self.by.title,
            self.kind,
            self.on,
            tuple(self.clauses),
            self.verified,
            self.note,
        )
