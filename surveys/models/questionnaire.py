"""What is asked. A questionnaire belongs to one survey and one round and is frozen when issued.

A question keeps its code over the years; its wording belongs to the year.
"""

from django.db import models
from django.db.models import F, Q

from regions.models import Organisation


class Survey(models.Model):
    """A series that returns every year (enkätserie); `code` says which kind of organisation answers."""

    code = models.CharField(max_length=20, unique=True, choices=Organisation.Kind)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.name


class Round(models.Model):
    """One year's collection (omgång)."""

    year = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=200)
    opens = models.DateField()
    deadline = models.DateField()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lte=F("deadline")), name="round_opens_before_deadline"
            )
        ]

    def __str__(self):
        return str(self.year)


class Questionnaire(models.Model):
    """The questions of one survey in one round. A database trigger keeps an issued one as it is."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="questionnaires")
    round = models.ForeignKey(Round, models.PROTECT, related_name="questionnaires")
    title = models.CharField(max_length=200)
    intro = models.TextField(blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["round", "survey"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "round"], name="questionnaire_once_a_round")
        ]

    def __str__(self):
        return self.title


class Section(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="sections")
    code = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    help = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="section_code_once")
        ]

    def __str__(self):
        return self.title


class Kind(models.TextChoices):
    """What a question asks for. The options of `single` are its possible values;
    the options of any other kind are boxes of their own."""

    YESNO = "yesno", "ja eller nej"
    SINGLE = "single", "ett av flera"
    MULTI = "multi", "flera av flera"
    NUMBER = "number", "tal"
    PERCENT = "percent", "procent"
    COUNT = "count", "antal kommuner"
    TEXT = "text", "text"
    TABLE = "table", "tabell med tal"

    @property
    def is_numeric(self):
        return self in {Kind.NUMBER, Kind.PERCENT, Kind.COUNT, Kind.TABLE}


class Question(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    code = models.SlugField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    help = models.TextField(blank=True)
    unit = models.CharField(max_length=30, blank=True)
    position = models.PositiveSmallIntegerField()
    required = models.BooleanField(default=True)
    minimum = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    maximum = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    whole = models.BooleanField(default=False)
    unknown_allowed = models.BooleanField(default=False)
    max_choices = models.PositiveSmallIntegerField(null=True, blank=True)
    max_length = models.PositiveIntegerField(null=True, blank=True)
    # Per cent of change from the previous round beyond which an explanation is asked for.
    change_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    visible_when = models.TextField(blank=True)
    used_in = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="question_code_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="question_kind_known"),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(minimum__lte=F("maximum")),
                name="question_limits_in_order",
            ),
        ]

    def __str__(self):
        return self.text


# The option that excludes the others of its list, called so in every list that has it.
NONE_CODE, NONE_LABEL = "inget", "Inget av alternativen"


class Option(models.Model):
    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    code = models.SlugField(max_length=120)
    label = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()
    # "Annat" and the like, which stand last in tables whatever their number.
    last = models.BooleanField(default=False)
    is_none = models.BooleanField(default=False)

    class Meta:
        ordering = ["question", "position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "code"], name="option_code_once"),
            models.UniqueConstraint(
                fields=["question"], condition=Q(is_none=True), name="option_none_once"
            ),
            models.CheckConstraint(
                condition=Q(is_none=False) | Q(code=NONE_CODE, last=True),
                name="option_none_called_so_and_last",
            ),
        ]

    def __str__(self):
        return self.label


class Item(models.Model):
    """The smallest thing that takes an answer (svarsruta). `code` is `question` or `question.option`."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, models.CASCADE, related_name="items")
    option = models.ForeignKey(Option, models.CASCADE, null=True, blank=True, related_name="items")
    code = models.CharField(max_length=230)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="item_code_once")
        ]

    def __str__(self):
        return self.code


class Severity(models.TextChoices):
    """An error must be mended before handing in; a query must be mended or explained."""

    ERROR = "fel", "Fel"
    QUERY = "kontroll", "Kontrollfråga"


class Rule(models.Model):
    """The author's own rule: a finding arises at item `at` when the CEL expression `when` is true."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="rules")
    code = models.SlugField(max_length=100)
    severity = models.CharField(max_length=10, choices=Severity)
    at = models.CharField(max_length=230)
    about = models.JSONField(default=list, blank=True)
    when = models.TextField()
    message = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["questionnaire", "position"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="rule_code_once"),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values), name="rule_severity_known"
            ),
        ]

    def __str__(self):
        return self.code
