"""Issuing a round: the questionnaires are checked, written and frozen, and every respondent gets a response."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from regions.models import Organisation
from surveys import definition, linedyaml
from surveys.linter import lint
from surveys.models import Questionnaire, Response, Round, Survey

SURVEYS = {"region": "Regionenkäten", "rss": "RSS-enkäten", "kommun": "Hjälpenkäten"}


@dataclass
class Issued:
    """What an issue did: each questionnaire, whether it was new, and the responses made for it."""

    questionnaires: list = field(default_factory=list)
    already: list = field(default_factory=list)
    responses: int = 0


def issue(year, folder=None):
    """Issue the questionnaires of a year from its folder of definitions; idempotent.

    An issued questionnaire stays as it is, whatever its file says now; organisations that have
    come since get their responses. Raises linedyaml.BadFile with every problem of every file.
    """
    round_text, definitions = read_all(year, folder or definition.FOLDER / str(year))
    return issue_checked(round_text, [one.text for one in definitions])


@transaction.atomic
def issue_checked(round_text, texts):
    """The same of questionnaires that are read, and in which the linter has found nothing."""
    issued = Issued()
    round, _ = Round.objects.get_or_create(
        year=round_text.year,
        defaults={
            "title": round_text.title,
            "opens": round_text.opens,
            "deadline": round_text.deadline,
        },
    )
    for text in texts:
        questionnaire, new = _issue_one(text, round)
        (issued.questionnaires if new else issued.already).append(questionnaire)
        issued.responses += _open_responses(questionnaire)
    return issued


def read_all(year, folder):
    """The round and its questionnaires, checked; raises BadFile with the problems of all files."""
    problems, definitions, round_text = [], [], None
    paths = [path for path in sorted(folder.glob("*.yaml")) if path.stem != "round"]
    try:
        round_text = definition.read_round(folder / "round.yaml")
        if round_text.year != year:
            problems.append(linedyaml.Problem("round.yaml", 1, f"året ska vara {year}"))
        if round_text.opens > round_text.deadline:
            text = "omgången öppnar efter sista svarsdag"
            problems.append(linedyaml.Problem("round.yaml", 1, text))
    except linedyaml.BadFile as error:
        problems += error.problems
    if not paths:
        problems.append(linedyaml.Problem(folder.name, 1, "mappen har ingen enkät"))
    for path in paths:
        try:
            one = definition.read(path)
        except linedyaml.BadFile as error:
            problems += error.problems
            continue
        problems += [*_misplaced(one, year, path), *lint(one)]
        definitions.append(one)
    if problems:
        raise linedyaml.BadFile(problems)
    return round_text, definitions


def _misplaced(one, year, path):
    if one.text.year != year:
        yield one.document.problem(("year",), f"året är {one.text.year}, men mappen är {year}")
    if one.text.survey != path.stem:
        text = f"enkäten är {one.text.survey}, men filen heter {path.name}"
        yield one.document.problem(("survey",), text)


def _issue_one(text, round):
    survey, _ = Survey.objects.get_or_create(
        code=text.survey, defaults={"name": SURVEYS[text.survey]}
    )
    known = Questionnaire.objects.filter(survey=survey, round=round).first()
    if known and known.issued_at:
        return known, False
    questionnaire = definition.write(text, survey, round)
    questionnaire.issued_at = timezone.now()
    questionnaire.save()
    return questionnaire, True


def _open_responses(questionnaire):
    """Make the responses that are not there yet; returns how many."""
    respondents = Organisation.objects.filter(kind=questionnaire.survey.code).in_year(
        questionnaire.round.year
    )
    new = respondents.exclude(responses__questionnaire=questionnaire)
    made = Response.objects.bulk_create(
        Response(questionnaire=questionnaire, organisation=organisation) for organisation in new
    )
    return len(made)


def deadline_of(response):
    """The day a response is to be handed in by: its extension's, or the round's. Every page, file and
    letter that tells a deadline asks here."""
    extension = getattr(response, "extension", None)
    return extension.deadline if extension else response.questionnaire.round.deadline


def extended_on(response):
    """The day on which a response was given its extension; None without one."""
    extension = getattr(response, "extension", None)
    return timezone.localdate(extension.at) if extension else None


def newcomers(round):
    """Organisations in the register that year which have no response in the round, of any kind."""
    kinds = round.questionnaires.exclude(issued_at=None).values("survey__code")
    known = Organisation.objects.filter(responses__questionnaire__round=round)
    there = Organisation.objects.filter(kind__in=kinds).in_year(round.year)
    return there.exclude(pk__in=known.values("pk"))


@transaction.atomic
def add_newcomers(round):
    """Give each of them its response. Returns how many were made."""
    issued = round.questionnaires.exclude(issued_at=None).select_related("survey", "round")
    return sum(_open_responses(questionnaire) for questionnaire in issued)
