"""One who has forgotten the password gets a link by letter; nobody learns who has an account."""

import json

import pytest
import redis
from django.conf import settings
from django.urls import reverse

from portal import tasks
from regions.models import User

PASSWORD, NEW = "en lång och säker fras", "en annan lång och säker fras"
ON_ITS_WAY = "Finns det ett konto för {} är ett brev på väg dit."

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return User.objects.create_user("anna@x.se", PASSWORD, name="Anna Ek")


@pytest.fixture
def asked():
    """What the workers have been asked to do since the test began."""
    with redis.from_url(settings.CACHES["default"]["LOCATION"]) as broker:
        broker.delete("celery")
        yield lambda: [
            json.loads(one)["headers"]["argsrepr"] for one in broker.lrange("celery", 0, -1)
        ]
        broker.delete("celery")


def ask(client, email):
    answer = client.post(reverse("forgotten"), {"email": email}, follow=True)
    return " ".join(answer.content.decode().split())


def link_in(letter):
    [line] = [line for line in letter.get_content().splitlines() if line.startswith("http")]
    return line.removeprefix(settings.PORTAL_ADDRESS)


def test_the_same_is_said_and_done_whether_there_is_an_account_or_not(client, anna, asked):
    assert ON_ITS_WAY.format("anna@x.se") in ask(client, "Anna@x.se")
    assert ON_ITS_WAY.format("ingen@x.se") in ask(client, "ingen@x.se")
    assert sorted(asked()) == ["['anna@x.se']", "['ingen@x.se']"]


def test_the_letter_leads_to_a_new_password_once(client, anna, mailbox):
    tasks.send_password_link("anna@x.se")
    [letter] = mailbox.letters
    assert (letter["To"], letter["Subject"]) == ("anna@x.se", "Välj nytt lösenord till Enkätnavet")
    assert "Hej Anna Ek!" in letter.get_content()

    page = client.get(link_in(letter), follow=True)
    form = page.redirect_chain[-1][0]
    client.post(form, {"new_password1": NEW, "new_password2": NEW})
    anna.refresh_from_db()
    assert anna.check_password(NEW)
    again = client.get(link_in(letter), follow=True).content.decode()
    assert "Länken gäller inte längre." in again
    assert reverse("forgotten") in again


def test_no_letter_goes_to_one_without_an_open_account(anna, mailbox):
    anna.is_active = False
    anna.save()
    tasks.send_password_link("anna@x.se")
    tasks.send_password_link("ingen@x.se")
    assert mailbox.letters == []


def test_an_inbox_is_not_filled(client, anna, asked):
    told = [ask(client, "anna@x.se") for _ in range(5)]
    assert all(ON_ITS_WAY.format("anna@x.se") in page for page in told)
    assert len(asked()) == 3


@pytest.mark.parametrize(
    "email, told",
    [
        ("anna", "Skriv en hel e-postadress, till exempel namn@organisation.se."),
        ("", "Detta fält måste fyllas i."),
    ],
)
def test_what_is_no_address_is_told(client, asked, email, told):
    assert told in ask(client, email)
    assert asked() == []


def test_a_letter_that_cannot_go_now_is_tried_again(anna, mailbox, asked):
    mailbox.answer = "451 try again later"
    with pytest.raises(Exception, match="Retry in 60s"):
        tasks.send_password_link.apply(["anna@x.se"], throw=True)
    assert mailbox.letters == []


def test_an_address_that_is_refused_is_let_be(anna, mailbox):
    mailbox.answer = "550 anna@x.se is not known here"
    tasks.send_password_link("anna@x.se")
    assert mailbox.letters == []
