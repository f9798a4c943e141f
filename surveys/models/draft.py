"""Next year's questionnaires while they are prepared, as text. Issuing makes rows of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from surveys.models.questionnaire import Survey


class RoundDraft(models.Model):
    """A round that is being prepared. Once issued it stays, as the history of how it came about."""

    year = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=200)
    opens = models.DateField()
    deadline = models.DateField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lte=F("deadline")), name="round_draft_opens_before_deadline"
            )
        ]

    def __str__(self):
        return str(self.year)

    @property
    def is_open(self):
        return self.issued_at is None


class Draft(models.Model):
    """One questionnaire of a round that is being prepared; what it says is its last Version."""

    round = models.ForeignKey(RoundDraft, models.CASCADE, related_name="drafts")
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["round", "survey"]
        constraints = [
            models.UniqueConstraint(fields=["round", "survey"], name="draft_once_a_round")
        ]

    def __str__(self):
        return f"{self.survey} {self.round}"


class Version(models.Model):
    """A draft as it read after one change. Append-only, kept so by a database trigger.

    `text` is the whole definition as YAML (surveys.definition), `what` the change in words.
    """

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    what = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["draft", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="version_numbered_once")
        ]

    def __str__(self):
        return f"{self.draft}, {self.number}"
