"""Who acts: users, the posts they hold, delegation and hand-over."""

from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser
from django.db import models

from xinlu.accounts.models.places import Authority, DatedQuerySet, Line


class Role(models.TextChoices):
    """What a post may do (岗位)."""

    CLERK = "clerk", "归集岗"
    REVIEWER = "reviewer", "审核岗"
    EVALUATOR = "evaluator", "评价岗"
    APPROVER = "approver", "审定岗"
    AUDITOR = "auditor", "审计岗"
    ADMINISTRATOR = "administrator", "管理岗"


class User(AbstractUser):
    """A person who logs in: an officer, or somebody who speaks for a subject."""

    class Kind(models.TextChoices):
        OFFICER = "officer", "工作人员"
        SUBJECT = "subject", "信用主体用户"

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.OFFICER)
    name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    must_change_password = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name or self.username


class Appointment(models.Model):
    """A post held by an officer at an authority from one day to another."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT)
    role = models.CharField(max_length=16, choices=Role.choices)
    #: Lines of the post; none means all lines of the authority.
    lines = models.ManyToManyField(Line, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    is_suspended = models.BooleanField(default=False)

    objects = DatedQuerySet["Appointment"].as_manager()

    class Meta:
        ordering: ClassVar = ["user", "since"]

    def __str__(self) -> str:
        return f"{self.user} {self.authority} {self.get_role_display()}"

    def holds(self, on: date) -> bool:
        """Say whether the post is held, and not suspended, on the day `on`."""
        return (
            not self.is_suspended and self.since <= on and (self.until is None or on < self.until)
        )


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """The words in which delegations are asked for."""

    def in_force(self, on: date) -> Self:
        """Return the delegations that lend a post on the day `on`; their last day is included."""
        return self.filter(since__lte=on, until__gte=on, is_revoked=False)


class Delegation(models.Model):
    """A post's power lent to a colleague (A/B 岗 and absence), from `since` through `until`."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT)
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations")
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=200)
    is_revoked = models.BooleanField(default=False)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["since", "id"]

    def __str__(self) -> str:
        return f"{self.appointment} → {self.to}"


class Handover(models.Model):
    """A change of post (交接): what was open goes to the successor, the history stays."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="handovers")
    successor = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="taken_over")
    on = models.DateField()
    #: What was handed over, as the sheet (交接单) lists it: `[{"what": …, "count": …}]`.
    items = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.appointment} → {self.successor.user}"
