"""What the pages of those who answer begin with."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from surveys import access, corrections


def own_response(request, pk):
    """A response the user may see as one who answers; staff review theirs elsewhere."""
    if request.user.is_staff:
        raise Http404
    return get_object_or_404(corrections.marked(access.visible_to(request.user)), pk=pk)
