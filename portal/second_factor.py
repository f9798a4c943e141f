"""Socialstyrelsen's staff sign in with more than a password. Who has not yet set it up is led there."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseForbidden
from django.shortcuts import redirect

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
NEEDED = (
    "Du som arbetar på Socialstyrelsen loggar in i två steg. Välj ett andra steg för att fortsätta."
)
# What is reached without a second factor: the way to one, and the way out.
OPEN = {
    *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes"),
    *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    *("sign_out", "accessibility", "health"),
}


class RequireOfStaff:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Shuts every address but those that are open. New ones are shut by themselves."""
        if not settings.STAFF_MFA or request.resolver_match.url_name in OPEN:
            return None
        if not request.user.is_authenticated or not request.user.is_staff or has_factor(request):
            return None
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseForbidden(NEEDED, content_type="text/plain; charset=utf-8")
        messages.warning(request, NEEDED)
        return redirect("mfa_index")


def has_factor(request):
    """Used in this visit, which the visit knows; or set up during it."""
    records = get_authentication_records(request, request.user)
    used = any(record["method"] == "mfa" for record in records)
    return used or is_mfa_enabled(request.user, FACTORS)


class SecondStep(AuthenticateView):
    """After the password: by a code, or by a key where there is one."""

    def get_context_data(self, **kwargs):
        has = Authenticator.objects.filter(user=self.stage.login.user).values_list(
            "type", flat=True
        )
        return {**super().get_context_data(**kwargs), "types": set(has)}
