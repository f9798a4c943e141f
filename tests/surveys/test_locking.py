"""An RSS locks a kommun's open response: the kommun reads it and no more, by any way in."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from surveys import access, answers, boxes, letters, presence, remarks, reminding, workflow
from surveys.models import Locking, Reminder, Response, State
from tests import factories
from tests.surveys.reading import read

pytestmark = pytest.mark.django_db

RSS, HYLTE = "rss-13", "1315"
BOX, SECTION = "lag_2022_913", "digitalisering"
LOCKED = "Svaret är låst av RSS"


@pytest.fixture
def rss():
    return factories.member("rss", RSS, name="Rut Ledare", email="rut@rss.se")


@pytest.fixture
def kommun():
    return factories.member("kommun", HYLTE)


@pytest.fixture
def one(kommun, rss):
    """Whole, and locked."""
    factories.answered("kommun", HYLTE, by=kommun)
    workflow.lock_out(factories.response("kommun", HYLTE), by=rss)
    return factories.response("kommun", HYLTE)


def refused(sentence=LOCKED):
    return pytest.raises(workflow.Refused, match=sentence)


def held(one):
    return one.answers.get(item__code=BOX).choice


def other_than(value):
    return "nej" if value == "ja" else "ja"


# ---- for the kommun ----


def test_a_kommun_that_is_locked_out_writes_in_no_box_and_in_no_section(one, kommun):
    before = held(one)
    with refused(), transaction.atomic():
        answers.save(one, {BOX: other_than(before)}, by=kommun)
    with refused(), transaction.atomic():
        boxes.save(one.pk, BOX, other_than(before), before, by=kommun)
    assert held(one) == before


def test_it_neither_hands_in_nor_fills_in(one, kommun):
    with refused():
        workflow.submit(one, by=kommun)
    assert not access.may_fill(kommun, one)
    assert not access.may_submit(kommun, one)
    assert not workflow.may(workflow.SUBMIT, kommun, one)


def test_it_answers_no_remark(kommun, rss):
    one = factories.in_state(State.SUBMITTED, "kommun", HYLTE, lead=kommun, reviewer=None)
    remark = factories.remark(one, BOX, by=rss)
    workflow.return_to_respondent(one, by=rss, reason="Se över.")
    workflow.lock_out(one, by=rss)
    with refused():
        remarks.answer(remark, "Det stämmer.", by=kommun)


def test_it_is_not_told_of_as_being_in_a_section(one, kommun, rss):
    assert presence.come(one.pk, SECTION, kommun) is None
    assert presence.come(one.pk, SECTION, rss) == []


@pytest.mark.parametrize("role", ["lead", "contributor"])
def test_its_pages_say_so_and_whom_to_ask(visit, one, role):
    client = visit(factories.member("kommun", HYLTE, role))
    for name, more in (("overview", []), ("section", [SECTION]), ("findings", [])):
        page = client.get(reverse(name, args=[one.pk, *more]))
        text = read(page).text
        assert "Svaret är låst Rut Ledare på RSS Halland" in text
        assert "mailto:rut@rss.se" in page.content.decode()
        assert "Lämna in svaret" not in text
        assert "Spara" not in text
    assert "Rutorna går att läsa" not in text


def test_what_an_old_page_sends_is_refused_and_says_why(visit, one, kommun):
    client = visit(kommun)
    before = held(one)
    box = reverse("box", args=[one.pk, BOX])
    told = client.post(box, {"varde": other_than(before), "sag": before})
    assert told.status_code == 409
    assert LOCKED in told.json()["refused"]
    for name, more, data in (
        ("section", [SECTION], {BOX: other_than(before)}),
        ("submit", [], {}),
    ):
        told = client.post(reverse(name, args=[one.pk, *more]), data, follow=True)
        assert LOCKED in read(told).text
    assert held(one) == before


# ---- for the RSS ----


def test_those_at_the_rss_fill_in_and_hand_in_and_that_ends_the_lock(one, rss):
    colleague = factories.member("rss", RSS, "contributor")
    answers.save(one, {BOX: other_than(held(one))}, by=colleague)
    boxes.save(one.pk, BOX, other_than(held(one)), held(one), by=rss)
    factories.explain_all(one, by=rss)
    workflow.submit(one, by=rss)
    one.refresh_from_db()
    assert (one.state, one.locked_at, one.locked_by) == (State.SUBMITTED, None, None)
    assert list(Locking.objects.values_list("locked", "by")) == [(True, rss.pk), (False, rss.pk)]


def test_one_who_speaks_for_both_is_not_locked_out(one, rss):
    factories.Membership.objects.create(user=rss, organisation=one.organisation, role="contributor")
    answers.save(one, {BOX: other_than(held(one))}, by=rss)
    boxes.save(one.pk, BOX, other_than(held(one)), held(one), by=rss)


def test_what_is_returned_is_open_to_the_kommun_again(one, rss, kommun):
    workflow.submit(one, by=rss)
    workflow.return_to_respondent(one, by=rss, reason="Se över.")
    answers.save(one, {BOX: other_than(held(one))}, by=kommun)


def test_unlocked_it_is_open_to_the_kommun_again(one, rss, kommun):
    workflow.let_in(one, by=rss)
    answers.save(one, {BOX: other_than(held(one))}, by=kommun)


def test_locking_twice_is_locking_once(one, rss):
    workflow.lock_out(one, by=rss)
    workflow.let_in(one, by=rss)
    workflow.let_in(one, by=rss)
    assert Locking.objects.count() == 2


@pytest.mark.parametrize("who", ["colleague", "kommun", "other rss", "staff"])
def test_nobody_but_the_lead_of_the_rss_locks_or_unlocks(one, kommun, who):
    by = {
        "colleague": lambda: factories.member("rss", RSS, "contributor"),
        "kommun": lambda: kommun,
        "other rss": lambda: factories.member("rss", "rss-01"),
        "staff": factories.staff,
    }[who]()
    for act in (workflow.lock_out, workflow.let_in):
        with refused("inte rätt"):
            act(one, by=by)


def test_what_is_handed_in_is_not_locked(kommun, rss):
    one = factories.in_state(State.SUBMITTED, "kommun", HYLTE, lead=kommun, reviewer=None)
    with refused("Det går inte att låsa ett svar som är inlämnat"):
        workflow.lock_out(one, by=rss)
    with pytest.raises(IntegrityError):
        Response.objects.filter(pk=one.pk).update(locked_at=one.submitted_at, locked_by=rss)


def test_an_rss_own_response_is_not_locked(rss):
    with refused("inte rätt"):
        workflow.lock_out(factories.response("rss", RSS), by=rss)


def test_the_log_of_locks_is_append_only(one):
    with pytest.raises(DatabaseError, match="append-only"):
        Locking.objects.update(locked=False)


def test_a_locked_kommun_is_not_reminded_not_even_by_a_letter_on_its_way(one, rss, mailbox):
    with refused("Svaret från Hylte är låst"):
        reminding.remind(one, "", by=rss)
    workflow.let_in(one, by=rss)
    reminding.remind(one, "", by=rss)
    workflow.lock_out(one, by=rss)
    assert not letters.send_reminder(Reminder.objects.get().pk)
    assert mailbox.letters == []


def test_it_is_locked_and_unlocked_on_the_kommuns_page(visit, rss, kommun):
    client, one = visit(rss), factories.response("kommun", HYLTE)
    where = [one.organisation.parent_id, one.pk]
    told = read(client.post(reverse("lock_kommun", args=where), follow=True))
    assert "Svaret från Hylte är låst." in told.text
    assert "av Rut Ledare. Kommunen kan läsa svaret men inte ändra det." in told.text
    assert "Låst" in read(client.get(reverse("kommuner", args=where[:1]))).one("tbody").text
    told = read(client.post(reverse("unlock_kommun", args=where), follow=True))
    assert "är upplåst" in told.text
    assert "Lås för kommunen" in told.text
