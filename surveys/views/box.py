from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from surveys import boxes, workflow


@require_POST
@login_required
def save(request, pk, code):
    outcome = boxes.save(pk, code, request.POST.get("varde", ""), request.POST.get("sag", ""), by=request.user)
    if outcome is None:
        raise Http404
    return JsonResponse({"seen": outcome.seen, "n": len(outcome.findings)})
