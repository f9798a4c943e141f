"""Remarks on the pages: written and closed where a response is reviewed, answered where it is filled in."""

import pytest
from django.urls import reverse

from surveys import answers, remarks, sheet, workflow
from surveys.models import Remark, SectionTask, State
from tests import factories
from tests.surveys.reading import read

pytestmark = pytest.mark.django_db

BOX, SECTION = "fast_lakare_andel", "kontinuitet"
HIDDEN = "breddinfort_exempel"


@pytest.fixture
def lead():
    return factories.member("region", "01", name="Anna Ek")


@pytest.fixture
def reviewer():
    return factories.staff(name="Bo Alm")


@pytest.fixture
def submitted(lead, reviewer):
    return factories.in_state(State.SUBMITTED, lead=lead, reviewer=reviewer)


@pytest.fixture
def remark(submitted, reviewer):
    return factories.remark(submitted, BOX, by=reviewer)


@pytest.fixture
def returned(submitted, remark, reviewer):
    """With a remark that waits for an answer."""
    give_back(submitted, reviewer)
    return submitted


def give_back(one, reviewer):
    workflow.return_to_respondent(one, by=reviewer, reason="Se anmärkningarna vid rutorna.")


def see(client, name, *arguments):
    reply = client.get(reverse(name, args=arguments))
    assert reply.status_code == 200
    return read(reply)


def send(client, name, *arguments, **fields):
    return client.post(reverse(name, args=arguments), fields, follow=True)


def told(reply, level):
    return read(reply).one(class_=f"notice-{level}").text


class TestReview:
    def row(self, page, box=BOX):
        return page.one("tr", id=f"ruta-{box}")

    def test_a_remark_is_written_beside_the_answer(self, visit, reviewer, submitted):
        client = visit(reviewer)
        page = see(client, "review", submitted.pk)
        form = self.row(page).one("details").one("form")
        assert page.one("label", for_=f"anmark-{BOX}").text == "Anmärkning"

        reply = client.post(form.attributes["action"], {"text": "Stämmer det?"}, follow=True)

        assert reply.redirect_chain == [
            (f"{reverse('review', args=[submitted.pk])}#ruta-{BOX}", 302)
        ]
        assert told(reply, "success") == "Anmärkningen är sparad."
        row = self.row(read(reply))
        said = row.one(class_="remark").text
        assert said.startswith("Obesvarad anmärkning Stämmer det? (Bo Alm, ")
        assert row.all("details") == []  # and not another one

    @pytest.mark.parametrize(
        "text, problem",
        [
            (" ", "Skriv vad anmärkningen gäller innan du sparar den."),
            ("x" * 2001, "Säkerställ att detta värde har som mest 2000 tecken (den har 2001)."),
        ],
    )
    def test_one_that_cannot_be_kept_stays_in_its_open_form(
        self, visit, reviewer, submitted, text, problem
    ):
        reply = send(visit(reviewer), "write_remark", submitted.pk, BOX, text=text)

        page = read(reply)
        assert reply.status_code == 422
        [form] = [one for one in page.all("details") if "open" in one.attributes]
        assert form.one("textarea").raw.strip() == text.strip()
        error = form.one(class_="invalid-feedback")
        assert error.text == problem
        assert error.attributes["id"] in form.one("textarea").attributes["aria-describedby"]
        assert not submitted.remarks.exists()

    def test_a_second_one_at_the_same_box_is_refused(self, visit, reviewer, submitted, remark):
        reply = send(visit(reviewer), "write_remark", submitted.pk, BOX, text="En till?")

        assert told(reply, "error") == (
            "Rutan har redan en anmärkning. Stäng den innan du skriver en ny."
        )

    def test_a_box_that_is_not_there_is_not_found(self, visit, reviewer, submitted):
        reply = send(visit(reviewer), "write_remark", submitted.pk, "finns_inte", text="?")

        assert reply.status_code == 404

    def test_the_answer_is_read_and_the_remark_closed(
        self, visit, reviewer, lead, returned, remark
    ):
        remarks.answer(remark, "Ja, vi har räknat om.", by=lead)
        client = visit(reviewer)
        said = self.row(see(client, "review", returned.pk)).one(class_="remark")
        assert said.text.startswith("Besvarad anmärkning Stämmer det? (Bo Alm, ")
        assert "Svar: Ja, vi har räknat om. (Anna Ek, " in said.text

        reply = client.post(said.one("form").attributes["action"], follow=True)

        assert told(reply, "success") == "Anmärkningen är stängd."
        row = self.row(read(reply))
        assert row.one(class_="remark").text.startswith("Stängd anmärkning")
        assert "Stängd av Bo Alm, " in row.one(class_="remark").text
        assert len(row.all("details")) == 1  # a new one may be written

    @pytest.mark.parametrize(
        "state, forms",
        [
            (State.DRAFT, False),
            (State.SUBMITTED, True),
            (State.RETURNED, True),
            (State.APPROVED, False),
        ],
    )
    def test_remarks_are_offered_while_it_is_under_review(
        self, visit, reviewer, lead, state, forms
    ):
        one = factories.in_state(state, lead=lead, reviewer=reviewer)

        page = see(visit(reviewer), "review", one.pk)

        assert bool(page.all("details", class_="new-remark")) is forms

    def test_an_analytiker_reads_remarks_and_writes_none(self, visit, submitted, remark):
        client = visit(factories.staff("analytiker"))

        page = see(client, "review", submitted.pk)
        refused = send(client, "write_remark", submitted.pk, "fast_lakare_1177", text="?")
        kept = send(client, "close_remark", submitted.pk, remark.pk)

        assert "Stämmer det?" in page.one(class_="remark").text
        assert page.one("main").all("form") == []
        assert (
            told(refused, "error")
            == "Du har inte rätt att anmärka på svaret. Be någon som har den rätten."
        )
        assert (
            told(kept, "error")
            == "Du har inte rätt att stänga anmärkningar i svaret. Be någon som har den rätten."
        )

    def test_a_return_tells_how_many_go_along_and_has_its_reason_ready(
        self, visit, reviewer, submitted, remark
    ):
        client = visit(reviewer)
        decision = see(client, "review", submitted.pk).one("section", aria_labelledby="beslut")
        assert "Obesvarade anmärkningar som följer med: 1." in decision.text
        ready = decision.one("textarea").raw.strip()
        assert ready == "Se anmärkningarna vid rutorna."

        reply = send(client, "give_back", submitted.pk, reason=ready)

        assert told(reply, "success") == "Svaret från Region Stockholm är nu i retur."

    def test_without_remarks_the_reason_is_left_to_the_reviewer(self, visit, reviewer, submitted):
        decision = see(visit(reviewer), "review", submitted.pk).one(
            "section", aria_labelledby="beslut"
        )

        assert decision.one("textarea").raw.strip() == ""
        assert "nmärkningar" not in decision.text

    def test_approval_says_what_is_left_to_close(self, visit, reviewer, submitted, remark):
        client = visit(reviewer)
        decision = see(client, "review", submitted.pk).one("section", aria_labelledby="beslut")

        reply = send(client, "approve", submitted.pk)

        assert "Anmärkningar som inte är stängda: 1. Stäng dem innan du godkänner." in decision.text
        assert told(reply, "error") == (
            "Svaret kan inte godkännas än. Anmärkningar som inte är stängda: 1. Stäng dem, eller "
            "lämna svaret i retur."
        )

    def test_a_remark_on_a_question_that_is_hidden_since_can_still_be_closed(
        self, visit, reviewer, lead
    ):
        one = factories.answered(by=lead, breddinfort="ja", breddinfort_exempel="Digitala besök")
        workflow.submit(one, by=lead)
        factories.remark(one, HIDDEN, by=reviewer)
        give_back(one, reviewer)
        answers.save(one, {"breddinfort": "nej"}, by=lead)

        row = self.row(see(visit(reviewer), "review", one.pk), HIDDEN)

        assert "Frågan visas inte längre för uppgiftslämnaren." in row.text
        assert [button.text for button in row.all("button")] == ["Stäng anmärkningen: Stämmer det?"]

    def test_the_lead_of_an_rss_remarks_on_its_kommuner(self, visit):
        rss, kommun = factories.member("rss", "rss-01"), factories.member("kommun", "0114")
        one = factories.in_state(State.SUBMITTED, "kommun", "0114", lead=kommun, reviewer=rss)

        reply = send(visit(rss), "write_remark", one.pk, "lag_2022_913", text="Sedan när?")

        assert told(reply, "success") == "Anmärkningen är sparad."
        page = see(visit(kommun), "section", one.pk, "digitalisering")
        assert page.one(class_="remark").text.startswith(
            "Har anmärkning Anmärkning från Storsthlm (RSS Stockholms län): Sedan när?"
        )


class TestTheSection:
    def test_the_remark_stands_at_its_box_which_points_at_it(self, visit, lead, returned):
        page = see(visit(lead), "section", returned.pk, SECTION)

        question = page.one(class_="question", data_question=BOX)
        assert question.one(class_="remark").text.startswith(
            "Har anmärkning Anmärkning från Socialstyrelsen: Stämmer det? (Bo Alm, "
        )
        described = page.one("input", name_=BOX).attributes["aria-describedby"].split()
        assert f"anmarkning-{BOX}" in described
        assert page.one(id=f"anmarkning-{BOX}").text.startswith("Har anmärkning")
        assert len(page.all(class_="remark")) == 1

    def test_the_way_to_answer_saves_what_is_typed_first(self, visit, lead, returned, remark):
        client = visit(lead)
        form = see(client, "section", returned.pk, SECTION).form("avsnitt")
        address = reverse("section", args=[returned.pk, SECTION])

        reply = client.post(address, form | {BOX: "60", "besvara": str(remark.pk)}, follow=True)

        assert sheet.of(returned).shown(BOX) == "60\u00a0%"
        page = read(reply)
        assert page.one("h1").text == "Besvara anmärkningen"
        assert "I rutan står nu: 60\u00a0%" in page.text

    @pytest.mark.parametrize("number", ["", "x", "²", "-1"])
    def test_a_button_nobody_made_only_saves(self, visit, lead, returned, number):
        address = reverse("section", args=[returned.pk, SECTION])

        reply = visit(lead).post(address, {"besvara": number})

        assert reply.url == f"{address}?granska=1"

    def test_an_answered_one_shows_its_answer_and_state(
        self, visit, lead, returned, remark, reviewer
    ):
        remarks.answer(remark, "Ja.\nVi har räknat om.", by=lead)

        said = see(visit(lead), "section", returned.pk, SECTION).one(class_="remark")

        assert said.text.startswith("Har anmärkning, besvarad Anmärkning från Socialstyrelsen:")
        assert "Svar: Ja. Vi har räknat om. (Anna Ek, " in said.text
        assert said.all("button") == []

    def test_a_closed_one_is_put_away_and_the_box_points_at_it_no_longer(
        self, visit, lead, returned, remark, reviewer
    ):
        remarks.close(remark, by=reviewer)

        page = see(visit(lead), "section", returned.pk, SECTION)

        assert page.one("details", class_="remark").one("summary").text == "Stängd anmärkning"
        assert "anmarkning" not in page.one("input", name_=BOX).attributes["aria-describedby"]

    def test_one_on_a_list_stands_at_the_list(self, visit, lead, submitted, reviewer):
        factories.remark(submitted, "naravard_insatser.fast_lakarkontakt", by=reviewer)

        page = see(visit(lead), "section", submitted.pk, "nara_vard")

        question = page.one(class_="question", data_question="naravard_insatser")
        assert question.one(class_="remark").one(id="anmarkning-naravard_insatser")
        marks = question.all("input", name_="naravard_insatser")
        assert all("anmarkning-" in m.attributes["aria-describedby"] for m in marks)

    def test_what_is_handed_in_can_be_read_and_not_answered(self, visit, lead, submitted, remark):
        page = see(visit(lead), "section", submitted.pk, SECTION)

        assert page.one(class_="remark").all("button") == []


class TestAnswering:
    def test_leads_back_to_the_box(self, visit, lead, returned, remark):
        reply = send(visit(lead), "remark", returned.pk, remark.pk, text="Ja.")

        section = reverse("section", args=[returned.pk, SECTION])
        assert reply.redirect_chain == [(f"{section}#ruta-{BOX}", 302)]
        assert told(reply, "success") == "Svaret på anmärkningen är sparat."
        remark.refresh_from_db()
        assert (remark.state, remark.answer, remark.answered_by) == ("answered", "Ja.", lead)

    @pytest.mark.parametrize(
        "text, problem",
        [
            ("", "Skriv ett svar innan du sparar det."),
            ("x" * 2001, "Säkerställ att detta värde har som mest 2000 tecken (den har 2001)."),
        ],
    )
    def test_one_that_cannot_be_kept_stays_in_its_form(
        self, visit, lead, returned, remark, text, problem
    ):
        reply = send(visit(lead), "remark", returned.pk, remark.pk, text=text)

        page = read(reply)
        assert reply.status_code == 422
        assert problem in page.text
        assert page.one("textarea").raw.strip() == text

    def test_of_two_who_answer_the_second_is_told(self, visit, lead, returned, remark):
        colleague = factories.member(role="contributor")
        remarks.answer(remark, "Ja.", by=colleague)

        reply = send(visit(lead), "remark", returned.pk, remark.pk, text="Nej.")

        assert told(reply, "error") == "Anmärkningen är redan besvarad. Svaret står vid rutan."
        remark.refresh_from_db()
        assert (remark.answer, remark.answered_by) == ("Ja.", colleague)

    def test_one_in_anothers_section_can_be_read(self, visit, lead, returned, remark):
        colleague = factories.member(role="contributor")
        SectionTask.objects.create(
            section=returned.questionnaire.sections.get(code="nara_vard"),
            membership=colleague.memberships.get(),
        )
        client = visit(colleague)

        page = see(client, "remark", returned.pk, remark.pk)
        reply = send(client, "remark", returned.pk, remark.pk, text="Ja.")

        assert page.one("h1").text == "Anmärkning"
        assert "Du kan läsa anmärkningen men inte besvara den." in page.text
        assert page.all("textarea") == []
        assert told(reply, "error").startswith("Avsnittet fylls i av andra")

    def test_one_in_what_is_handed_in_can_be_read(self, visit, lead, submitted, remark):
        page = see(visit(lead), "remark", submitted.pk, remark.pk)

        assert "Svaret är inlämnat. Anmärkningen kan besvaras när det är i retur." in page.text
        assert page.all("textarea") == []

    def test_one_of_another_response_is_not_found(self, visit, returned, remark):
        other = factories.member("region", "03")
        theirs = factories.response("region", "03")

        reply = visit(other).get(reverse("remark", args=[theirs.pk, remark.pk]))

        assert reply.status_code == 404

    def test_one_on_a_question_that_is_hidden_since_is_answered_from_the_list(
        self, visit, lead, reviewer
    ):
        one = factories.answered(by=lead, breddinfort="ja", breddinfort_exempel="Digitala besök")
        workflow.submit(one, by=lead)
        remark = factories.remark(one, HIDDEN, by=reviewer)
        give_back(one, reviewer)
        answers.save(one, {"breddinfort": "nej"}, by=lead)
        client = visit(lead)

        page = see(client, "remark", one.pk, remark.pk)
        reply = send(client, "remark", one.pk, remark.pk, text="Vi har ingen sådan.")

        assert "Frågan visas inte längre, sedan ni ändrade ett annat svar." in page.text
        assert reply.redirect_chain == [(reverse("findings", args=[one.pk]), 302)]
        assert Remark.objects.get().answer == "Vi har ingen sådan."


class TestWhatIsLeft:
    LEFT = "1 anmärkning att besvara"

    def test_the_list_leads_to_the_box_and_to_the_answer(self, visit, lead, returned, remark):
        page = see(visit(lead), "findings", returned.pk)

        assert page.one("h2", id="anmarkningar").text == "Anmärkningar att besvara 1"
        assert "Svaret kan lämnas in." not in page.text
        [line] = [one for one in page.all("li", class_="finding") if "Stämmer det?" in one.text]
        section = reverse("section", args=[returned.pk, SECTION])
        assert list(line.links.values()) == [
            f"{section}#ruta-{BOX}",
            reverse("remark", args=[returned.pk, remark.pk]),
        ]

    @pytest.mark.parametrize(
        ("mended", "headings"),
        [
            ("", ["Att rätta", "Anmärkningar att besvara"]),
            ("nej", ["Anmärkningar att besvara", "Kontrollfrågor"]),
        ],
    )
    def test_errors_come_first_and_queries_last(self, mended, headings, visit, lead, returned):
        odd = {"vfu_veckor.i_ar": "9999", "vfu_veckor.forra_aret": "100", "breddinfort": mended}
        answers.save(returned, odd, by=lead)

        shown = see(visit(lead), "findings", returned.pk).all("h2", class_="section-heading")

        assert [one.text.rstrip(" 0123456789") for one in shown][:2] == headings

    def test_an_answered_one_is_left_out(self, visit, lead, returned, remark):
        remarks.answer(remark, "Ja.", by=lead)

        page = see(visit(lead), "findings", returned.pk)

        assert "Anmärkningar att besvara" not in page.text
        assert "Svaret kan lämnas in." in page.text

    def test_handing_in_is_refused_with_what_to_do(self, visit, lead, returned):
        reply = send(visit(lead), "submit", returned.pk)

        assert told(reply, "error").startswith(
            "Svaret kan inte lämnas in än. Besvara anmärkningarna först:"
        )

    def test_the_overview_and_the_desk_tell_how_many(self, visit, lead, returned):
        client = visit(lead)

        overview, desk = see(client, "overview", returned.pk), see(client, "desk")

        told = {
            part.one("a").text: [count.text for count in part.all(class_="count")]
            for part in overview.one("ol", class_="parts").all("li")
        }
        assert {title for title, counts in told.items() if self.LEFT in counts} == {
            "Kontinuitet och delaktighet"
        }
        aside = overview.one("aside").text
        assert "1 anmärkning behöver besvaras." in aside
        assert "Allt är klart att lämna in." not in aside
        cards = desk.all("li", class_="card-row")
        assert [self.LEFT in card.text for card in cards] == [True, False]

    def test_an_rss_sees_which_kommuner_have_some(self, visit):
        rss, kommun = factories.member("rss", "rss-01"), factories.member("kommun", "0114")
        one = factories.in_state(State.SUBMITTED, "kommun", "0114", lead=kommun, reviewer=rss)
        factories.remark(one, "lag_2022_913", by=rss)
        give_back(one, rss)

        own = factories.organisation("rss", "rss-01")
        rows = see(visit(rss), "kommuner", own.pk).one("tbody").all("tr")

        assert [row.one("th").text for row in rows if self.LEFT in row.text] == ["Upplands Väsby"]

    def test_while_it_is_handed_in_nothing_is_asked_of_the_respondent(
        self, visit, lead, submitted, remark
    ):
        client = visit(lead)

        for page in (see(client, "overview", submitted.pk), see(client, "desk")):
            assert "att besvara" not in page.text
