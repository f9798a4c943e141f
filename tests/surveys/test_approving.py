"""Approving at once what there is nothing to look at in."""

import pytest
from django.urls import reverse

from surveys import answers, approving, remarks, workflow
from surveys.models import Response, State
from tests import factories
from tests.surveys.reading import read

pytestmark = pytest.mark.django_db

ODD = {"fast_lakare_andel": "90", "fast_lakare_sabo_andel": "80"}
PLAIN = {"fast_lakare_andel": "60", "fast_lakare_sabo_andel": "80"}


@pytest.fixture
def reviewer():
    return factories.staff()


@pytest.fixture
def client(visit, reviewer):
    return visit(reviewer)


def plain(code="01"):
    """Handed in once, and nothing was found."""
    lead = factories.member("region", code)
    one = factories.answered("region", code, by=lead, **PLAIN)
    assert not one.findings.exists()
    workflow.submit(one, by=lead)
    return one


def listed():
    return set(approving.nothing_to_look_at(Response.objects.all()).values_list("pk", flat=True))


def test_what_is_handed_in_whole_and_plain_is_listed():
    one = plain("03")
    assert listed() == {one.pk}


def test_what_is_explained_is_to_be_read(reviewer):
    lead = factories.member()
    one = factories.answered(by=lead, **ODD)
    workflow.submit(one, by=lead)
    assert listed() == set()


def test_what_is_remarked_on_is_listed_when_the_remark_is_closed(reviewer):
    one = plain("03")
    remark = factories.remark(one, by=reviewer)
    assert listed() == set()
    remarks.close(remark, by=reviewer)
    assert listed() == {one.pk}


def test_what_has_been_in_retur_is_to_be_read(reviewer):
    one = plain("03")
    workflow.return_to_respondent(one, by=reviewer, reason="Se över.")
    assert listed() == set()
    workflow.submit(one, by=factories.member("region", "03"))
    assert listed() == set()


@pytest.mark.parametrize("state", [State.DRAFT, State.APPROVED])
def test_what_is_not_waiting_is_not_listed(state, reviewer):
    lead = factories.member("region", "03")
    factories.in_state(state, "region", "03", lead=lead, reviewer=reviewer)
    assert listed() == set()


def test_all_that_are_marked_are_approved_by_the_one_who_asks(client, reviewer):
    both = [plain("03"), plain("04")]
    page = read(client.get(reverse("approve_many")))
    ticked = [node for node in page.all("input", name_="svar") if "checked" in node.attributes]
    assert [node.attributes["value"] for node in ticked] == [str(one.pk) for one in both]

    reply = client.post(reverse("approve_many"), {"svar": [one.pk for one in both]}, follow=True)

    assert "2 svar är nu godkända." in read(reply).text
    for one in both:
        one.refresh_from_db()
        assert (one.state, one.approved_by) == (State.APPROVED, reviewer)
        assert one.steps.last().by == reviewer


def test_what_is_not_marked_waits(client):
    one, other = plain("03"), plain("04")
    client.post(reverse("approve_many"), {"svar": [one.pk]})
    other.refresh_from_db()
    assert other.state == State.SUBMITTED


def test_one_that_is_refused_is_told_by_name_and_holds_up_no_other(client, reviewer):
    remarked, again, returned, fine = plain("03"), plain("04"), plain("05"), plain("06")
    factories.remark(remarked, by=reviewer)
    workflow.return_to_respondent(again, by=reviewer, reason="Se över.")
    lead = factories.member("region", "04")
    answers.save(again, ODD, by=lead)
    factories.explain_all(again, by=lead)
    workflow.submit(again, by=lead)
    workflow.return_to_respondent(returned, by=reviewer, reason="Se över.")
    sent = {"svar": [one.pk for one in (remarked, again, returned, fine)]}

    told = read(client.post(reverse("approve_many"), sent, follow=True))

    assert told.one("p", role="status").text == "1 svar är nu godkänt."
    refused = [node.text for node in told.all("p", role="alert")]
    looked_at = "är inte godkänt. Det har kommit något att granska sedan listan visades."
    assert refused[0].startswith(f"Region Uppsala {looked_at}")
    assert refused[1].startswith(f"Region Sörmland {looked_at}")
    assert refused[2].startswith("Region Östergötland är inte godkänt. Det går inte att godkänna")
    states = [Response.objects.get(pk=pk).state for pk in sent["svar"]]
    assert states == ["submitted", "submitted", "returned", "approved"]


@pytest.mark.parametrize("sent", [{}, {"svar": ["x", "99999999999999999999", ""]}])
def test_nothing_marked_does_nothing_and_says_so(client, sent):
    one = plain("03")
    told = read(client.post(reverse("approve_many"), sent, follow=True))
    assert "Inget svar är markerat." in told.text
    one.refresh_from_db()
    assert one.state == State.SUBMITTED


def test_a_kommun_is_never_approved_here(client):
    lead = factories.member("kommun", "0114")
    one = factories.in_state(State.SUBMITTED, "kommun", "0114", lead=lead, reviewer=None)
    client.post(reverse("approve_many"), {"svar": [one.pk]})
    one.refresh_from_db()
    assert one.state == State.SUBMITTED


def test_with_nothing_to_approve_the_page_says_so(client):
    assert "Just nu finns inget sådant svar." in read(client.get(reverse("approve_many"))).text
    for year in ("1999", "9999999999", "i fjol"):
        assert client.get(reverse("approve_many"), {"ar": year}).status_code == 200
