"""Which part of the house lives at which address."""

from allauth.account import views as signing_in
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as spare_codes
from allauth.mfa.totp import views as codes
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount.providers.openid_connect import views as provider
from django.contrib.auth.decorators import login_required
from django.urls import include, path, reverse_lazy

from portal import account, forgotten, invitation, log, second_factor, views

OIDC = {"provider_id": "oidc"}
sign_in = views.SignIn.as_view()

# Of django-allauth's addresses those we want, at our own. It finds them by its own names, and the
# page to sign in too.
urlpatterns = [
    path("", views.front, name="front"),
    path("logga-in/", sign_in, name="sign_in"),
    path("logga-in/", sign_in, name="account_login"),
    path("logga-in/steg-tva/", second_factor.SecondStep.as_view(), name="mfa_authenticate"),
    path(
        "logga-in/igen/", login_required(signing_in.reauthenticate), name="account_reauthenticate"
    ),
    path("logga-in/igen/kod/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path(
        "logga-in/igen/nyckel/",
        keys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("logga-in/konto/", views.to_provider, OIDC, name="openid_connect_login"),
    path("logga-in/konto/klart/", provider.callback, OIDC, name="openid_connect_callback"),
    path("logga-ut/", views.SignOut.as_view(), name="sign_out"),
    path("losenord/glomt/", forgotten.Forgotten.as_view(), name="forgotten"),
    path("losenord/<uidb64>/<token>/", views.SetPassword.as_view(), name="set_password"),
    path("konto/", account.sign_ins, name="sign_ins"),
    path("konto/avsluta/", account.end_other_visits, name="end_other_visits"),
    path("konto/avsluta/<int:pk>/", account.end_visit, name="end_visit"),
    path("konto/losenord/", account.ChangePassword.as_view(), name="change_password"),
    path("konto/steg-tva/", second_step.index, name="mfa_index"),
    path("konto/steg-tva/app/", login_required(codes.activate_totp), name="mfa_activate_totp"),
    path("konto/steg-tva/app/bort/", codes.deactivate_totp, name="mfa_deactivate_totp"),
    path("konto/steg-tva/nyckel/", login_required(keys.add_webauthn), name="mfa_add_webauthn"),
    path(
        "konto/steg-tva/nyckel/<int:pk>/bort/",
        login_required(keys.RemoveWebAuthnView.as_view(success_url=reverse_lazy("mfa_index"))),
        name="mfa_remove_webauthn",
    ),
    path(
        "konto/steg-tva/reservkoder/",
        spare_codes.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "konto/steg-tva/reservkoder/nya/",
        login_required(spare_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("inbjudan/", invitation.invitation, name="invitation"),
    path("inbjudan/<str:token>/", invitation.follow, name="follow_invitation"),
    path("logg/", log.log, name="log"),
    path("halsa/", views.health, name="health"),
    path("", include("surveys.urls")),
    path("", include("analysis.urls")),
]
