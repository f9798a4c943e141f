"""An RSS sees how far its kommuner have come and who answers there, and nobody else's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regions import team
from regions.models import Invitation
from surveys import kommuner
from surveys.models import State
from tests import factories
from tests.surveys.reading import read

pytestmark = pytest.mark.django_db

RSS = "rss-13"  # Halland: six kommuner
HYLTE, HALMSTAD, LAHOLM, FALKENBERG = "1315", "1380", "1381", "1382"


@pytest.fixture
def rss():
    return factories.organisation("rss", RSS)


@pytest.fixture
def lead():
    return factories.member("rss", RSS, name="Rut Ledare", email="rut@rss.se")


def see(client, name, *arguments, **asked):
    reply = client.get(reverse(name, args=arguments), asked)
    assert reply.status_code == 200
    return read(reply)


def rows(page):
    return [row.text for row in page.one("tbody").all("tr")]


def test_those_who_have_not_handed_in_come_first(visit, rss, lead):
    factories.in_state(State.SUBMITTED, "kommun", FALKENBERG, lead=lead, reviewer=None)
    factories.in_state(State.RETURNED, "kommun", HYLTE, lead=lead, reviewer=lead)

    page = see(visit(lead), "kommuner", rss.pk)

    names = [row.one("th").text for row in page.one("tbody").all("tr")]
    assert names == ["Halmstad", "Hylte", "Kungsbacka", "Laholm", "Varberg", "Falkenberg"]
    assert rows(page)[1].startswith("Hylte I retur 11 av 11")
    tiles = [tile.text for tile in page.all("li", class_="tile")]
    assert tiles == ["1 av 6 har lämnat in", "1 håller på", "4 har inte börjat"]


def test_the_figures_make_up_all_kommuner(rss, lead):
    factories.in_state(State.APPROVED, "kommun", FALKENBERG, lead=lead, reviewer=lead)
    factories.in_state(State.DRAFT, "kommun", HYLTE, lead=lead, reviewer=None)
    [round] = kommuner.rounds_of(rss)

    figures = kommuner.figures_of(kommuner.of(rss, round))

    assert (figures.handed_in, figures.at_work, figures.not_begun, figures.all) == (1, 1, 4, 6)


def test_each_row_says_who_answers_and_who_is_invited(visit, rss, lead):
    hylte = factories.member("kommun", HYLTE, name="Hilda Hylte")
    factories.member("kommun", HYLTE, name="Kalle Kollega", role="contributor")
    for name, email in [("Ny Person", "ny@hylte.se"), ("Sen Person", "sen@hylte.se")]:
        team.invite(hylte.memberships.get().organisation, email=email, name=name, by=hylte)
    day = timezone.now() - timedelta(days=30)
    sen = Invitation.objects.filter(name="Sen Person")
    sen.update(created_at=day, expires_at=day + timedelta(days=14))

    told = {row.split()[0]: row for row in rows(see(visit(lead), "kommuner", rss.pk))}

    assert "Hilda Hylte Kalle Kollega" in told["Hylte"]
    assert "Ny Person, inbjuden" in told["Hylte"]
    assert told["Hylte"].endswith("– har gått ut")
    assert told["Laholm"].endswith("Ingen än")


def test_the_page_of_a_kommun_leads_to_its_response(visit, rss, lead):
    one = factories.in_state(State.SUBMITTED, "kommun", HYLTE, lead=lead, reviewer=None)
    page = see(visit(lead), "kommun", rss.pk, one.pk)

    assert page.one("h1").text == "Hylte"
    assert page.links["Öppna svaret"] == reverse("overview", args=[one.pk])
    assert page.links["Granska svaret"] == reverse("review", args=[one.pk])


def test_an_rss_does_not_see_a_neighbours_kommun(visit, rss, lead):
    neighbour = factories.response("kommun", "0114")
    reply = visit(lead).get(reverse("kommun", args=[rss.pk, neighbour.pk]))
    assert reply.status_code == 404


def test_an_rss_whose_kommuner_are_asked_nothing_is_told_so(visit):
    person = factories.member("rss", "rss-14-vastkom")
    page = see(visit(person), "kommuner", person.memberships.get().organisation_id)
    assert "Kommunerna har ingen enkät att svara på just nu." in page.text


def test_a_round_that_is_not_there_gives_the_newest(visit, rss, lead):
    assert len(rows(see(visit(lead), "kommuner", rss.pk, ar="1999"))) == 6
