"""Signing in and out: by e-mail, told what is wrong in Swedish, and led nowhere else."""

import pytest
from django.test import Client
from django.urls import reverse

from regions.models import AuditEntry, Membership, Organisation, User

PASSWORD = "en lång och säker fras"
WRONG = "E-postadressen eller lösenordet stämmer inte. Kontrollera och försök igen."
CLOSED = "Kontot är avstängt. Vänd dig till Socialstyrelsen."

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    anna = User.objects.create_user("anna@x.se", PASSWORD, name="Anna Ek")
    region = Organisation.objects.get(kind="region", code="01")
    Membership.objects.create(user=anna, organisation=region, role="lead")
    return anna


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(reverse("sign_in"), {"username": email, "password": password, **more})


def who(client):
    return client.session.get("_auth_user_id")


def test_one_signs_in_with_e_mail_and_comes_to_ones_desk(client, anna):
    answer = client.post(
        reverse("sign_in"), {"username": "anna@x.se", "password": PASSWORD}, follow=True
    )
    assert [address for address, _ in answer.redirect_chain] == ["/", "/enkater/"]
    assert who(client) == str(anna.pk)


def test_staff_come_to_the_review(client):
    User.objects.create_user("eva@x.se", PASSWORD, name="Eva", staff_role="handlaggare")
    answer = client.post(
        reverse("sign_in"), {"username": "eva@x.se", "password": PASSWORD}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/granskning/"


@pytest.mark.parametrize("typed", ["Anna@X.se", "ANNA@X.SE", " anna@x.se "])
def test_capitals_and_spaces_in_the_address_do_not_matter(client, anna, typed):
    sign_in(client, typed)
    assert who(client) == str(anna.pk)


def test_an_account_made_with_capitals_is_the_same_account(client):
    erik = User.objects.create_user("Erik@X.se", PASSWORD, name="Erik")
    sign_in(client, "erik@x.se")
    assert who(client) == str(erik.pk)


@pytest.mark.parametrize(
    "email, password, told",
    [
        ("anna@x.se", "en annan fras", WRONG),
        ("anna@x.se", PASSWORD.upper(), WRONG),
        ("ingen@x.se", PASSWORD, WRONG),
        ("anna", PASSWORD, "Skriv en hel e-postadress, till exempel namn@organisation.se."),
        ("", PASSWORD, "Detta fält måste fyllas i."),
        ("anna@x.se", "", "Detta fält måste fyllas i."),
    ],
)
def test_what_is_wrong_is_told_in_swedish_and_the_address_stays(
    client, anna, email, password, told
):
    answer = sign_in(client, email, password)
    page = answer.content.decode()
    assert (answer.status_code, who(client)) == (200, None)
    assert told in page
    assert f'value="{email}"' in page or not email


def test_a_wrong_address_and_a_wrong_password_are_told_alike(client, anna):
    """Nobody learns here who has an account."""
    pages = [
        sign_in(client, email, "en annan fras").content.decode().replace(email, "")
        for email in ("anna@x.se", "ingen@x.se")
    ]
    alike = [page.split("<main")[1].split("csrfmiddlewaretoken")[0] for page in pages]
    assert alike[0] == alike[1]


def test_a_closed_account_is_told_to_the_one_who_knows_its_password(client, anna):
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert CLOSED in sign_in(client, "anna@x.se").content.decode()
    assert WRONG in sign_in(client, "anna@x.se", "en annan fras").content.decode()
    assert who(client) is None


def test_closing_an_account_ends_its_visit(client, anna):
    client.force_login(anna)
    User.objects.filter(pk=anna.pk).update(is_active=False)
    answer = client.get(reverse("desk"))
    assert (answer.status_code, answer.url) == (302, "/logga-in/?next=/enkater/")


def test_nobody_signs_in_as_the_loader_of_files(client):
    robot = User.objects.robot()
    sign_in(client, robot.email, "!")
    assert who(client) is None


def test_signing_out_ends_the_visit(client, anna):
    client.force_login(anna)
    answer = client.post(reverse("sign_out"))
    assert (answer.status_code, answer.url, who(client)) == (302, "/", None)
    assert client.get(reverse("desk")).status_code == 302


def test_a_link_cannot_sign_one_out(client, anna):
    client.force_login(anna)
    assert client.get(reverse("sign_out")).status_code == 405
    assert who(client) == str(anna.pk)


def test_one_who_was_asked_to_sign_in_comes_to_where_one_was_going(client, anna):
    asked = client.get(reverse("desk"))
    page = client.get(asked.url).content.decode()
    assert '<input type="hidden" name="next" value="/enkater/">' in page
    assert sign_in(client, "anna@x.se", next="/enkater/").url == "/enkater/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        r"\\elsewhere.example",
        "///elsewhere.example",
        "http:elsewhere.example",
        "javascript:alert(1)",
        "https://testserver@elsewhere.example/",
    ],
)
def test_signing_in_leads_to_no_other_site(client, anna, elsewhere):
    answer = sign_in(client, "anna@x.se", next=elsewhere)
    assert (answer.status_code, answer.url) == (302, "/")
    signed_in = client.get(reverse("sign_in"), {"next": elsewhere})
    assert (signed_in.status_code, signed_in.url) == (302, "/")
    signed_out = client.post(reverse("sign_out"), {"next": elsewhere})
    assert (signed_out.status_code, signed_out.url) == (302, "/")


def test_one_who_is_signed_in_is_not_asked_again(client, anna):
    client.force_login(anna)
    assert client.get(reverse("sign_in")).url == "/"
    assert client.get(reverse("front")).url == "/enkater/"


def test_the_visit_is_kept_in_a_cookie_no_script_reads(client, anna):
    sign_in(client, "anna@x.se")
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_new_visit_gets_a_key_of_its_own(client, anna):
    client.get(reverse("sign_in"))
    before = client.cookies["csrftoken"].value
    sign_in(client, "anna@x.se")
    assert client.cookies["csrftoken"].value != before


# ---- too many tries ----

TOO_MANY = "Det har blivit för många försök. Vänta några minuter och försök igen."


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client, anna):
    for _ in range(5):
        assert WRONG in sign_in(client, "anna@x.se", "fel").content.decode()
    page = sign_in(client, "Anna@x.se").content.decode()
    assert TOO_MANY in page
    assert who(client) is None


def test_an_account_that_is_tried_does_not_shut_others_out(client, anna):
    User.objects.create_user("bo@x.se", PASSWORD, name="Bo")
    for _ in range(6):
        sign_in(client, "anna@x.se", "fel")
    sign_in(client, "bo@x.se")
    assert who(client)


def test_an_account_that_is_not_there_is_tried_as_seldom(client):
    """Or one would learn here who has an account."""
    pages = [sign_in(client, "ingen@x.se", "fel").content.decode() for _ in range(6)]
    assert [TOO_MANY in page for page in pages] == [False] * 5 + [True]


def test_one_place_does_not_try_everybody(client):
    pages = [sign_in(client, f"nr{n}@x.se", "fel").content.decode() for n in range(31)]
    assert [TOO_MANY in page for page in pages] == [False] * 30 + [True]


def test_whoever_asks_without_end_is_sent_away_in_swedish(client):
    answers = [client.post(reverse("sign_in"), {}) for _ in range(121)]
    assert [one.status_code for one in answers] == [200] * 120 + [429]
    assert "<h1>Det har blivit för många försök</h1>" in answers[-1].content.decode()


def test_signing_in_right_is_never_too_often(anna):
    for _ in range(12):
        client = Client()
        sign_in(client, "anna@x.se")
        assert who(client)


# ---- what is written down ----


def test_every_sign_in_is_written_down_with_no_password(client, anna):
    sign_in(client, "anna@x.se", "ett hemligt fel")
    sign_in(client, "okand@x.se", "ett hemligt fel")
    sign_in(client, "anna@x.se")
    client.post(reverse("sign_out"))

    failed, unknown, came, went = AuditEntry.objects.order_by("pk")
    assert [one.what for one in (failed, unknown, came, went)] == [
        "sign_in_failed",
        "sign_in_failed",
        "signed_in",
        "signed_out",
    ]
    assert (failed.who, failed.about_id) == (None, str(anna.pk))
    assert (unknown.who, unknown.about_id) == (None, "")
    assert came.details == {"by": ["password"], "ip": "127.0.0.1"}
    assert went.who == anna
    written = str([one.details for one in (failed, unknown, came, went)])
    assert "hemligt" not in written
    assert "okand" not in written
