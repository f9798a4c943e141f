"""Socialstyrelsen's staff do not get by with a password. The others choose for themselves."""

import base64
import hashlib
import hmac
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.template.loader import get_template
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from portal import second_factor
from portal.embedded import PROJECT
from regions.models import AuditEntry
from tests import factories
from tests.factories import member, staff
from tests.portal.test_walls import OF_A_RESPONSE, OF_A_TEAM, names, visit

pytestmark = pytest.mark.django_db

PASSWORD = "en lång och säker fras"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SETUP = "/konto/steg-tva/"
ROLES = ["handlaggare", "analytiker", "administrator"]


@pytest.fixture(autouse=True)
def strict(settings):
    settings.STAFF_MFA = True


def code(offset=0):
    counter = struct.pack(">Q", int(time.time()) // 30 + offset)
    digest = hmac.digest(base64.b32decode(SECRET), counter, hashlib.sha1)
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def give_app(person):
    TOTP.activate(person, SECRET)


def password_step(person):
    client = Client()
    asked = {"username": person.email, "password": PASSWORD, "next": "/konto/"}
    return client, client.post(reverse("sign_in"), asked)


def is_in(client):
    return "_auth_user_id" in client.session


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_every_address_leads_staff_without_one_to_the_page_to_set_it_up(town):
    visitors = {role: Client() for role in ROLES}
    for role, visitor in visitors.items():
        visitor.force_login(staff(role))
    for name in sorted(set(names()) - second_factor.OPEN):
        whose = "region" if name in OF_A_RESPONSE | OF_A_TEAM else None
        with factories.undone():
            address, data = visit(name, whose, town)
            for role, visitor in visitors.items():
                answer = visitor.get(address)
                assert (answer.status_code, answer.get("Location")) == (302, SETUP), (name, role)
                assert visitor.post(address, data).status_code == 403, (name, role)


def test_what_is_open_is_the_way_to_one_and_the_way_out(client):
    client.force_login(staff(password=PASSWORD))
    assert client.get(SETUP).status_code == 200
    assert client.get(reverse("accessibility")).status_code == 200
    assert client.post(reverse("sign_out")).status_code == 302
    assert not is_in(client)


def test_those_who_answer_and_strangers_are_not_asked_for_one(client):
    assert client.get(reverse("front")).status_code == 200
    client.force_login(member())
    assert client.get(reverse("desk")).status_code == 200


def test_after_the_password_nobody_is_in_before_the_code():
    person = staff(password=PASSWORD)
    give_app(person)
    client, answer = password_step(person)

    assert (answer.status_code, answer.url) == (302, "/logga-in/steg-tva/")
    assert not is_in(client)
    assert client.get(reverse("queue")).status_code == 302
    answer = client.post("/logga-in/steg-tva/", {"code": code()})
    assert (answer.status_code, answer.url) == (302, "/konto/")
    assert client.get(reverse("queue")).status_code == 200


def test_a_code_is_used_once():
    person = staff(password=PASSWORD)
    give_app(person)
    now = code()
    for expected in (True, False):
        client, _ = password_step(person)
        client.post("/logga-in/steg-tva/", {"code": now})
        assert is_in(client) is expected


def test_codes_are_not_guessed():
    person = staff(password=PASSWORD)
    give_app(person)
    client, _ = password_step(person)
    for _ in range(5):
        client.post("/logga-in/steg-tva/", {"code": "000000"})
    page = text_of(client.post("/logga-in/steg-tva/", {"code": code()}))

    assert "Det har blivit för många försök. Vänta några minuter och försök igen." in page
    assert not is_in(client)
    failed = AuditEntry.objects.filter(what="sign_in_failed", about_id=str(person.pk))
    assert {one.details["by"] for one in failed} == {"totp"}


def test_second_step_without_a_first_leads_to_the_first(client):
    for answer in (
        client.get("/logga-in/steg-tva/"),
        client.post("/logga-in/steg-tva/", {"code": code()}),
    ):
        assert (answer.status_code, answer.url) == (302, "/logga-in/")


def test_one_who_answers_and_has_one_is_asked_for_it_too():
    person = member(password=PASSWORD)
    give_app(person)
    client, answer = password_step(person)
    assert answer.url == "/logga-in/steg-tva/"
    assert not is_in(client)


def test_an_invited_colleague_with_an_app_does_not_slip_past_it(settings):
    """Joining with an account one has goes through the page to sign in."""
    person = member(code="03", password=PASSWORD, email="ny@region.se")
    give_app(person)
    client, _ = password_step(person)
    assert not is_in(client)


def test_secrets_do_not_lie_open_in_the_database():
    person = staff()
    give_app(person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        [(kept,)] = cursor.fetchall()
    assert SECRET not in kept
    assert Authenticator.objects.get().wrap().validate_code(code())


def test_a_new_key_of_the_portal_still_reads_what_the_old_one_wrote(settings):
    person = staff()
    give_app(person)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    assert Authenticator.objects.get().wrap().validate_code(code())


def test_adding_one_later_is_asked_to_confirm_the_password(monkeypatch):
    person = member(password=PASSWORD)
    client, _ = password_step(person)
    assert client.get("/konto/steg-tva/app/").status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 6 * 60)

    asked = client.get("/konto/steg-tva/app/")
    assert (asked.status_code, asked.url) == (
        302,
        "/logga-in/igen/?next=%2Fkonto%2Fsteg-tva%2Fapp%2F",
    )
    assert "Lösenordet stämmer inte." in text_of(client.post(asked.url, {"password": "fel"}))
    assert client.post(asked.url, {"password": PASSWORD}).url == "/konto/steg-tva/app/"
    assert client.get("/konto/steg-tva/app/").status_code == 200


def test_another_persons_key_is_not_there(client):
    other = staff()
    key = Authenticator.objects.create(
        user=other, type="webauthn", data={"name": "x", "credential": {}}
    )
    person = member(password=PASSWORD)
    client, _ = password_step(person)
    assert client.get(reverse("mfa_remove_webauthn", args=[key.pk])).status_code == 404
    assert client.post(reverse("mfa_remove_webauthn", args=[key.pk])).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


NO_KEYS = [
    *("", "{}", "[]", "null", "7", '"x"', "x" * 5000, '{"id": 1}', '{"id": "a", "rawId": "a"}'),
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {}}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "e30", '
    '"attestationObject": "oA", "authenticatorData": "YQ", "signature": "YQ"}}',
]


@pytest.mark.parametrize("sent", NO_KEYS)
def test_what_is_no_key_is_not_added(sent):
    client, _ = password_step(member(password=PASSWORD))
    address = reverse("mfa_add_webauthn")
    client.get(address)
    page = client.post(address, {"credential": sent, "name": ""})

    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("sent", NO_KEYS)
def test_what_is_no_key_lets_nobody_in(sent):
    person = member(password=PASSWORD)
    give_app(person)
    client, _ = password_step(person)
    client.get("/logga-in/steg-tva/")
    assert client.post("/logga-in/steg-tva/", {"credential": sent}).status_code == 200
    assert not is_in(client)


def test_visits_without_it_end_when_one_is_added(django_capture_on_commit_callbacks):
    person = member(password=PASSWORD)
    before, _ = password_step(person)
    here, _ = password_step(person)
    secret = here.get("/konto/steg-tva/app/").context["form"].secret
    digest_code = _code_for(secret)
    with django_capture_on_commit_callbacks(execute=True):
        here.post("/konto/steg-tva/app/", {"code": digest_code})

    assert before.get(reverse("desk")).status_code == 302
    assert here.get(reverse("desk")).status_code == 200
    assert "factor_added" in AuditEntry.objects.values_list("what", flat=True)


def _code_for(secret):
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, hashlib.sha1)
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


# ---- pages of our own ----


def patterns():
    return [one for one in get_resolver().url_patterns if isinstance(one, URLPattern)]


def test_no_page_of_the_package_itself_is_shown():
    views = [getattr(one.callback, "view_class", None) for one in patterns()]
    shown = {view.template_name for view in views if getattr(view, "template_name", None)}
    shown.remove("registration/logged_out.html")  # Django's, never reached: one is led on
    assert len(shown) >= 12
    ours = str(PROJECT / "templates")
    assert [name for name in shown if not get_template(name).origin.name.startswith(ours)] == []


@pytest.mark.parametrize(
    "address",
    [
        *("/accounts/login/", "/accounts/signup/", "/accounts/email/", "/signup/"),
        *("/konto/e-post/", "/logga-in/webauthn/", "/konto/steg-tva/reservkoder/hamta/"),
    ],
)
def test_what_is_not_wanted_has_no_address(client, address):
    assert client.get(address).status_code == 404


def test_spare_codes_without_anything_to_spare_are_refused_in_swedish():
    client, _ = password_step(member(password=PASSWORD))
    page = text_of(client.post(reverse("mfa_generate_recovery_codes")))
    assert "Lägg till en app eller en nyckel först." in page
