"""A section's page tells that it is looked at, and is told who else is there. Without its script nobody is."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_POST

from surveys import presence
from surveys.messages import others_here


@require_POST
@login_required
def here(request, pk, code):
    """Come, or with `lamnar` leave. What is said of the others is '' when there are none."""
    others = presence.come(pk, code, request.user)
    if others is None:
        raise Http404
    if "lamnar" in request.POST:
        presence.leave(pk, code, request.user)
        return JsonResponse({"others": ""})
    return JsonResponse({"others": others_here(others)})
