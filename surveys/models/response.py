"""What is answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Organisation
from surveys.models.questionnaire import Item, Questionnaire


class State(models.TextChoices):
    NOT_STARTED = "not_started", "Inte påbörjat"
    DRAFT = "draft", "Påbörjat"
    SUBMITTED = "submitted", "Inlämnat"
    RETURNED = "returned", "I retur"
    APPROVED = "approved", "Godkänt"


class Door(models.TextChoices):
    """The way by which something came in."""

    FORM = "form", "Formulär"
    COMMAND = "command", "Inläsning från fil"
    SUMS = "sums", "Summan av kommunernas svar"
    WORKBOOK = "workbook", "Arbetsbok"


class Missing(models.TextChoices):
    """An answer that says why there is no value. It is neither an empty box nor 0."""

    UNKNOWN = "kan_ej_uppskattas", "Kan ej uppskattas"


class Response(models.Model):
    """One organisation's answer to one questionnaire. Only `surveys.workflow` changes `state` and lock.

    `locked_at` says that a kommun's RSS has closed the open response to the kommun, not to itself.
    """

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="responses")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="responses")
    state = models.CharField(max_length=12, choices=State, default=State.NOT_STARTED)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["questionnaire", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "organisation"], name="response_once_an_organisation"
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="response_state_known"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="response_submitted_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="response_approved_at_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "approved"]) | Q(submitted_at__isnull=False),
                name="response_submitted_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_at__isnull=False)
                | (~Q(state="approved") & Q(approved_at__isnull=True)),
                name="response_approved_says_when",
            ),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True, locked_by__isnull=True)
                | Q(locked_at__isnull=False, locked_by__isnull=False),
                name="response_locked_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True) | ~Q(state__in=["submitted", "approved"]),
                name="response_locked_while_open",
            ),
        ]

    def __str__(self):
        return f"{self.questionnaire}, {self.organisation}"

    @property
    def is_open(self):
        """May be written in: not handed in, or returned."""
        return self.state in {State.NOT_STARTED, State.DRAFT, State.RETURNED}


class Answer(models.Model):
    """One item's value, typed once. An unmarked or empty box has no Answer.

    Exactly one of the value columns is set; `unreadable` keeps what was typed where a value of
    the item's kind could not be read, so that nothing typed is lost. `hidden` follows the
    question's `visible_when`: a hidden answer is kept and does not count. `taken_over` marks what
    came from last round until somebody confirms it.
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    item = models.ForeignKey(Item, models.PROTECT, related_name="answers")
    # 0 except where a question repeats.
    row = models.PositiveSmallIntegerField(default=0)
    number = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    choice = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001 - see constraint
    text = models.TextField(null=True, blank=True)  # noqa: DJ001
    missing = models.CharField(max_length=20, choices=Missing, null=True, blank=True)  # noqa: DJ001
    unreadable = models.TextField(null=True, blank=True)  # noqa: DJ001
    hidden = models.BooleanField(default=False)
    taken_over = models.BooleanField(default=False, db_default=False)

    VALUE_FIELDS = ("number", "choice", "text", "missing", "unreadable")

    class Meta:
        ordering = ["response", "item", "row"]
        constraints = [
            models.UniqueConstraint(fields=["response", "item", "row"], name="answer_once_a_box"),
            models.CheckConstraint(
                condition=Q(
                    number__isnull=False,
                    choice__isnull=True,
                    text__isnull=True,
                    missing__isnull=True,
                    unreadable__isnull=True,
                )
                | Q(
                    number__isnull=True,
                    choice__isnull=False,
                    text__isnull=True,
                    missing__isnull=True,
                    unreadable__isnull=True,
                )
                | Q(
                    number__isnull=True,
                    choice__isnull=True,
                    text__isnull=False,
                    missing__isnull=True,
                    unreadable__isnull=True,
                )
                | Q(
                    number__isnull=True,
                    choice__isnull=True,
                    text__isnull=True,
                    missing__isnull=False,
                    unreadable__isnull=True,
                )
                | Q(
                    number__isnull=True,
                    choice__isnull=True,
                    text__isnull=True,
                    missing__isnull=True,
                    unreadable__isnull=False,
                ),
                name="answer_exactly_one_value",
            ),
        ]

    def __str__(self):
        return f"{self.item_id}: {self.number or self.choice or self.text or self.missing}"


class AnswerChange(models.Model):
    """The log of answers: append-only, kept so by a database trigger. Values as canonical text, '' for empty."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="changes")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    row = models.PositiveSmallIntegerField(default=0)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    door = models.CharField(max_length=10, choices=Door)
    # The file it came in by, which can be undone.
    upload = models.ForeignKey(
        "Upload", models.PROTECT, null=True, blank=True, related_name="changes", db_index=False
    )

    class Meta:
        ordering = ["-id"]
        # Few changes come by a file; the others need no place in its index.
        indexes = [
            models.Index(
                fields=["upload"], condition=Q(upload__isnull=False), name="change_of_upload"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(door__in=Door.values), name="change_door_known"),
            models.CheckConstraint(
                condition=~Q(old=models.F("new")), name="change_changes_something"
            ),
        ]

    def __str__(self):
        return f"{self.item_id}: {self.old!r} → {self.new!r}"
