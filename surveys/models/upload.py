"""A file with answers that somebody has sent in: what it would change, and what became of it."""

from django.db import models
from django.db.models import Q

from surveys.models.job import Job
from surveys.models.response import Response


class Upload(Job):
    """A workbook or csv. With `area` it holds the answers of an RSS's kommuner, and `response` is the
    RSS's own; else the answers of `response` itself.

    Each phase is a piece of work (Job) of its own, asked for by a person: `found` is what the check
    gave (surveys.uploads.Found), `told` what taking in or undoing gave.
    """

    class Phase(models.TextChoices):
        CHECK = "check", "Kontrollera"
        TAKE = "take", "Läsa in"
        UNDO = "undo", "Ångra"

    response = models.ForeignKey(Response, models.CASCADE, related_name="uploads")
    area = models.BooleanField(default=False)
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.CHECK)
    name = models.CharField(max_length=200)
    checksum = models.CharField(max_length=64)
    # Whether kommuner without anything left to mend are handed in when the answers are taken in.
    hand_in = models.BooleanField(default=False)
    found = models.JSONField(null=True, blank=True)
    told = models.JSONField(null=True, blank=True)

    class Meta(Job.Meta):
        constraints = [
            *Job.Meta.constraints,
            models.CheckConstraint(
                condition=Q(phase__in=["check", "take", "undo"]), name="upload_phase_known"
            ),
            models.CheckConstraint(
                condition=Q(checksum__regex=r"^[0-9a-f]{64}$"), name="upload_checksum_is_sha256"
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.response}"

    @property
    def is_checked(self):
        return self.phase == self.Phase.CHECK and self.state == self.State.DONE

    @property
    def may_be_taken_in(self):
        """Checked, and neither taken in nor on its way to be. What failed may be tried again."""
        return self.is_checked or (
            self.phase == self.Phase.TAKE and self.state == self.State.FAILED
        )

    @property
    def is_taken(self):
        return self.phase == self.Phase.TAKE and self.state == self.State.DONE

    @property
    def is_undone(self):
        return self.phase == self.Phase.UNDO and self.state == self.State.DONE


class UploadedFile(models.Model):
    """The file as it came, kept in the database: no address leads to it, and it goes with the round."""

    upload = models.OneToOneField(Upload, models.CASCADE, related_name="file")
    content = models.BinaryField()

    class Meta:
        ordering = ["upload"]

    def __str__(self):
        return str(self.upload_id)
