"""A section's page tells that it is looked at, and is told who else is there. Without its script nobody is."""

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from surveys import presence
from surveys.messages import others_here
from surveys.views.own import own_response


@require_POST
@login_required
def here(request, pk, code):
    """Come, or with `lamnar` leave. What is said of the others is '' when there are none."""
    response = own_response(request, pk)
    section = get_object_or_404(response.questionnaire.sections, code=code)
    if "lamnar" in request.POST:
        presence.leave(response, section, request.user)
        return JsonResponse({"others": ""})
    return JsonResponse({"others": others_here(presence.come(response, section, request.user))})
