"""Era resultat: when there is such a page, and what it says of the country."""

import pytest
from django.test import Client
from django.urls import reverse

from surveys.models import State
from tests import factories
from tests.analysis.test_purpose import in_words

pytestmark = pytest.mark.django_db


def visitor(person):
    client = Client()
    client.force_login(person)
    return client


def handed_in(kind="region", code="01", state=State.SUBMITTED):
    """A response in a state, and a browser where its lead has signed in."""
    lead = factories.member(kind, code)
    one = factories.in_state(state, kind, code, lead=lead, reviewer=factories.staff())
    return one, visitor(lead)


def address(one):
    return reverse("results", args=[one.pk])


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
@pytest.mark.parametrize("page", ["receipt", "overview"])
def test_what_is_handed_in_leads_to_its_results(page, state):
    one, lead = handed_in(state=state)

    assert address(one) in lead.get(reverse(page, args=[one.pk])).content.decode()
    assert lead.get(address(one)).status_code == 200


@pytest.mark.parametrize("state", [State.NOT_STARTED, State.DRAFT, State.RETURNED])
def test_what_is_open_has_none_yet(state):
    one, lead = handed_in(state=state)
    overview = reverse("overview", args=[one.pk])

    assert address(one) not in lead.get(overview).content.decode()
    assert (
        address(one)
        not in lead.get(reverse("receipt", args=[one.pk]), follow=True).content.decode()
    )
    assert lead.get(address(one)).headers["Location"] == overview


def test_an_earlier_receipt_does_not_lead_to_results_of_now():
    one, lead = handed_in(state=State.RETURNED)
    factories.in_state(State.SUBMITTED, lead=one.receipts.get().submitted_by, reviewer=None)
    earlier = one.receipts.last()

    page = lead.get(reverse("numbered_receipt", args=[one.pk, earlier.number])).content.decode()
    assert "Tidigare inlämning" in page
    assert address(one) not in page


def test_the_country_waits_for_five_approved_responses():
    for code in ("03", "04", "05", "06"):
        handed_in(code=code, state=State.APPROVED)
    one, lead = handed_in()

    before = in_words(lead.get(address(one)))
    assert "Landets siffror kommer från hittills godkända svar: 4 av 21." in before
    assert "De visas när minst 5 svar är godkända." in before
    assert "Landet 2023" not in before

    handed_in(code="07", state=State.APPROVED)
    after = in_words(lead.get(address(one)))
    assert "hittills godkända svar: 5 av 21." in after
    assert "Landet 2023, hittills" in after


def test_a_kommun_reads_its_own_answers_only():
    one, lead = handed_in("kommun", "0114")
    page = in_words(lead.get(address(one)))

    assert "Era egna svar. De går bara till er RSS" in page
    assert "Eget svar 2023" in page
    assert "Landet" not in page
