"""The front door: sign-in, the way to one's own desk, and whether the house stands."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.decorators import rate_limit
from allauth.socialaccount.adapter import get_adapter as get_provider_adapter
from allauth.socialaccount.providers.openid_connect import views as provider
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView, PasswordResetConfirmView
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET
from requests import RequestException

from portal import sessions
from portal.forms import SignInForm
from regions import audit


@require_GET
def front(request):
    """A stranger is told what this is; everyone else is led to their own desk."""
    if not request.user.is_authenticated:
        context = {"form": SignInForm(request), "provider": settings.IDENTITY_PROVIDER}
        return render(request, "portal/front.html", context)
    return redirect("queue" if request.user.is_staff else "desk")


@require_GET
def accessibility(request):
    """The accessibility statement that the law asks for."""
    return render(request, "portal/accessibility.html", {"contact": settings.CONTACT_EMAIL})


@require_GET
def health(request):
    """Answers when the web server reaches its database; for the operator's watch."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@method_decorator(rate_limit(action="login"), name="dispatch")
class SignIn(LoginView):
    """By e-mail and password, and then by a second factor where there is one."""

    template_name = "portal/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        user = form.get_user()
        login = Login(user=user, email=user.email, redirect_url=self.get_success_url())
        return perform_password_login(self.request, {"email": user.email}, login)

    def get_context_data(self, **kwargs):
        return super().get_context_data(provider=settings.IDENTITY_PROVIDER, **kwargs)


@require_GET
@rate_limit(action="login")
def to_provider(request, provider_id):
    """To the identity provider, to sign in there. Nothing else is asked of it: django-allauth would
    also join another identity to the account one is signed in with."""
    if not settings.IDENTITY_PROVIDER or set(request.GET) - {"next"}:
        raise Http404
    if request.user.is_authenticated:
        return redirect("front")
    try:
        return provider.login(request, provider_id)
    except RequestException as error:
        adapter = get_provider_adapter()
        known = adapter.get_provider(request, provider_id)
        return adapter.on_authentication_error(request, known, exception=error)


class SignOut(LogoutView):
    next_page = reverse_lazy("front")


class SetPassword(PasswordResetConfirmView):
    """Choose a password, by the one-time link that came with the account."""

    template_name = "portal/set_password.html"
    success_url = reverse_lazy("sign_in")

    def form_valid(self, form):
        answer = super().form_valid(form)
        audit.record(audit.What.PASSWORD_CHANGED, about=self.user, by="link")
        sessions.end(UserSession.objects.filter(user=self.user))
        return answer
