"""A draft out as YAML and XLSForm, and YAML in again: shown first, then let to replace."""

import io
import zipfile

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from surveys import definition, differences, drafting, linedyaml, xlsform
from surveys.models import RoundDraft
from surveys.prepare_forms import UploadForm
from surveys.views.prepare import Standing, done, draft_of, refuse_strangers

LARGEST = 2_000_000  # bytes of a file: ten times any questionnaire
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _file(content, kind, name):
    reply = HttpResponse(content, content_type=kind)
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


@require_GET
@login_required
def yaml_of_draft(request, year, survey):
    refuse_strangers(request)
    version = drafting.latest(draft_of(year, survey))
    return _file(version.text, "application/yaml; charset=utf-8", f"{survey}-{year}.yaml")


@require_GET
@login_required
def yaml_of_round(request, year):
    """The folder that `issue_round` issues a year from, in a zip."""
    refuse_strangers(request)
    round = get_object_or_404(RoundDraft, year=year)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as folder:
        text = definition.as_yaml(drafting.text_of_round(round))
        folder.writestr(f"{year}/round.yaml", text)
        for draft in round.drafts.select_related("survey"):
            folder.writestr(f"{year}/{draft.survey.code}.yaml", drafting.latest(draft).text)
    return _file(content.getvalue(), "application/zip", f"enkater-{year}.zip")


@require_GET
@login_required
def xlsform_of_draft(request, year, survey):
    refuse_strangers(request)
    standing = Standing(draft_of(year, survey))
    return _file(xlsform.workbook(standing.text), XLSX, f"{survey}-{year}-xlsform.xlsx")


@require_http_methods(["GET", "POST"])
@login_required
def upload(request, year, survey):
    """First what the file would change and what the linter says; then, when one says so, it replaces."""
    refuse_strangers(request, to_change=True)
    standing = Standing(draft_of(year, survey))
    context = {**standing.context(request.user), "form": UploadForm()}
    if request.method == "GET":
        return render(request, "prepare/upload.html", context)
    if "yaml" in request.POST:
        content = request.POST["yaml"].encode()
    else:
        context["form"] = form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return render(request, "prepare/upload.html", context, status=422)
        content = form.cleaned_data["file"].read(LARGEST + 1)
    try:
        read = _read(content, standing.draft)
    except linedyaml.BadFile as error:
        context["refused"] = error.problems
        return render(request, "prepare/upload.html", context, status=422)
    if "yaml" in request.POST:
        return _replace(request, standing, read.text)
    context |= {
        "yaml": definition.as_yaml(read.text),
        "found": differences.between(standing.text, read.text),
        "linted": drafting.problems(read),
    }
    return render(request, "prepare/upload.html", context)


def _read(content, draft):
    """The file's Definition; one of another year or survey is as bad as one that cannot be read."""
    name = f"{draft.survey.code}.yaml"
    if len(content) > LARGEST:
        raise linedyaml.BadFile([linedyaml.Problem(name, 1, "filen är för stor")])
    read = definition.read_bytes(content, draft.survey.code)
    wrong = []
    if read.text.survey != draft.survey.code:
        wrong.append(
            read.document.problem(
                ("survey",), f"enkäten är {read.text.survey}, inte {draft.survey.code}"
            )
        )
    if read.text.year != draft.round.year:
        wrong.append(
            read.document.problem(("year",), f"året är {read.text.year}, inte {draft.round.year}")
        )
    if wrong:
        raise linedyaml.BadFile(wrong)
    return read


def _replace(request, standing, text):
    """Refused, and shown again, when somebody has changed the draft since the differences were shown."""
    seen = request.POST.get("sedd", "")
    if seen != str(standing.version.number):
        messages.error(
            request,
            "Någon har ändrat enkäten under tiden. Läs in filen igen och se vad som skiljer.",
        )
        return redirect("upload_draft", standing.draft.round.year, standing.draft.survey.code)
    saved = done(
        request,
        lambda: drafting.save(
            standing.draft,
            lambda now: text,
            by=request.user,
            what="Inläst från YAML",
            seen=standing.version.number,
            part=lambda now: now,
        ),
    )
    if saved:
        messages.success(request, "Filen är inläst.")
    return redirect("draft", standing.draft.round.year, standing.draft.survey.code)
