"""The list of what is left, explaining, handing in, and the receipt."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys import answers, checking, workflow
from surveys.models import State
from tests import factories
from tests.surveys.reading import read

pytestmark = pytest.mark.django_db

# Fewer at the homes for the elderly than among all: to be explained.
ODD = {"fast_lakare_andel": "90", "fast_lakare_sabo_andel": "80"}


@pytest.fixture
def lead():
    return factories.member("region", "01", name="Anna Ek")


@pytest.fixture
def client(visit, lead):
    return visit(lead)


def see(client, name, *arguments):
    return read(client.get(reverse(name, args=arguments), follow=True))


def headings(page):
    return [heading.text for heading in page.all("h2", class_="section-heading")]


def listed(page, kind):
    return page.all("li", class_=f"finding-{kind}")


class TestTheList:
    def test_tells_errors_with_their_number_and_that_queries_wait(self, client, lead):
        one = factories.answered(by=lead, **ODD, breddinfort="", fast_lakare_1177="")
        one.explanations.all().delete()

        page = see(client, "findings", one.pk)

        assert headings(page) == ["Att rätta 2"]
        assert [item.all("p")[1].text for item in listed(page, "fel")] == [
            "Rutan är tom. Fyll i ett svar."
        ] * 2
        assert listed(page, "kontroll") == []
        assert page.one(class_="notice-info").text.startswith(
            "När felen är rättade visas 1 kontrollfråga här."
        )

    def test_says_how_many_wait(self, client, lead):
        odd = {**ODD, "vfu_veckor.i_ar": "9999", "vfu_veckor.forra_aret": "100"}
        one = factories.answered(by=lead, **odd, breddinfort="")
        one.explanations.all().delete()

        assert "När felen är rättade visas 2 kontrollfrågor här." in read(
            client.get(reverse("findings", args=[one.pk]))
        ).text.replace("\u00a0", " ")

    def test_says_nothing_of_queries_where_there_are_none(self, client, lead):
        one = factories.answered(by=lead, breddinfort="")

        page = see(client, "findings", one.pk)

        assert headings(page) == ["Att rätta 1"]
        assert "kontrollfråg" not in page.one("main").text

    def test_what_is_explained_is_shown_while_there_are_errors(self, client, lead):
        one = factories.answered(by=lead, **ODD, breddinfort="")
        factories.explain_all(one, by=lead)

        page = see(client, "findings", one.pk)

        assert headings(page) == ["Att rätta 1", "Förklarat"]
        assert len(listed(page, "explained")) == 1

    def test_tells_queries_with_their_values_when_the_errors_are_gone(self, client, lead):
        one = factories.answered(by=lead, **ODD, breddinfort="")
        one.explanations.all().delete()
        answers.save(one, {"breddinfort": "ja", "breddinfort_exempel": "Ett."}, by=lead)

        page = see(client, "findings", one.pk)

        assert headings(page) == ["Kontrollfrågor 1"]
        [query] = listed(page, "kontroll")
        assert [node.text for node in query.all("dd")] == ["80\u00a0%", "90\u00a0%"]

    @pytest.mark.parametrize(
        "kind, code", [("region", "01"), ("rss", "rss-01"), ("kommun", "0114")]
    )
    def test_each_line_leads_to_its_box_on_the_page_of_its_section(self, visit, kind, code):
        person = factories.member(kind, code)
        one = factories.response(kind, code)
        everything = [item.code for item in one.questionnaire.items.all()]
        answers.save(one, dict.fromkeys(everything, "x"), by=person)
        client = visit(person)
        pages = {}

        links = [
            item.one("a").attributes["href"]
            for item in listed(see(client, "findings", one.pk), "fel")
        ]

        assert len(links) == len(checking.verdict(one).errors) > 25
        for link in links:
            address, _, place = link.partition("#")
            if address not in pages:
                pages[address] = read(client.get(address))
            assert pages[address].ids.count(place) == 1, link

    def test_the_same_lines_for_a_response_that_is_hardly_begun(self, client, lead):
        one = factories.response()
        answers.save(one, {"breddinfort": "ja"}, by=lead)
        pages = {}

        page = see(client, "findings", one.pk)

        for item in listed(page, "fel"):
            address, _, place = item.one("a").attributes["href"].partition("#")
            if address not in pages:
                pages[address] = read(client.get(address))
            assert pages[address].ids.count(place) == 1, place

    def test_says_when_nothing_is_left(self, client, lead):
        one = factories.answered(by=lead)

        page = see(client, "findings", one.pk)

        assert page.one(class_="notice-success").text == (
            "Inget att rätta och inget att förklara. Svaret kan lämnas in."
        )


class TestExplaining:
    @pytest.fixture
    def one(self, lead):
        one = factories.answered(by=lead, **ODD)
        one.explanations.all().delete()
        return one

    @pytest.fixture
    def query(self, one):
        [query] = checking.check(one).queries
        return query

    def explain(self, client, query, text):
        address = reverse("explain", args=[query.response_id, query.pk])
        return client.post(address, {f"forklaring-{query.pk}-text": text}, follow=True)

    def test_takes_the_query_off_the_list_and_keeps_the_words(self, client, query):
        page = read(self.explain(client, query, "Två hem\nhar stängt."))

        assert page.one(class_="notice-success", role="status").text == "Förklaringen är sparad."
        assert listed(page, "kontroll") == []
        [explained] = listed(page, "explained")
        assert explained.one("p", class_="pre").text == "Två hem har stängt."
        assert explained.text.endswith(f"Anna Ek, {today()}")

    @pytest.mark.parametrize("text", ["", "   ", "\n"])
    def test_with_no_words_is_refused(self, client, query, text):
        reply = self.explain(client, query, text)

        page = read(reply)
        assert reply.status_code == 422
        assert "Skriv en förklaring i ord innan du sparar den." in listed(page, "kontroll")[0].text
        assert not query.response.explanations.exists()

    def test_at_too_great_length_keeps_what_was_written(self, client, query):
        text = "x" * 2001

        reply = self.explain(client, query, text)

        assert reply.status_code == 422
        assert listed(read(reply), "kontroll")[0].one("textarea").raw.strip() == text

    def test_while_there_are_errors_is_not_offered_and_loses_no_words(
        self, client, one, query, lead
    ):
        answers.save(one, {"breddinfort": ""}, by=lead)
        assert see(client, "findings", one.pk).all("textarea") == []

        page = read(self.explain(client, query, "Två hem har stängt."))

        assert page.one(class_="notice-success", role="status").text == "Förklaringen är sparad."
        assert [len(listed(page, kind)) for kind in ("fel", "explained")] == [1, 1]

    def test_at_too_great_length_while_there_are_errors_keeps_what_was_written(
        self, client, one, query, lead
    ):
        answers.save(one, {"breddinfort": ""}, by=lead)
        text = "x" * 2001

        page = read(self.explain(client, query, text))

        [asked] = listed(page, "kontroll")
        assert asked.one("textarea").raw.strip() == text
        assert page.all(class_="notice-info") == []

    def test_a_query_that_is_gone_says_so(self, client, one, query, lead):
        answers.save(one, {"fast_lakare_sabo_andel": "95"}, by=lead)

        page = read(self.explain(client, query, "Så är det."))

        assert page.one(class_="notice-info").text == (
            "Den frågan är redan löst. Listan nedan visar vad som är kvar."
        )

    def test_an_error_cannot_be_explained(self, client, one, lead):
        verdict = answers.save(one, {"breddinfort": ""}, by=lead).verdict

        self.explain(client, verdict.errors[0], "Vi vet inte.")

        assert not one.explanations.exists()
        assert checking.verdict(one).errors

    def test_a_value_that_changes_after_asks_anew_and_forgets_no_words(
        self, client, one, query, lead
    ):
        self.explain(client, query, "Två hem har stängt.")
        answers.save(one, {"fast_lakare_sabo_andel": "70"}, by=lead)

        page = see(client, "findings", one.pk)

        assert len(listed(page, "kontroll")) == 1
        assert listed(page, "explained") == []
        assert one.explanations.get().text == "Två hem har stängt."

    def test_a_response_that_is_handed_in_is_not_explained_further(self, client, one, query, lead):
        factories.explain_all(one, by=lead)
        workflow.submit(one, by=lead)

        page = read(self.explain(client, query, "Mer att säga."))

        assert page.one(class_="notice-error").text == (
            "Svaret är inlämnat och kan inte ändras. Be Socialstyrelsen om retur om något är fel."
        )
        assert one.explanations.get().text == "Vi har kontrollerat: det stämmer."


class TestHandingIn:
    def hand_in(self, client, one):
        return read(client.post(reverse("submit", args=[one.pk]), follow=True))

    def test_what_is_not_whole_is_refused_and_the_list_shown(self, client, lead):
        one = factories.answered(by=lead, breddinfort="")

        page = self.hand_in(client, one)

        assert page.one(class_="notice-error").text == (
            "Svaret kan inte lämnas in än. Rätta felen i listan först."
        )
        assert [item.one("a").text for item in listed(page, "fel")] == [
            "Har regionen under 2023 breddinfört insatser som tidigare bedrivits i projektform?"
        ]

    def test_what_is_not_explained_is_refused(self, client, lead):
        one = factories.answered(by=lead, **ODD)
        one.explanations.all().delete()

        page = self.hand_in(client, one)

        assert page.one(class_="notice-error").text == (
            "Svaret kan inte lämnas in än. Ändra eller förklara de kontrollfrågor som är kvar."
        )

    def test_a_colleague_is_told_who_may(self, visit, lead):
        one = factories.answered(by=lead)
        client = visit(factories.member("region", "01", "contributor"))

        page = see(client, "findings", one.pk)
        refused = self.hand_in(client, one)

        assert "Bara den huvudansvariga i organisationen kan lämna in svaret." in page.text
        assert page.all("form", action=reverse("submit", args=[one.pk])) == []
        assert (
            refused.one(class_="notice-error").text
            == "Du har inte rätt att lämna in svaret. Be någon som har den rätten."
        )

    def test_twice_is_refused_the_second_time(self, client, lead):
        one = factories.answered(by=lead)
        self.hand_in(client, one)

        page = self.hand_in(client, one)

        assert page.one(class_="notice-error").text == (
            "Det går inte att lämna in ett svar som är inlämnat. Ladda om sidan och se vad som "
            "går att göra nu."
        )

    def test_a_whole_response_is_handed_in_and_gets_its_receipt(self, client, lead):
        one = factories.answered(by=lead, **ODD)

        page = self.hand_in(client, one)

        facts = {
            fact.one("dt").text: fact.one("dd").text for fact in page.one(class_="facts").all("div")
        }
        assert page.one("p", class_="kicker").text == "Kvitto 2023-region-01-1"
        assert re.fullmatch(rf"{today()} klockan \d\d\.\d\d", facts.pop("Inlämnat"))
        assert re.fullmatch(r"([0-9A-F]{4}-){3}[0-9A-F]{4}", facts.pop("Kontrollsumma"))
        assert facts == {
            "Enkät": "Regionenkäten 2023",
            "Uppgiftslämnare": "Region Stockholm",
            "Av": "Anna Ek",
            "Besvarade frågor": "36 av 45",
            "Arbetstid": "Ungefär 1\u00a0minut",
            "Läge": "Inlämnat",
        }
        assert "Socialstyrelsen granskar nu svaret." in page.text
        assert [line.text for line in page.all(class_="explained")] == [
            "Förklaring: Vi har kontrollerat: det stämmer."
        ]


class TestTheReceipt:
    def test_shows_what_was_handed_in_as_people_read_it(self, client, lead):
        changes = {"fast_lakare_andel": "16,9", "landsbygd_insatser": "Två\nrader"}
        one = factories.answered(by=lead, **changes)
        workflow.submit(one, by=lead)

        page = see(client, "receipt", one.pk)

        given = {
            item.one("dt").text: item.one("dd").text
            for part in page.all("dl", class_="answers")
            for item in part.all("div")
        }
        share = next(
            text for question, text in given.items() if "namngiven läkarkontakt" in question
        )
        country = next(text for question, text in given.items() if "landsbygd" in question)
        assert (share, country) == ("16,9\u00a0%", "Två rader")

    def test_the_second_hand_in_has_a_number_of_its_own(self, client, lead):
        one = factories.in_state(State.RETURNED, lead=lead, reviewer=factories.staff())
        workflow.submit(one, by=lead)

        assert see(client, "receipt", one.pk).one("p", class_="kicker").text == (
            "Kvitto 2023-region-01-2"
        )

    def test_an_explanation_of_what_is_no_longer_so_is_not_there(self, client, lead):
        one = factories.answered(by=lead, **ODD)
        answers.save(one, {"fast_lakare_sabo_andel": "95"}, by=lead)
        workflow.submit(one, by=lead)

        assert see(client, "receipt", one.pk).all(class_="explained") == []

    @pytest.mark.parametrize("state", [State.NOT_STARTED, State.DRAFT])
    def test_there_is_none_before_it_is_handed_in(self, client, lead, state):
        one = factories.in_state(state, lead=lead, reviewer=factories.staff())

        reply = client.get(reverse("receipt", args=[one.pk]))

        assert reply.url == reverse("overview", args=[one.pk])

    def test_it_is_there_when_the_response_is_approved(self, client, lead):
        one = factories.in_state(State.APPROVED, lead=lead, reviewer=factories.staff())

        page = see(client, "receipt", one.pk)

        assert page.one(class_="state").text == "Godkänt"

    def test_a_kommuns_is_reviewed_by_its_rss(self, visit):
        person = factories.member("kommun", "0114")
        one = factories.in_state(State.SUBMITTED, "kommun", "0114", lead=person, reviewer=None)

        page = see(visit(person), "receipt", one.pk)

        assert page.one("p", class_="kicker").text == "Kvitto 2023-kommun-0114-1"
        assert f"{one.organisation.parent} granskar nu svaret." in page.text
        assert "Socialstyrelsen granskar" not in page.text


def today():
    months = "januari februari mars april maj juni juli augusti september oktober november december"
    day = timezone.localdate()
    return f"{day.day} {months.split()[day.month - 1]} {day.year}"
