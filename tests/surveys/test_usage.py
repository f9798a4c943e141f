"""Where in the report an answer is used, in words."""

import pytest

from surveys import usage
from surveys.models import Question
from tests import factories


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ("B3:8", "tabell 8 i bilaga 3"),
        ("B3:10", "tabell 10 i bilaga 3"),
        ("T3", "tabell 3 i rapporten"),
        ("Figur 13", "figur 13 i rapporten"),
        ("Löptext", "rapportens text"),
        ("VFU", "rapportens avsnitt om verksamhetsförlagd utbildning"),
    ],
)
def test_a_mark_is_told_in_words(mark, words):
    assert usage.place(mark) == words


def test_a_mark_of_another_kind_is_told_as_it_is():
    assert usage.place("Faktablad 4") == "Faktablad 4"


def test_tables_are_told_from_the_rest():
    marks = ["B3:8", "T3", "Figur 3", "Löptext", "VFU", "B3"]
    assert [mark for mark in marks if usage.is_table(mark)] == ["B3:8", "T3"]


@pytest.mark.django_db
def test_every_mark_of_the_questionnaires_is_known():
    marks = {mark for one in Question.objects.all() for mark in one.used_in}
    assert len(marks) > 20
    assert [mark for mark in marks if usage.place(mark) == mark] == []


@pytest.mark.django_db
def test_a_question_says_what_its_answer_is_used_for_and_leads_to_more(visit):
    one = factories.response()
    page = visit(factories.member()).get(f"/enkater/{one.pk}/avsnitt/medarbetare/")
    text = " ".join(page.content.decode().split())

    assert "Används i tabell 8 i bilaga 3. <a href=" in text
    assert f'href="/enkater/{one.pk}/fragor/utbildningsforman/"' in text
    # What is used nowhere, such as words of one's own, promises nothing.
    assert f"/enkater/{one.pk}/fragor/vfu_hinder/" not in text
