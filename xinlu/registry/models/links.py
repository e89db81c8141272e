"""What binds subjects to each other and to the people who speak for them."""

from typing import ClassVar, Self

from django.db import models

from xinlu.accounts.models import User
from xinlu.accounts.models.places import DatedQuerySet
from xinlu.registry.models.subjects import Subject


class LinkQuerySet(DatedQuerySet["Link"]):
    """The words in which ties are asked for."""

    def visible(self) -> Self:
        """Return ties that stand, not those of an unfinished or withdrawn batch."""
        return self.filter(is_pending=False)


class Link(models.Model):
    """A dated tie between two subjects, as one source states it."""

    class Kind(models.TextChoices):
        OWNER = "owner", "车船所有人"
        OPERATOR = "operator", "车船经营人"
        EMPLOYS = "employs", "聘用"
        BRANCH = "branch", "分支机构"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    #: The firm of the tie: owner, operator, employer, parent.
    of = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="links_out")
    to = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="links_in")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True, db_index=True)
    #: True while the batch that states it is being stored, and after it was withdrawn.
    is_pending = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(LinkQuerySet)()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "of", "to", "since"], name="link_once")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ContractSectionQuerySet(models.QuerySet["ContractSection"]):
    """The words in which contract sections are asked for."""

    def visible(self) -> Self:
        """Return sections whose registration is complete and stands."""
        return self.filter(is_pending=False)


class ContractSection(models.Model):
    """A contract section (合同段) of a project, and who carries it out."""

    name = models.CharField(max_length=200, db_index=True)
    project = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="sections"
    )
    contractor = models.ForeignKey(
        Subject, on_delete=models.PROTECT, related_name="contracted_sections"
    )
    #: Contract price (合同价) in 亿元.
    price = models.DecimalField(max_digits=18, decimal_places=6)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    registered_from = models.CharField(max_length=60, blank=True, db_index=True)
    #: True while the batch that registers it is being stored, and after it was withdrawn.
    is_pending = models.BooleanField(default=False)

    objects = ContractSectionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Representation(models.Model):
    """A user who may speak for a subject (经办人), from one day to another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="representations")
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = models.Manager.from_queryset(DatedQuerySet)()

    def __str__(self) -> str:
        return str(self.user)


class Opening(models.Model):
    """Somebody opened a person's sealed numbers, and for what purpose."""

    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    authority_name = models.CharField(max_length=200)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="openings")
    purpose = models.CharField(max_length=200)
    #: The task at hand as `kind:uid`, and the purpose it preset; empty outside a task.
    task = models.CharField(max_length=60, blank=True)
    preset = models.CharField(max_length=200, blank=True)
