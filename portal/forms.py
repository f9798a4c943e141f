from contextlib import contextmanager

from allauth.account.adapter import get_adapter
from allauth.account.forms import ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.validators import MaxLengthValidator


class EmailField(forms.EmailField):
    """The address of an account."""

    widget = forms.EmailInput(attrs={"autocomplete": "username"})
    default_error_messages = {
        "invalid": "Skriv en hel e-postadress, till exempel namn@organisation.se."
    }

    def __init__(self, **kwargs):
        super().__init__(label="E-postadress", **kwargs)


class SignInForm(AuthenticationForm):
    """E-mail and password."""

    username = EmailField()
    error_messages = {
        "invalid_login": "E-postadressen eller lösenordet stämmer inte. Kontrollera och försök igen.",
        "inactive": "Kontot är avstängt. Vänd dig till Socialstyrelsen.",
    }

    def clean(self):
        """Refused without a look at the password when the account has been tried too often. That an
        account is closed is told only to the one who knows its password."""
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if email and password:
            asked = {"email": email.lower(), "password": password}
            self.user_cache = get_adapter().authenticate(self.request, **asked)
            if self.user_cache is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data


class _Code:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = self.label
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
        }


class CodeForm(_Code, AuthenticateForm):
    label = "Kod från appen, eller en reservkod"


class CodeAgainForm(_Code, ReauthenticateByCodeForm):
    label = CodeForm.label


class FirstCodeForm(_Code, ActivateTOTPForm):
    label = "Koden som appen visar"


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Lösenord"
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}


KEY_REFUSED = "Nyckeln gick inte att använda. Försök igen, eller välj ett annat sätt."
# What the readers of keys raise of something that is not a key at all.
NOT_A_KEY = (AttributeError, KeyError, TypeError, ValueError)


@contextmanager
def refusing_what_is_no_key():
    try:
        yield
    except forms.ValidationError as error:
        if error.code != "incorrect_code":
            raise
        raise forms.ValidationError(KEY_REFUSED, code="key") from error
    except NOT_A_KEY as error:
        raise forms.ValidationError(KEY_REFUSED, code="key") from error


class _Key:
    def clean_credential(self):
        with refusing_what_is_no_key():
            return super().clean_credential()


class KeyForm(_Key, AuthenticateWebAuthnForm):
    pass


class KeyAgainForm(_Key, ReauthenticateWebAuthnForm):
    pass


class NewKeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Vad nyckeln ska heta här"
        self.fields["name"].validators.append(MaxLengthValidator(100))

    def clean(self):
        with refusing_what_is_no_key():
            return super().clean()
