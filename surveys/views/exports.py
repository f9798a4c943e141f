"""Answers taken out: of a round by Socialstyrelsen, of their own by those who answer."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from surveys import access, compiling, sums
from surveys import messages as say
from surveys.exports import making, pieces
from surveys.exports.writing import FORMATS
from surveys.forms import ExportForm
from surveys.models import Export, Response
from surveys.views.own import own_response

SHOWN = 50


def _exporters_only(request):
    if not access.may_export(request.user):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
@login_required
def exports(request):
    """Choose what to take out, and see what has been taken out of late."""
    _exporters_only(request)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        export = making.request(by=request.user, **form.cleaned_data)
        making.taken_out(request.user, export, act="begärd", format=export.format)
        return redirect("exports")
    asked = Export.objects.select_related("round", "requested_by")[:SHOWN]
    with_file = set(Export.objects.filter(pieces__number=0).values_list("pk", flat=True))
    context = {
        "form": form,
        "exports": [(one, one.pk in with_file) for one in asked],
        "under_way": next((one for one in asked if one.is_under_way), None),
        "kept_days": making.KEPT.days,
    }
    return render(request, "surveys/exports.html", context, status=422 if form.errors else 200)


@require_GET
@login_required
def export_state(request, pk):
    """How far the work has come, for the page to ask while it waits."""
    _exporters_only(request)
    one = get_object_or_404(Export, pk=pk)
    return JsonResponse({"state": one.state, "done": one.done, "in_all": one.in_all})


@require_GET
@login_required
def export_file(request, pk):
    """The finished file, while it is kept."""
    _exporters_only(request)
    done = Export.objects.filter(state=Export.State.DONE, pieces__number=0)
    export = get_object_or_404(done.select_related("round"), pk=pk)
    making.taken_out(request.user, export, act="hämtad", format=export.format)
    survey = export.survey or "region-rss"
    name = f"svar-{export.round}-{survey}-{export.layout}-{export.pk}"
    reply = StreamingHttpResponse(pieces.read(export))
    reply["Content-Length"] = export.size
    return _named(reply, name, export.format)


@require_GET
@login_required
def own_answers(request, pk, fmt):
    """What a respondent has answered, as a file."""
    response = own_response(request, pk)
    compiling.bring_up(response)
    return _file_of(request, response, fmt, say.export("own"))


@require_GET
@login_required
def reviewed_answers(request, pk, fmt):
    """What is in a response that staff may look into, as a file."""
    if not request.user.is_staff:
        raise Http404
    response = get_object_or_404(access.visible_to(request.user), pk=pk)
    return _file_of(request, response, fmt, say.export("one"))


def _file_of(request, response, fmt, states):
    name = f"{response.questionnaire.survey.code}-{response.organisation.code}"
    one = Response.objects.filter(pk=response.pk)
    told = {"respondents": response.organisation.name, "states": states}
    return _at_once(request, response, one, fmt, name, told)


@require_GET
@login_required
def area_answers(request, pk, fmt):
    """What the kommuner of an RSS have answered, as a file."""
    response = own_response(request, pk)
    source = sums.source_of(response)
    if not (response.organisation.is_rss and source):
        raise Http404
    kommuner = Response.objects.filter(
        questionnaire=source, organisation__parent=response.organisation
    )
    name = f"kommuner-{response.organisation.code}"
    told = {"respondents": response.organisation.name, "states": say.export("area")}
    return _at_once(request, response, kommuner, fmt, name, told)


def _at_once(request, about, responses, fmt, name, told):
    if fmt not in FORMATS:
        raise Http404
    round = about.questionnaire.round
    told = {"round": round.title, **told}
    content = making.at_once(responses, request.user, fmt, Export.Layout.ANSWERS, told)
    making.taken_out(request.user, about, format=fmt)
    return _named(HttpResponse(content), f"svar-{round}-{name}", fmt)


def _named(reply, name, fmt):
    document = FORMATS[fmt]
    reply["Content-Type"] = document.content_type
    reply["Content-Disposition"] = f'attachment; filename="{name}.{document.ending}"'
    return reply
