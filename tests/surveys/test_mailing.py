"""Letters to the respondents of a round: to those who need them, once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from portal.celery import app
from regions.models import HeadContact, Organisation
from surveys import answers, mailing, workflow
from surveys.models import Door, Extension, Letter, Response, Round, Wording
from tests import factories

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# One question that need not be answered, so that a hand-in is one step.
SMALL = """sections:
  - code: a
    title: Avsnitt
    questions:
      - {code: fritt, kind: text, text: Om ni vill, required: false}
"""
SECRET = "Det hemliga svaret"


def moment(month, day, hour=9):
    return datetime(2030 if month > 9 else 2031, month, day, hour, tzinfo=STOCKHOLM)


def settle(folder):
    """A round from 1 November 2030 to 31 March 2031: two regions and an RSS answer, each with a lead."""
    one = factories.issued(folder, SMALL)
    factories.issued(folder / "rss", SMALL, survey="rss", code="rss-01", year=2030)
    keep = ["01", "03", "rss-01"]
    mine = Response.objects.filter(questionnaire__round__year=2030)
    mine.exclude(organisation__code__in=keep).delete()
    factories.member(email="anna@region.se", name="Anna Ek")
    factories.member("region", "03", email="bo@grannen.se")
    factories.member("rss", "rss-01", email="cilla@rss.se")
    return one


@pytest.fixture
def region(db, tmp_path):
    return settle(tmp_path)


def hand_in(one):
    workflow.begin(one, by=factories.staff(), door=Door.COMMAND)
    workflow.submit(one, by=factories.staff(), door=Door.COMMAND)


def give_back(one):
    workflow.return_to_respondent(one, by=factories.staff(), reason="Mer", door=Door.COMMAND)


def extend(one, deadline, at):
    fields = {"deadline": deadline, "reason": "Sjukdom", "by": factories.staff(), "at": at}
    return Extension.objects.create(response=one, **fields)


def sent(mailbox, to="anna@region.se"):
    """The subjects of the letters to somebody, in order."""
    return [" ".join(one["Subject"].split()) for one in mailbox.letters if one["To"] == to]


def logged(one, state):
    return set(one.letters.filter(state=state).values_list("reason", flat=True))


# ---- who gets which ----


def test_from_the_opening_to_the_head(mailbox, region):
    HeadContact.objects.create(
        organisation=region.organisation, name="Disa Chef", email="chef@region.se"
    )
    days = [moment(10, 31), moment(11, 1), moment(3, 3), moment(3, 10), moment(3, 17)]
    for now in [*days, moment(3, 24), moment(3, 31), moment(4, 7), moment(4, 8)]:
        mailing.send_due(now)
        mailing.send_due(now + timedelta(hours=1))
    assert sent(mailbox) == [
        "Enkät 2030 är öppen att besvara",
        "Påminnelse: svara på Enkät 2030 senast 31 mars 2031",
        "Påminnelse: svara på Enkät 2030 senast 31 mars 2031",
        "Påminnelse: svara på Enkät 2030 senast 31 mars 2031",
        "Snart sista svarsdag: Enkät 2030 ska vara inlämnad 31 mars 2031",
        "Sista svarsdag för Enkät 2030: 31 mars 2031",
    ]
    assert sent(mailbox, "chef@region.se") == ["Region Stockholm har inte svarat på Enkät 2030"]
    assert len(sent(mailbox, "cilla@rss.se")) == 6


def test_the_letter_says_who_is_asked_for_what_and_where_and_carries_no_answer(mailbox, region):
    answers.save(region, {"fritt": SECRET}, by=factories.staff(), door=Door.COMMAND)
    mailing.send_due(moment(3, 24))
    [letter] = [one for one in mailbox.letters if one["To"] == "anna@region.se"]
    text = "\n".join(letter.get_content().splitlines())
    assert text.startswith("Hej Anna Ek!\n")
    assert "Enkät 2030 för Region Stockholm ska vara inlämnad senast den 31 mars 2031" in text
    assert f"http://127.0.0.1:8000/enkater/{region.pk}/\n" in text
    assert letter["Auto-Submitted"] == "auto-generated"
    assert SECRET not in letter.as_string() and "{" not in text
    kept = Letter.objects.get(to="anna@region.se", state="sent")
    assert (kept.subject, kept.body.strip()) == (sent(mailbox)[0], text)


def test_only_leads_with_an_open_account_get_it(mailbox, region):
    factories.member(email="kollega@region.se", role="contributor")
    factories.member(email="slutat@region.se", is_active=False)
    factories.member(email="annan.ledare@region.se")
    factories.member("kommun", "0114", email="kommun@kommun.se")
    mailing.send_due(moment(3, 24))
    everyone = {"anna@region.se", "annan.ledare@region.se", "bo@grannen.se", "cilla@rss.se"}
    assert {one["To"] for one in mailbox.letters} == everyone


def test_kommuner_are_not_written_to(mailbox, db, tmp_path):
    one = factories.issued(tmp_path, SMALL, survey="kommun", code="0114")
    factories.member("kommun", "0114")
    mailing.send_due(moment(3, 24))
    assert one.state == "not_started" and mailbox.letters == []


def test_who_has_handed_in_gets_nothing_more(mailbox, region):
    mailing.send_due(moment(3, 3))
    hand_in(region)
    for day in (10, 17, 24, 31):
        mailing.send_due(moment(3, day))
    assert len(sent(mailbox)) == 1
    assert len(sent(mailbox, "bo@grannen.se")) == 5


def test_who_hands_in_between_planning_and_sending_gets_nothing(mailbox, region):
    mailing.plan(moment(3, 24))
    hand_in(region)
    for letter in Letter.objects.filter(state="waiting"):
        mailing._send(letter.pk, moment(3, 24))
    assert sent(mailbox) == [] and len(sent(mailbox, "bo@grannen.se")) == 1
    mailing.send_due(moment(3, 24))
    assert set(region.letters.values_list("state", "why").filter(reason="weeks_1")) == {
        ("passed", "needless")
    }


def test_who_has_it_back_before_the_deadline_is_reminded_again_but_not_of_what_it_had(
    mailbox, region
):
    mailing.send_due(moment(3, 10))
    hand_in(region)
    mailing.send_due(moment(3, 17))
    give_back(region)
    mailing.send_due(moment(3, 18))
    mailing.send_due(moment(3, 24))
    assert logged(region, "sent") == {"weeks_3", "weeks_2", "weeks_1"}
    assert len(sent(mailbox)) == 3


def test_who_has_it_back_after_the_deadline_is_not_reminded_of_it(mailbox, region):
    hand_in(region)
    give_back(region)
    HeadContact.objects.create(organisation=region.organisation, name="D", email="chef@region.se")
    for now in (moment(4, 2), moment(4, 7)):
        mailing.send_due(now)
    assert sent(mailbox) == [] and sent(mailbox, "chef@region.se") == []


def test_of_several_missed_only_the_newest_goes_and_the_others_are_logged(mailbox, region):
    mailing.send_due(moment(11, 1))
    mailing.send_due(moment(3, 25))  # the worker was away for months
    assert sent(mailbox)[1:] == ["Snart sista svarsdag: Enkät 2030 ska vara inlämnad 31 mars 2031"]
    assert logged(region, "passed") == {"weeks_4", "weeks_3", "weeks_2"}
    assert set(region.letters.filter(state="passed").values_list("why", flat=True)) == {"newer"}


def test_a_lead_that_joins_later_gets_the_letter_of_the_day_and_no_older(mailbox, region):
    mailing.send_due(moment(3, 17))
    factories.member(email="ny@region.se")
    mailing.send_due(moment(3, 20))
    assert len(sent(mailbox, "ny@region.se")) == 1 and len(sent(mailbox)) == 1
    assert not Letter.objects.filter(to="ny@region.se", state="passed").exists()


def test_an_organisation_that_has_ended_or_a_round_long_over_is_left_alone(mailbox, region):
    Organisation.objects.filter(code="03", kind="region").update(last_year=2029)
    mailing.send_due(moment(3, 24))
    assert sent(mailbox, "bo@grannen.se") == [] and len(sent(mailbox)) == 1
    mailing.send_due(moment(4, 28))
    mailing.send_due(moment(9, 1))
    assert len(mailbox.letters) == 2


def test_before_seven_in_the_morning_nothing_new_goes(mailbox, region):
    mailing.send_due(moment(11, 1, hour=6))
    assert mailbox.letters == []
    mailing.send_due(moment(11, 1, hour=7))
    assert len(mailbox.letters) == 3


def test_an_extension_is_told_of_once_and_is_what_reminders_count_to(mailbox, region):
    mailing.send_due(moment(3, 24))
    extend(region, date(2031, 4, 30), moment(3, 26))
    for now in (moment(3, 26), moment(3, 31), moment(4, 7), moment(4, 23), moment(4, 24)):
        mailing.send_due(now)
    assert sent(mailbox)[1:] == [
        "Ny sista svarsdag för Region Stockholm: 30 april 2031",
        "Påminnelse: svara på Enkät 2030 senast 30 april 2031",
        "Snart sista svarsdag: Enkät 2030 ska vara inlämnad 30 april 2031",
    ]
    assert len(sent(mailbox, "bo@grannen.se")) == 2  # weeks_1 and the day; no head is known


def test_an_edited_text_is_what_goes_out(mailbox, region, settings):
    settings.CONTACT_EMAIL = "fragor@sos.se"
    Wording.objects.create(
        reason="weeks_1",
        subject="{organisation}, {year}",
        body="{name}: {questionnaire}, {deadline}.\nSkriv till {contact}.",
        by=factories.staff(),
    )
    mailing.send_due(moment(3, 24))
    [letter] = [one for one in mailbox.letters if one["To"] == "anna@region.se"]
    assert letter["Subject"] == "Region Stockholm, 2030"
    assert letter["Reply-To"] == "fragor@sos.se"
    assert letter.get_content().splitlines() == [
        "Anna Ek: Enkät 2030, 31 mars 2031.",
        "Skriv till fragor@sos.se.",
    ]


def test_beat_rings_for_tasks_that_there_are(settings):
    app.loader.import_default_modules()
    planned = {one["task"] for one in settings.CELERY_BEAT_SCHEDULE.values()}
    assert "surveys.tasks.send_due_letters" in planned
    assert planned <= set(app.tasks)


# ---- when it does not go well ----


def test_the_database_refuses_a_second_letter_for_the_same_reason(region):
    for reason, deadline in [("issued", None), ("day", date(2031, 3, 31))]:
        fields = {"response": region, "reason": reason, "deadline": deadline, "to": "a@b.se"}
        Letter.objects.create(**fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.create(**fields)


def test_when_the_mail_server_is_away_all_go_later(mailbox, region):
    mailbox.close()
    mailing.send_due(moment(3, 24))
    assert set(Letter.objects.exclude(state="passed").values_list("state", "attempts")) == {
        ("waiting", 0)
    }
    mailbox.open()
    mailing.send_due(moment(3, 24))
    assert len(mailbox.letters) == 3


def test_a_server_that_says_not_now_is_asked_again_after_a_while(mailbox, region):
    mailbox.answer = "451 Kom tillbaka senare"
    mailing.send_due(moment(3, 24))
    mailbox.answer = ""
    mailing.send_due(moment(3, 24))
    assert mailbox.letters == []
    mailing.send_due(moment(3, 24, hour=10))
    assert len(mailbox.letters) == 3 and logged(region, "sent") == {"weeks_1"}


@pytest.mark.parametrize(
    "answer, state, arrived", [("554 Nej", "refused", 0), ("hang up", "unsure", 3)]
)
def test_what_was_refused_or_may_have_gone_out_does_not_go_again(
    mailbox, region, caplog, answer, state, arrived
):
    mailbox.answer = answer
    mailing.send_due(moment(3, 24))
    mailbox.answer = ""
    mailing.send_due(moment(3, 24, hour=10))
    assert len(mailbox.letters) == arrived
    assert logged(region, state) == {"weeks_1"}
    assert not re.search(
        "@", " ".join(r.getMessage() for r in caplog.records if "surveys" in r.name)
    )
    mailing.send_due(moment(3, 31))
    assert logged(region, "sent") == {"day"}


def test_two_workers_at_once_send_each_letter_once(mailbox, own_database, tmp_path):
    settle(tmp_path)

    def work(_):
        try:
            mailing.send_due(moment(3, 24))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as workers:
        list(workers.map(work, range(6)))
    assert sorted(one["To"] for one in mailbox.letters) == [
        "anna@region.se",
        "bo@grannen.se",
        "cilla@rss.se",
    ]


def test_planning_asks_the_database_as_often_for_many_as_for_few(region, django_assert_num_queries):
    Round.objects.filter(year=2023).update(opens=date(2030, 11, 1), deadline=date(2031, 3, 31))
    mailing.plan(moment(3, 24))
    with django_assert_num_queries(8):
        mailing.plan(moment(3, 24))
