"""What is counted and what is kept of it."""

from django.db import models
from django.db.models import Q

from regions.models import Organisation
from surveys.models import Job, Round


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


class Build(Job):
    """One making of a round's tables.

    `answers_state` is the id of the newest workflow step when the answers were read: tables are
    out of date when a newer step has approved or un-approved a response.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="builds")
    answers_state = models.BigIntegerField(null=True, blank=True)

    class Meta(Job.Meta):
        pass

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
