from django import forms
from django.contrib.auth.forms import AuthenticationForm

from regions.models import User


class SignInForm(AuthenticationForm):
    """E-mail and password."""

    username = forms.EmailField(
        label="E-postadress",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"invalid": "Skriv en hel e-postadress, till exempel namn@organisation.se."},
    )
    error_messages = {
        "invalid_login": "E-postadressen eller lösenordet stämmer inte. Kontrollera och försök igen.",
        "inactive": "Kontot är avstängt. Vänd dig till Socialstyrelsen.",
    }

    def get_invalid_login_error(self):
        """That an account is closed is told only to the one who knows its password."""
        closed = User.objects.filter(email__iexact=self.cleaned_data["username"], is_active=False)
        if any(user.check_password(self.cleaned_data["password"]) for user in closed):
            return forms.ValidationError(self.error_messages["inactive"], code="inactive")
        return super().get_invalid_login_error()
