"""What is counted and what is kept of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Organisation
from surveys.models import Round


class Observation(models.Model):
    """A register figure for an organisation and a year. No organisation means the whole country.

    `flag` is '' or 'uppskattad' (the register itself is incomplete there).
    """

    indicator = models.SlugField(max_length=60)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="observations"
    )
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=14, decimal_places=4)
    flag = models.CharField(max_length=20, blank=True, choices=[("uppskattad", "Uppskattad")])
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["indicator", "year", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "organisation", "year"],
                name="observation_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(flag__in=["", "uppskattad"]), name="observation_flag_known"
            ),
        ]

    def __str__(self):
        return f"{self.indicator} {self.organisation or 'Riket'} {self.year}: {self.value}"


class Build(models.Model):
    """One making of a round's tables. The row is the truth; the queue only rings a bell.

    `answers_state` is the id of the newest workflow step when the answers were read: tables are
    out of date when a newer step has approved or un-approved a response.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Väntar"
        RUNNING = "running", "Räknas"
        DONE = "done", "Klar"
        FAILED = "failed", "Misslyckades"

    round = models.ForeignKey(Round, models.PROTECT, related_name="builds")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    requested_at = models.DateTimeField(auto_now_add=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Times a worker has taken it: one that kills its worker every time is given up.
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    tables_done = models.PositiveSmallIntegerField(default=0)
    tables_in_all = models.PositiveSmallIntegerField(default=0)
    answers_state = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed"]),
                name="build_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "failed"]) | Q(finished_at__isnull=False),
                name="build_ended_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(heartbeat_at__isnull=False),
                name="build_running_beats",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(reason=""), name="build_failed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(tables_done__lte=models.F("tables_in_all")),
                name="build_no_more_done_than_all",
            ),
        ]

    def __str__(self):
        return f"Tabeller {self.round}, {self.get_state_display().lower()}"


class BuiltTable(models.Model):
    """One finished table of a build, as `analysis.tables.Table.as_json` lays it out."""

    build = models.ForeignKey(Build, models.CASCADE, related_name="tables")
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    content = models.JSONField()

    class Meta:
        ordering = ["build", "position"]
        constraints = [
            models.UniqueConstraint(fields=["build", "code"], name="built_table_once"),
        ]

    def __str__(self):
        return self.code
