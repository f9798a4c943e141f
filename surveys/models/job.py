"""Long work is a row before anything is queued."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Job(models.Model):
    """A piece of work for a worker. The row is the truth; the queue only rings a bell: see `surveys.jobs`."""

    class State(models.TextChoices):
        WAITING = "waiting", "Väntar"
        RUNNING = "running", "Pågår"
        DONE = "done", "Klar"
        FAILED = "failed", "Misslyckades"

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    requested_at = models.DateTimeField(auto_now_add=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Times a worker has taken it: one that kills its worker every time is given up.
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    in_all = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed"]),
                name="%(class)s_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "failed"]) | Q(finished_at__isnull=False),
                name="%(class)s_ended_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(heartbeat_at__isnull=False),
                name="%(class)s_running_beats",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(reason=""), name="%(class)s_failed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(done__lte=F("in_all")), name="%(class)s_no_more_done_than_all"
            ),
        ]

    @property
    def is_under_way(self):
        return self.state in {self.State.WAITING, self.State.RUNNING}
