"""Questions and sections of issued questionnaires, for taking in again with their codes."""

from dataclasses import dataclass

from surveys import definition, editing
from surveys.models import Questionnaire

MOST_FOUND = 40


@dataclass
class Found:
    """A question or section of an earlier year that the draft does not have."""

    kind: str
    questionnaire: Questionnaire
    part: object


def search(sought, text, before):
    """What holds all the sought words in its text, title or code, the newest first.

    With nothing sought, all that the survey itself has asked before and the draft does not.
    """
    issued = Questionnaire.objects.filter(issued_at__isnull=False, round__year__lt=before)
    if not sought:
        issued = issued.filter(survey__code=text.survey)
    words = sought.lower().split()
    known = {q.code for q in text.questions} | {f"avsnitt {s.code}" for s in text.sections}
    found = []
    for questionnaire in issued.select_related("survey", "round").order_by(
        "-round__year", "survey"
    ):
        for kind, part in _parts(definition.of(questionnaire)):
            code = part.code if kind == "fraga" else f"avsnitt {part.code}"
            if code not in known and _holds(part, words):
                found.append(Found(kind, questionnaire, part))
    return found[:MOST_FOUND]


def find(finder, questionnaire_id, code):
    """The part with a code in an issued questionnaire; raises editing.Gone."""
    if not (
        questionnaire_id.isascii() and questionnaire_id.isdigit() and len(questionnaire_id) < 9
    ):
        raise editing.Gone(code)
    issued = Questionnaire.objects.filter(pk=questionnaire_id, issued_at__isnull=False)
    questionnaire = issued.select_related("survey", "round").first()
    if questionnaire is None:
        raise editing.Gone(code)
    return finder(definition.of(questionnaire), code)


def without_what_stands(section, text):
    """A section less the questions that the draft already asks."""
    codes = {question.code for question in text.questions}
    left = [question for question in section.questions if question.code not in codes]
    return section.model_copy(update={"questions": left})


def _parts(text):
    for section in text.sections:
        yield "avsnitt", section
        for question in section.questions:
            yield "fraga", question


def _holds(part, words):
    said = f"{getattr(part, 'text', '')} {getattr(part, 'title', '')} {part.code}".lower()
    return all(word in said for word in words)
