"""What was found, explained, and decided about a response."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from surveys.models.questionnaire import Item, Severity
from surveys.models.response import Door, Response, State


class Step(models.Model):
    """A change of state: who, when, why. Append-only, kept so by a database trigger."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="steps")
    from_state = models.CharField(max_length=12, choices=State)
    to_state = models.CharField(max_length=12, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)
    door = models.CharField(max_length=10, choices=Door)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_state="returned") | ~Q(reason=""), name="step_return_says_why"
            ),
            models.CheckConstraint(
                condition=Q(from_state__in=State.values, to_state__in=State.values),
                name="step_states_known",
            ),
            models.CheckConstraint(condition=Q(door__in=Door.values), name="step_door_known"),
        ]

    def __str__(self):
        return f"{self.response}: {self.get_to_state_display()}"


class Finding(models.Model):
    """Something a rule found in a response, at one box. Rewritten by every check.

    `values` keeps the values that disagree: a list of {label, value}, as shown.
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=100)
    item = models.ForeignKey(Item, models.CASCADE, related_name="findings")
    severity = models.CharField(max_length=10, choices=Severity)
    message = models.TextField()
    values = models.JSONField(default=list)

    class Meta:
        ordering = ["response", "severity", "item__position", "rule"]
        constraints = [
            models.UniqueConstraint(fields=["response", "rule", "item"], name="finding_once"),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values), name="finding_severity_known"
            ),
        ]

    def __str__(self):
        return f"{self.rule}: {self.message}"


class Explanation(models.Model):
    """Why an odd value is right all the same. It holds for the values it was written about."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="explanations")
    rule = models.CharField(max_length=100)
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    values = models.JSONField(default=list)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["response", "item__position"]
        constraints = [
            models.UniqueConstraint(fields=["response", "rule", "item"], name="explanation_once"),
            models.CheckConstraint(condition=~Q(text=""), name="explanation_says_something"),
        ]

    def __str__(self):
        return self.text
