"""The front door: sign-in, the way to one's own desk, and whether the house stands."""

from django.conf import settings
from django.contrib.auth.views import (
    LoginView,
    LogoutView,
    PasswordResetConfirmView,
)
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_GET

from portal.forms import SignInForm


@require_GET
def front(request):
    """A stranger is told what this is; everyone else is led to their own desk."""
    if not request.user.is_authenticated:
        return render(request, "portal/front.html", {"form": SignInForm(request)})
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


class SignIn(LoginView):
    template_name = "portal/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    next_page = reverse_lazy("front")


class SetPassword(PasswordResetConfirmView):
    """Choose a password, by the one-time link that came with the account."""

    template_name = "portal/set_password.html"
    success_url = reverse_lazy("sign_in")
