"""The pages of those who review: the queue, a response beside the round before, return and approval."""

import pytest
from django.urls import reverse

from surveys import answers, remarks, workflow
from surveys.models import AnswerChange, State
from tests import factories
from tests.surveys.reading import read

pytestmark = pytest.mark.django_db

NEEDED = "Skriv vad som behöver ändras innan svaret lämnas i retur."


@pytest.fixture
def lead():
    return factories.member("region", "01", name="Anna Ek")


@pytest.fixture
def reviewer():
    return factories.staff(name="Bo Alm")


@pytest.fixture
def client(visit, reviewer):
    return visit(reviewer)


@pytest.fixture
def submitted(lead, reviewer):
    return factories.in_state(State.SUBMITTED, lead=lead, reviewer=reviewer)


def see(client, name, *arguments, **asked):
    reply = client.get(reverse(name, args=arguments), asked)
    assert reply.status_code == 200
    return read(reply)


class TestQueue:
    def rows(self, page):
        return [
            [cell.text for cell in row if cell.name in {"th", "td"}]
            for row in page.one("tbody").all("tr")
        ]

    def test_lists_regions_and_rss_of_the_newest_round_and_no_kommun(self, client):
        page = see(client, "queue")

        rows = self.rows(page)
        assert page.one("h1").text == "Granskning 2023"
        assert len(rows) == 21 + 25
        assert rows[0] == [
            "Region Stockholm",
            "Regionenkäten 2023",
            "Inte påbörjat",
            "",
            "",
            "",
            "",
            "",
        ]

    def test_counts_what_has_come_in(self, client, submitted):
        uppsala = factories.response("region", "03")
        answers.save(uppsala, {"breddinfort": "ja"}, by=factories.member("region", "03"))

        page = see(client, "queue")

        assert [tile.text for tile in page.all("li", class_="tile")] == [
            "44 av 46 inte påbörjat",
            "1 av 46 påbörjat",
            "1 av 46 inlämnat",
            "0 av 46 i retur",
            "0 av 46 godkänt",
        ]

    def test_shows_what_was_found_in_a_response(self, client, lead):
        odd = {"fast_lakare_andel": "90", "fast_lakare_sabo_andel": "80"}
        one = factories.answered(by=lead, **odd)
        workflow.submit(one, by=lead)
        one.refresh_from_db()

        row = self.rows(see(client, "queue", lage="submitted"))[0]

        assert row == [
            "Region Stockholm",
            "Regionenkäten 2023",
            "Inlämnat",
            f"{one.submitted_at:%Y-%m-%d}",
            "0",
            "1",
            "0",
            "",
        ]

    def test_tells_of_remarks_that_wait(self, client, lead, reviewer, submitted):
        factories.remark(submitted, "breddinfort", by=reviewer)
        factories.remark(submitted, "lag_2022_913", by=reviewer)
        workflow.return_to_respondent(submitted, by=reviewer, reason="Se anmärkningarna.")
        remarks.answer(submitted.remarks.first(), "Ja.", by=lead)

        row = self.rows(see(client, "queue", lage="returned"))[0]

        assert row[-1] == "1 obesvarad, 1 besvarad"

    def test_counts_no_explanation_of_what_has_changed_since(self, client, lead):
        odd = {"fast_lakare_andel": "90", "fast_lakare_sabo_andel": "80"}
        one = factories.answered(by=lead, **odd)
        answers.save(one, {"fast_lakare_sabo_andel": "70"}, by=lead)

        row = self.rows(see(client, "queue", lage="draft"))[0]

        assert row[-4:] == ["0", "1", "1", ""]

    @pytest.mark.parametrize(
        "asked, expected",
        [
            ({"enkat": "region"}, 21),
            ({"enkat": "rss"}, 25),
            ({"ar": "2020"}, 21),
            ({"ar": "2020", "enkat": "rss"}, 0),
            ({"lage": "submitted"}, 1),
            ({"lage": "submitted", "enkat": "rss"}, 0),
            ({"lage": "approved"}, 0),
            # What means nothing chooses nothing.
            ({"enkat": "kommun"}, 46),
            ({"lage": "borta", "ar": "i fjol", "enkat": "'"}, 46),
        ],
    )
    def test_can_be_narrowed(self, client, submitted, asked, expected):
        rows = self.rows(see(client, "queue", **asked))

        none = [["Inga svar passar urvalet. Välj ett annat läge eller en annan enkät."]]
        assert (0 if rows == none else len(rows)) == expected

    def test_a_year_without_a_round_is_empty(self, client):
        rows = self.rows(see(client, "queue", ar="1999"))

        assert rows == [["Inga svar passar urvalet. Välj ett annat läge eller en annan enkät."]]

    def test_is_for_staff_only(self, visit, lead):
        assert visit(lead).get(reverse("queue")).status_code == 403


class TestAResponse:
    BOX = "ruta-utbildningsforman.bidrag_vt"

    def test_stands_beside_the_round_before_with_what_differs_marked(self, client, lead, submitted):
        then = factories.response(year=2020)
        answers.save(
            then,
            {"utbildningsforman.bidrag_vt": "71,5", "utbildningsforman.bidrag_ht": "38"},
            by=lead,
        )
        now = factories.published()["utbildningsforman.bidrag_vt"]

        page = see(client, "review", submitted.pk)

        row = page.one("tr", id=self.BOX)
        assert [cell.one(class_="now").text for cell in row.all("td")] == [now, "71,5"]
        assert row.attributes["class"] == "changed"

    def test_shows_findings_with_their_explanations(self, client, lead):
        odd = {"fast_lakare_andel": "90", "fast_lakare_sabo_andel": "80"}
        one = factories.answered(by=lead, **odd)
        workflow.submit(one, by=lead)

        page = see(client, "review", one.pk)

        finding = page.one("tr", id="ruta-fast_lakare_sabo_andel").one(class_="finding")
        assert [node.text for node in finding.all("dd")] == ["80\u00a0%", "90\u00a0%"]
        assert finding.one(class_="explained").text == (
            "Förklaring: Vi har kontrollerat: det stämmer. (Anna Ek)"
        )

    def test_shows_no_explanation_of_what_it_no_longer_is_about(self, client, lead):
        odd = {"fast_lakare_andel": "90", "fast_lakare_sabo_andel": "80"}
        one = factories.answered(by=lead, **odd)
        answers.save(one, {"fast_lakare_sabo_andel": "70"}, by=lead)

        page = see(client, "review", one.pk)

        assert page.one("tr", id="ruta-fast_lakare_sabo_andel").all(class_="explained") == []

    def test_tells_what_has_happened(self, client, submitted):
        workflow.return_to_respondent(
            submitted, by=submitted.submitted_by, reason="Se fråga 3.", door="command"
        )

        page = see(client, "review", submitted.pk)

        steps = page.one("section", aria_labelledby="steg").all("li")
        assert [step.one("strong").text for step in steps] == ["Påbörjat", "Inlämnat", "I retur"]
        assert steps[2].one(class_="pre").text == "Se fråga 3."
        assert [step.text.endswith("Anna Ek") for step in steps] == [True, True, False]

    def test_tells_what_was_changed_by_whom(self, client, lead):
        one = factories.response()
        answers.save(one, {"fast_lakare_andel": "12,5"}, by=lead)
        answers.save(one, {"fast_lakare_andel": ""}, by=lead)

        page = see(client, "review", one.pk)

        changes = page.one("section", aria_labelledby="andringar")
        assert "2 i allt." in changes.text
        assert [item.one("strong").text for item in changes.all("li")] == [
            "12.5 → tomt",
            "tomt → 12.5",
        ]
        assert changes.all("li")[0].text.endswith("Anna Ek (formulär)")

    def test_tells_the_newest_hundred_of_many_changes(self, client, lead):
        one = factories.response()
        item = one.questionnaire.items.get(code="fast_lakare_andel")
        AnswerChange.objects.bulk_create(
            AnswerChange(response=one, item=item, by=lead, door="form", old=n, new=n + 1)
            for n in range(1200)
        )

        page = see(client, "review", one.pk)

        changes = page.one("section", aria_labelledby="andringar")
        assert "De 100 senaste av 1\u00a0200." in changes.text
        assert len(changes.all("li")) == 100
        assert changes.all("li")[0].one("strong").text == "1199 → 1200"


class TestDeciding:
    def send(self, client, name, one, **fields):
        return client.post(reverse(name, args=[one.pk]), fields, follow=True)

    def test_approval(self, client, submitted):
        page = read(self.send(client, "approve", submitted))

        assert (
            page.one(class_="notice-success").text == "Svaret från Region Stockholm är nu godkänt."
        )
        assert page.one(class_="page-head").one(class_="state").text == "Godkänt"

    def test_return_with_a_reason(self, client, submitted):
        page = read(self.send(client, "give_back", submitted, reason="Se fråga 3.\nOch 4."))

        assert (
            page.one(class_="notice-success").text == "Svaret från Region Stockholm är nu i retur."
        )
        assert submitted.steps.last().reason == "Se fråga 3.\nOch 4."

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_return_without_a_reason_is_refused(self, client, submitted, reason):
        reply = self.send(client, "give_back", submitted, reason=reason)

        submitted.refresh_from_db()
        assert (reply.status_code, submitted.state) == (422, State.SUBMITTED)
        assert NEEDED in read(reply).text

    def test_too_long_a_reason_is_refused_and_kept(self, client, submitted):
        reply = self.send(client, "give_back", submitted, reason="x" * 4001)

        assert reply.status_code == 422
        assert read(reply).one("textarea", name_="reason").raw.strip() == "x" * 4001

    def test_of_two_decisions_the_second_is_told(self, client, submitted):
        self.send(client, "approve", submitted)

        page = read(self.send(client, "approve", submitted))

        assert page.one(class_="notice-error").text == (
            "Det går inte att godkänna ett svar som är godkänt. Ladda om sidan och se vad som "
            "går att göra nu."
        )

    @pytest.mark.parametrize(
        "state, offered",
        [
            (State.NOT_STARTED, []),
            (State.DRAFT, []),
            (State.SUBMITTED, ["Godkänn svaret", "Lämna i retur"]),
            (State.RETURNED, []),
            (State.APPROVED, ["Lämna i retur"]),
        ],
    )
    def test_only_what_is_possible_is_offered(self, client, lead, reviewer, state, offered):
        one = factories.in_state(state, lead=lead, reviewer=reviewer)

        page = see(client, "review", one.pk)

        decisions = page.all("section", aria_labelledby="beslut")
        assert [button.text for one in decisions for button in one.all("button")] == offered

    def test_an_analytiker_may_look_and_not_decide(self, visit, submitted):
        client = visit(factories.staff("analytiker"))

        page = see(client, "review", submitted.pk)
        refused = read(self.send(client, "approve", submitted))

        assert page.one("main").all("button") == []
        assert (
            refused.one(class_="notice-error").text
            == "Du har inte rätt att godkänna svaret. Be någon som har den rätten."
        )

    def test_the_lead_of_an_rss_decides_over_its_kommuner(self, visit):
        lead = factories.member("rss", "rss-01")
        one = factories.in_state(
            State.SUBMITTED,
            "kommun",
            "0114",
            lead=factories.member("kommun", "0114"),
            reviewer=None,
        )

        page = read(self.send(visit(lead), "approve", one))

        assert page.one(class_="notice-success").text == "Svaret från Upplands Väsby är nu godkänt."

    def test_a_kommun_does_not_review_itself(self, visit):
        lead = factories.member("kommun", "0114")
        one = factories.in_state(State.SUBMITTED, "kommun", "0114", lead=lead, reviewer=None)

        reply = self.send(visit(lead), "approve", one)

        one.refresh_from_db()
        assert (reply.status_code, one.state) == (404, State.SUBMITTED)
