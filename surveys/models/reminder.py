"""An RSS reminds a kommun that has not handed in."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from surveys.models.response import Response


class Reminder(models.Model):
    """One reminder, at most one a day and kommun. Only `surveys.reminding` writes.

    `text` is the RSS's own line. `mailed_at` is when a worker took the letter on, or when the
    invitations of a kommun where nobody has joined were sent again in its place.
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="reminders")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField(default=timezone.localdate)
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["response", "day"], name="reminder_once_a_day")
        ]

    def __str__(self):
        return f"{self.response}: {self.day}"
