"""Mending a mistake in a questionnaire that is issued, and whom each correction is about."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from regions.models import Organisation
from surveys import access
from surveys.corrections import with_letters, write
from surveys.models import Questionnaire
from surveys.prepare_forms import CorrectionForm
from surveys.views.prepare import refuse_strangers


@require_http_methods(["GET", "POST"])
@login_required
def corrections(request, year, survey):
    refuse_strangers(request, to_change=request.method == "POST")
    issued = Questionnaire.objects.filter(issued_at__isnull=False).select_related("round", "survey")
    questionnaire = get_object_or_404(issued, round__year=year, survey__code=survey)
    form = CorrectionForm(request.POST or None, questionnaire=questionnaire)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        written = write(form.cleaned_data["question"], text, by=request.user)
        told = f"{written} är sparad. Hade svarat på frågan: {written.answered} av {written.asked}."
        messages.success(request, told)
        return redirect("corrections", year, survey)
    context = {
        "questionnaire": questionnaire,
        "corrections": with_letters(questionnaire),
        "of_kommuner": survey == Organisation.Kind.KOMMUN,
        "form": form,
        "may_change": access.may_prepare(request.user),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "prepare/corrections.html", context, status=status)
