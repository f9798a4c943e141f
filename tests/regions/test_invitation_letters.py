"""The letter that invites: sent once, by a worker, with a link that only it knows."""

import logging
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from regions import tasks, team
from regions.models import Invitation
from tests.factories import member, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return member(name="Lena Lead", email="lena@region.se")


@pytest.fixture
def invitation(lead):
    return team.invite(organisation(), email="ny@region.se", name="Nina Ny", by=lead)


def link_in(letter):
    [link] = [line for line in letter.get_content().splitlines() if line.startswith("http")]
    return link


def own_lines(caplog):
    """What is logged, but for the mail server of the tests, which tells all."""
    lines = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    return "\n".join(lines)


def test_the_letter_says_who_invites_to_what_and_how_long_the_link_works(
    invitation, mailbox, settings
):
    settings.PORTAL_ADDRESS = "https://portal.example"
    tasks.send_invitation(invitation.pk)

    [letter] = mailbox.letters
    assert letter["To"] == "ny@region.se"
    assert letter["Reply-To"] == "lena@region.se"
    assert letter["Subject"] == "Inbjudan till Enkätnavet från Region Stockholm"
    words = " ".join(letter.get_content().split())
    assert words.startswith("Hej Nina Ny! Lena Lead har bjudit in dig")
    assert "Region Stockholm" in words
    assert f"{timezone.localtime(invitation.expires_at).day} " in words
    assert "kan användas en gång" in words
    token = re.fullmatch(r"https://portal.example/inbjudan/([\w-]{40,})/", link_in(letter))[1]
    assert team.find(token) == invitation


def test_the_letter_of_an_rss_says_for_which_kommun_what_it_is_about_and_until_when(mailbox):
    rss = member("rss", "rss-03", name="Rut Ledare", email="rut@rss.se")
    kommun = organisation("kommun", "0305")
    invitation = team.invite(
        kommun, email="ny@kommun.se", name="Ny", by=rss, answer_by=date(2024, 3, 31)
    )
    tasks.send_invitation(invitation.pk)

    [letter] = mailbox.letters
    assert letter["Reply-To"] == "rut@rss.se"
    assert letter["Subject"].strip() == "Inbjudan till Enkätnavet från RSS Uppsala län"
    words = " ".join(letter.get_content().split())
    assert "Rut Ledare på RSS Uppsala län har bjudit in dig" in words
    assert "hjälpenkäten om god och nära vård för Håbo." in words
    assert "Svara senast 31 mars 2024." in words
    assert "tillsammans med kollegor" not in words


def test_names_with_signs_stand_in_the_letter_as_they_are(lead, mailbox):
    invitation = team.invite(
        organisation(), email="ny@region.se", name="Åsa <b> & O'Neill", by=lead
    )
    tasks.send_invitation(invitation.pk)

    assert "Hej Åsa <b> & O'Neill!" in mailbox.letters[0].get_content()


def test_a_task_that_runs_twice_sends_one_letter(invitation, mailbox):
    tasks.send_invitation(invitation.pk)
    tasks.send_invitation(invitation.pk)

    assert len(mailbox.letters) == 1


@pytest.mark.parametrize("gone", ["withdrawn", "never made"])
def test_what_is_no_longer_wanted_is_not_sent(invitation, lead, mailbox, gone):
    if gone == "withdrawn":
        team.withdraw(invitation, by=lead)
    tasks.send_invitation(invitation.pk if gone == "withdrawn" else 0)

    assert mailbox.letters == []


@pytest.mark.parametrize("trouble", ["no server", "refused"])
def test_a_letter_that_cannot_go_now_goes_with_a_later_sweep(invitation, mailbox, caplog, trouble):
    if trouble == "no server":
        mailbox.close()
    mailbox.answer = "550 ny@region.se is not known here"
    with caplog.at_level(logging.INFO):
        tasks.send_invitation(invitation.pk)

    assert mailbox.letters == []
    assert not Invitation.objects.exclude(sent_at=None).exists()
    assert f"Invitation {invitation.pk} could not be sent" in own_lines(caplog)
    assert "ny@region.se" not in own_lines(caplog)

    if trouble == "no server":
        mailbox.open()
    mailbox.answer = ""
    tasks.send_waiting_invitations()
    assert mailbox.letters == []  # too soon: its own task may still be on its way
    Invitation.objects.update(created_at=timezone.now() - timedelta(minutes=3))
    tasks.send_waiting_invitations()
    tasks.send_waiting_invitations()
    assert [letter["To"] for letter in mailbox.letters] == ["ny@region.se"]
    mailbox_token = link_in(mailbox.letters[0]).split("/")[-2]
    assert team.find(mailbox_token) == invitation


def test_sweeps_stop_after_a_day(invitation, mailbox):
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    tasks.send_waiting_invitations()

    assert mailbox.letters == []


def test_the_token_is_never_logged(invitation, mailbox, caplog, client):
    with caplog.at_level(logging.DEBUG):
        tasks.send_invitation(invitation.pk)
        token = link_in(mailbox.letters[0]).split("/")[-2]
        client.get(f"/inbjudan/{token}/", follow=True)
        team.withdraw(invitation, by=invitation.invited_by)
        client.get(f"/inbjudan/{token}/", follow=True)

    assert "could not" not in own_lines(caplog)
    assert token not in own_lines(caplog)
