"""An RSS sees how far its kommuner have come and who answers there, and nobody else's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regions import team
from regions.models import Invitation
from surveys import access, kommuner
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


# ---- inviting ----


def typed(**changes):
    return {"name": "Ny Person", "email": "ny@hylte.se", **changes}


def post(client, page, *arguments, **data):
    return client.post(reverse(page, args=arguments), data, follow=True)


def test_the_rss_invites_one_who_joins_as_lead_and_sees_its_own_kommun_only(visit, rss, lead):
    one = factories.response("kommun", HYLTE)
    told = post(visit(lead), "invite_kommun", rss.pk, one.pk, **typed())
    assert "En inbjudan är på väg till ny@hylte.se." in read(told).text

    invitation = Invitation.objects.get()
    assert invitation.answer_by == one.questionnaire.round.deadline
    joined = team.join_as_new(invitation, "en lång och säker fras")
    assert joined.role == "lead"
    seen = access.visible_to(joined.user)
    assert {response.organisation.code for response in seen} == {HYLTE}


def test_what_is_typed_is_kept_when_it_is_refused(visit, rss, lead):
    one = factories.response("kommun", HYLTE)
    client = visit(lead)
    for wrong in ({"email": "hylte.se"}, {"email": lead.email, "name": ""}):
        told = post(client, "invite_kommun", rss.pk, one.pk, **typed(**wrong))
        assert told.status_code == 422
        assert wrong["email"] in told.content.decode()
    assert not Invitation.objects.exists()


def test_the_rss_sends_its_invitation_again_and_withdraws_it(visit, rss, lead):
    one, client = factories.response("kommun", HYLTE), visit(lead)
    post(client, "invite_kommun", rss.pk, one.pk, **typed())
    first = Invitation.objects.get()
    told = post(client, "renew_kommun_invitation", rss.pk, first.pk)
    assert "Den förra länken gäller inte längre." in read(told).text
    told = post(client, "withdraw_kommun_invitation", rss.pk, Invitation.objects.open().get().pk)
    assert "är återkallad" in read(told).text
    told = post(client, "withdraw_kommun_invitation", rss.pk, first.pk)
    assert "redan använd eller återkallad" in read(told).text


def test_a_kommuns_own_invitation_is_shown_but_not_the_rss_to_send_again(visit, rss, lead):
    own = factories.member("kommun", HYLTE)
    invitation = team.invite(
        factories.organisation("kommun", HYLTE), email="ny@hylte.se", name="Ny", by=own
    )
    client, one = visit(lead), factories.response("kommun", HYLTE)
    page = see(client, "kommun", rss.pk, one.pk)
    assert "ny@" in page.text
    assert "Skicka igen" not in page.text
    assert post(client, "renew_kommun_invitation", rss.pk, invitation.pk).status_code == 404


def test_a_colleague_at_the_rss_looks_but_does_not_invite(visit, rss):
    client = visit(factories.member("rss", RSS, "contributor"))
    one = factories.response("kommun", HYLTE)
    for page in (see(client, "kommuner", rss.pk), see(client, "kommun", rss.pk, one.pk)):
        assert "Bjud in" not in page.text
    assert post(client, "invite_kommun", rss.pk, one.pk, **typed()).status_code == 404
    assert client.get(reverse("invite_kommuner", args=[rss.pk])).status_code == 404


MANY = """
Hylte; Hilda Hylte; hilda@hylte.se
halmstads kommun;Hans Halm;HANS@halmstad.se

1381\tLisa Laholm\tlisa@laholm.se
"""


def test_many_are_invited_at_once(visit, rss, lead):
    told = post(visit(lead), "invite_kommuner", rss.pk, lines=MANY)
    assert "3 inbjudningar är på väg." in read(told).text
    invited = Invitation.objects.order_by("email")
    assert list(invited.values_list("organisation__code", "email", "name", "role")) == [
        (HALMSTAD, "hans@halmstad.se", "Hans Halm", "lead"),
        (HYLTE, "hilda@hylte.se", "Hilda Hylte", "lead"),
        (LAHOLM, "lisa@laholm.se", "Lisa Laholm", "lead"),
    ]


def test_every_bad_line_is_told_by_its_number_and_nobody_is_invited(visit, rss, lead):
    factories.member("kommun", LAHOLM, email="inne@laholm.se")
    lines = "\n".join(
        [
            "Hylte; Hilda Hylte; hilda@hylte.se",
            "Hylte; hilda@hylte.se",
            "Upplands Väsby; Ulla; ulla@vasby.se",
            "Halmstad; ; hans@halmstad.se",
            "Halmstad; Hans; hans@halmstad",
            "",
            "1315; Hilda; HILDA@hylte.se",
            "Laholm; Inne; inne@laholm.se",
        ]
    )
    told = post(visit(lead), "invite_kommuner", rss.pk, lines=lines)

    assert told.status_code == 422
    assert told.context["form"].errors["lines"] == [
        "Rad 2: Raden ska ha tre delar med semikolon emellan: kommun; namn; e-post.",
        "Rad 3: ”Upplands Väsby” är inte en av era kommuner. Skriv kommunens namn eller kod.",
        "Rad 4: Namnet saknas. Skriv vem som ska svara.",
        "Rad 5: ”hans@halmstad” är inte en hel e-postadress. Skriv till exempel namn@kommun.se.",
        "Rad 7: Samma person står redan på rad 1. Ta bort en av raderna.",
        "Rad 8: inne@laholm.se är redan med i organisationen. Du hittar personen i listan.",
    ]
    assert read(told).one("textarea").text.startswith("Hylte; Hilda Hylte; hilda@hylte.se Hylte;")
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("lines", ["  ;  ;  \n \n", "Hylte; A; a@hylte.se\n" * 201])
def test_none_or_too_many_lines_are_refused(visit, rss, lead, lines):
    assert post(visit(lead), "invite_kommuner", rss.pk, lines=lines).status_code == 422
    assert not Invitation.objects.exists()
