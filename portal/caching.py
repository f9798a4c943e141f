"""No page is kept by the browser, or by anything on the way, once somebody may be signed in.

Who sits down at the same machine afterwards and goes back finds the page to sign in.
"""

from django.conf import settings
from django.utils.cache import patch_cache_control


def keep_no_page(get_response):
    def answer(request):
        response = get_response(request)
        # Asking who is signed in would cost a query on every page; a cookie tells enough.
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return answer
