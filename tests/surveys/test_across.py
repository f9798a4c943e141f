"""One question over all who have handed in."""

import pytest
from django.urls import reverse

from surveys import access, across, answers, outline
from surveys.models import Questionnaire, Response, State
from tests import factories
from tests.surveys.reading import read

pytestmark = pytest.mark.django_db

CODES = ["01", "03", "04", "05", "06", "07", "08", "09", "10"]


@pytest.fixture
def reviewer():
    return factories.staff()


def questionnaire(kind="region", year=2023):
    return Questionnaire.objects.get(survey__code=kind, round__year=year)


def handed_in(code, year=2023, **typed):
    """With these answers and no others: what stands in the way of handing in is another matter."""
    one = factories.response("region", code, year)
    lead = factories.member("region", code)
    answers.save(one, typed, by=lead)
    Response.objects.filter(pk=one.pk).update(
        state=State.SUBMITTED, submitted_at="2024-03-01T12:00Z", submitted_by=lead
    )
    return one


def look(person, code, kind="region"):
    return across.of(outline.load(questionnaire(kind)).question[code], person)


def see(visit, person, code, kind="region"):
    reply = visit(person).get(reverse("question_across", args=[questionnaire(kind).pk, code]))
    assert reply.status_code == 200
    return read(reply)


def rows(page, number=0):
    return [
        [cell.text for cell in row if cell.name in {"th", "td"}]
        for row in page.all("tbody")[number].all("tr")
    ]


def test_numbers_stand_in_order_with_the_odd_ones_marked(visit, reviewer):
    typed = ["50", "52", "51", "53", "52", "51", "50", "99"]
    for code, text in zip(CODES, typed, strict=False):
        handed_in(code, fast_lakare_andel=text)
    handed_in("10")

    page = see(visit, reviewer, "fast_lakare_andel")

    shown = rows(page)
    assert shown[0] == ["Region Gotland avviker", "99\u00a0%", "–"]
    numbers = [row[1] for row in shown]
    assert numbers == [f"{n}\u00a0%" for n in (99, 53, 52, 52, 51, 51, 50, 50)] + ["–"]
    assert not [row for row in shown[1:] if "avviker" in row[0]]
    assert "1 av 8 tal avviker. Den mittersta hälften av talen ligger mellan 50,8 och 52,3." in (
        page.text
    )
    assert "9 av 21 har lämnat in, 8 av dem har svarat på frågan." in page.text


def test_with_few_numbers_none_is_called_odd(visit, reviewer):
    for code, text in zip(CODES[:7], ["1", "1", "1", "1", "1", "1", "99"], strict=True):
        handed_in(code, fast_lakare_andel=text)

    page = see(visit, reviewer, "fast_lakare_andel")

    assert "Minst 8 tal behövs för att säga vilka som avviker. Här finns 7." in page.text
    assert not [row for row in rows(page) if "avviker" in row[0]]


def test_last_rounds_number_stands_beside(visit, reviewer):
    handed_in("01", year=2020, **{"utbildningsforman.bidrag_vt": "71,5"})
    handed_in("01", **{"utbildningsforman.bidrag_vt": "80"})

    box = look(reviewer, "utbildningsforman").boxes
    [row] = next(one for one in box if one.item.code == "utbildningsforman.bidrag_vt").rows

    assert (row.now, row.then) == ("80", "71,5")


def test_what_cannot_be_told_comes_after_the_numbers(reviewer):
    handed_in("01")
    handed_in("03", fast_lakare_andel="kan_ej_uppskattas")
    handed_in("04", fast_lakare_andel="5")

    [box] = look(reviewer, "fast_lakare_andel").boxes

    assert [row.now for row in box.rows] == ["5\u00a0%", "Kan ej uppskattas", ""]
    assert box.numbers == [5]


def test_choices_are_counted_and_say_who(visit, reviewer):
    handed_in("01", breddinfort="ja")
    handed_in("03", breddinfort="nej")
    handed_in("04", breddinfort="ja")

    shown = rows(see(visit, reviewer, "breddinfort"))

    assert [[row[0], row[1], row[3]] for row in shown] == [
        ["Ja", "2 av 3", "Stockholm , Södermanland"],
        ["Nej", "1 av 3", "Uppsala"],
    ]


def test_marks_are_counted_by_option_of_those_who_marked_any(reviewer):
    handed_in("01", **{"malgrupp_fokus.barn_och_unga": "ja"})
    handed_in("03", **{"malgrupp_fokus.barn_och_unga": "ja", "malgrupp_fokus.annan_malgrupp": "ja"})
    handed_in("04")

    looked = look(reviewer, "malgrupp_fokus")

    counted = {choice.label: len(choice.responses) for choice in looked.choices}
    assert (counted["Barn och unga"], counted["Annan målgrupp"]) == (2, 1)
    assert looked.answered == 2
    assert len(looked.responses) == 3


def test_words_are_read_side_by_side(visit, reviewer):
    marked = {"malgrupp_fokus.annan_malgrupp": "ja", "malgrupp_fokus_annan": "Nyanlända"}
    handed_in("01", **marked)
    assert rows(see(visit, reviewer, "malgrupp_fokus_annan")) == [
        ["Region Stockholm", "Nyanlända", "–"]
    ]


def test_hidden_answers_do_not_count(reviewer):
    handed_in("01", **{"malgrupp_fokus.annan_malgrupp": "ja", "malgrupp_fokus_annan": "Alla"})
    one = factories.response("region", "01")
    Response.objects.filter(pk=one.pk).update(state=State.RETURNED)
    one.refresh_from_db()
    answers.save(one, {"malgrupp_fokus.annan_malgrupp": ""}, by=factories.member())
    Response.objects.filter(pk=one.pk).update(state=State.SUBMITTED)

    [row] = look(reviewer, "malgrupp_fokus_annan").boxes[0].rows

    assert row.now == ""


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_what_is_open_is_not_shown(reviewer, state):
    one = factories.in_state(state, lead=factories.member(), reviewer=reviewer)
    assert one.is_open
    assert look(reviewer, "fast_lakare_andel").responses == []


def test_a_row_leads_to_the_box_in_review(visit, reviewer):
    one = handed_in("01", breddinfort="ja", fast_lakare_andel="5")

    page = see(visit, reviewer, "fast_lakare_andel")
    assert page.links["Region Stockholm"] == f"/granskning/{one.pk}/#ruta-fast_lakare_andel"
    page = see(visit, reviewer, "breddinfort")
    assert page.links["Stockholm"] == f"/granskning/{one.pk}/#ruta-breddinfort"
    review = read(visit(reviewer).get(f"/granskning/{one.pk}/"))
    assert "ruta-fast_lakare_andel" in review.ids
    back = reverse("question_across", args=[questionnaire().pk, "fast_lakare_andel"])
    assert back in {link.attributes["href"] for link in review.all("a", class_="across")}


def test_the_pages_lie_in_the_order_of_the_questionnaire(visit, reviewer):
    codes = [q.code for q in outline.load(questionnaire()).questions]
    first, last = (see(visit, reviewer, code) for code in (codes[0], codes[-1]))
    assert "Förra frågan" not in first.links
    assert first.links["Nästa fråga"].endswith(f"/{codes[1]}/")
    assert "Nästa fråga" not in last.links


@pytest.mark.parametrize("kind", ["region", "rss"])
def test_every_question_has_its_page(visit, reviewer, kind):
    code = {"region": "01", "rss": "rss-01"}[kind]
    lead = factories.member(kind, code)
    factories.in_state(State.SUBMITTED, kind, code, lead=lead, reviewer=reviewer)
    for question in outline.load(questionnaire(kind)).questions:
        assert see(visit, reviewer, question.code, kind).one("h1").text == question.text.strip()


def test_the_kommuner_have_no_such_page(visit, reviewer):
    asked = questionnaire("kommun")
    code = asked.questions.first().code
    client = visit(reviewer)
    assert client.get(reverse("question_across", args=[asked.pk, code])).status_code == 404
    assert not access.visible_to(reviewer).filter(questionnaire=asked).exists()


def test_a_question_that_is_not_there_is_not_found(visit, reviewer):
    where = [questionnaire().pk, "finns_inte"]
    assert visit(reviewer).get(reverse("question_across", args=where)).status_code == 404
