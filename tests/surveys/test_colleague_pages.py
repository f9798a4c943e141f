"""The page where a lead looks after its colleagues."""

import re

import pytest
from celery import current_app
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from regions import tasks
from regions import team as people
from regions.models import Invitation, Membership
from surveys import access
from tests.factories import member, organisation, response, staff

pytestmark = pytest.mark.django_db

NAMED = ["make_lead", "make_contributor", "hand_over", "end_access"]


@pytest.fixture
def region():
    return organisation()


@pytest.fixture
def lead():
    return member(name="Lena Lead", email="lena@region.se")


@pytest.fixture
def colleague():
    return member(role="contributor", name="Kim Kollega", email="kim@region.se")


@pytest.fixture
def visit(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What is started on commit runs at once, in this process."""
    current_app.conf.task_always_eager = True
    yield lambda: django_capture_on_commit_callbacks(execute=True)
    current_app.conf.task_always_eager = False


def text_of(answer):
    return " ".join(answer.content.decode().split())


def page(client, region):
    return text_of(client.get(reverse("colleagues", args=[region.pk])))


def act(client, name, membership, **data):
    address = reverse(name, args=[membership.organisation_id, membership.pk])
    return client.post(address, data, follow=True)


def invite(client, region, **typed):
    typed = {"name": "Nina Ny", "email": "ny@region.se", "scope": "hela", **typed}
    return client.post(reverse("colleagues", args=[region.pk]), typed, follow=True)


def membership_of(person):
    return Membership.objects.get(user=person)


# ---- who is there ----


def test_the_lead_sees_who_is_in_and_what_each_fills_in(visit, region, colleague):
    section = response().questionnaire.sections.all()[2]
    team_of_two = page(visit, region)
    assert 'Lena Lead <span class="muted">(du)</span>' in team_of_two
    assert "Kim Kollega" in team_of_two
    assert team_of_two.count("<li>Hela enkäten</li>") == 2

    act(visit, "give_sections", membership_of(colleague), scope="valda", marked=[section.code])
    shown = page(visit, region)
    assert f"<li>{section.title}</li>" in shown
    assert shown.count("<li>Hela enkäten</li>") == 1


def test_staff_and_neighbours_are_not_in_the_list(visit, region):
    member(role="contributor", name="Stina Stat", staff_role="handlaggare")
    member(code="03", name="Nora Norr")

    shown = page(visit, region)
    assert "Stina Stat" not in shown
    assert "Nora Norr" not in shown


def test_the_list_costs_the_same_however_many_there_are(visit, region, lead):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            page(visit, region)
        return len(queries)

    people.invite(region, email="ny@region.se", name="Ny", by=lead)
    asked()
    few = asked()
    for number in range(6):
        member(role="contributor")
        people.invite(region, email=f"ny{number}@region.se", name="Ny", by=lead)
    assert asked() == few


def test_an_rss_lead_has_a_page_for_its_own_colleagues_only(client):
    client.force_login(member("rss", "rss-01"))

    assert "Medarbetare" in page(client, organisation("rss", "rss-01"))
    kommun = organisation("kommun", "0114")
    assert client.get(reverse("colleagues", args=[kommun.pk])).status_code == 404


def test_a_kommuns_lead_looks_after_its_own(client):
    kommun = organisation("kommun", "0114")
    client.force_login(member("kommun", "0114"))
    assert "Bjud in en kollega" in page(client, kommun)


def test_the_way_there_is_shown_to_leads_only(client, region, lead, colleague):
    address = reverse("colleagues", args=[region.pk])
    for person, shown in ((lead, True), (colleague, False)):
        client.force_login(person)
        for name, arguments in (("desk", []), ("overview", [response().pk])):
            assert (address in text_of(client.get(reverse(name, args=arguments)))) == shown


# ---- inviting ----


def test_inviting_sends_a_letter_and_shows_the_invitation(visit, region, mailbox, committed):
    section = response().questionnaire.sections.first()
    with committed():
        shown = text_of(invite(visit, region, scope="valda", marked=[section.code]))
    assert "En inbjudan är på väg till ny@region.se." in shown

    shown = page(visit, region)
    assert "Nina Ny" in shown
    assert f"<li>{section.title}</li>" in shown
    assert re.search(r"Skickat \d+ \w+ av Lena Lead. Länken gäller till och med \d+ \w+\.", shown)
    assert [letter["To"] for letter in mailbox.letters] == ["ny@region.se"]


@pytest.mark.parametrize(
    "typed, told",
    [
        ({"name": ""}, "Skriv personens namn."),
        ({"email": ""}, "Skriv personens e-postadress."),
        ({"email": "ny"}, "Skriv en hel e-postadress, till exempel namn@organisation.se."),
        ({"scope": "valda"}, "Markera minst ett avsnitt, eller välj Hela enkäten."),
        ({"scope": "valda", "marked": ["finns_inte"]}, "Välj ett giltigt alternativ."),
        ({"email": "Lena@region.se"}, "lena@region.se är redan med i organisationen."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(visit, region, typed, told):
    answer = invite(visit, region, **typed)

    assert answer.status_code == 422
    assert told in text_of(answer)
    assert f'value="{typed.get("name", "Nina Ny")}"' in text_of(answer) or not typed.get("name", 1)
    assert not Invitation.objects.exists()


def test_sections_marked_but_not_chosen_do_not_count(visit, region):
    section = response().questionnaire.sections.first()
    invite(visit, region, scope="hela", marked=[section.code])

    assert not Invitation.objects.get().section_tasks.exists()


def test_sending_again_and_withdrawing(visit, region, mailbox, committed):
    with committed():
        invite(visit, region)
    first = Invitation.objects.get()
    again = reverse("renew_invitation", args=[region.pk, first.pk])
    with committed():
        assert "Den förra länken gäller inte längre." in text_of(visit.post(again, follow=True))
    assert len(mailbox.letters) == 2
    assert "redan använd eller återkallad" in text_of(visit.post(again, follow=True))

    second = Invitation.objects.open().get()
    withdraw = reverse("withdraw_invitation", args=[region.pk, second.pk])
    shown = text_of(visit.post(withdraw, follow=True))
    assert "Inbjudan till ny@region.se är återkallad." in shown
    assert "Inbjudna som inte har svarat" not in shown


def test_a_queue_that_is_away_does_not_stop_the_lead(
    visit, region, django_capture_on_commit_callbacks, monkeypatch
):
    def away(*arguments):
        raise ConnectionError

    monkeypatch.setattr(tasks.send_invitation, "delay", away)
    with django_capture_on_commit_callbacks(execute=True):
        answer = invite(visit, region)
    assert "Brevet har inte gått iväg än." in text_of(answer)


# ---- one colleague ----


def test_giving_sections(visit, colleague):
    one = response()
    first, second = one.questionnaire.sections.all()[:2]
    membership = membership_of(colleague)

    act(visit, "give_sections", membership, scope="valda", marked=[first.code, second.code])
    assert access.sections_given(colleague, one) == {first.pk, second.pk}
    shown = text_of(
        visit.get(reverse("colleague", args=[membership.organisation_id, membership.pk]))
    )
    assert shown.count(" checked") == 3  # the two, and that they are chosen

    answer = act(visit, "give_sections", membership, scope="valda")
    assert answer.status_code == 422
    assert "Markera minst ett avsnitt" in text_of(answer)
    assert access.sections_given(colleague, one) == {first.pk, second.pk}

    act(visit, "give_sections", membership, scope="hela")
    assert len(access.sections_given(colleague, one)) == one.questionnaire.sections.count()


def test_making_lead_and_stepping_back(visit, lead, colleague):
    assert "Kim Kollega är nu huvudansvarig." in text_of(
        act(visit, "make_lead", membership_of(colleague))
    )
    gone = act(visit, "make_contributor", membership_of(lead))
    assert gone.redirect_chain[-1][0] == "/enkater/"
    assert "Lena Lead är nu medarbetare." in text_of(gone)
    assert membership_of(lead).role == "contributor"


def test_handing_over_leads_away_from_the_page(visit, lead, colleague):
    answer = act(visit, "hand_over", membership_of(colleague))

    assert answer.redirect_chain[-1][0] == "/enkater/"
    assert "Du har lämnat över huvudansvaret till Kim Kollega." in text_of(answer)


def test_ending_a_colleagues_access(visit, colleague):
    answer = act(visit, "end_access", membership_of(colleague))

    assert "Kim Kollega har inte längre åtkomst." in text_of(answer)
    assert not colleague.memberships.exists()


def test_an_ended_colleague_who_is_still_signed_in_sees_nothing_more(client, visit, colleague):
    one = response()
    other = type(client)()
    other.force_login(colleague)
    assert other.get(reverse("overview", args=[one.pk])).status_code == 200
    act(visit, "end_access", membership_of(colleague))
    assert other.get(reverse("overview", args=[one.pk])).status_code == 404


def test_the_last_lead_is_told_why_it_cannot_leave(visit, lead, colleague):
    membership = membership_of(lead)
    shown = text_of(
        visit.get(reverse("colleague", args=[membership.organisation_id, membership.pk]))
    )
    assert "Organisationen måste ha en huvudansvarig." in shown
    assert "Avsluta" not in shown

    for name in ("make_contributor", "end_access"):
        assert "måste ha en huvudansvarig" in text_of(act(visit, name, membership))
    assert membership_of(lead).role == "lead"


# ---- refused ----


@pytest.mark.parametrize("who", ["contributor", "neighbour", "rss of the county", "staff"])
def test_nobody_else_finds_any_of_it(client, region, lead, colleague, who):
    invitation = people.invite(region, email="ny@region.se", name="Ny", by=lead)
    person = {
        "contributor": lambda: member(role="contributor"),
        "neighbour": lambda: member(code="03"),
        "rss of the county": lambda: member("rss", "rss-01"),
        "staff": lambda: staff("administrator"),
    }[who]()
    client.force_login(person)
    one = [region.pk, membership_of(colleague).pk]
    pages = [reverse("colleagues", args=[region.pk]), reverse("colleague", args=one)]
    acts = [reverse(name, args=one) for name in (*NAMED, "give_sections")]
    acts += [
        reverse(name, args=[region.pk, invitation.pk])
        for name in ("renew_invitation", "withdraw_invitation")
    ]
    assert {client.get(address).status_code for address in pages} == {404}
    assert {client.post(address).status_code for address in [*acts, pages[0]]} == {404}
    assert list(Invitation.objects.open()) == [invitation]
    assert Membership.objects.filter(user=colleague, role="contributor").exists()


def test_a_lead_reaches_no_neighbours_colleague_by_its_own_address(visit, region):
    theirs = membership_of(member(code="03"))
    invitation = people.invite(theirs.organisation, email="ny@region.se", name="Ny", by=theirs.user)
    for name in (*NAMED, "give_sections"):
        assert visit.post(reverse(name, args=[region.pk, theirs.pk])).status_code == 404
    for name in ("renew_invitation", "withdraw_invitation"):
        assert visit.post(reverse(name, args=[region.pk, invitation.pk])).status_code == 404
    assert list(Invitation.objects.open()) == [invitation]


def test_a_link_changes_nothing(visit, region, lead, colleague):
    invitation = people.invite(region, email="ny@region.se", name="Ny", by=lead)
    one = [region.pk, membership_of(colleague).pk]
    addresses = [reverse(name, args=one) for name in (*NAMED, "give_sections")]
    addresses += [
        reverse(name, args=[region.pk, invitation.pk])
        for name in ("renew_invitation", "withdraw_invitation")
    ]
    assert {visit.get(address).status_code for address in addresses} == {405}
