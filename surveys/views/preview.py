"""A draft as the respondent will meet it: to fill in and try. Nothing is saved."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from surveys import drafting, previewing
from surveys.views.prepare import Standing, draft_of, refuse_strangers, section_row


@require_http_methods(["GET", "POST"])
@login_required
def preview(request, year, survey):
    refuse_strangers(request)
    draft = draft_of(year, survey)
    if "lopande" in request.POST:
        return _while_filling_in(request, draft)
    standing = Standing(draft)
    context = standing.context(request.user)
    try:
        context |= _tried(request, standing.version)
    except previewing.NotPossible:
        context["not_possible"] = True
    else:
        context["differing"] = _differing(standing, context["section"].code)
    return render(request, "prepare/preview.html", context)


def _while_filling_in(request, draft):
    """The section's questions alone, judged, for the page's script to show what differs."""
    version = drafting.latest(draft)
    version.draft = draft
    try:
        return render(request, "prepare/parts/tried.html", _tried(request, version))
    except previewing.NotPossible:
        return HttpResponse(status=409)


def _tried(request, version):
    """The section that is asked for, with what has been tried in it and in the others."""
    kommuner = _kommuner(request)
    trial = previewing.Trial(previewing.outline_of_version(version), kommuner)
    section = trial.section(request.POST.get("har", ""))
    if request.method == "POST":
        trial.put(previewing.read_carried(request.POST.get("provat", "")))
        trial.put_form(request.POST, section)
    going = request.POST.get("till", "")
    section = trial.section(going) if going else section
    judged = request.method == "POST" and not going
    closely = "lopande" not in request.POST or "granska" in request.POST
    form, wrong = trial.form(section, judge=judged, closely=closely)
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


def _differing(standing, code):
    """The section and its questions, those of them that differ from last year."""
    section = next(one for one in standing.text.sections if one.code == code)
    row = section_row(standing, section)
    return [one for one in (row, *row["questions"]) if one["difference"]]


def _kommuner(request):
    typed = request.POST.get("kommuner", "")
    if typed.isascii() and typed.isdigit() and len(typed) < 4:
        return min(int(typed), previewing.MOST_KOMMUNER)
    return previewing.SOME_KOMMUNER
