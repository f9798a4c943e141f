"""Pages for staff over many responses at once: one question across all, and approving many."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from surveys import access, across, approving, outliers, outline
from surveys.models import Questionnaire, Round
from surveys.views.staff import reviewers_only, staff_only


@require_GET
@staff_only
def question_across(request, questionnaire_pk, code):
    """Every respondent's answer to one question beside last round's, odd numbers marked."""
    questionnaires = Questionnaire.objects.exclude(survey__code="kommun")
    questionnaire = get_object_or_404(
        questionnaires.filter(issued_at__isnull=False), pk=questionnaire_pk
    )
    paper = outline.load(questionnaire)
    question = paper.question.get(code)
    if question is None:
        raise Http404
    place = paper.questions.index(question)
    return render(
        request,
        "review/question.html",
        {
            "questionnaire": paper.questionnaire,
            "question": question,
            "fewest": outliers.FEWEST,
            "across": across.of(question, request.user),
            "asked_of": access.visible_to(request.user).filter(questionnaire=questionnaire).count(),
            "before": paper.questions[place - 1] if place else None,
            "after": next(iter(paper.questions[place + 1 :]), None),
        },
    )


@require_http_methods(["GET", "POST"])
@reviewers_only
def approve_many(request):
    """What there is nothing to look at in, to approve all at once."""
    year = request.GET.get("ar", "")
    rounds = Round.objects.all()
    round = rounds.filter(year=year).first() if year.isdecimal() else rounds.first()
    responses = access.visible_to(request.user).filter(questionnaire__round=round)
    if request.method == "POST":
        marked = [pk for pk in request.POST.getlist("svar") if pk.isdecimal() and len(pk) < 19]
        if not marked:
            messages.error(request, "Inget svar är markerat. Markera minst ett och försök igen.")
        _approve(request, responses.filter(pk__in=marked))
        return redirect(f"{reverse('approve_many')}{f'?ar={round.year}' if round else ''}")
    listed = approving.nothing_to_look_at(responses)
    return render(
        request,
        "review/approve_many.html",
        {
            "round": round,
            "responses": listed.order_by("questionnaire__survey", "organisation__code"),
        },
    )


def _approve(request, responses):
    outcome = approving.approve_all(responses, by=request.user)
    if outcome.approved:
        number = len(outcome.approved)
        messages.success(
            request, f"{number} svar är nu {'godkänt' if number == 1 else 'godkända'}."
        )
    for response, reason in outcome.refused:
        told = f"{response.organisation.name} är inte godkänt. {reason}"
        messages.error(request, told)
