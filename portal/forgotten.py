"""A new password for one who has forgotten the old one: by a one-time link in a letter. Nobody is told
who has an account."""

from allauth.core import ratelimit
from allauth.decorators import rate_limit
from celery import current_app
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.views.generic import FormView
from kombu.exceptions import OperationalError

from portal.forms import EmailField
from regions.models import User

TASK = "portal.tasks.send_password_link"
ON_ITS_WAY = (
    "Finns det ett konto för {email} är ett brev på väg dit. Öppna länken i det för att välja ett nytt "
    "lösenord. Länken gäller i {days} dagar."
)
NOT_NOW = "Brevet gick inte att skicka just nu. Försök igen om en stund."
DAYS = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)


class ForgottenForm(forms.Form):
    email = EmailField()


@method_decorator(rate_limit(action="reset_password"), name="dispatch")
class Forgotten(FormView):
    template_name = "portal/forgotten.html"
    form_class = ForgottenForm

    def form_valid(self, form):
        """The account is looked for by a worker: how long this takes tells nothing either."""
        email = form.cleaned_data["email"].lower()
        try:
            # One who is sent a letter again and again is not sent another; it is not told apart.
            if ratelimit.consume(self.request, action="password_letter", key=email):
                current_app.send_task(TASK, [email])
        except OperationalError:
            form.add_error(None, NOT_NOW)
            return self.form_invalid(form)
        messages.success(self.request, ON_ITS_WAY.format(email=email, days=DAYS))
        return redirect("sign_in")


def path_for(user):
    """Where the user may choose a password, once and for some days."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("set_password", args=[key, default_token_generator.make_token(user)])


def letter(email):
    """The letter to whoever has an open account with that address, or None."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return None
    words = {"user": user, "link": settings.PORTAL_ADDRESS + path_for(user), "days": DAYS}
    return EmailMessage(
        subject="Välj nytt lösenord till Enkätnavet",
        body=render_to_string("letters/password.txt", words),
        to=[user.email],
    )
