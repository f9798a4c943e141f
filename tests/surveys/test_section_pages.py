"""Filling in a section: what stands in the boxes, what is said beside them, and that nothing is lost."""

import pytest
from django.urls import reverse

from surveys import answers, sheet, workflow
from surveys.models import AnswerChange, State
from tests import factories
from tests.surveys.reading import read

pytestmark = pytest.mark.django_db

NEAR, CONTINUITY, STAFF = "nara_vard", "kontinuitet", "medarbetare"


@pytest.fixture
def lead():
    return factories.member("region", "01")


@pytest.fixture
def one():
    return factories.response()


class Section:
    """A section in a signed-in person's browser."""

    def __init__(self, client, response, code):
        self.client, self.response = client, response
        self.address = reverse("section", args=[response.pk, code])

    def see(self, closely=False):
        reply = self.client.get(self.address + ("?granska=1" if closely else ""))
        assert reply.status_code == 200
        return read(reply)

    def send(self, form, press=None):
        return self.client.post(self.address, form | ({press: "1"} if press else {}))

    def type(self, **changes):
        """Change some fields of the page as it stands and save. Returns the page that comes."""
        form = self.see().form("avsnitt") | changes
        return read(self.client.post(self.address, form, follow=True))

    def shown(self, box):
        return sheet.of(self.response).shown(box)


@pytest.fixture
def section(visit, lead, one):
    return lambda code, person=None: Section(visit(person or lead), one, code)


def beside(page, box):
    """What is said about a question, at its box."""
    question = page.one(class_="question", data_question=box.partition(".")[0])
    return [finding.text for finding in question.all(class_="finding")]


class TestWhatStandsInTheBoxes:
    def test_a_page_sent_back_as_it_stands_changes_nothing(self, lead, one, visit):
        answers.save(one, factories.published() | {"fast_lakare_andel": "många"}, by=lead)
        before = list(one.answers.values()), AnswerChange.objects.count()

        for part in one.questionnaire.sections.all():
            section = Section(visit(lead), one, part.code)
            section.send(section.see().form("avsnitt"))

        assert (list(one.answers.values()), AnswerChange.objects.count()) == before

    def test_numbers_stand_with_a_decimal_comma(self, section, one, lead):
        answers.save(one, {"fast_lakare_andel": "12.50"}, by=lead)

        assert section(CONTINUITY).see().form("avsnitt")["fast_lakare_andel"] == ["12,5"]

    def test_kan_ej_uppskattas_is_a_mark_of_its_own_beside_an_empty_box(self, section, one, lead):
        answers.save(one, {"fast_lakare_andel": "kan_ej_uppskattas"}, by=lead)

        form = section(CONTINUITY).see().form("avsnitt")

        assert form["fast_lakare_andel"] == [""]
        assert form["fast_lakare_andel:unknown"] == ["on"]

    def test_marks_of_a_list_are_kept(self, section, one):
        page = section(NEAR)

        page.type(naravard_insatser=["fast_lakarkontakt", "utskrivningsprocessen"])

        assert list(sheet.of(one).values) == [
            "naravard_insatser.fast_lakarkontakt",
            "naravard_insatser.utskrivningsprocessen",
        ]
        assert page.see().form("avsnitt")["naravard_insatser"] == [
            "fast_lakarkontakt",
            "utskrivningsprocessen",
        ]

    def test_a_text_of_many_lines_comes_back_as_it_was(self, section):
        page = section(NEAR)
        page.type(landsbygd_insatser="\r\nFörst\r\n\r\n  sedan <b>& så</b>")

        assert page.see().form("avsnitt")["landsbygd_insatser"] == ["Först\n\n  sedan <b>& så</b>"]

    def test_what_is_not_asked_is_on_the_page_but_hidden(self, section):
        page = section(NEAR)
        question = {"data_question": "breddinfort_exempel"}
        before = page.see().one(**question).attributes

        page.type(breddinfort="ja")

        assert "hidden" in before
        assert "hidden" not in page.see().one(**question).attributes

    def test_every_box_has_a_name_that_is_read_aloud(self, one, lead, visit):
        for part in one.questionnaire.sections.all():
            page = Section(visit(lead), one, part.code).see()
            labelled = {label.attributes["for"] for label in page.all("label")}
            form = page.one("form", id="avsnitt")
            boxes = [
                node.attributes["id"]
                for node in [*form.all("input"), *form.all("textarea")]
                if node.attributes.get("type") != "hidden"
            ]

            assert boxes
            assert set(boxes) - labelled == set()

    def test_no_two_things_on_a_page_have_the_same_id(self, one, lead, visit):
        answers.save(one, dict.fromkeys(["breddinfort", "fast_lakare_andel"], "x"), by=lead)
        for part in one.questionnaire.sections.all():
            ids = Section(visit(lead), one, part.code).see(closely=True).ids

            assert [i for i in ids if ids.count(i) > 1] == []


class TestSaving:
    def test_says_when_and_stays(self, section):
        page = section(CONTINUITY).type(fast_lakare_1177="ja")

        assert page.one(class_="notice-success").text.startswith("Sparat klockan ")
        assert page.one("h1").text == "Kontinuitet och delaktighet"

    def test_and_going_on_leads_to_the_next_section(self, section, one):
        reply = section(CONTINUITY).send({}, press="vidare")

        assert reply.url == reverse("section", args=[one.pk, STAFF])

    def test_and_going_on_from_the_last_leads_to_what_is_left(self, section, one):
        reply = section("ambulans").send({}, press="vidare")

        assert reply.url == reverse("findings", args=[one.pk])

    def test_a_number_beside_the_mark_takes_the_marks_place(self, section, one, lead):
        answers.save(one, {"fast_lakare_andel": "kan_ej_uppskattas"}, by=lead)
        page = section(CONTINUITY)

        page.type(fast_lakare_andel="0")

        assert page.shown("fast_lakare_andel") == "0\u00a0%"

    def test_the_mark_beside_a_number_takes_the_numbers_place(self, section, one, lead):
        answers.save(one, {"fast_lakare_andel": "50"}, by=lead)
        page = section(CONTINUITY)

        page.type(**{"fast_lakare_andel:unknown": "on"})

        assert page.shown("fast_lakare_andel") == "Kan ej uppskattas"

    def test_a_contributor_may(self, section):
        page = section(CONTINUITY, factories.member("region", "01", "contributor"))

        page.type(fast_lakare_1177="ja")

        assert page.shown("fast_lakare_1177") == "Ja"

    def test_what_a_colleague_has_written_since_is_left_alone(self, section, one):
        mine = section(CONTINUITY)
        form = mine.see().form("avsnitt")
        section(CONTINUITY, factories.member("region", "01", "contributor")).type(
            fast_lakare_1177="ja"
        )

        mine.send(form | {"fast_lakare_aktivt_val": "nej"})

        assert (mine.shown("fast_lakare_1177"), mine.shown("fast_lakare_aktivt_val")) == (
            "Ja",
            "Nej",
        )


def where_to_explain(page):
    """Which of the two sentences is seen beside the only query of a page."""
    [seen] = [
        name
        for name, attribute in (("now", "data-now"), ("later", "data-later"))
        if "hidden" not in page.one("span", **{attribute: ""}).attributes
    ]
    return seen


class TestWhatIsSaidBesideABox:
    def test_an_error_in_a_value_at_once(self, section):
        section(CONTINUITY).type(fast_lakare_andel="120")

        page = section(CONTINUITY).see()

        assert beside(page, "fast_lakare_andel") == [
            "Fel: Talet 120 är högre än 100, som är det högsta möjliga. Kontrollera och ändra."
        ]

    def test_an_empty_box_only_when_one_asks(self, section):
        section(CONTINUITY).type(fast_lakare_andel="50")

        assert beside(section(CONTINUITY).see(), "fast_lakare_1177") == []
        assert beside(section(CONTINUITY).see(closely=True), "fast_lakare_1177") == [
            "Fel: Rutan är tom. Fyll i ett svar."
        ]

    def test_the_values_that_disagree_and_the_way_to_explain_them(self, section, one, lead):
        answers.save(one, factories.published(), by=lead)
        section(CONTINUITY).type(fast_lakare_andel="90", fast_lakare_sabo_andel="80")

        page = section(CONTINUITY).see()

        [said] = beside(page, "fast_lakare_sabo_andel")
        assert said.startswith("Kontrollfråga: Andelen med fast läkarkontakt är lägre")
        values = page.one(class_="values")
        assert [node.text for node in values.all("dd")] == ["80\u00a0%", "90\u00a0%"]
        line = "fynd-sabo_lagre_an_befolkningen-fast_lakare_sabo_andel"
        assert page.links["Förklara det i listan"] == (
            f"{reverse('findings', args=[one.pk])}#{line}"
        )
        assert where_to_explain(page) == "now"
        listed = read(section(CONTINUITY).client.get(reverse("findings", args=[one.pk])))
        assert line in listed.ids

    def test_and_that_errors_come_first_while_there_are_any(self, section):
        section(CONTINUITY).type(fast_lakare_andel="90", fast_lakare_sabo_andel="80")

        page = section(CONTINUITY).see()

        assert where_to_explain(page) == "later"
        assert page.one("span", data_later="").text == (
            "Det förklaras i listan Kontrollera och lämna in, när felen där är rättade."
        )

    def test_a_query_waits_for_the_errors_of_its_box(self, section):
        section(CONTINUITY).type(fast_lakare_andel="120", fast_lakare_sabo_andel="-80")

        page = section(CONTINUITY).see()

        [said] = beside(page, "fast_lakare_sabo_andel")
        assert said.startswith("Fel: Talet -80 är lägre än 0")

    def test_and_the_box_points_at_it(self, section, one):
        section(CONTINUITY).type(fast_lakare_andel="120")

        page = section(CONTINUITY).see()

        box = page.one("input", name_="fast_lakare_andel").attributes
        assert box["aria-invalid"] == "true"
        assert set(box["aria-describedby"].split()) == {
            "hjalp-fast_lakare_andel",
            "fynd-fast_lakare_andel",
        }
        assert set(box["aria-describedby"].split()) <= set(page.ids)

    @pytest.mark.parametrize(
        "typed", ["ungefär hälften", "12,5,5", "<script>", "9" * 300, "½", "1e400", "kan_ej"]
    )
    def test_what_cannot_be_read_stays_in_its_box_and_nothing_else_is_lost(self, section, typed):
        page = section(CONTINUITY)

        seen = page.type(
            fast_lakare_andel=typed, fast_lakare_sabo_andel="70", fast_lakare_1177="ja"
        )

        form = seen.form("avsnitt")
        assert form["fast_lakare_andel"] == [typed]
        assert (form["fast_lakare_sabo_andel"], form["fast_lakare_1177"]) == (["70"], ["ja"])
        [said] = beside(seen, "fast_lakare_andel")
        assert said.startswith(f"Fel: ”{typed[:80]}” går inte att läsa som ett tal.")


class TestWhatIsHandedIn:
    SENTENCE = (
        "Svaret är inlämnat och kan inte ändras. Be Socialstyrelsen om retur om något är fel."
    )

    @pytest.fixture(autouse=True)
    def handed_in(self, lead):
        factories.in_state(State.SUBMITTED, lead=lead, reviewer=None)

    def test_can_be_read_and_not_written_in(self, section):
        page = section(CONTINUITY).see()

        assert page.form("avsnitt").keys() == {"csrfmiddlewaretoken", "stod"}
        assert "Svaret är inlämnat. Rutorna går att läsa men inte ändra." in page.text
        assert "Nästa avsnitt" in page.links
        assert page.all("button", class_="btn-primary") == []

    def test_refuses_what_was_on_its_way(self, section, one):
        before = list(one.answers.values())

        reply = section(CONTINUITY).send({"fast_lakare_1177": "nej"})

        seen = read(section(CONTINUITY).client.get(reply.url))
        assert list(one.answers.values()) == before
        assert reply.status_code == 302
        assert "Svaret är inlämnat." in seen.text

    def test_tells_the_one_who_was_writing(self, section):
        page = section(CONTINUITY)

        seen = read(page.client.post(page.address, {"fast_lakare_1177": "nej"}, follow=True))

        assert seen.one(class_="notice-error").text == self.SENTENCE

    def test_can_be_written_in_again_when_it_is_returned(self, section, one):
        workflow.return_to_respondent(one, by=factories.staff(), reason="Se fråga 3.")

        page = section(CONTINUITY).type(fast_lakare_andel="1")

        assert page.form("avsnitt")["fast_lakare_andel"] == ["1"]


def test_a_section_that_is_not_there_is_not_found(section, one):
    page = section("finns_inte")

    assert page.client.get(page.address).status_code == 404
