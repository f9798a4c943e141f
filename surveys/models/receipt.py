"""What was handed in, word for word, whatever becomes of the response later."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from surveys.models.response import Response
from surveys.models.review import Step


class Receipt(models.Model):
    """One hand-in. Append-only but for `mailed_at`, kept so by a database trigger.

    `content` is the questionnaire's wording and the answers as they were shown that day, and `checksum`
    its SHA-256 (see surveys.receipt). `mailed_at` is when a worker took the letter on.
    """

    response = models.ForeignKey(Response, models.PROTECT, related_name="receipts")
    step = models.OneToOneField(Step, models.PROTECT, related_name="receipt")
    number = models.CharField(max_length=80, unique=True)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checksum = models.CharField(max_length=64)
    content = models.JSONField()
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checksum__regex=r"^[0-9a-f]{64}$"), name="receipt_checksum_is_sha256"
            )
        ]

    def __str__(self):
        return self.number
