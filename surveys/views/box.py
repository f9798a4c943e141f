"""One box saved as it is left. The page's script asks; without it the section's save button does the same."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from surveys import boxes, checking, rows, values, workflow
from surveys.models import Severity
from surveys.outline import place_of


@require_POST
@login_required
def save(request, pk, code):
    """Save `varde` where the writer `sag` something; tell what came of it, here and in other boxes."""
    typed, seen = request.POST.get("varde", ""), request.POST.get("sag", "")
    try:
        outcome = boxes.save(pk, code, typed, seen, by=request.user)
    except workflow.Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    if outcome is None:
        raise Http404
    if outcome.conflict:
        return JsonResponse(_conflict(request, outcome), status=409)
    found = checking.beside_boxes(outcome.findings, closely="granska" in request.POST)
    errors_left = _errors_left(pk, outcome.findings, found)
    return JsonResponse(
        {
            "seen": values.canonical(outcome.held),
            "at": f"{timezone.localtime():%H.%M}",
            "hidden": outcome.hidden,
            "judged": [question.code for question in outcome.judged],
            "findings": _by_place(found, {"response_id": pk, "errors_left": errors_left}),
            "errors_left": errors_left,
        }
    )


def _conflict(request, outcome):
    words = {"conflict": outcome.conflict, "choose": True, "user": request.user}
    return {
        "seen": values.canonical(outcome.held),
        "stands": values.typed(outcome.held),
        "conflict": render_to_string("surveys/parts/conflict.html", words),
    }


def _errors_left(pk, judged, shown):
    """Whether the response has errors, on which hangs where a query is explained; None if not known."""
    if any(one.severity == Severity.ERROR for one in judged):
        return True
    if any(one.severity == Severity.QUERY for one in shown):
        return rows.has_errors(pk)
    return None


def _by_place(found, words):
    """{place: what is said there}."""
    places = {}
    for one in found:
        places.setdefault(place_of(one.item), []).append(one)
    return {
        place: render_to_string("surveys/parts/findings.html", {"findings": findings, **words})
        for place, findings in places.items()
    }
