"""The pages of a round's respondents and of what is written to them, as staff use them."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from regions import tasks
from regions.models import HeadContact, Invitation, Membership, Organisation, User
from surveys import letters, mailing, respondents, wording
from surveys.messages import refusal
from surveys.models import Extension, ExtensionChange, Letter, Reason, Response, Round, Wording
from surveys.queries import today
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(visit):
    return visit(factories.staff(name="Hanna Handläggare"))


@pytest.fixture
def soon():
    """The round 2023 moved to now: a week is left."""
    deadline = today() + timedelta(days=7)
    Round.objects.filter(year=2023).update(opens=today() - timedelta(days=90), deadline=deadline)
    return deadline


def page(visitor, name, *arguments, **asked):
    answer = visitor.get(reverse(name, args=arguments), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def send(visitor, name, *arguments, **data):
    return visitor.post(reverse(name, args=arguments), data, follow=True)


def said(answer):
    return [str(one) for one in answer.context["messages"]]


def respondent(kind="region", code="01"):
    return factories.response(kind, code).pk


# ---- who is written to ----


def test_those_without_a_lead_are_counted_and_marked(staff):
    factories.member(name="Anna Ek")
    factories.member(name="Kollega", role="contributor")
    words = page(staff, "respondents", 2023)
    assert (
        '<span class="tile-number">1</span> <span class="tile-of">av 46</span> '
        '<span class="tile-label">har huvudansvarig</span>'
    ) in words
    assert "Anna Ek" in words and "Kollega" not in words
    assert words.count('<span class="late">Saknas</span>') == 45
    only = page(staff, "respondents", 2023, visa="utan")
    assert "Anna Ek" not in only and "Region Uppsala" in only


def test_no_kommun_is_listed_or_opened(staff):
    factories.member("kommun", "0114", name="Kim Kommun")
    words = page(staff, "respondents", 2023)
    assert "Upplands Väsby" not in words and "Kim Kommun" not in words
    kommun = respondent("kommun", "0114")
    assert staff.get(reverse("respondent", args=[2023, kommun])).status_code == 404
    for name in ("invite_lead", "set_head", "extend", "end_extension"):
        assert staff.post(reverse(name, args=[2023, kommun])).status_code == 404


def test_a_respondent_of_another_round_is_not_in_this_one(staff):
    assert staff.get(reverse("respondent", args=[2020, respondent()])).status_code == 404


def test_a_lead_is_invited_from_here_and_comes_in_as_lead(staff, mailbox, client):
    where = 2023, respondent()
    answer = send(staff, "invite_lead", *where, **{"lead-name": "Nina Ny", "lead-email": "Ny@R.se"})
    assert said(answer) == ["En inbjudan är på väg till ny@r.se."]
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("ny@r.se", "lead")
    tasks.send_invitation(invitation.pk)
    [link] = [w for w in mailbox.letters[0].get_content().split() if w.startswith("http")]
    client.get(link.removeprefix("http://127.0.0.1:8000"))
    secret = "en lång och säker fras"
    client.post("/inbjudan/", {"new_password1": secret, "new_password2": secret})
    membership = Membership.objects.get(user__email="ny@r.se")
    assert (membership.organisation.code, membership.role) == ("01", "lead")
    assert "Nina Ny" in page(staff, "respondents", 2023)


def test_inviting_the_same_address_again_ends_the_first_link(staff):
    where = 2023, respondent()
    for _ in range(2):
        send(staff, "invite_lead", *where, **{"lead-name": "Nina", "lead-email": "ny@r.se"})
    assert Invitation.objects.count() == 2 and Invitation.objects.open().count() == 1


def test_a_contributor_is_made_lead_at_once(staff):
    factories.member(email="kim@r.se", role="contributor")
    where = 2023, respondent()
    answer = send(staff, "invite_lead", *where, **{"lead-name": "Kim", "lead-email": "Kim@r.se"})
    assert said(answer) == ["kim@r.se var redan med och är nu huvudansvarig."]
    assert Membership.objects.get(user__email="kim@r.se").role == "lead"
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "typed, why",
    [
        ({"lead-name": "", "lead-email": "ny@r.se"}, "Skriv personens namn."),
        ({"lead-name": "Nina", "lead-email": "ny"}, "Skriv en hel e-postadress"),
        ({"lead-name": "Anna", "lead-email": "anna@r.se"}, "anna@r.se är redan med"),
        ({"lead-name": "Sten", "lead-email": "sten@sos.se"}, "hör till ett konto på"),
    ],
)
def test_an_invitation_that_cannot_be_made_says_why(staff, typed, why):
    factories.member(email="anna@r.se")
    factories.staff(email="sten@sos.se")
    answer = send(staff, "invite_lead", 2023, respondent(), **typed)
    assert answer.status_code == 422 and why in answer.content.decode()
    assert not Invitation.objects.exists()


def test_the_head_is_kept_and_changed(staff):
    where = 2023, respondent("rss", "rss-01")
    for name in ("Disa Chef", "Dag Chef"):
        send(staff, "set_head", *where, **{"head-name": name, "head-email": "Chef@RSS.se"})
    head = HeadContact.objects.get()
    assert (head.organisation.code, head.name, head.email) == ("rss-01", "Dag Chef", "chef@rss.se")
    answer = send(staff, "set_head", *where, **{"head-name": "", "head-email": "x"})
    assert answer.status_code == 422 and "Skriv chefens namn." in answer.content.decode()


def test_what_has_come_to_the_register_is_brought_in_and_what_has_ended_is_told(staff):
    region = factories.organisation()
    rss = Organisation.objects.create(
        kind="rss", code="rss-ny", name="Nya RSS", short_name="Nya", parent=region
    )
    Organisation.objects.create(
        kind="kommun", code="9999", name="Nykommun", short_name="N", parent=rss
    )
    Organisation.objects.filter(kind="region", code="03").update(last_year=2022)
    words = page(staff, "respondents", 2023)
    assert "är inte med i den än: Nya RSS, samt 1 kommun." in words
    assert "Upphörde 2022: får inga brev" in words
    assert "Nykommun" not in words
    assert said(send(staff, "add_newcomers", 2023)) == ["Nya uppgiftslämnare i omgången: 2."]
    assert Response.objects.filter(organisation__code__in=["rss-ny", "9999"]).count() == 2
    words = page(staff, "respondents", 2023)
    assert "Nya i registret" not in words and "Nya RSS" in words


# ---- until when ----


def test_an_extension_is_what_the_respondent_reads_everywhere(staff, visit, soon):
    lead = visit(factories.member())
    new = soon + timedelta(days=20)
    where = 2023, respondent()
    send(
        staff,
        "extend",
        *where,
        **{"extension-deadline": new.isoformat(), "extension-reason": "Sjuk"},
    )
    assert Extension.objects.get().reason == "Sjuk"
    for words in (page(lead, "desk"), page(lead, "overview", where[1])):
        assert f"senast {new.day} " in words and f"senast {soon.day} " not in words
    assert f"{new:%Y-%m-%d} <span" in page(staff, "respondents", 2023)
    answer = send(staff, "end_extension", *where)
    assert said(answer) == ["Anståndet är borttaget. Omgångens sista svarsdag gäller igen."]
    assert f"senast {soon.day} " in page(lead, "desk")


def test_who_extended_to_when_and_why_stays_to_be_read(staff, soon):
    where = 2023, respondent()
    for days, reason in ((20, "Sjuk"), (30, "Sjuk än")):
        data = {"deadline": soon + timedelta(days=days), "reason": reason}
        send(staff, "extend", *where, **{f"extension-{key}": value for key, value in data.items()})
    assert page(staff, "respondent", *where).count("Sjuk än</span>") == 1
    assert '<span class="pre">Sjuk</span>' in page(staff, "respondent", *where)

    for _ in range(2):
        send(staff, "end_extension", *where)
    changes = ExtensionChange.objects.values_list("deadline", "reason")
    assert [reason for _, reason in changes] == ["", "Sjuk än", "Sjuk"]
    assert "Borttaget." not in page(staff, "respondent", 2023, respondent(code="03"))
    assert "Borttaget." in page(staff, "respondent", *where)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ExtensionChange.objects.all().delete()


def test_an_extension_that_cannot_be_given_says_why(staff, soon):
    where = 2023, respondent()

    def refused(deadline, reason="Skäl"):
        data = {"extension-deadline": deadline, "extension-reason": reason}
        answer = send(staff, "extend", *where, **data)
        assert answer.status_code == 422 and not Extension.objects.exists()
        return " ".join(answer.content.decode().split())

    assert "senare än omgångens sista svarsdag" in refused(soon.isoformat())
    assert "Välj en ny sista svarsdag." in refused("")
    assert "Skriv varför" in refused((soon + timedelta(days=1)).isoformat(), "  ")
    Round.objects.filter(year=2023).update(opens=date(2023, 11, 1), deadline=date(2024, 3, 31))
    assert refusal("extension_past") in refused("2024-04-01")


def test_who_has_handed_in_is_given_no_extension(staff, soon):
    one = factories.in_state("submitted", lead=factories.member(), reviewer=None)
    data = {"extension-deadline": soon + timedelta(days=1), "extension-reason": "Skäl"}
    answer = send(staff, "extend", 2023, one.pk, **data)
    assert refusal("handed_in") in answer.content.decode()
    assert "Ge anstånd" not in page(staff, "respondent", 2023, one.pk)


# ---- what is written ----


def test_the_calendar_tells_what_goes_when_and_to_how_many(staff, soon):
    factories.member()
    factories.member(email="tva@r.se")
    HeadContact.objects.create(organisation=factories.organisation(), name="D", email="d@r.se")
    words = page(staff, "letters", 2023)
    assert f'{soon:%Y-%m-%d} </td> <th scope="row"><a href="/utskick/texter/day/">' in words
    assert words.count("2 personer hos 1 av 46 uppgiftslämnare") == 6
    assert words.count("1 person hos 1 av 46 uppgiftslämnare") == 1
    due = f'{soon - timedelta(days=7):%Y-%m-%d} <span class="count count-query">Nu</span>'
    assert due in words or timezone.localtime().hour < 7


def test_who_has_had_a_letter_is_not_counted_for_it_again(staff, soon, mailbox):
    factories.member()
    mailing.send_due(timezone.now().replace(hour=12))
    factories.member(email="ny@r.se")
    [week] = [one for one in respondents.planned(Round.objects.get(year=2023)) if one.sent]
    assert (week.reason, week.sent, week.letters, week.respondents) == ("weeks_1", 1, 1, 1)


def test_who_has_the_answer_back_is_counted_for_reminders_only(staff, soon):
    factories.in_state("returned", lead=factories.member(), reviewer=factories.staff())
    planned = respondents.planned(Round.objects.get(year=2023))
    reminders = ["weeks_4", "weeks_3", "weeks_2", "weeks_1", "day"]
    assert [one.reason for one in planned if one.letters] == reminders


def test_the_log_tells_who_got_what_when_and_how_it_went(staff, soon, mailbox):
    factories.member(email="anna@r.se", name="Anna")
    mailbox.answer = "hang up"
    noon = timezone.now().replace(hour=12)
    mailing.send_due(noon)
    mailbox.answer = ""
    words = page(staff, "letters", 2023)
    assert "anna@<wbr>r.se" in words and '<td class="mail-unsure">Osäkert</td>' in words
    assert (
        "Region Stockholm" not in page(staff, "letters", 2023, lage="sent").split("Vad som har")[1]
    )
    words = page(staff, "respondent", 2023, respondent())
    assert "Påminnelse en vecka före" in words and "Hej Anna!" in words
    assert "Ett nyare brev gick i stället" in words


def test_the_thanks_for_a_hand_in_is_in_the_log_and_a_kommuns_is_not(staff, mailbox):
    for kind, code in (("region", "01"), ("kommun", "0114")):
        lead = factories.member(kind, code)
        one = factories.in_state("submitted", kind, code, lead=lead, reviewer=None)
        letters.send_receipt(one.receipts.get().pk)
    assert len(mailbox.letters) == 2
    log = page(staff, "letters", 2023).split("Vad som har skickats")[1]
    assert log.count("Tack för svaret") == 1 and "Region Stockholm" in log


def test_a_text_is_edited_seen_beforehand_and_taken_back(staff):
    text = {"subject": "Hej {organisation}", "body": "Svara {deadline}.\r\n\r\n{address}"}
    answer = send(
        staff, "wording", "weeks_2", **text, visa="1", svar=str(respondent("rss", "rss-01"))
    )
    words = " ".join(answer.content.decode().split())
    assert (
        "<strong>Hej Storsthlm (RSS Stockholms län)</strong>" in words
        and "Svara 31 mars 2024." in words
    )
    assert not Wording.objects.exists()
    send(staff, "wording", "weeks_2", **text)
    assert wording.text_of(Reason.WEEKS_2) == (text["subject"], "Svara {deadline}.\n\n{address}\n")
    assert "av Hanna Handläggare" in page(staff, "wordings")
    send(staff, "wording", "weeks_2", aterstall="1")
    assert wording.text_of(Reason.WEEKS_2) == wording.first_text(Reason.WEEKS_2)
    assert not Wording.objects.exists()


@pytest.mark.parametrize(
    "reason, text, why",
    [
        ("day", "Hej {svar}", "Ordet {svar} går inte att fylla i"),
        ("day", "Hej {number}", "Ordet {number} går inte att fylla i"),
        ("thanks", "Hej {deadline}", "Ordet {deadline} går inte att fylla i"),
        ("day", "Hej {organisation", "står ensam"),
        ("day", "", "Skriv vad som ska stå i brevet."),
    ],
)
def test_a_text_that_could_not_be_filled_in_is_refused(staff, reason, text, why):
    answer = send(staff, "wording", reason, subject="Hej", body=text)
    assert answer.status_code == 422 and why in answer.content.decode()
    assert not Wording.objects.exists()


@pytest.mark.parametrize("reason", Reason)
def test_every_first_text_can_be_filled_in_and_says_where_to_go(staff, reason):
    subject, body = wording.first_text(reason)
    assert wording.problems(reason, subject) == wording.problems(reason, body) == []
    assert len(subject) <= 150 and "{address}" in body
    assert subject in page(staff, "wording", reason).replace("&quot;", '"')


def test_a_name_with_braces_is_not_taken_for_a_word():
    text = "{name}", "{organisation} {name}"
    words = {"name": "{organisation}", "organisation": "Region\r\nBcc: x@y.se"}
    assert wording.fill_in(text, words | {"contact": ""})[0] == "{organisation}"
    assert wording.fill_in(("{organisation}", ""), words)[0] == "Region Bcc: x@y.se"


def test_an_edited_thanks_goes_with_the_next_hand_in(mailbox):
    wording.edit(Reason.THANKS, "Tack {organisation}", "{number}\n", by=factories.staff())
    one = factories.in_state("submitted", lead=factories.member(), reviewer=None)
    letters.send_receipt(one.receipts.get().pk)
    assert mailbox.letters[0]["Subject"] == "Tack Region Stockholm"
    assert mailbox.letters[0].get_content().strip() == "2023-region-01-1"


def test_an_analyst_reads_and_changes_nothing(visit):
    reader = visit(factories.staff("analytiker"))
    assert "Bjud in" not in page(reader, "respondent", 2023, respondent())
    assert "Spara texten" not in page(reader, "wording", "day")
    assert reader.post(reverse("wording", args=["day"]), {}).status_code == 403


def test_before_the_first_round_there_is_nothing_to_list(staff):
    assert staff.get("/uppgiftslamnare/").url == "/omgangar/2023/uppgiftslamnare/"
    assert staff.get("/omgangar/1999/uppgiftslamnare/").status_code == 404
    assert staff.get(f"/omgangar/{2**40}/utskick/").status_code == 404


# ---- queries ----


@pytest.mark.parametrize("people", [1, 30])
def test_the_pages_ask_as_often_for_few_as_for_many(visit, people, django_assert_num_queries):
    visitor = visit(factories.staff())
    for one in Response.objects.filter(questionnaire__round__year=2023)[:people]:
        user = User.objects.create_user(f"p{one.pk}@x.se", name="Person")
        Membership.objects.create(user=user, organisation=one.organisation, role="lead")
        Letter.objects.create(response=one, reason="issued", to=f"p{one.pk}@x.se")
    for name, number in (("respondents", 10), ("letters", 13)):
        address = reverse(name, args=[2023])
        visitor.get(address)
        with django_assert_num_queries(number):
            visitor.get(address)
