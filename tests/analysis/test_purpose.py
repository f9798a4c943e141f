"""What an answer is for: the tables and the questionnaires say the same, and the page says it in words."""

import re

import pytest
from django.test import Client

from analysis import purpose, spec
from surveys import outline, usage
from surveys.models import Questionnaire
from tests import factories

pytestmark = pytest.mark.django_db


def outlines():
    return [outline.load(one) for one in Questionnaire.objects.select_related("survey", "round")]


def test_every_table_made_of_a_question_is_named_in_it_and_no_other():
    """Of a kommun's question: the tables made of the sums that its RSS hands in."""
    differing = {
        (one.questionnaire.survey.code, one.questionnaire.round.year, question.code): (named, made)
        for one in outlines()
        for question in one.questions
        if (named := {mark for mark in question.used_in if usage.is_table(mark)})
        != (made := set(_tables(one, question)))
    }
    assert differing == {}


def test_every_table_of_answers_is_made_of_some_question():
    named = {
        code for one in outlines() for question in one.questions for code in _tables(one, question)
    }
    assert named == {table.code for table in spec.read(2023)[0].tables}


def _tables(one, question):
    asked = one.questionnaire
    return purpose.tables_of(question.code, asked.survey.code, asked.round.year)


def test_a_table_knows_the_questions_of_its_rows_and_of_its_columns():
    tables = {table.code: table.question_codes for table in spec.read(2023)[0].tables}

    assert tables["B3:1"] == {"naravard_insatser"}
    assert tables["B3:3"] == {"budget_hogre_andel", "andra_resursinsatser"}
    assert tables["B3:10"] == {"inriktning_bidrag", "inriktning_grundlon"}
    assert tables["T6"] == {"forman_bidrag", "forman_grundlon"}


# ---- the page ----


def read(person, one, code):
    client = Client()
    client.force_login(person)
    reply = client.get(f"/enkater/{one.pk}/fragor/{code}/")
    return reply.status_code, in_words(reply)


def in_words(reply):
    """The text of a page's main part, in one line."""
    main = reply.content.decode().split("<main")[-1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split()).replace(" :", ":")


@pytest.mark.usefixtures("full_round")
class TestAgainstThePublishedRound:
    def test_a_question_that_was_asked_in_2020(self):
        lead = factories.member("region", "03")
        _, text = read(lead, factories.response("region", "03"), "utbildningsforman")

        assert "Tabell 8 i bilaga 3: Antal sjuksköterskor som beviljats utbildningsförmån" in text
        assert "Resultatet 2020" in text
        assert "kommer från de godkända svaren: 20 av 21." in text
        # As it was worded then, with the own number and the country's.
        assert "beviljades studielön eller utbildningstjänst" in text
        ht = "Utbildningstjänst, HT 2020 Eget svar 2020 60 Landet 2020 Median 45,5 (20 svar)"
        assert ht in text

    def test_a_question_that_is_new(self):
        _, text = read(factories.member(), factories.response(), "fast_lakare_andel")

        assert "Figur 13 i rapporten" in text
        assert "Frågan fanns inte i någon tidigare omgång" in text
        assert "Landet" not in text

    def test_the_question_of_2020_itself(self):
        one = factories.response("region", "03", 2020)
        _, text = read(factories.member("region", "03"), one, "utbildningsforman")

        assert "Tabell 9 i bilaga 3: Antal sjuksköterskor som beviljats" in text
        assert "tabell 8" not in text.lower()

    def test_a_question_in_words(self):
        _, text = read(factories.member(), factories.response(), "vfu_hinder")

        assert "Svaret redovisas inte i någon tabell eller figur." in text
        assert "Svar i fritext räknas inte" in text


def test_a_kommun_is_told_that_its_rss_uses_the_sum():
    lead = factories.member("kommun", "0114")
    _, text = read(lead, factories.response("kommun", "0114"), "naravard_insatser")

    assert "Ert svar går bara till er RSS." in text
    assert "Tabell 2 i bilaga 3: Insatser för utveckling av den nära vården" in text
    assert "Landet" not in text


@pytest.mark.parametrize("code", ["finns_inte", "naravard_insatser_kommun"])
def test_a_question_that_is_not_asked(code):
    assert read(factories.member(), factories.response(), code)[0] == 404
