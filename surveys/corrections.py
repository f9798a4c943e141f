"""Mending a mistake in an issued questionnaire: the wording stays, a correction is said beside it, and
those who lead what has not been handed in since are written to, by `surveys.mailing`."""

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format

from regions import team
from surveys import calendar
from surveys.models import Answer, Correction, Letter, Questionnaire, Reason, Response, State

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
    corrections = Correction.objects.filter(questionnaire=response.questionnaire_id)
    return list(corrections.select_related("question__section").order_by("number"))


def with_letters(questionnaire):
    """A questionnaire's corrections, the newest first, each with how many letters about it have gone."""
    gone = Count("letters", filter=Q(letters__state=Letter.State.SENT))
    corrections = questionnaire.corrections.select_related("question", "by")
    return corrections.annotate(told=gone).order_by("-number")


def day_of(correction):
    """The day it was written, as on paper."""
    return date_format(timezone.localtime(correction.at), "j F Y")


def in_words(question, corrections):
    """What is said about a question by those of some corrections that are about it, a text each."""
    return [
        f"{one}, {day_of(one)}: {one.text}" for one in corrections if one.question_id == question.pk
    ]


# ---- who is written to ----


def letters(responses, now):
    """The Letters, unsaved, that there ought to be about corrections, of those responses: until who
    answers has handed in with the correction before them, or it is no longer news. What is corrected
    before the round opens is there from the beginning. At most three queries."""
    written = Correction.objects.filter(at__gt=now - calendar.SILENCE)
    written = [
        one
        for one in written.select_related("questionnaire__round")
        if timezone.localdate(one.at) >= one.questionnaire.round.opens
    ]
    about = [
        (response, correction)
        for response in responses.filter(
            questionnaire__in={one.questionnaire_id for one in written}
        )
        for correction in written
        if _is_news(correction, response)
    ]
    leads = team.leads_of({response.organisation_id for response, _ in about})
    return [
        Letter(
            response=response,
            reason=Reason.CORRECTED,
            correction=correction,
            to=person.email,
            name=person.name,
        )
        for response, correction in about
        for person in leads.get(response.organisation_id, [])
    ]


def _is_news(correction, response):
    if correction.questionnaire_id != response.questionnaire_id:
        return False
    return response.submitted_at is None or response.submitted_at < correction.at
