"""Where a round stands, for staff: figures that keep themselves fresh, the counties, and the list."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from surveys import listing, rounds, standing
from surveys.messages import LIST_HEADS
from surveys.models import Round, State
from surveys.views.staff import staff_only


@require_GET
@staff_only
def where_things_stand(request):
    return render(request, "standing/standing.html", _context(request))


@require_GET
@staff_only
def parts(request):
    """What changes on the page, for its script to put in place."""
    context = _context(request)
    if not context["round"]:
        raise Http404
    return render(request, "standing/parts/all.html", context)


@require_GET
@staff_only
def file(request, fmt):
    """The list, chosen and sorted as on the page."""
    context = _context(request)
    if fmt not in listing.CONTENT_TYPES or not context["round"]:
        raise Http404
    content = listing.as_file(fmt, list(LIST_HEADS.values()), map(_row, context["lines"]))
    return HttpResponse(
        content,
        content_type=listing.CONTENT_TYPES[fmt],
        headers={"Content-Disposition": f'attachment; filename="laget_{context["year"]}.{fmt}"'},
    )


def _context(request):
    rounds = list(Round.objects.all())
    asked = {name: request.GET.get(name, "") for name in ("ar", "enkat", "lage", "ordning")}
    year = asked["ar"] or (str(rounds[0].year) if rounds else "")
    round = next((one for one in rounds if str(one.year) == year), None)
    now = standing.of(round, request.user) if round else None
    lines = standing.narrowed(now.lines, asked["enkat"], asked["lage"]) if now else []
    return {
        "rounds": rounds,
        "year": round.year if round else "",
        "round": round,
        "standing": now,
        "lines": standing.ordered(lines, asked["ordning"]),
        "survey": asked["enkat"],
        "state": asked["lage"],
        "order": asked["ordning"],
        "states": State,
        "late": standing.LATE,
        "now": timezone.localtime(),
    }


def _row(line):
    """A line of the list as the file has it, in the order of LIST_HEADS."""
    response = line.response
    values = {
        "code": response.organisation.code,
        "name": response.organisation.name,
        "questionnaire": response.questionnaire.title,
        "state": response.get_state_display(),
        "late": "ja" if line.is_late else "",
        "deadline": rounds.deadline_of(response),
        "answered": line.progress and line.progress.answered,
        "asked": line.progress and line.progress.asked,
        "submitted": response.submitted_at and timezone.localdate(response.submitted_at),
        "errors": response.error_count,
        "queries": response.query_count,
        "unexplained": line.unexplained,
        "open_remarks": response.remark_count,
        "answered_remarks": response.answered_remark_count,
        "minutes": round(line.worked.total_seconds() / 60),
        "kommuner_in": line.kommuner and line.kommuner[0],
        "kommuner": line.kommuner and line.kommuner[1],
    }
    return [values[name] for name in LIST_HEADS]
