"""A mistake found after the issue: the wording stays, a numbered correction is said beside it."""

import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from surveys import answers, corrections, mailing, typeset, wording, workflow
from surveys.models import Correction, Letter, Reason, Receipt, Response, Round, State
from surveys.workbooks import area
from surveys.workbooks import one as single
from tests import factories
from tests.surveys.reading import read
from tests.surveys.test_any_mail import Died, MortalBackend
from tests.surveys.test_documents import text_of

pytestmark = pytest.mark.django_db

CODE = "fast_lakare_andel"
TEXT = "Räkna även med privata vårdcentraler.\nSvara i procent."


@pytest.fixture
def reviewer():
    return factories.staff(name="Bo Alm")


def question(kind="region", code=CODE):
    return factories.response(kind, _first(kind)).questionnaire.questions.get(code=code)


def _first(kind):
    return {"region": "01", "rss": "rss-01", "kommun": "0115"}[kind]


def test_it_is_numbered_and_says_who_had_answered_and_handed_in(reviewer):
    factories.in_state(State.SUBMITTED, lead=factories.member(), reviewer=None)
    lead = factories.member("region", "03")
    answers.save(factories.response("region", "03"), {CODE: "50"}, by=lead)
    answers.save(
        factories.response("region", "04"), {"breddinfort": "ja"}, by=reviewer, door="command"
    )

    first = corrections.write(question(), TEXT, by=reviewer)
    second = corrections.write(question(code="breddinfort"), "Mer.", by=reviewer)

    assert (first.number, second.number) == (1, 2)
    assert (first.asked, first.answered, first.handed_in) == (21, 2, 1)
    assert first.affected == [
        {"name": "Region Stockholm", "state": "inlämnat"},
        {"name": "Region Uppsala", "state": "påbörjat"},
    ]


def test_of_kommuner_only_the_number_is_kept(reviewer):
    lead = factories.member("rss", "rss-01")
    factories.in_state(State.SUBMITTED, "kommun", "0115", lead=lead, reviewer=None)

    one = corrections.write(question("kommun", "naravard_insatser"), TEXT, by=reviewer)

    assert (one.answered, one.handed_in, one.affected) == (1, 1, [])


def test_what_is_said_stays_said(reviewer):
    corrections.write(question(), TEXT, by=reviewer)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Correction.objects.update(text="Annat")


def test_respondents_and_reviewers_read_it(visit, reviewer):
    lead = factories.member()
    one = factories.in_state(State.SUBMITTED, lead=lead, reviewer=None)
    corrections.write(question(), TEXT, by=reviewer)

    section = read(visit(lead).get(reverse("section", args=[one.pk, "kontinuitet"])))
    overview = read(visit(lead).get(reverse("overview", args=[one.pk])))
    review = read(visit(reviewer).get(reverse("review", args=[one.pk])))

    said = "Rättelse 1: Räkna även med privata vårdcentraler. Svara i procent."
    assert said in section.one(id=f"hjalp-{CODE}").text
    assert f"hjalp-{CODE}" in section.one(id=f"id_{CODE}").attributes["aria-describedby"]
    assert said in overview.text
    assert "Rättelse 1 till frågan" in review.text


def test_one_is_written_on_its_page_which_says_whom_it_is_about(visit, reviewer):
    factories.in_state(State.SUBMITTED, lead=factories.member(), reviewer=None)
    client, where = visit(reviewer), reverse("corrections", args=[2023, "region"])
    empty = client.post(where, {"question": "", "text": ""})
    assert empty.status_code == 422
    assert "Välj den fråga" in read(empty).text

    page = read(client.post(where, {"question": CODE, "text": TEXT}, follow=True))

    assert "Rättelse 1 är sparad. Hade svarat på frågan: 1 av 21." in page.text
    assert "Region Stockholm, inlämnat" in page.text


def test_kommuner_are_not_named_on_the_page(visit, reviewer):
    lead = factories.member("rss", "rss-01")
    factories.in_state(State.SUBMITTED, "kommun", "0115", lead=lead, reviewer=None)
    where = reverse("corrections", args=[2023, "kommun"])
    form = {"question": "naravard_insatser", "text": TEXT}

    page = read(visit(reviewer).post(where, form, follow=True))

    assert "Hade svarat på frågan då: 1 av 290, av dem inlämnade 1." in page.text
    assert "Österåker" not in page.text and "Vallentuna" not in page.text


def test_an_analyst_reads_and_does_not_write(visit):
    client, where = (
        visit(factories.staff("analytiker")),
        reverse("corrections", args=[2023, "region"]),
    )

    assert client.get(where).status_code == 200
    assert client.post(where, {"question": CODE, "text": TEXT}).status_code == 403


def test_what_is_not_issued_has_none(visit, reviewer):
    assert visit(reviewer).get(reverse("corrections", args=[2029, "region"])).status_code == 404


# ---- on paper and in workbooks ----


def test_it_stands_at_its_question_on_paper(reviewer):
    one = factories.response()
    assert "Rättelse" not in text_of(typeset.blank_pdf(one))
    said = f"Rättelse1,{_as_printed(corrections.write(question(), TEXT, by=reviewer))}:Räknaäven"

    for pdf in (typeset.blank_pdf(one), typeset.copy_pdf(_with_an_answer(one))):
        text = text_of(pdf)
        assert text.count(said) == 1
        assert text.index("".join(question().text.split())) < text.index(said)


def _as_printed(correction):
    return corrections.day_of(correction).replace(" ", "")


def _with_an_answer(response):
    answers.save(response, {CODE: "50"}, by=factories.member())
    return response


def test_a_receipt_tells_what_was_corrected_before_the_hand_in_and_stays_so(visit, reviewer):
    lead = factories.member()
    one = factories.in_state(State.SUBMITTED, lead=lead, reviewer=None)
    older = Receipt.objects.get()
    before = typeset.receipt_pdf(older)

    corrections.write(question(), TEXT, by=reviewer)
    workflow.return_to_respondent(one, by=reviewer, reason="Läs rättelsen.")
    workflow.submit(Response.objects.get(pk=one.pk), by=lead)

    assert typeset.receipt_pdf(Receipt.objects.get(pk=older.pk)) == before
    newer = Receipt.objects.first()
    assert text_of(typeset.receipt_pdf(newer)).count("Rättelse1,") == 1
    page = read(visit(lead).get(reverse("numbered_receipt", args=[one.pk, newer.number])))
    assert "Räkna även med privata vårdcentraler." in page.text


def test_a_receipt_from_before_receipts_knew_of_corrections_reads_as_ever():
    factories.in_state(State.SUBMITTED, lead=factories.member(), reviewer=None)
    kept = Receipt.objects.get()
    now = typeset.receipt_pdf(kept)
    for section in kept.content["sections"]:
        for asked in section["questions"]:
            del asked["corrections"]
    assert typeset.receipt_pdf(kept) == now


def test_it_stands_at_its_question_in_a_workbook_and_among_the_instructions(reviewer):
    asked = question()
    written = corrections.write(asked, TEXT, by=reviewer)
    book = load_workbook(io.BytesIO(single.workbook(factories.response())))

    said = f"Rättelse 1, {corrections.day_of(written)}: {TEXT}"
    [row] = [row for row in book["Svar"].iter_rows(values_only=True) if asked.text in row]
    assert sum(said in str(cell) for cell in row) == 1
    instructions = [cell for (cell,) in book["Läs först"].iter_rows(values_only=True)]
    at = instructions.index("Rättelser i enkäten")
    assert asked.text in instructions[at + 2]
    assert instructions[at + 3 : at + 5] == TEXT.splitlines()


def test_it_stands_above_its_column_in_the_workbook_of_an_area(reviewer):
    asked = question("kommun", "naravard_insatser")
    written = corrections.write(asked, TEXT, by=reviewer)
    rss = factories.response("rss", "rss-01").organisation
    book = load_workbook(io.BytesIO(area.workbook(rss, asked.questionnaire)))

    said = f"{asked.text}\nRättelse 1, {corrections.day_of(written)}: {TEXT}"
    cells = [cell for row in book["Svar"].iter_rows(values_only=True) for cell in row]
    assert cells.count(said) == 1
    assert "Rättelser i enkäten" in [row[0].value for row in book["Läs först"].rows]


# ---- those who are written to ----


@pytest.fixture
def three():
    """Leads of a region that has handed in, of one that has begun, and of one that has not."""
    handed_in = factories.member(email="anna@region.se", name="Anna Ek")
    factories.in_state(State.SUBMITTED, lead=handed_in, reviewer=None)
    begun = factories.member("region", "03", email="bo@uppsala.se")
    answers.save(factories.response("region", "03"), {CODE: "50,25"}, by=begun)
    factories.member("region", "04", email="cilla@sormland.se")
    return ["anna@region.se", "bo@uppsala.se", "cilla@sormland.se"]


def arrived(mailbox):
    return sorted(letter["To"] for letter in mailbox.letters)


def test_leads_of_what_is_open_or_handed_in_are_written_to_once(mailbox, reviewer, three):
    factories.member("rss", "rss-01", email="disa@rss.se")
    factories.member("region", "04", email="kollega@sormland.se", role="contributor")
    corrections.write(question(), TEXT, by=reviewer)

    for hours in (0, 1, 30):
        mailing.send_due(timezone.now() + timedelta(hours=hours))

    assert arrived(mailbox) == three
    [letter] = [one for one in mailbox.letters if one["To"] == "bo@uppsala.se"]
    assert letter["Subject"] == "Rättelse i Regionenkäten 2023"
    text = "\n".join(letter.get_content().splitlines())
    assert question().text in text and f"Rättelse 1: {TEXT}" in text
    assert "50,25" not in letter.as_string()

    corrections.write(question(code="breddinfort"), "Mer.", by=reviewer)
    mailing.send_due()
    assert arrived(mailbox) == sorted(three * 2)


def test_who_hands_in_after_the_correction_has_read_it(mailbox, reviewer, three):
    corrections.write(question(), TEXT, by=reviewer)
    mailbox.close()
    mailing.send_due()
    one = factories.response("region", "04")
    answers.save(one, factories.published("region", "04"), by=reviewer, door="command")
    workflow.submit(one, by=reviewer, door="command")
    mailbox.open()
    mailing.send_due()

    assert arrived(mailbox) == three[:2]
    assert Letter.objects.get(to=three[2]).why == "needless"


def test_what_is_no_longer_news_is_not_written_about(mailbox, reviewer, three):
    corrections.write(question(), TEXT, by=reviewer)
    mailing.send_due(timezone.now() + timedelta(weeks=4))
    assert arrived(mailbox) == []


def test_what_is_corrected_before_the_round_opens_is_there_from_the_beginning(
    mailbox, reviewer, three
):
    opens = timezone.localdate() + timedelta(days=1)
    Round.objects.filter(year=2023).update(opens=opens, deadline=opens + timedelta(days=60))
    corrections.write(question(), TEXT, by=reviewer)
    mailing.send_due()
    assert arrived(mailbox) == []


def test_kommuner_get_no_letter(mailbox, reviewer):
    factories.member("kommun", "0115", email="vera@kommun.se")
    corrections.write(question("kommun", "naravard_insatser"), TEXT, by=reviewer)
    mailing.send_due()
    assert arrived(mailbox) == []


@pytest.mark.parametrize(
    ("point", "missed"),
    [("before the claim", 0), ("after the claim", 1), ("after the mail server has it", 0)],
)
def test_nobody_is_written_to_twice_though_the_worker_dies(
    point, missed, mailbox, reviewer, three, settings
):
    settings.EMAIL_BACKEND = "tests.surveys.test_any_mail.MortalBackend"
    text = "corrected | {organisation} | {deadline}", "{address}"
    wording.edit(Reason.CORRECTED, *text, by=reviewer)
    corrections.write(question(), TEXT, by=reviewer)
    MortalBackend.point, MortalBackend.after = point, 0
    with pytest.raises(Died):
        mailing.send_due()
    MortalBackend.point = ""

    for minutes in (0, 30, 60):
        mailing.send_due(timezone.now() + timedelta(minutes=minutes))

    assert len(set(arrived(mailbox))) == len(arrived(mailbox)) == 3 - missed
    assert set(arrived(mailbox)) <= set(three)


def test_the_page_says_how_many_were_written_to(mailbox, visit, reviewer, three):
    corrections.write(question(), TEXT, by=reviewer)
    mailing.send_due()
    page = read(visit(reviewer).get(reverse("corrections", args=[2023, "region"])))
    assert "Brev om rättelsen har gått till 3 personer." in page.text
    calendar = read(visit(reviewer).get(reverse("letters", args=[2023])))
    assert "När en rättelse skrivs Rättelse i enkäten 3 0 –" in calendar.text
