"""The editions of rulebooks in force, and the values confirmed beside them."""

from typing import ClassVar

from django.db import models

from xinlu.accounts.models import Line, User


class Edition(models.Model):
    """A rulebook edition (评价标准) as it came into force; its text is never changed."""

    class State(models.TextChoices):
        DRAFT = "draft", "草案"
        IN_FORCE = "in-force", "现行"
        RETIRED = "retired", "已废止"

    scheme = models.CharField(max_length=40)
    edition = models.DateField()
    title = models.CharField(max_length=200)
    basis = models.CharField(max_length=300)
    #: The rulebook's source, and its canonical resolved text, of which `hash` is made.
    source = models.TextField()
    canonical = models.TextField()
    hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.IN_FORCE)
    line = models.ForeignKey(Line, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering: ClassVar = ["scheme", "-edition"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "edition"], name="edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.edition:%Y-%m-%d}"


class Confirmation(models.Model):
    """An officer with that power confirmed a value that the rulebook marks unverified.

    It stands beside the edition, outside its hash.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="confirmations")
    path = models.CharField(max_length=200)
    value = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    #: True for the demo city's confirmations, which confirm nothing real.
    is_fictional = models.BooleanField(default=False)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "path"], name="confirmed_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.path}"
