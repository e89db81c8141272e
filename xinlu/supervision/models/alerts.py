"""An alert of the risk watch (信用风险监测): a sign that somebody has to look into."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from xinlu.accounts.models import Line, Place, User
from xinlu.collection.models import Record
from xinlu.evaluation.models import Result
from xinlu.registry.models import Subject

if TYPE_CHECKING:
    from xinlu.accounts.actors import Actor


class AlertQuerySet(models.QuerySet["Alert"]):
    """The words in which alerts are asked for."""

    def visible_to(self, actor: "Actor") -> Self:
        """Return the alerts in an officer's places and lines; nobody else sees any."""
        if actor.kind not in ("officer", "system"):
            return self.none()
        seen = self if actor.place_ids is None else self.filter(place_id__in=actor.place_ids)
        if actor.line_ids is None:
            return seen
        return seen.filter(Q(line_id__in=actor.line_ids) | Q(line__isnull=True))

    def at_hand(self) -> Self:
        """Return the alerts that somebody has to do something about."""
        return self.exclude(state__in=Alert.FINAL)


class Alert(models.Model):
    """What a rule of the watch saw about a subject, an address or a county, and what came of it."""

    class State(models.TextChoices):
        OPEN = "open", "待核查"
        TAKEN = "taken", "核查中"
        CONFIRMED = "confirmed", "属实"
        DISMISSED = "dismissed", "不属实"
        PASSED = "passed", "已移送"

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.OPEN: {State.TAKEN, State.CONFIRMED, State.DISMISSED, State.PASSED},
        # Another officer may take it over.
        State.TAKEN: {State.TAKEN, State.CONFIRMED, State.DISMISSED, State.PASSED},
    }
    FINAL: ClassVar = (State.CONFIRMED, State.DISMISSED, State.PASSED)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: The rule that raised it, by its code, and what it is about, such as `subject:12`.
    rule = models.CharField(max_length=60)
    about = models.CharField(max_length=200)
    subject = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="alerts")
    #: Whose it is to look into: the subject's home, or the county it is about.
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT)
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, db_index=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    #: The shape of the rule, and the numbers of the sentence that tells what was seen.
    facts = models.JSONField()
    #: The evidence: every record it rests on, and the result where it rests on one.
    records = models.ManyToManyField(Record, related_name="alerts")
    result = models.ForeignKey(
        Result, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    raised_on = models.DateField()
    due_on = models.DateField(null=True)
    owner = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    #: The reasons given, each with its act: `{"act": …, "reason": …}`.
    said = models.JSONField(default=list)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "about"],
                condition=Q(state__in=["open", "taken"]),
                name="one_alert_at_hand",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["rule", "about"], name="alert_about")]

    def __str__(self) -> str:
        return str(self.subject or self.facts.get("about") or self.place or self.about)

    @property
    def outcome(self) -> str:
        """Return the reason that was given last."""
        return str(self.said[-1]["reason"]) if self.said else ""
