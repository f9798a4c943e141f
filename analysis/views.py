"""The tables as pages: what has been counted, one table, the answers behind a figure, and files."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, user_passes_test
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from analysis import access, building, export, spec
from analysis import trace as tracing
from analysis.models import Build
from regions import audit
from surveys.models import Round


def staff_only(view):
    """Strangers are asked to sign in; others are told that the page is not theirs."""

    def check(user):
        if not access.may_see(user):
            raise PermissionDenied
        return True

    return login_required(user_passes_test(check)(view))


@require_GET
@staff_only
def rounds(request):
    """The rounds there are tables for. One is enough to go straight to it."""
    with_tables = [r for r in Round.objects.all() if spec.exists(r.year)]
    if len(with_tables) == 1:
        return redirect("tables", with_tables[0].year)
    return render(request, "analysis/rounds.html", {"rounds": with_tables})


@require_GET
@staff_only
def tables(request, year):
    """A year's tables, how fresh they are, and the ways to count anew and take them out."""
    round = _round(year)
    finished = building.newest(round)
    latest = Build.objects.filter(round=round).first()
    return render(
        request,
        "analysis/tables.html",
        {
            "round": round,
            "build": finished,
            "latest": latest,
            "is_stale": finished is not None and building.is_stale(finished),
            "tables": building.headings(finished) if finished else [],
            "may_build": access.may_build(request.user),
            "formats": export.FORMATS,
        },
    )


@require_GET
@staff_only
def table(request, year, code):
    """One table as it would be printed, each figure leading to the answers behind it."""
    build = _finished(year)
    one = building.table_of(build, code)
    if one is None:
        raise Http404
    headings = building.headings(build)
    here = next(n for n, heading in enumerate(headings) if heading.code == code)
    return render(
        request,
        "analysis/table.html",
        {
            "round": build.round,
            "build": build,
            "is_stale": building.is_stale(build),
            "table": one,
            "rows": one.printed_rows(),
            "before": headings[here - 1] if here else None,
            "after": headings[here + 1] if here + 1 < len(headings) else None,
        },
    )


@require_GET
@staff_only
def trace(request, year, code, row, column):
    """The answers a figure is made of: regions, or what each RSS handed in."""
    build = _finished(year)
    traced = tracing.trace(build, code, row, column)
    if traced is None:
        raise Http404
    audit.record_look(request.user, ("figure", f"{year} {code} {row} {column}"), None)
    return render(request, "analysis/trace.html", {"round": build.round, "trace": traced})


@require_POST
@staff_only
def build(request, year):
    """Ask for the tables to be counted anew."""
    if not access.may_build(request.user):
        raise PermissionDenied
    building.request_build(_round(year), request.user)
    messages.info(request, "Tabellerna räknas. Sidan visar när de är klara.")
    return redirect("tables", year)


@require_GET
@staff_only
def build_state(request, year):
    """How far the latest counting has come, for the page to ask while it waits."""
    latest = Build.objects.filter(round=_round(year)).first()
    if latest is None:
        raise Http404
    return JsonResponse({"state": latest.state, "done": latest.done, "in_all": latest.in_all})


@require_GET
@staff_only
def download(request, year, fmt):
    """All tables of a year as one file."""
    if fmt not in export.FORMATS:
        raise Http404
    build = _finished(year)
    name, content_type, content = export.as_file(build, fmt)
    audit.record(audit.What.EXPORTED, who=request.user, about=build, year=year, file=name)
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _round(year):
    """A round that has tables described for it."""
    if not spec.exists(year):
        raise Http404
    return get_object_or_404(Round, year=year)


def _finished(year):
    build = building.newest(_round(year))
    if build is None:
        raise Http404
    return build
