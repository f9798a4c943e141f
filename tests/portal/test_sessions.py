"""Visits end: in time, by hand, and when the password changes. One sees one's own and no others."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from regions.models import AuditEntry
from tests.factories import member, response, user

pytestmark = pytest.mark.django_db

PASSWORD = "en lång och säker fras"
HOUR = 60 * 60
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def anna():
    return member(name="Anna Ek", email="anna@x.se", password=PASSWORD)


def signed_in(person, **headers):
    client = Client(headers=headers)
    client.post(reverse("sign_in"), {"username": person.email, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client):
    return client.get(reverse("desk")).status_code == 200


def whats():
    return list(AuditEntry.objects.order_by("pk").values_list("what", flat=True))


@pytest.fixture
def clock(monkeypatch):
    """Later by so many seconds, for everything that asks what time it is."""
    now = time.time

    def later(seconds):
        monkeypatch.setattr(time, "time", lambda: now() + seconds)

    return later


# ---- in time ----


def test_a_visit_ends_when_nothing_is_done_for_two_hours(anna, clock):
    client = signed_in(anna)
    clock(2 * HOUR + 60)

    answer = client.get(reverse("desk"), follow=True)
    assert answer.redirect_chain == [("/logga-in/?next=/enkater/", 302)]
    assert "Du har loggats ut, för att du varit borta en stund." in answer.content.decode()
    assert not Session.objects.filter(session_key=client.cookies["sessionid"].value).exists()
    assert whats() == ["signed_in", "signed_out"]


def test_what_is_done_prolongs_it_but_not_beyond_twelve_hours(anna, clock):
    client = signed_in(anna)
    for hours in range(1, 13):
        clock(hours * HOUR - 60)
        assert is_in(client), hours
    clock(12 * HOUR + 60)
    assert not is_in(client)


def test_what_a_page_asks_by_itself_does_not_prolong_it(anna, clock):
    client = signed_in(anna)
    one = response()
    here = reverse("presence", args=[one.pk, one.questionnaire.sections.first().code])
    for minutes in range(10, 121, 10):
        clock(minutes * 60 - 1)
        assert client.post(here).status_code == 200
    clock(2 * HOUR + 1)
    assert client.post(here).status_code == 302


def test_being_there_costs_no_query_for_ten_minutes(anna, clock, django_assert_num_queries):
    """Besides the visit itself and who it is."""
    client = signed_in(anna)
    clock(9 * 60)
    with django_assert_num_queries(4):  # and a savepoint
        client.get(reverse("change_password"))


def test_a_stranger_has_no_visit_to_end(client, clock):
    clock(20 * HOUR)
    assert client.get(reverse("front")).status_code == 200


# ---- one's own ----


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_one_sees_where_one_is_signed_in_and_what_has_happened(anna):
    stranger = Client()
    stranger.post(reverse("sign_in"), {"username": "anna@x.se", "password": "fel"})
    signed_in(anna, user_agent=FIREFOX)
    page = text_of(signed_in(anna).get(reverse("sign_ins")))

    assert "Firefox på Windows" in page
    assert page.count("den här webbläsaren") == 1
    assert "Inloggning som misslyckades" in page
    assert page.count("Loggade in</span>") == 2


def test_one_sees_nothing_of_others(anna):
    bo = user(email="bo@x.se", password=PASSWORD)
    member_of = signed_in(anna, user_agent=FIREFOX)
    assert is_in(member_of)
    page = signed_in(bo).get(reverse("sign_ins"))

    assert "Firefox" not in text_of(page)
    assert {entry.who for entry in page.context["entries"]} == {bo}


def test_a_visit_is_ended_from_another(anna):
    lost, here = signed_in(anna, user_agent=FIREFOX), signed_in(anna)
    [other] = here.get(reverse("sign_ins")).context["others"]
    answer = here.post(reverse("end_visit", args=[other.pk]), follow=True)

    assert "Inloggningen är avslutad." in text_of(answer)
    assert (is_in(lost), is_in(here)) == (False, True)
    assert whats()[-1] == "sessions_ended"


def test_all_others_are_ended_at_once(anna):
    others, here = [signed_in(anna) for _ in range(3)], signed_in(anna)
    here.post(reverse("end_other_visits"))

    assert [is_in(one) for one in others] == [False] * 3
    assert is_in(here)


def test_nobody_ends_anothers_visit(anna):
    bo = user(email="bo@x.se", password=PASSWORD)
    hers, his = signed_in(anna), signed_in(bo)
    [visit] = hers.get(reverse("sign_ins")).context["visits"]
    his.post(reverse("end_visit", args=[visit.pk]))
    his.post(reverse("end_other_visits"))

    assert is_in(hers)
    assert "sessions_ended" not in whats()


def test_a_visit_that_is_over_is_not_listed(anna, clock):
    signed_in(anna)
    clock(3 * HOUR)
    here = signed_in(anna)
    assert len(here.get(reverse("sign_ins")).context["visits"]) == 1


@pytest.mark.parametrize("others", [0, 4])
def test_the_page_takes_as_many_queries_for_many_visits(anna, others, django_assert_num_queries):
    for _ in range(others):
        signed_in(anna)
    here = signed_in(anna)
    with django_assert_num_queries(8):
        here.get(reverse("sign_ins"))


# ---- the password ----

NEW = "en ny och ännu längre fras"
CHANGE = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}


def test_a_new_password_ends_all_other_visits(anna):
    other, here = signed_in(anna), signed_in(anna)
    answer = here.post(reverse("change_password"), CHANGE, follow=True)

    assert "Lösenordet är bytt." in text_of(answer)
    assert (is_in(other), is_in(here)) == (False, True)
    assert [visit.is_this for visit in answer.context["visits"]] == [True]
    assert whats()[-1] == "password_changed"
    anna.refresh_from_db()
    assert anna.check_password(NEW)


@pytest.mark.parametrize(
    "changed, told",
    [
        ({"old_password": "fel"}, "Ditt gamla lösenord"),
        ({"new_password1": "kort", "new_password2": "kort"}, "minst 12 tecken"),
        ({"new_password2": "något helt annat"}, "stämmer inte överens"),
        ({"new_password1": "Password2026!", "new_password2": "Password2026!"}, "prövas först"),
    ],
)
def test_what_will_not_do_changes_nothing(anna, changed, told):
    here = signed_in(anna)
    page = here.post(reverse("change_password"), {**CHANGE, **changed})

    assert told in text_of(page)
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)


def test_the_old_password_is_not_guessed_here(anna):
    here = signed_in(anna)
    wrong = {**CHANGE, "old_password": "fel"}
    answers = [here.post(reverse("change_password"), wrong).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
