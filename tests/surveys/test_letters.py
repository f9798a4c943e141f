"""The letter about a hand-in: to those concerned, without answers, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from surveys import letters, loading, workflow
from surveys.models import Door, Receipt
from tests.databases import ANSWERS
from tests.factories import answered, member

NO_FOR_NOW = "451 Kom tillbaka senare"
NO_FOR_GOOD = "554 Nej"


@pytest.fixture
def lead(db):
    return member(name="Anna Ek", email="anna@region.example")


@pytest.fixture
def receipt(lead):
    """Region Stockholm's answer, just handed in by its lead."""
    workflow.submit(answered(by=lead), by=lead)
    return Receipt.objects.get()


def receivers(letter):
    return set(letter["To"].replace(" ", "").split(","))


def words_of(letter):
    return f"{letter['Subject']}\n{letter.get_content()}"


def test_every_lead_is_told_and_whoever_handed_in_and_nobody_else(mailbox, receipt):
    member(email="annan.ledare@region.example")
    member(email="kollega@region.example", role="contributor")
    member(email="slutat@region.example", is_active=False)
    member(code="05", email="grannen@region.example")
    letters.send_receipt(receipt.pk)
    [letter] = mailbox.letters
    assert receivers(letter) == {"anna@region.example", "annan.ledare@region.example"}


def test_an_rss_that_hands_in_for_a_kommun_is_told_beside_the_kommun(mailbox, db):
    rss = member("rss", "rss-01", email="rss@rss.example")
    member("kommun", "0114", email="kommun@kommun.example")
    workflow.submit(answered("kommun", "0114", by=rss), by=rss)
    letters.send_receipt(Receipt.objects.get().pk)
    [letter] = mailbox.letters
    assert receivers(letter) == {"rss@rss.example", "kommun@kommun.example"}
    assert "Inlämnat till: Storsthlm" in words_of(letter)


def test_it_tells_what_was_handed_in_when_by_whom_and_where_to_read_it(mailbox, receipt):
    letters.send_receipt(receipt.pk)
    [letter] = mailbox.letters
    assert letter["Subject"].strip() == "Inlämnat: Regionenkäten 2023, Region Stockholm"
    assert letter["Auto-Submitted"] == "auto-generated"
    words = words_of(letter)
    assert "Kvittonummer: 2023-region-01-1" in words
    assert "Inlämnat av: Anna Ek" in words
    page = f"/enkater/{receipt.response_id}/kvitto/2023-region-01-1/"
    assert f"{settings.PORTAL_ADDRESS}{page}" in words.splitlines()


def test_it_carries_no_answer_and_no_checksum(mailbox, receipt):
    letters.send_receipt(receipt.pk)
    words = words_of(mailbox.letters[0])
    questions = [q for s in receipt.content["sections"] for q in s["questions"]]
    assert [q["text"] for q in questions if q["text"] in words] == []
    answers = {line["shown"] for q in questions for line in q["lines"]} - {"Ja", "Nej"}
    labels = {line["label"] for q in questions for line in q["lines"]} - {""}
    assert {one for one in answers if len(one) > 3 and one in words} == set()
    assert {one for one in labels if one in words} == set()
    assert receipt.checksum[:16] not in words.lower().replace("-", "")


def test_asked_twice_it_goes_once(mailbox, receipt):
    assert letters.send_receipt(receipt.pk)
    assert not letters.send_receipt(receipt.pk)
    assert len(mailbox.letters) == 1


def test_two_workers_at_once_send_one_letter(mailbox, own_database):
    lead = member()
    workflow.submit(answered(by=lead), by=lead)
    receipt = Receipt.objects.get()

    def work(_):
        try:
            return letters.send_receipt(receipt.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        assert sum(workers.map(work, range(8))) == 1
    assert len(mailbox.letters) == 1


def test_each_hand_in_has_a_letter_of_its_own(mailbox, receipt, lead):
    response = receipt.response
    workflow.return_to_respondent(response, by=lead, reason="Mer", door=Door.COMMAND)
    workflow.submit(response, by=lead)
    for one in Receipt.objects.all():
        letters.send_receipt(one.pk)
    numbers = {words_of(letter).split("Kvittonummer: ")[1].split()[0] for letter in mailbox.letters}
    assert numbers == {"2023-region-01-1", "2023-region-01-2"}


# ---- when it does not go well ----


def later(monkeypatch, **time):
    moment = timezone.now() + timedelta(**time)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_when_the_mail_server_is_away_it_goes_later(mailbox, receipt, monkeypatch):
    mailbox.close()
    assert not letters.send_receipt(receipt.pk)
    mailbox.open()
    later(monkeypatch, minutes=2)
    letters.send_waiting()
    letters.send_waiting()
    assert len(mailbox.letters) == 1


def test_a_server_that_says_not_now_is_asked_again(mailbox, receipt, monkeypatch):
    mailbox.answer = NO_FOR_NOW
    assert not letters.send_receipt(receipt.pk)
    mailbox.answer = ""
    later(monkeypatch, minutes=2)
    letters.send_waiting()
    assert len(mailbox.letters) == 1


def test_a_server_that_says_no_for_good_is_left_alone(mailbox, receipt, monkeypatch):
    mailbox.answer = NO_FOR_GOOD
    assert not letters.send_receipt(receipt.pk)
    mailbox.answer = ""
    later(monkeypatch, minutes=2)
    letters.send_waiting()
    assert mailbox.letters == []


def test_where_nobody_knows_whether_it_went_it_does_not_go_again(mailbox, receipt, monkeypatch):
    mailbox.answer = "hang up"
    assert not letters.send_receipt(receipt.pk)
    mailbox.answer = ""
    later(monkeypatch, minutes=2)
    letters.send_waiting()
    assert len(mailbox.letters) == 1


def test_the_log_names_no_address(mailbox, receipt, caplog):
    mailbox.answer = NO_FOR_GOOD
    letters.send_receipt(receipt.pk)
    [said] = [r.getMessage() for r in caplog.records if r.name.startswith("surveys")]
    assert said == f"receipt {receipt.pk}: letter not sent, SMTPDataError"


def test_a_lost_task_is_picked_up_while_it_is_news(mailbox, receipt, monkeypatch):
    letters.send_waiting()  # the task itself may still be on its way
    assert mailbox.letters == []
    later(monkeypatch, days=3)
    letters.send_waiting()
    assert mailbox.letters == []
    later(monkeypatch, days=-2)
    letters.send_waiting()
    assert len(mailbox.letters) == 1


def test_answers_read_from_a_file_send_no_letters(mailbox, lead, monkeypatch):
    loading.load(ANSWERS / "2023_region.csv", 2023, submit=True)
    assert Receipt.objects.count() == 21
    later(monkeypatch, minutes=2)
    letters.send_waiting()
    assert mailbox.letters == []
