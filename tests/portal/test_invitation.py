"""The way in by an invitation: the link in the letter, a password, and what is said when it fails."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from regions import team as people
from regions.models import Invitation, Membership, User
from surveys import team
from tests.factories import member, organisation, user

PASSWORD = "en lång och säker fras"
NEW = {"new_password1": PASSWORD, "new_password2": PASSWORD}
PAGE = "/inbjudan/"


@pytest.fixture
def lead(db):
    return member(name="Lena Lead")


@pytest.fixture
def invitation(lead):
    return team.invite(organisation(), email="ny@region.se", name="Nina Ny", sections=[], by=lead)


@pytest.fixture
def link(invitation):
    return reverse("follow_invitation", args=[people.new_token(invitation)])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def follow(client, link):
    return client.get(link, follow=True)


def who(client):
    return client.session.get("_auth_user_id")


# ---- a new person ----


def test_the_address_in_the_letter_is_left_at_once_and_never_kept_by_anyone(client, link):
    answer = client.get(link)

    assert (answer.status_code, answer.url) == (302, PAGE)
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert link.split("/")[-2] not in text_of(client.get(PAGE))
    assert link.split("/")[-2] not in str(dict(client.session))


def test_a_new_person_chooses_a_password_and_is_in(client, link, invitation):
    page = text_of(follow(client, link))
    assert "Region Stockholm" in page
    assert "Lena Lead har bjudit in dig" in page

    answer = client.post(PAGE, NEW, follow=True)
    assert answer.redirect_chain[-1][0] == "/enkater/"
    assert "Välkommen! Du är nu med och svarar för Region Stockholm." in text_of(answer)
    assert who(client) == str(User.objects.get(email="ny@region.se").pk)
    assert "invitation" not in client.session

    again = Client()
    again.post(reverse("sign_in"), {"username": "ny@region.se", "password": PASSWORD})
    assert who(again) == who(client)


@pytest.mark.parametrize(
    "first, second, told",
    [
        ("", "", "Detta fält måste fyllas i."),
        (PASSWORD, PASSWORD + "!", "De två lösenordsfälten stämmer inte överens."),
        ("kort", "kort", "Det här lösenordet är för kort. Det måste innehålla minst 12 tecken."),
        ("123456789012", "123456789012", "Detta lösenord är enbart numeriskt."),
        ("password1234", "password1234", "Detta lösenord är alldeles för vanligt."),
        ("ny@region.se1", "ny@region.se1", "Ditt lösenord är alltför likt e-postadress."),
    ],
)
def test_a_password_that_will_not_do_is_told_and_makes_no_account(
    client, link, first, second, told
):
    follow(client, link)
    answer = client.post(PAGE, {"new_password1": first, "new_password2": second})

    assert answer.status_code == 422
    assert told in text_of(answer)
    assert not User.objects.filter(email="ny@region.se").exists()
    assert client.post(PAGE, NEW).status_code == 302


def test_opening_the_link_does_not_use_it(client, link):
    """Mail programs open links before people do."""
    for _ in range(3):
        Client().head(link)
        Client().get(link)
    follow(client, link)
    assert client.post(PAGE, NEW).status_code == 302


def test_the_form_alone_lets_nobody_in(client, link):
    assert client.post(PAGE, NEW).status_code == 404
    assert not User.objects.filter(email="ny@region.se").exists()


# ---- one who has an account ----


def test_one_who_has_an_account_signs_in_and_confirms(client, link):
    person = user(email="ny@region.se", password=PASSWORD)
    page = text_of(follow(client, link))
    assert "Du har redan ett konto." in page
    assert "new_password1" not in page
    assert client.post(PAGE, NEW).status_code == 200  # the same page; nothing is set by it

    signed_in = client.post(
        reverse("sign_in"),
        {"username": "ny@region.se", "password": PASSWORD, "next": PAGE},
        follow=True,
    )
    assert "Gå med" in text_of(signed_in)
    assert not person.memberships.exists()
    client.post(PAGE)
    assert person.memberships.get().role == "contributor"


def test_one_who_is_signed_in_as_another_is_told_so_and_joins_nothing(client, link):
    other = user(email="annan@region.se")
    client.force_login(other)
    page = text_of(follow(client, link))

    assert "men du är inloggad som" in page
    assert "Logga ut och öppna sedan länken i brevet en gång till." in page
    client.post(PAGE, NEW)
    assert not other.memberships.exists()
    assert not User.objects.filter(email="ny@region.se").exists()


def test_a_second_organisation_is_added_to_the_first(client, link):
    person = member(code="03", email="ny@region.se", password=PASSWORD)
    client.force_login(person)
    follow(client, link)
    client.post(PAGE)

    assert sorted(m.organisation.code for m in person.memberships.all()) == ["01", "03"]


# ---- links that do not work ----


@pytest.fixture
def end(invitation, lead):
    def end(how):
        if how == "expired":
            long_ago = timezone.now() - timedelta(days=20)
            Invitation.objects.filter(pk=invitation.pk).update(
                created_at=long_ago, expires_at=long_ago + timedelta(days=14)
            )
        if how == "used":
            people.join_as_new(invitation, PASSWORD)
        if how == "withdrawn":
            people.withdraw(invitation, by=lead)
        if how == "sent again":
            people.renew(invitation, by=lead)
        if how == "closed account":
            user(email="ny@region.se", password=PASSWORD, is_active=False)

    return end


@pytest.mark.parametrize(
    "how, told",
    [
        ("expired", "Inbjudan har gått ut. Be den som bjöd in dig att skicka den igen."),
        ("used", "Inbjudan är redan använd. Har du valt ett lösenord kan du logga in."),
        ("withdrawn", "be den som bjöd in dig om en ny inbjudan."),
        ("sent again", "Har du fått ett nyare brev, använd länken i det."),
        ("closed account", "Kontot är avstängt. Vänd dig till Socialstyrelsen."),
    ],
)
@pytest.mark.parametrize("when", ["before it is opened", "after"])
def test_a_link_that_has_ended_says_what_to_do(client, link, end, how, told, when):
    if when == "after":
        follow(client, link)
    end(how)
    if when == "before it is opened":
        follow(client, link)
    before = Membership.objects.count()

    for answer in (client.get(PAGE), client.post(PAGE, NEW)):
        assert answer.status_code == 410
        assert told in text_of(answer)
    assert (who(client), Membership.objects.count()) == (None, before)


@pytest.mark.parametrize("address", ["/inbjudan/fel/", "/inbjudan/%00/", "/inbjudan/å/", PAGE])
def test_a_link_that_never_was_says_what_to_do(client, db, address):
    answer = follow(client, address)

    assert answer.status_code == 404
    assert "Länken stämmer inte. Öppna länken i det senaste brevet du fått" in text_of(answer)


def test_one_who_has_joined_and_opens_the_link_again_comes_to_the_desk(client, link):
    follow(client, link)
    client.post(PAGE, NEW)

    assert follow(client, link).redirect_chain[-1][0] == "/enkater/"


def test_of_two_browsers_at_once_one_gets_in(own_database):
    lead = member()
    invitation = team.invite(
        organisation(), email="ny@region.se", name="Nina Ny", sections=[], by=lead
    )
    link = reverse("follow_invitation", args=[people.new_token(invitation)])
    browsers = [Client(), Client()]
    for browser in browsers:
        follow(browser, link)
    at_once = Barrier(2)

    def choose(browser):
        at_once.wait(10)
        try:
            return browser.post(PAGE, NEW).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(choose, browsers)) == [302, 410]
    assert [bool(who(browser)) for browser in browsers].count(True) == 1
    assert Membership.objects.filter(user__email="ny@region.se").count() == 1
