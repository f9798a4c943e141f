"""What is said about a question after its questionnaire was issued, which stays as it was."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from surveys.models.questionnaire import Question, Questionnaire


class Correction(models.Model):
    """A numbered correction (rättelse) of one question. Append-only, kept so by a database trigger.

    Of the `asked` responses, `answered` had an answer to the question when it was written, and
    `handed_in` of those were handed in. `affected` names the regions and RSS among those who had
    answered, [{name, state}]; of kommuner only the number is kept.
    """

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="corrections")
    question = models.ForeignKey(Question, models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    asked = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    handed_in = models.PositiveIntegerField()
    affected = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["questionnaire", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"], name="correction_numbered_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="correction_says_something"),
            models.CheckConstraint(
                condition=Q(handed_in__lte=F("answered"), answered__lte=F("asked")),
                name="correction_counts_in_order",
            ),
        ]

    def __str__(self):
        return f"Rättelse {self.number}"
