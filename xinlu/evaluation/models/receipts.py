"""What was signed about a published run, and how a result is found in it."""

from typing import ClassVar

from django.db import models

from xinlu.evaluation.models.runs import Result, Run


class ReceiptKey(models.Model):
    """A public key under which receipts were signed (凭证公钥); published as long as we are."""

    key_id = models.CharField(max_length=16, unique=True)
    public = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-since", "-id"]

    def __str__(self) -> str:
        return self.key_id


class RunReceipt(models.Model):
    """What was signed about a published run (评价结果凭证), and the archive it was signed over."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="receipt")
    key = models.ForeignKey(ReceiptKey, on_delete=models.PROTECT, related_name="+")
    statement = models.JSONField()
    signature = models.CharField(max_length=128)
    stored_name = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.run}"


class ResultProof(models.Model):
    """Where a result stands in its run's tree, and the path from there to the signed root."""

    result = models.OneToOneField(Result, on_delete=models.CASCADE, related_name="proof")
    index = models.PositiveIntegerField()
    path = models.JSONField()

    def __str__(self) -> str:
        return f"{self.index}"
