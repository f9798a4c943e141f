"""What an answer is for: the tables that are made of it, and where else in the report it is used."""

from typing import NamedTuple

from analysis import spec
from surveys import usage


class Use(NamedTuple):
    """`title` is a table's; figures and text have none."""

    place: str
    title: str = ""


def uses_of(question, questionnaire):
    """Where the answers to a question are used: first the tables, in the order of the report."""
    titles = tables_of(question.code, questionnaire.survey.code, questionnaire.round.year)
    marks = [*titles, *(mark for mark in question.used_in if mark not in titles)]
    return [Use(usage.place(mark), titles.get(mark, "")) for mark in marks]


def tables_of(question_code, survey, year):
    """{code: title} of the tables that are made of a question of a questionnaire.

    What a kommun answers is used in the sums of its RSS, which asks for them under the same code.
    """
    asked = ("rss" if survey == "kommun" else survey), year
    return {
        table.code: table.title
        for described in map(_described, spec.years())
        for table in described.tables
        if described.questionnaire_of(table) == asked and question_code in table.question_codes
    }


def _described(year):
    described, _ = spec.read(year)
    return described
