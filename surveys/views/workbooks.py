"""Answers by way of a workbook: fetch it, send it in, see what it would change, take it in, undo it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regions import access as organisations
from surveys import access, compiling, dry_run, sums, uploads, workflow
from surveys.forms import UploadForm
from surveys.views.own import own_response
from surveys.workbooks import area as areas
from surveys.workbooks import one as ones

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _answered_by(request, pk, *, area):
    """A response the user answers, or with `area` the RSS's one whose kommuner are asked too."""
    response = own_response(request, pk)
    if area and not (response.organisation.is_rss and sums.source_of(response)):
        raise Http404
    return response


def _upload_of(request, pk, upload_pk):
    own = own_response(request, pk).uploads
    related = ("response__organisation", "response__questionnaire__round", "requested_by")
    return get_object_or_404(own.select_related(*related), pk=upload_pk)


@require_http_methods(["GET", "POST"])
@login_required
def workbook_page(request, pk, *, area=False):
    """Fetch a workbook and send one in."""
    response = _answered_by(request, pk, area=area)
    form = UploadForm()
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, too_large=_is_too_large(request))
    if form.is_valid():
        file = form.cleaned_data["file"]
        upload = uploads.receive(response, file, area=area, by=request.user)
        return redirect("upload", response.pk, upload.pk)
    sent_in = response.uploads.filter(area=area).select_related("requested_by")
    context = {
        "response": response,
        "area": area,
        "form": form,
        "uploads": sent_in.defer("found"),
        "fetch": "area_workbook_file" if area else "workbook_file",
        "may_send_in": area or access.may_fill(request.user, response),
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/workbook.html", context, status=status)


def _is_too_large(request):
    """Whether more was sent than is taken into memory; a file in it was then thrown away."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


@require_GET
@login_required
def fetch(request, pk, *, area=False):
    """The workbook with what is answered so far."""
    response = _answered_by(request, pk, area=area)
    if area:
        source = sums.source_of(response)
        return _file(areas.workbook(response.organisation, source), _name(source, response))
    compiling.bring_up(response)
    return _file(ones.workbook(response), _name(response.questionnaire, response))


def _name(questionnaire, response):
    return f"{questionnaire.survey.code}-{questionnaire.round}-{response.organisation.code}.xlsx"


@require_GET
@login_required
def upload(request, pk, upload_pk):
    """What a file would change and what is wrong in it; or what came of it."""
    one = _upload_of(request, pk, upload_pk)
    context = {
        "upload": one,
        "response": one.response,
        "page": "area_workbook" if one.area else "workbook",
        "found": dry_run.of(one) if one.found and one.may_be_taken_in else None,
        "outcome": one.told and dry_run.Outcome(one.told),
        "may_hand_in": one.area
        and organisations.is_lead_for(request.user, one.response.organisation),
    }
    return render(request, "surveys/upload.html", context)


@require_GET
@login_required
def upload_state(request, pk, upload_pk):
    """How far the work has come, for the page to ask while it waits."""
    one = _upload_of(request, pk, upload_pk)
    return JsonResponse({"state": one.state, "done": one.done, "in_all": one.in_all})


@require_GET
@login_required
def marked_copy(request, pk, upload_pk):
    """The file with what is wrong marked in it, while the file is kept."""
    one = _upload_of(request, pk, upload_pk)
    if not (one.found and one.found["problems"] and hasattr(one, "file")):
        raise Http404
    return _file(uploads.marked_copy(one), f"markerad-{one.pk}.xlsx")


def _file(content, name):
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


@require_POST
@login_required
def take_in(request, pk, upload_pk):
    """Take the good cells in."""
    wish = {"hand_in": "lamna_in" in request.POST}
    return _ask(request, _upload_of(request, pk, upload_pk), uploads.take_in, **wish)


@require_POST
@login_required
def undo(request, pk, upload_pk):
    """Have the boxes hold what they did before."""
    return _ask(request, _upload_of(request, pk, upload_pk), uploads.undo)


def _ask(request, one, act, **words):
    try:
        act(one, by=request.user, **words)
    except workflow.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("upload", one.response_id, one.pk)
