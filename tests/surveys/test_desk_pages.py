"""What those who answer meet first: the desk, and the overview of a response."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from surveys import answers, workflow
from surveys.models import Round, State
from tests import factories
from tests.surveys.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return factories.member("region", "01")


def see(client, name, *arguments):
    reply = client.get(reverse(name, args=arguments))
    assert reply.status_code == 200
    return read(reply)


class TestDesk:
    def test_shows_a_regions_own_questionnaires_the_newest_first(self, visit, lead):
        page = see(visit(lead), "desk")

        cards = [
            " | ".join(part.text for part in card.all("p"))
            for card in page.all("li", class_="card-row")
        ]
        titles = [heading.text for heading in page.all("h2")]
        assert titles == ["Regionenkäten 2023", "Redovisning från regionerna hösten 2020"]
        assert cards == [
            "Region Stockholm | Svara senast 31 mars 2024 – tiden har gått ut",
            "Region Stockholm | Svara senast 31 oktober 2020 – tiden har gått ut",
        ]

    def test_shows_the_state_and_how_far_it_has_come(self, visit, lead):
        answers.save(
            factories.response(), {"breddinfort": "nej", "fast_lakare_1177": "ja"}, by=lead
        )

        card = see(visit(lead), "desk").all("li", class_="card-row")[0]

        asked = 47 - 7  # seven questions hang on answers that are not given
        assert card.one(class_="state").text == "Påbörjat"
        assert card.one(class_="progress-line").text == f"2 av {asked} frågor"

    def test_shows_an_rss_how_far_its_kommuner_have_come(self, visit):
        lead = factories.member("rss", "rss-13")
        factories.in_state(State.SUBMITTED, "kommun", "1315", lead=lead, reviewer=None)
        factories.in_state(State.DRAFT, "kommun", "1380", lead=lead, reviewer=None)

        own, kommuner = see(visit(lead), "desk").all("li", class_="card-row")

        assert own.one("h2").text == "RSS-enkäten 2023"
        assert kommuner.text == (
            "RSS Halland (Region Halland) Kommunerna 2023 Hjälpenkäten 2023 1 av 6 har lämnat in "
            "1 håller på, 4 har inte börjat"
        )

    def test_says_so_when_there_is_nothing_to_answer(self, visit):
        page = see(visit(factories.user()), "desk")

        assert "Här finns inget att svara på just nu." in page.text

    def test_is_not_for_staff(self, visit):
        assert visit(factories.staff()).get(reverse("desk")).status_code == 404

    @pytest.mark.parametrize(
        "days, words",
        [
            (61, ""),
            (60, " – 60 dagar kvar"),
            (2, " – 2 dagar kvar"),
            (1, " – 1 dag kvar"),
            (0, " – i dag"),
            (-1, " – tiden har gått ut"),
        ],
    )
    def test_tells_how_long_it_is_to_the_deadline(self, visit, lead, days, words):
        deadline = timezone.localdate() + datetime.timedelta(days=days)
        Round.objects.filter(year=2023).update(deadline=deadline)

        card = see(visit(lead), "desk").all("li", class_="card-row")[0]

        text = card.one("p", class_="muted").text
        assert text.partition(str(deadline.year))[2] == words

    def test_what_is_handed_in_is_never_late(self, visit, lead):
        factories.in_state(State.SUBMITTED, lead=lead, reviewer=None)

        card = see(visit(lead), "desk").all("li", class_="card-row")[0]

        assert card.one("p", class_="muted").text == "Svara senast 31 mars 2024"


class TestOverview:
    def test_lists_the_sections_with_what_is_left_in_each(self, visit, lead):
        one = factories.response()
        answers.save(one, {"fast_lakare_andel": "120", "fast_lakare_1177": "ja"}, by=lead)

        page = see(visit(lead), "overview", one.pk)

        day = date_format(timezone.localdate(), "j F")
        parts = [item.text for item in page.one("ol", class_="parts").all("li")]
        assert parts[3] == (
            f"Kontinuitet och delaktighet Senast ändrat av {lead} {day}. 8 att rätta 2 av 9"
        )
        assert [node.text for node in page.all(class_="parts-progress")] == [
            "0 av 7",
            "0 av 6",
            "0 av 2",
            "2 av 9",
            "0 av 10",
            "0 av 4",
            "0 av 2",
        ]

    def test_before_the_first_answer_nothing_is_called_wrong(self, visit, lead):
        page = see(visit(lead), "overview", factories.response().pk)

        assert "att rätta" not in page.text
        assert page.links["Börja svara"].endswith("/avsnitt/nara_vard/")

    def test_tells_why_it_was_returned_and_by_whom(self, visit, lead):
        reviewer = factories.staff(name="Bo Alm")
        one = factories.in_state(State.SUBMITTED, lead=lead, reviewer=reviewer)
        workflow.return_to_respondent(one, by=reviewer, reason="Se fråga 3.\nOch 4.")

        page = see(visit(lead), "overview", one.pk)

        notice = page.one(class_="notice-warning")
        assert notice.one("h2").text == "Svaret är i retur"
        assert notice.one(class_="pre").text == "Se fråga 3. Och 4."
        assert notice.text.startswith("Svaret är i retur Se fråga 3. Och 4. Bo Alm, ")

    def test_an_earlier_return_is_not_told_once_it_is_handed_in_again(self, visit, lead):
        one = factories.in_state(State.RETURNED, lead=lead, reviewer=factories.staff())
        workflow.submit(one, by=lead)

        page = see(visit(lead), "overview", one.pk)

        assert "Svaret är i retur" not in page.text
        assert "Visa kvitto" in page.links

    def test_a_whole_response_is_ready_to_hand_in(self, visit, lead):
        one = factories.answered(by=lead)

        page = see(visit(lead), "overview", one.pk)

        assert "Allt är klart att lämna in." in page.text
        assert page.one(class_="state").text == "Påbörjat"

    def test_an_rss_without_kommuner_is_shown_its_own_questions_only(self, visit):
        one = factories.response("rss", "rss-14-vastkom")

        page = see(visit(factories.member("rss", "rss-14-vastkom")), "overview", one.pk)

        assert [item.text for item in page.one("ol", class_="parts").all("li")] == [
            "RSS-organisationens egna frågor 0 av 5"
        ]
