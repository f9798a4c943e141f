"""Who is to fill in what, when they were at it, and who is there right now."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from regions.models import Invitation, Membership
from surveys.models.questionnaire import Section
from surveys.models.response import Response


class SectionTask(models.Model):
    """A section given to a colleague, or waiting for one who is invited.

    A contributor with no section of a questionnaire may fill in all of it; `surveys.access` says so.
    """

    section = models.ForeignKey(Section, models.CASCADE, related_name="tasks")
    membership = models.ForeignKey(
        Membership, models.CASCADE, null=True, blank=True, related_name="section_tasks"
    )
    invitation = models.ForeignKey(
        Invitation, models.CASCADE, null=True, blank=True, related_name="section_tasks"
    )

    class Meta:
        ordering = ["section__position"]
        constraints = [
            models.UniqueConstraint(fields=["section", "membership"], name="task_once_a_member"),
            models.UniqueConstraint(
                fields=["section", "invitation"], name="task_once_an_invitation"
            ),
            models.CheckConstraint(
                condition=Q(membership__isnull=False, invitation__isnull=True)
                | Q(membership__isnull=True, invitation__isnull=False),
                name="task_of_one",
            ),
        ]

    def __str__(self):
        return f"{self.section}: {self.membership or self.invitation}"


class WorkSession(models.Model):
    """A stretch of time somebody had a response's pages open, page after page.

    With the log of answers it tells how long the work took: see `surveys.worktime`.
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="work_sessions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ["response", "started_at"]
        indexes = [models.Index(fields=["response", "by", "ended_at"], name="work_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_at__lte=F("ended_at")), name="work_ends_after_it_starts"
            )
        ]

    def __str__(self):
        return f"{self.response}: {self.started_at} – {self.ended_at}"


class Presence(models.Model):
    """Somebody has a section open on their screen, as last heard of: see `surveys.presence`."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="presences")
    section = models.ForeignKey(Section, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    heard_at = models.DateTimeField()

    class Meta:
        ordering = ["response", "section", "user"]
        constraints = [
            models.UniqueConstraint(fields=["response", "section", "user"], name="presence_once")
        ]

    def __str__(self):
        return f"{self.response}: {self.user}"
