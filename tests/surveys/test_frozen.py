"""An issued questionnaire cannot be changed: the database sees to it, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction

from surveys.models import Item, Option, Question, Questionnaire, Round, Rule, Section, Survey

pytestmark = pytest.mark.django_db

TABLES = {
    "surveys_questionnaire": "title = title || '!'",
    "surveys_section": "title = title || '!'",
    "surveys_question": "text = text || '!'",
    "surveys_option": "label = label || '!'",
    "surveys_item": "position = position + 1000",
    "surveys_rule": "message = message || '!'",
}


@pytest.fixture
def frozen():
    return Questionnaire.objects.get(survey__code="region", round__year=2023)


@pytest.fixture
def draft():
    """A questionnaire that is not issued, with one of everything."""
    round = Round.objects.create(year=2030, title="2030", opens="2030-11-01", deadline="2031-03-31")
    survey = Survey.objects.get(code="region")
    draft = Questionnaire.objects.create(survey=survey, round=round, title="Utkast")
    section = Section.objects.create(questionnaire=draft, code="a", title="A", position=1)
    question = Question.objects.create(
        questionnaire=draft, section=section, code="q", kind="multi", text="Q", position=1
    )
    option = Option.objects.create(question=question, code="x", label="X", position=1)
    Item.objects.create(
        questionnaire=draft, question=question, option=option, code="q.x", position=1
    )
    Rule.objects.create(
        questionnaire=draft, code="r", severity="fel", at="q", when="true", message="M", position=1
    )
    return draft


def refused():
    return pytest.raises(IntegrityError, match="is issued and frozen")


def execute(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@pytest.mark.parametrize("table", TABLES)
def test_sql_cannot_change_any_of_it(table):
    with refused():
        execute(f"UPDATE {table} SET {TABLES[table]}")


@pytest.mark.parametrize("table", TABLES)
def test_sql_cannot_remove_any_of_it(table):
    with refused():
        execute(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "find",
    [
        lambda q: q,
        lambda q: q.sections.first(),
        lambda q: q.questions.first(),
        lambda q: Option.objects.filter(question__questionnaire=q).first(),
        lambda q: q.items.first(),
        lambda q: q.rules.first(),
    ],
    ids=["questionnaire", "section", "question", "option", "item", "rule"],
)
def test_objects_can_be_neither_saved_nor_deleted(frozen, find):
    row = find(frozen)

    with refused(), transaction.atomic():
        row.save()
    with refused(), transaction.atomic():
        type(row).objects.filter(pk=row.pk)._raw_delete("default")


def test_nothing_can_be_added(frozen):
    question = frozen.questions.filter(kind="multi").first()
    additions = [
        Section(questionnaire=frozen, code="ny", title="Ny", position=99),
        Question(
            questionnaire=frozen, section=question.section, code="ny", kind="text", position=999
        ),
        Option(question=question, code="ny", label="Ny", position=99),
        Item(questionnaire=frozen, question=question, code="ny", position=999),
        Rule(questionnaire=frozen, code="ny", severity="fel", at="ny", when="true", position=99),
    ]
    for addition in additions:
        with refused(), transaction.atomic():
            addition.save()


@pytest.mark.parametrize("table", ["section", "question", "item", "rule"])
def test_nothing_can_be_moved_in_from_a_draft(frozen, draft, table):
    with refused():
        execute(
            f"UPDATE surveys_{table} SET questionnaire_id = %s WHERE questionnaire_id = %s",
            frozen.pk,
            draft.pk,
        )


def test_no_option_can_be_moved_in_from_a_draft(frozen, draft):
    question = frozen.questions.filter(kind="multi").first()

    with refused():
        execute(
            "UPDATE surveys_option SET question_id = %s WHERE question_id = %s",
            question.pk,
            draft.questions.get().pk,
        )


def test_it_cannot_be_made_a_draft_again(frozen):
    with refused():
        execute("UPDATE surveys_questionnaire SET issued_at = NULL WHERE id = %s", frozen.pk)


@pytest.mark.parametrize("table", TABLES)
def test_a_draft_can_be_changed(draft, table):
    owner = {
        "surveys_questionnaire": "id = %s",
        "surveys_option": "question_id IN "
        "(SELECT id FROM surveys_question WHERE questionnaire_id = %s)",
    }.get(table, "questionnaire_id = %s")

    assert execute(f"UPDATE {table} SET {TABLES[table]} WHERE {owner}", draft.pk) == 1


def test_a_draft_can_be_removed(draft):
    draft.delete()

    assert not Questionnaire.objects.filter(round__year=2030).exists()
