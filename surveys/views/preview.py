"""A draft as the respondent will meet it: to fill in and try. Nothing is saved."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from surveys import previewing
from surveys.views.prepare import Standing, draft_of, refuse_strangers


@require_http_methods(["GET", "POST"])
@login_required
def preview(request, year, survey):
    refuse_strangers(request)
    standing = Standing(draft_of(year, survey))
    context = standing.context(request.user)
    try:
        context |= _tried(request, standing.text)
    except previewing.NotPossible:
        context["not_possible"] = True
    return render(request, "prepare/preview.html", context)


def _tried(request, text):
    """The section that is asked for, with what has been tried in it and in the others."""
    kommuner = _kommuner(request)
    trial = previewing.Trial(text, kommuner)
    section = trial.section(request.POST.get("har", ""))
    if request.method == "POST":
        trial.put(previewing.read_carried(request.POST.get("provat", "")))
        trial.put_form(request.POST, section)
    going = request.POST.get("till", "")
    section = trial.section(going) if going else section
    judged = request.method == "POST" and not going
    form, wrong = trial.form(section, judge=judged)
    return {
        "sections": trial.sections,
        "section": section,
        "form": form,
        "judged": judged,
        "wrong": wrong,
        "carried": trial.carried(),
        "kommuner": kommuner,
        "response": None,
        "errors_left": True,
    }


def _kommuner(request):
    typed = request.POST.get("kommuner", "")
    if typed.isascii() and typed.isdigit() and len(typed) < 4:
        return min(int(typed), previewing.MOST_KOMMUNER)
    return previewing.SOME_KOMMUNER
