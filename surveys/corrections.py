"""Mending a mistake in an issued questionnaire: the wording stays, a correction is said beside it."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format

from surveys.models import Answer, Correction, Questionnaire, Response, State

HANDED_IN = {State.SUBMITTED, State.APPROVED}


@transaction.atomic
def write(question, text, *, by):
    """The next correction of the question's questionnaire, with who has answered the question so far."""
    # Who waits here gets the number after.
    questionnaire = Questionnaire.objects.select_for_update(of=["self"]).get(
        pk=question.questionnaire_id
    )
    responses = Response.objects.filter(questionnaire=questionnaire).select_related("organisation")
    in_question = Answer.objects.filter(
        response=OuterRef("pk"), item__question=question, hidden=False
    )
    answered = list(responses.filter(Exists(in_question)).order_by("organisation__name"))
    last = questionnaire.corrections.last()
    return Correction.objects.create(
        questionnaire=questionnaire,
        question=question,
        number=last.number + 1 if last else 1,
        text=text,
        asked=responses.count(),
        answered=len(answered),
        handed_in=sum(response.state in HANDED_IN for response in answered),
        affected=[
            {"name": response.organisation.name, "state": response.get_state_display().lower()}
            for response in answered
            if not response.organisation.is_kommun
        ],
        by=by,
    )


def marked(responses):
    """Responses that know whether their questionnaire is corrected, so that few need to ask more."""
    of_questionnaire = Correction.objects.filter(questionnaire=OuterRef("questionnaire"))
    return responses.annotate(is_corrected=Exists(of_questionnaire))


def of(response):
    """The corrections a response is to be read with, in order: asked for unless it is `marked` and
    knows that there are none."""
    if not getattr(response, "is_corrected", True):
        return []
    return of_questionnaire(response.questionnaire_id)


def of_questionnaire(questionnaire):
    corrections = Correction.objects.filter(questionnaire=questionnaire)
    return list(corrections.select_related("question__section").order_by("number"))


def day_of(correction):
    """The day it was written, as on paper."""
    return date_format(timezone.localtime(correction.at), "j F Y")


def in_words(question, corrections):
    """What is said about a question by those of some corrections that are about it, a text each."""
    return [
        f"{one}, {day_of(one)}: {one.text}" for one in corrections if one.question_id == question.pk
    ]
