"""The portal's addresses and one more: the least a signed-in view could do to save one answer."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from portal.urls import urlpatterns as own
from surveys.models import Answer


@require_POST
@login_required
def upsert(request, response, item):
    """No rights asked, nothing read, judged, logged or locked."""
    row = Answer(response_id=response, item_id=item, text=request.POST["varde"])
    Answer.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["response", "item", "row"],
        update_fields=["text"],
    )
    return HttpResponse("ok")


urlpatterns = [*own, path("golv/<int:response>/<int:item>/", upsert)]
