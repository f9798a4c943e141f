"""Answers taken out by Socialstyrelsen as a file."""

from django.db import models
from django.db.models import Q

from surveys.models.job import Job
from surveys.models.questionnaire import Round


class Export(Job):
    """A round's answers as one file: of regions, of RSS, or of both. Never of kommuner.

    `rows` is how many answers or respondents the finished file holds, `size` its bytes.
    """

    class Respondents(models.TextChoices):
        BOTH = "", "Regioner och RSS"
        REGION = "region", "Regioner"
        RSS = "rss", "RSS"

    class Layout(models.TextChoices):
        ANSWERS = "answers", "En rad per svarsruta"
        RESPONDENTS = "respondents", "En rad per uppgiftslämnare"

    class Format(models.TextChoices):
        XLSX = "xlsx", "Excel (xlsx)"
        CSV = "csv", "csv i en zip-fil"
        JSON = "json", "json"

    round = models.ForeignKey(Round, models.PROTECT, related_name="exports")
    survey = models.CharField(max_length=20, choices=Respondents, blank=True)
    layout = models.CharField(max_length=12, choices=Layout)
    format = models.CharField(max_length=4, choices=Format)
    every_state = models.BooleanField(default=False)
    rows = models.PositiveIntegerField(null=True, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta(Job.Meta):
        constraints = [
            *Job.Meta.constraints,
            models.CheckConstraint(
                condition=Q(survey__in=["", "region", "rss"]), name="export_never_of_kommuner"
            ),
            models.CheckConstraint(
                condition=Q(layout__in=["answers", "respondents"]), name="export_layout_known"
            ),
            models.CheckConstraint(
                condition=Q(format__in=["xlsx", "csv", "json"]), name="export_format_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(rows__isnull=False, size__isnull=False),
                name="export_done_says_how_much",
            ),
        ]

    def __str__(self):
        return f"{self.round}, {self.get_survey_display()}, {self.get_layout_display()}"


class ExportedPiece(models.Model):
    """A stretch of the finished file, which may be too large to be held at once."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["export", "number"]
        constraints = [
            models.UniqueConstraint(fields=["export", "number"], name="exported_piece_once")
        ]

    def __str__(self):
        return f"{self.export_id}: {self.number}"
