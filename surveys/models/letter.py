"""What Socialstyrelsen writes to respondents in a round: letters, their wording, and extensions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from surveys.models.correction import Correction
from surveys.models.response import Response


class Reason(models.TextChoices):
    """Why a letter is written. `surveys.calendar` says on which day."""

    ISSUED = "issued", "Enkäten är öppen"
    EXTENDED = "extended", "Besked om anstånd"
    WEEKS_4 = "weeks_4", "Påminnelse fyra veckor före"
    WEEKS_3 = "weeks_3", "Påminnelse tre veckor före"
    WEEKS_2 = "weeks_2", "Påminnelse två veckor före"
    WEEKS_1 = "weeks_1", "Påminnelse en vecka före"
    DAY = "day", "Påminnelse sista svarsdagen"
    HEAD = "head", "Brev till chefen"
    CORRECTED = "corrected", "Rättelse i enkäten"
    THANKS = "thanks", "Tack för svaret"


class Letter(models.Model):
    """One letter to one person for one reason: the database refuses a second. Only `surveys.mailing`
    writes.

    `deadline` is the one the reason counts to, so that a new deadline has reminders of its own; the
    opening counts to none, nor does a letter about a `correction`. `subject` and `body` are kept as they
    went out.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Väntar"
        TAKEN = "taken", "På väg"
        SENT = "sent", "Skickat"
        PASSED = "passed", "Överhoppat"
        REFUSED = "refused", "Avvisat"
        UNSURE = "unsure", "Osäkert"

    class Why(models.TextChoices):
        """Why it was passed over."""

        NEWER = "newer", "Ett nyare brev gick i stället"
        NEEDLESS = "needless", "Behövdes inte längre"

    response = models.ForeignKey(Response, models.PROTECT, related_name="letters")
    reason = models.CharField(max_length=10, choices=Reason)
    deadline = models.DateField(null=True, blank=True)
    correction = models.ForeignKey(
        Correction, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    to = models.EmailField("till")
    name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    why = models.CharField(max_length=10, choices=Why, blank=True)
    planned_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "reason", "deadline", "correction", "to"],
                nulls_distinct=False,
                name="letter_once_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["issued", "corrected"], deadline__isnull=True)
                | Q(
                    reason__in=[
                        "extended",
                        "weeks_4",
                        "weeks_3",
                        "weeks_2",
                        "weeks_1",
                        "day",
                        "head",
                    ],
                    deadline__isnull=False,
                ),
                name="letter_counts_to_a_deadline",
            ),
            models.CheckConstraint(
                condition=Q(reason="corrected", correction__isnull=False)
                | (~Q(reason="corrected") & Q(correction__isnull=True)),
                name="letter_about_a_correction",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "taken", "sent", "passed", "refused", "unsure"]),
                name="letter_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="passed", why__in=["newer", "needless"])
                | (~Q(state="passed") & Q(why="")),
                name="letter_passed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "passed"]) | Q(taken_at__isnull=False),
                name="letter_taken_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="letter_sent_says_when",
            ),
            models.CheckConstraint(
                condition=Q(to=models.functions.Lower("to")) & ~Q(to=""),
                name="letter_address_lowercase",
            ),
        ]

    def __str__(self):
        return f"{self.get_reason_display()}: {self.response_id}"

    @property
    def key(self):
        """What there is one of."""
        return self.response_id, self.reason, self.deadline, self.to, self.correction_id


class Wording(models.Model):
    """A letter's text as staff have edited it. Where there is none, that of `surveys/wordings.yaml`."""

    reason = models.CharField(max_length=10, choices=Reason, unique=True)
    subject = models.CharField(max_length=150)
    body = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=Reason.values), name="wording_reason_known"
            ),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(body=""), name="wording_says_something"
            ),
        ]

    def __str__(self):
        return self.get_reason_display()


class Extension(models.Model):
    """One respondent's own deadline, later than the round's (anstånd): see `surveys.rounds.deadline_of`.
    The one in force; how it came about is in `ExtensionChange`."""

    response = models.OneToOneField(Response, models.PROTECT, related_name="extension")
    deadline = models.DateField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["response"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="extension_says_why"),
        ]

    def __str__(self):
        return f"{self.response}: {self.deadline}"


class ExtensionChange(models.Model):
    """A line in the log of extensions: one was given, moved or, without a deadline, taken back.
    Append-only, kept so by a database trigger."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="extension_changes")
    deadline = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline__isnull=True, reason="")
                | (Q(deadline__isnull=False) & ~Q(reason="")),
                name="extension_change_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.response}: {self.deadline}"
