"""What django-allauth asks the portal: who may come in, and what it says meanwhile."""

import base64
import hashlib
import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect

from regions import audit
from regions.models import User

JUST_SIGNED_IN = 5 * 60
WRONG_CODE = "Koden stämmer inte. Vänta på nästa kod i appen och försök igen."
TOO_OFTEN = "Det har blivit för många försök. Vänta några minuter och försök igen."
CLOSED = "Kontot är avstängt. Vänd dig till Socialstyrelsen."
SAID = {
    "mfa/messages/totp_activated.txt": "Appen är tillagd. Nu loggar du in i två steg.",
    "mfa/messages/totp_deactivated.txt": "Appen är borttagen.",
    "mfa/messages/webauthn_added.txt": "Nyckeln är tillagd. Nu loggar du in i två steg.",
    "mfa/messages/webauthn_removed.txt": "Nyckeln är borttagen.",
}
UNKNOWN_THERE = (
    "{name} känner igen dig, men det finns inget konto här för din e-postadress. Vänd dig till den "
    "som är huvudansvarig i din organisation, eller till Socialstyrelsen."
)
UNSURE = "{name} svarar inte för att e-postadressen är din. Logga in med lösenord."
ANOTHER_PERSON = "Kontot hör redan till någon annan hos {name}. Vänd dig till Socialstyrelsen."
FAILED_THERE = (
    "Inloggningen med {name} gick inte att genomföra. Försök igen, eller logga in med lösenord."
)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation or by command. Nobody makes one by signing in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": CLOSED,
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "Lösenordet stämmer inte. Försök igen.",
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
    }

    def is_open_for_signup(self, request):
        return False

    def add_message(self, request, level, message_template=None, *args, message=None, **kwargs):
        """In our own words, where there is something to say."""
        text = message or SAID.get(message_template)
        if text:
            messages.add_message(request, level, text)

    def respond_user_inactive(self, request, user):
        messages.error(request, CLOSED)
        return redirect("sign_in")

    def is_reauthentication_required(self, *, app, **kwargs):
        """Who has signed in just now need not do it again."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((record["at"] for record in records), default=0)
        return time.time() - newest > JUST_SIGNED_IN


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secrets of codes lie encrypted in the database, with the key that the portal has outside
    of it."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": (
            "Lägg till en app eller en nyckel först. Reservkoderna är till för när de är borta."
        ),
    }

    def encrypt(self, text):
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user, type):
        return "Min nyckel"

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": "Enkätnavet"}


def _box():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"portal.adapters:{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Whom the identity provider vouches for comes in to the account with the same address, if there
    is one. From then on they are known by what the provider calls them, not by the address."""

    def pre_social_login(self, request, sociallogin):
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.get_provider_account().get_user_data() or {}
        email = str(claims.get("email") or "").strip().lower()
        account = User.objects.filter(email=email).first()
        if claims.get("email_verified") is not True:
            self._refuse(request, sociallogin, email, UNSURE)
        if account is None:
            self._refuse(request, sociallogin, email, UNKNOWN_THERE)
        of_provider = SocialAccount.objects.filter(provider=sociallogin.account.provider)
        if of_provider.filter(user=account).exists():
            self._refuse(request, sociallogin, email, ANOTHER_PERSON)
        sociallogin.connect(request, account)

    def _refuse(self, request, sociallogin, email, why):
        audit.record_failed_sign_in(email, by="oidc")
        messages.error(request, why.format(name=sociallogin.provider.name))
        raise ImmediateHttpResponse(redirect("sign_in"))

    def on_authentication_error(self, request, provider, **what):
        messages.error(request, FAILED_THERE.format(name=provider.name))
        raise ImmediateHttpResponse(redirect("sign_in"))
