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


class Locking(models.Model):
    """A kommun's response was locked by its RSS, or unlocked: who and when. Append-only, kept so by a
    database trigger."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="lockings")
    locked = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return f"{self.response}: {'låst' if self.locked else 'upplåst'}"


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


class Remark(models.Model):
    """What a reviewer remarks on one box, and what is answered. Only `surveys.remarks` writes.

    Marks of a list are one box: the remark stands at the first of them.
    """

    class State(models.TextChoices):
        OPEN = "open", "Obesvarad"
        ANSWERED = "answered", "Besvarad"
        CLOSED = "closed", "Stängd"

    response = models.ForeignKey(Response, models.CASCADE, related_name="remarks")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["response", "item__position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "item"],
                condition=~Q(state="closed"),
                name="remark_one_at_a_box",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="remark_says_something"),
            models.CheckConstraint(
                condition=Q(state="open", answer="")
                | Q(~Q(answer=""), state="answered")
                | Q(state="closed"),
                name="remark_state_as_answered",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | Q(~Q(answer=""), answered_by__isnull=False, answered_at__isnull=False),
                name="remark_answer_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_by__isnull=False, closed_at__isnull=False)
                | Q(~Q(state="closed"), closed_by__isnull=True, closed_at__isnull=True),
                name="remark_closed_at_and_by",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def is_open(self):
        """Waits for an answer."""
        return self.state == self.State.OPEN

    @property
    def is_closed(self):
        return self.state == self.State.CLOSED

    @property
    def sender(self):
        """In whose name it is written."""
        organisation = self.response.organisation
        return organisation.parent.name if organisation.is_kommun else "Socialstyrelsen"
