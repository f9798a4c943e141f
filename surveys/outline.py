"""A questionnaire as plain objects in order, loaded in a handful of queries and kept while frozen."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db.models import Prefetch

from surveys.models import Item, Kind, Question, Questionnaire, Rule, Section


@dataclass
class Outline:
    """Sections, questions, items and rules in order. Treat everything in it as read-only.

    `question.box_list` holds a question's items, each with `item.question` and `item.option` set.
    """

    questionnaire: Questionnaire
    sections: list[Section]
    questions: list[Question]
    items: list[Item]
    rules: list[Rule]

    @cached_property
    def item(self):
        return {item.code: item for item in self.items}

    @cached_property
    def item_by_id(self):
        return {item.pk: item for item in self.items}

    @cached_property
    def question(self):
        return {question.code: question for question in self.questions}

    def label(self, item):
        """What to call a box: the option's label, else the question's text."""
        return item.option.label if item.option else item.question.text


def load(questionnaire):
    """The outline of a questionnaire; remembered when it is issued, since it then never changes."""
    return _frozen(questionnaire.pk) if questionnaire.issued_at else _read(questionnaire.pk)


@lru_cache(maxsize=32)
def _frozen(questionnaire_id):
    return _read(questionnaire_id)


def _read(questionnaire_id):
    questionnaire = Questionnaire.objects.select_related("survey", "round").get(pk=questionnaire_id)
    sections = list(questionnaire.sections.order_by("position"))
    questions = list(
        questionnaire.questions.order_by("position").prefetch_related(
            "options", Prefetch("items", Item.objects.select_related("option").order_by("position"))
        )
    )
    for section in sections:
        section.question_list = [q for q in questions if q.section_id == section.pk]
    for question in questions:
        question.box_list = list(question.items.all())
        for item in question.box_list:
            item.question = question
    return Outline(
        questionnaire=questionnaire,
        sections=sections,
        questions=questions,
        items=[item for question in questions for item in question.box_list],
        rules=list(questionnaire.rules.order_by("position")),
    )


def has_many_boxes(question):
    """Whether a question's options are boxes of their own."""
    return bool(question.options.all()) and question.kind != Kind.SINGLE
