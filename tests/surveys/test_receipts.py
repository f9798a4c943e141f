"""A receipt is about exactly what was handed in, whatever comes after, and anyone can check it."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from surveys import answers, receipt, workflow
from surveys.models import Receipt, State
from tests.factories import answered, in_state, member, response, staff

pytestmark = pytest.mark.django_db

CHECK = "/kvitto/kontrollera/"
BOX = "naravard_insatser_annat"
MARK = "naravard_insatser.annat_omrade_arbetsatt"


@pytest.fixture
def lead():
    return member(name="Anna Ek")


@pytest.fixture
def reviewer():
    return staff(name="Eva Granskare")


@pytest.fixture
def submitted(lead):
    """Region Stockholm's answer, handed in once, with a text of its own in it."""
    one = answered(by=lead, **{MARK: "ja", BOX: "Hembesök i skärgården"})
    workflow.submit(one, by=lead)
    one.refresh_from_db()
    return one


def hand_in_again(one, lead, reviewer, **typed):
    workflow.return_to_respondent(one, by=reviewer, reason="Komplettera.")
    answers.save(one, typed, by=lead)
    workflow.submit(one, by=lead)
    return one.receipts.first()


def questions(kept):
    return {q["code"]: q for section in kept.content["sections"] for q in section["questions"]}


# ---- what it holds ----


def test_it_holds_who_handed_in_what_when_and_to_whom(submitted):
    kept = submitted.receipts.get()
    assert kept.number == kept.content["number"] == "2023-region-01-1"
    assert kept.content["questionnaire"] == "Regionenkäten 2023"
    assert kept.content["organisation"] == "Region Stockholm"
    assert kept.content["submitted_by"] == "Anna Ek"
    assert kept.content["receiver"] == "Socialstyrelsen"
    assert kept.submitted_at == submitted.submitted_at
    assert kept.step == submitted.steps.last()


def test_it_holds_every_shown_question_in_order_with_its_words_and_what_was_answered(submitted):
    asked = questions(submitted.receipts.get())
    shown = submitted.questionnaire.questions.order_by("position").values_list("code", "text")
    hidden = set(
        submitted.answers.filter(hidden=True).values_list("item__question__code", flat=True)
    )
    assert list(asked) == [code for code, _ in shown if code in asked]
    assert hidden & set(asked) == set()
    assert all(asked[code]["text"] == text for code, text in shown if code in asked)
    assert asked[BOX]["lines"] == [
        {"label": "", "value": "Hembesök i skärgården", "shown": "Hembesök i skärgården"}
    ]
    counted = submitted.answers.filter(hidden=False).count()
    assert sum(len(q["lines"]) for q in asked.values()) == counted


def test_an_explanation_that_holds_stands_by_its_question(lead):
    rss = member("rss", "rss-01", name="Rut")
    one = answered("rss", "rss-01", by=rss)
    explained = {e.item.question.code for e in one.explanations.select_related("item__question")}
    workflow.submit(one, by=rss)
    asked = questions(one.receipts.get())
    assert {code for code, q in asked.items() if q["explanations"]} == explained
    for code in explained:
        assert asked[code]["explanations"][0]["text"] == "Vi har kontrollerat: det stämmer."
        assert asked[code]["explanations"][0]["by"] == "Rut"


def test_a_hand_in_that_is_refused_leaves_no_receipt(lead):
    one = answered(by=lead)
    answers.save(one, {"breddinfort": ""}, by=lead)
    with pytest.raises(workflow.Refused):
        workflow.submit(one, by=lead)
    assert not Receipt.objects.exists()


def test_a_kommun_hands_in_to_its_rss():
    rss = member("rss", "rss-01")
    one = answered("kommun", "0114", by=rss)
    workflow.submit(one, by=rss)
    assert one.receipts.get().content["receiver"] == one.organisation.parent.name


# ---- it stays ----


def test_a_return_and_a_change_leave_the_first_receipt_as_it_was(submitted, lead, reviewer):
    first = submitted.receipts.get()
    before = (first.content, first.checksum)
    second = hand_in_again(submitted, lead, reviewer, **{BOX: "Något helt annat"})
    first.refresh_from_db()
    assert (first.content, first.checksum) == before
    assert questions(first)[BOX]["lines"][0]["shown"] == "Hembesök i skärgården"
    assert questions(second)[BOX]["lines"][0]["shown"] == "Något helt annat"
    assert [r.number for r in submitted.receipts.all()] == ["2023-region-01-2", "2023-region-01-1"]


@pytest.mark.parametrize(
    "change",
    [
        {"content": {}},
        {"checksum": "0" * 64},
        {"number": "2023-region-01-9"},
        {"submitted_at": timezone.now()},
        {"submitted_at": timezone.now(), "mailed_at": timezone.now()},
    ],
    ids="+".join,
)
def test_the_database_refuses_to_change_a_receipt(submitted, change):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Receipt.objects.update(**change)


def test_the_database_refuses_to_delete_a_receipt(submitted):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Receipt.objects.all().delete()


def test_only_when_its_letter_went_is_filled_in_later(submitted):
    assert Receipt.objects.update(mailed_at=timezone.now()) == 1


# ---- number and checksum ----


def test_the_checksum_is_that_of_the_content_as_the_database_gives_it_back(submitted):
    kept = Receipt.objects.get()
    assert receipt.checksum(kept.content) == kept.checksum


def test_the_same_answers_handed_in_twice_have_two_checksums(submitted, lead, reviewer):
    """So nobody can try out what somebody may have answered."""
    first = submitted.receipts.get()
    assert hand_in_again(submitted, lead, reviewer).checksum != first.checksum


@pytest.mark.parametrize(
    "typed",
    [
        receipt.short,
        lambda whole: receipt.short(whole).lower(),
        lambda whole: receipt.short(whole).replace("-", " "),
        lambda whole: receipt.short(whole).replace("-", "–"),
        lambda whole: f"  {whole[:16]}\n",
        lambda whole: whole,
        lambda whole: whole.upper(),
        lambda whole: f"{whole[:40]}\u200b{whole[40:]}",
    ],
)
def test_a_checksum_is_known_again_however_it_is_typed(submitted, typed):
    kept = submitted.receipts.get()
    assert receipt.find(f" {kept.number.upper()} ", typed(kept.checksum)) == kept


def test_one_wrong_digit_anywhere_is_seen(submitted):
    kept = submitted.receipts.get()
    short = kept.checksum[: receipt.SHORT]
    for right in (short, kept.checksum):
        for place, digit in enumerate(right):
            wrong = f"{right[:place]}{'1' if digit == '0' else '0'}{right[place + 1 :]}"
            assert receipt.find(kept.number, wrong) is None


@pytest.mark.parametrize("length", [0, 1, 4, 15, 17, 32, 63])
def test_a_part_of_a_checksum_is_not_enough(submitted, length):
    kept = submitted.receipts.get()
    assert receipt.find(kept.number, kept.checksum[:length]) is None


def test_a_checksum_belongs_to_its_own_number(submitted, lead, reviewer):
    first = submitted.receipts.get()
    second = hand_in_again(submitted, lead, reviewer)
    assert receipt.find(second.number, first.checksum) is None


# ---- the page where anyone checks ----


def check(client, number, checksum):
    return client.post(CHECK, {"number": number, "checksum": checksum})


def main_of(page):
    """The page's own part, without what differs between any two requests."""
    main = re.search(r"<main.*</main>", page.content.decode(), re.DOTALL)[0]
    return re.sub(r'value="[^"]*"', "", main)


def test_a_stranger_is_told_who_handed_in_and_when_and_nothing_else(client, submitted):
    kept = submitted.receipts.get()
    page = check(client, kept.number, receipt.short(kept.checksum))
    told = main_of(page)
    day = timezone.localtime(kept.submitted_at)
    assert "Kvittot stämmer" in told
    assert "Region Stockholm" in told
    assert f"{day.day} " in told
    assert f"{day.year}" in told
    assert "Anna Ek" not in told
    assert "skärgården" not in told


def test_a_wrong_checksum_and_a_number_there_is_not_get_the_same_answer(client, submitted):
    kept = submitted.receipts.get()
    wrong = check(client, kept.number, "0123-4567-89AB-CDEF")
    unknown = check(client, "2023-region-99-1", "0123-4567-89AB-CDEF")
    assert "Uppgifterna stämmer inte" in main_of(wrong)
    assert main_of(wrong) == main_of(unknown)
    assert "Region Stockholm" not in main_of(wrong)


def test_a_kommuns_receipt_is_known_again_and_tells_no_more(client):
    rss = member("rss", "rss-01")
    one = answered("kommun", "0114", by=rss)
    workflow.submit(one, by=rss)
    kept = one.receipts.get()
    told = main_of(check(client, kept.number, receipt.short(kept.checksum)))
    assert f"<strong>{one.organisation.name}</strong> lämnade in den" in told
    assert all(q["text"] not in told for q in questions(kept).values())
    assert one.organisation.name not in main_of(check(client, kept.number, "0" * 16))


def test_the_link_in_the_document_fills_in_the_number(client):
    page = client.get(CHECK, {"nummer": "2023-region-01-1"})
    assert 'value="2023-region-01-1"' in page.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"number": "", "checksum": ""},
        {"number": "a\x00b", "checksum": "c"},
        {"number": "x" * 500, "checksum": "y" * 5000},
    ],
)
def test_half_a_question_is_answered_with_what_is_missing(client, typed):
    assert client.post(CHECK, typed).status_code == 422


@pytest.mark.parametrize("number", ["<script>", "' OR 1=1 --", "åäö", "𝟚𝟘𝟚𝟛"])
def test_strange_words_match_nothing(client, number):
    page = check(client, number, number)
    assert page.status_code == 200
    assert "Uppgifterna stämmer inte" in main_of(page)
    assert "<script>" not in main_of(page)


# ---- the pages of those who answer ----


def pages(one, number):
    return {
        "newest": reverse("receipt", args=[one.pk]),
        "this": reverse("numbered_receipt", args=[one.pk, number]),
        "pdf": reverse("receipt_pdf", args=[one.pk, number]),
        "copy": reverse("copy", args=[one.pk]),
        "blank": reverse("blank", args=[one.pk]),
    }


def statuses(client, user, addresses):
    if user:
        client.force_login(user)
    return {name: client.get(address).status_code for name, address in addresses.items()}


def test_handing_in_leads_to_the_receipt(client, lead):
    one = answered(by=lead)
    client.force_login(lead)
    page = client.post(reverse("submit", args=[one.pk]), follow=True).content.decode()
    kept = one.receipts.get()
    assert "Tack! Svaret är inlämnat." in page
    assert kept.number in page
    assert receipt.short(kept.checksum) in page
    assert pages(one, kept.number)["pdf"] in page


def test_an_earlier_receipt_is_reached_from_the_newest(client, submitted, lead, reviewer):
    hand_in_again(submitted, lead, reviewer, **{BOX: "Något helt annat"})
    client.force_login(lead)
    newest = client.get(pages(submitted, "-")["newest"]).content.decode()
    assert "Något helt annat" in newest
    earlier = pages(submitted, "2023-region-01-1")["this"]
    assert earlier in newest
    told = client.get(earlier).content.decode()
    assert "Hembesök i skärgården" in told
    assert "Något helt annat" not in told
    assert "Svaret har lämnats in på nytt" in told


def test_a_returned_answer_still_has_its_receipt(client, submitted, lead, reviewer):
    workflow.return_to_respondent(submitted, by=reviewer, reason="Komplettera.")
    answers.save(submitted, {BOX: "Ändrat sedan dess"}, by=lead)
    client.force_login(lead)
    page = client.get(pages(submitted, "-")["newest"]).content.decode()
    assert "Svaret är i retur" in page
    assert "Hembesök i skärgården" in page
    assert "Ändrat sedan dess" not in page


def test_what_was_never_handed_in_has_no_receipt(client, lead):
    one = answered(by=lead)
    client.force_login(lead)
    answer = client.get(pages(one, "-")["newest"])
    assert answer.status_code == 302
    assert answer.url == reverse("overview", args=[one.pk])


def test_a_receipt_is_reached_through_its_own_answer_only(client, lead, submitted):
    other = response(year=2020)
    client.force_login(lead)
    for name in ("this", "pdf"):
        assert client.get(pages(other, "2023-region-01-1")[name]).status_code == 404


def test_those_who_answer_for_the_region_reach_its_documents(client, submitted):
    colleague = member(role="contributor")
    found = statuses(client, colleague, pages(submitted, "2023-region-01-1"))
    assert found == {"newest": 200, "this": 200, "pdf": 200, "copy": 302, "blank": 200}


def test_strangers_are_asked_to_sign_in_and_neighbours_find_nothing(client, submitted):
    addresses = pages(submitted, "2023-region-01-1")
    assert set(statuses(client, None, addresses).values()) == {302}
    for neighbour in (member(code="05"), member("rss", "rss-01"), member("kommun", "0114")):
        assert set(statuses(client, neighbour, addresses).values()) == {404}


def test_staff_may_read_the_questions_but_have_their_own_pages_for_answers(client, submitted):
    found = statuses(client, staff(), pages(submitted, "2023-region-01-1"))
    assert found == {"newest": 404, "this": 404, "pdf": 404, "copy": 404, "blank": 200}


def test_a_kommuns_documents_are_for_the_kommun_and_its_rss(client):
    rss, kommun = member("rss", "rss-01"), member("kommun", "0114")
    one = answered("kommun", "0114", by=rss)
    workflow.submit(one, by=rss)
    addresses = pages(one, "2023-kommun-0114-1")
    for own in (rss, kommun):
        assert set(statuses(client, own, addresses).values()) == {200, 302}
    for other in (staff(), staff("administrator"), member(), member("kommun", "0180")):
        assert set(statuses(client, other, addresses).values()) == {404}


def test_a_copy_of_what_is_handed_in_is_the_receipt(client, submitted, lead):
    client.force_login(lead)
    answer = client.get(pages(submitted, "-")["copy"])
    assert answer.url == pages(submitted, "2023-region-01-1")["pdf"]


@pytest.mark.parametrize("state", [State.NOT_STARTED, State.DRAFT, State.RETURNED])
def test_an_open_answer_can_be_taken_along_as_a_copy(client, lead, reviewer, state):
    one = in_state(state, lead=lead, reviewer=reviewer)
    client.force_login(lead)
    answer = client.get(pages(one, "-")["copy"])
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="arbetskopia-2023-region-01.pdf"'
    assert answer.content.startswith(b"%PDF")
