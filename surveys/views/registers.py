"""The register of organisations: taken out as a file, and brought in after a dry run."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regions import audit, register, register_file
from regions.models import Organisation
from surveys import access, registers
from surveys.exports.writing import Xlsx
from surveys.forms import RegisterForm
from surveys.workbooks import grid

CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": Xlsx.content_type}


@require_http_methods(["GET", "POST"])
@login_required
def register_page(request):
    """Who is in the register; and what a file that is sent in would change, with nothing done yet."""
    if not access.may_export(request.user):
        raise PermissionDenied
    may_change = access.may_change_register(request.user)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = RegisterForm(request.POST or None, request.FILES or None)
    context = {"form": form, "may_change": may_change, "kinds": _kinds()}
    if request.method == "POST" and form.is_valid():
        context |= _tried(form.cleaned_data["file"])
    status = 422 if form.errors or context.get("problems") else 200
    return render(request, "surveys/register.html", context, status=status)


def _kinds():
    """[(kind in words, number that are in the register now)]."""
    now = Organisation.objects.filter(last_year=None)
    return [(kind.label, now.filter(kind=kind).count()) for kind in Organisation.Kind]


def _tried(file):
    """What the file would do, or what is wrong with it by line."""
    try:
        table = registers.read(file.read(), file.name)
        return {"report": registers.dry_run(table), "seal": registers.sealed(table)}
    except grid.Unusable as refusal:
        return {"problems": [str(refusal)]}
    except register.RegisterError as refusal:
        return {"problems": refusal.problems}


@require_POST
@login_required
def take_in(request):
    """Change the register as was shown."""
    if not access.may_change_register(request.user):
        raise PermissionDenied
    try:
        registers.take_in(request.POST.get("register", ""))
    except (registers.Moved, register.RegisterError) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Registret är ändrat.")
    return redirect("register")


@require_GET
@login_required
def fetch(request, fmt):
    """The register as it is now."""
    if not access.may_export(request.user):
        raise PermissionDenied
    if fmt not in CONTENT_TYPES:
        raise Http404
    audit.record(audit.What.EXPORTED, who=request.user, about=("register", fmt), format=fmt)
    disposition = f'attachment; filename="register.{fmt}"'
    return HttpResponse(
        register_file.dataset().export(fmt),
        content_type=CONTENT_TYPES[fmt],
        headers={"Content-Disposition": disposition},
    )
