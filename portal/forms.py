from django import forms
from django.contrib.auth.forms import AuthenticationForm


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
