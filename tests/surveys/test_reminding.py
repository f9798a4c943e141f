"""An RSS reminds those that have not handed in: by one letter, at most once a day, without answers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from regions import team
from regions.models import Invitation
from surveys import answers, kommuner, letters, reminding, workflow
from surveys.models import Reminder, State
from tests import factories
from tests.surveys.reading import read

RSS = "rss-13"
HYLTE, HALMSTAD, LAHOLM = "1315", "1380", "1381"


@pytest.fixture
def lead(db):
    return factories.member("rss", RSS, name="Rut Ledare", email="rut@rss.se")


@pytest.fixture
def rss(db):
    return factories.organisation("rss", RSS)


@pytest.fixture
def hylte(db):
    """A kommun where two are at work."""
    factories.member("kommun", HYLTE, email="hilda@hylte.se")
    factories.member("kommun", HYLTE, email="kalle@hylte.se", role="contributor")
    factories.member("kommun", HYLTE, email="slutat@hylte.se", is_active=False)
    return factories.response("kommun", HYLTE)


def invited(code, by):
    one = factories.response("kommun", code)
    kommuner.invite(one, email=f"ny@{code}.se", name="Ny", by=by)
    return one


def refused(sentence):
    return pytest.raises(workflow.Refused, match=sentence)


def later(monkeypatch, **time):
    moment = timezone.now() + timedelta(**time)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_those_in_the_kommun_get_a_letter_without_answers(mailbox, hylte, lead):
    answers.save(hylte, {"lag_2022_913": "Hemligt svar"}, by=lead)
    reminder = reminding.remind(hylte, " Ring om ni behöver hjälp. ", by=lead)
    assert letters.send_reminder(reminder.pk)

    [letter] = mailbox.letters
    assert set(letter["To"].replace(" ", "").split(",")) == {"hilda@hylte.se", "kalle@hylte.se"}
    assert letter["Reply-To"] == "rut@rss.se"
    assert letter["Subject"].strip() == "Påminnelse: Hjälpenkäten 2023, Hylte"
    words = " ".join(letter.get_content().split())
    assert "Rut Ledare på RSS Halland (Region Halland) påminner om Hjälpenkäten 2023" in words
    assert "Svara senast 31 mars 2024. Ring om ni behöver hjälp. Här fyller ni i" in words
    assert f"{settings.PORTAL_ADDRESS}/enkater/{hylte.pk}/" in words
    assert "Hemligt svar" not in words


def test_where_nobody_has_joined_the_invitation_is_sent_again(lead):
    one = invited(HALMSTAD, lead)
    first = Invitation.objects.get()
    reminding.remind(one, "", by=lead)

    first.refresh_from_db()
    assert first.withdrawn_at
    assert Invitation.objects.open().get().email == first.email
    assert not letters.send_reminder(Reminder.objects.get().pk)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_one_that_has_handed_in_is_not_reminded(hylte, lead, state):
    factories.in_state(state, "kommun", HYLTE, lead=lead, reviewer=lead)
    with refused("Hylte har lämnat in"):
        reminding.remind(hylte, "", by=lead)


def test_one_where_nobody_is_invited_is_not_reminded(lead):
    with refused("Ingen är inbjuden från Laholm än"):
        reminding.remind(factories.response("kommun", LAHOLM), "", by=lead)
    assert not Reminder.objects.exists()


def test_not_more_than_once_a_day(hylte, lead, monkeypatch):
    reminding.remind(hylte, "", by=lead)
    with refused("Hylte har fått en påminnelse i dag. Nästa kan skickas i morgon."):
        reminding.remind(hylte, "", by=lead)
    with pytest.raises(IntegrityError):
        Reminder.objects.create(response=hylte, by=lead)


def test_the_next_day_it_is_reminded_again(hylte, lead, monkeypatch):
    reminding.remind(hylte, "", by=lead)
    later(monkeypatch, days=1)
    reminding.remind(hylte, "", by=lead)
    assert Reminder.objects.count() == 2


@pytest.mark.parametrize("who", ["colleague", "kommun", "other rss", "staff"])
def test_nobody_but_the_lead_of_the_rss_reminds(hylte, who):
    by = {
        "colleague": lambda: factories.member("rss", RSS, "contributor"),
        "kommun": lambda: factories.member("kommun", HYLTE),
        "other rss": lambda: factories.member("rss", "rss-01"),
        "staff": factories.staff,
    }[who]()
    with refused("inte rätt"):
        reminding.remind(hylte, "", by=by)


def test_all_that_remain_are_reminded_and_no_others(hylte, lead, rss):
    factories.member("kommun", LAHOLM)
    factories.in_state(State.SUBMITTED, "kommun", LAHOLM, lead=lead, reviewer=None)
    invited(HALMSTAD, lead)
    [round] = kommuner.rounds_of(rss)

    assert reminding.remind_all(rss, round, "", by=lead) == 2
    reminded = Reminder.objects.values_list("response__organisation__code", flat=True)
    assert set(reminded) == {HYLTE, HALMSTAD}
    assert reminding.remind_all(rss, round, "", by=lead) == 0


# ---- the letter ----


def test_one_that_hands_in_before_the_letter_leaves_gets_none_then_or_later(
    mailbox, hylte, lead, monkeypatch
):
    reminder = reminding.remind(hylte, "", by=lead)
    one = factories.in_state(State.SUBMITTED, "kommun", HYLTE, lead=lead, reviewer=None)
    assert not letters.send_reminder(reminder.pk)
    workflow.return_to_respondent(one, by=lead, reason="Se över.")
    later(monkeypatch, minutes=2)
    letters.send_waiting()
    assert [letter["Subject"] for letter in mailbox.letters if "Påm" in letter["Subject"]] == []


def test_a_lost_task_is_picked_up_once(mailbox, hylte, lead, monkeypatch):
    reminding.remind(hylte, "", by=lead)
    letters.send_waiting()  # its own task may still be on its way
    assert mailbox.letters == []
    later(monkeypatch, minutes=2)
    letters.send_waiting()
    letters.send_waiting()
    assert len(mailbox.letters) == 1


def test_when_the_mail_server_is_away_it_goes_later(mailbox, hylte, lead, monkeypatch):
    reminder = reminding.remind(hylte, "", by=lead)
    mailbox.close()
    assert not letters.send_reminder(reminder.pk)
    mailbox.open()
    later(monkeypatch, minutes=2)
    letters.send_waiting()
    assert len(mailbox.letters) == 1


def test_where_nobody_knows_whether_it_went_it_does_not_go_again(mailbox, hylte, lead):
    reminder = reminding.remind(hylte, "", by=lead)
    mailbox.answer = "hang up"
    assert not letters.send_reminder(reminder.pk)
    mailbox.answer = ""
    assert not letters.send_reminder(reminder.pk)
    assert len(mailbox.letters) == 1


def test_two_workers_at_once_send_one_letter(mailbox, own_database):
    lead = factories.member("rss", RSS)
    factories.member("kommun", HYLTE)
    reminder = reminding.remind(factories.response("kommun", HYLTE), "", by=lead)

    def work(_):
        try:
            return letters.send_reminder(reminder.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        assert sum(workers.map(work, range(8))) == 1
    assert len(mailbox.letters) == 1


# ---- the pages ----


def post(client, page, *arguments, **data):
    return client.post(reverse(page, args=arguments), data, follow=True)


def test_one_kommun_is_reminded_on_its_page(visit, rss, hylte, lead):
    client = visit(lead)
    told = read(post(client, "remind_kommun", rss.pk, hylte.pk, text="Hej."))
    assert "En påminnelse är på väg till Hylte." in told.text
    assert "Senast påmind" in told.text
    assert "Nästa kan skickas i morgon." in told.text
    assert Reminder.objects.get().text == "Hej."
    told = read(post(client, "remind_kommun", rss.pk, hylte.pk))
    assert Reminder.objects.count() == 1
    listed = read(client.get(reverse("kommuner", args=[rss.pk])))
    [row] = [row.text for row in listed.one("tbody").all("tr") if "Hylte" in row.text]
    assert f"Påmind {timezone.localdate().day} " in row


def test_before_all_are_reminded_it_is_said_who_they_are(visit, rss, hylte, lead):
    invited(HALMSTAD, lead)
    client = visit(lead)
    page = read(client.get(reverse("remind_kommuner", args=[rss.pk])))
    assert "2 kommuner får en påminnelse" in page.text
    assert "Halmstad – inbjudan skickas igen" in page.text
    assert "Ingen är inbjuden från Laholm än." in page.text
    told = read(post(client, "remind_kommuner", rss.pk, text="Sista veckan!"))
    assert "En påminnelse är på väg till 2 kommuner." in told.text
    page = read(client.get(reverse("remind_kommuner", args=[rss.pk])))
    assert "Det finns ingen kommun att påminna just nu." in page.text


def test_a_line_that_is_too_long_is_kept_and_told_of(visit, rss, hylte, lead):
    client = visit(lead)
    for page in (["remind_kommun", rss.pk, hylte.pk], ["remind_kommuner", rss.pk]):
        told = post(client, *page, text="Oj " * 400)
        assert told.status_code == 422
        assert "Oj Oj Oj" in told.content.decode()
    assert not Reminder.objects.exists()


def test_an_invitation_of_the_kommuns_own_is_not_the_rss_to_send(lead):
    own = factories.member("kommun", LAHOLM)
    team.invite(factories.organisation("kommun", LAHOLM), email="ny@l.se", name="Ny", by=own)
    own.memberships.all().delete()
    with refused("Ingen är inbjuden"):
        reminding.remind(factories.response("kommun", LAHOLM), "", by=lead)
