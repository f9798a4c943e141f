"""A questionnaire as plain objects in order, loaded in a handful of queries and kept while frozen."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db.models import Prefetch

from surveys.expressions import Expression
from surveys.models import Item, Kind, Question, Questionnaire, Rule, Section


@dataclass
class Around:
    """What saving a box of one question may touch.

    `dependents` are the questions whose conditions look at it, directly or through others; `judged`
    the question, its dependents, and those where a rule stands that looks at any of them; `rules`
    the author's rules that stand at those; `read` all questions that must be read to judge them.
    """

    dependents: list
    judged: list
    rules: list
    read: list

    @cached_property
    def read_ids(self):
        return [item.pk for question in self.read for item in question.box_list]

    @cached_property
    def judged_ids(self):
        return [item.pk for question in self.judged for item in question.box_list]

    @cached_property
    def looks_back(self):
        """Whether last round's answers are needed."""
        return any(q.change_limit is not None for q in self.judged) or any(
            Expression.of(rule.when).names("forra") for rule in self.rules
        )


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

    @cached_property
    def _around(self):
        return {}

    def around(self, code):
        """The Around of a question; worked out once for each."""
        if code not in self._around:
            self._around[code] = self._look_around(self.question[code])
        return self._around[code]

    def _look_around(self, question):
        dependents = self._dependents(question)
        touched = {question.code, *(q.code for q in dependents)}
        judged = touched | {_stands_at(r) for r in self.rules if _looks_at(r.when, touched)}
        rules = [rule for rule in self.rules if _stands_at(rule) in judged]
        read = judged | {name for rule in rules for name in Expression.of(rule.when).names("svar")}
        read |= {code.split(".")[0] for rule in rules for code in rule.about}
        # Conditions look at earlier questions only, so going backwards finds them all.
        for earlier in reversed(self.questions):
            if earlier.code in read and earlier.visible_when:
                read |= Expression.of(earlier.visible_when).names("svar")
        return Around(
            dependents,
            judged=[q for q in self.questions if q.code in judged],
            rules=rules,
            read=[q for q in self.questions if q.code in read],
        )

    def _dependents(self, question):
        touched, found = {question.code}, []
        for later in self.questions:
            if _looks_at(later.visible_when, touched):
                touched.add(later.code)
                found.append(later)
        return found

    def label(self, item):
        """What to call a box: the option's label, else the question's text."""
        return item.option.label if item.option else item.question.text


def load(questionnaire):
    """The outline of a questionnaire; remembered when it is issued, since it then never changes."""
    return _frozen(questionnaire.pk) if questionnaire.issued_at else _read(questionnaire.pk)


def load_id(questionnaire_id):
    """The outline of an issued questionnaire by its id: no query at all when it is remembered."""
    return _frozen(questionnaire_id)


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
        for question in section.question_list:
            question.section = section
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


def place_of(item):
    """The name of the field a box is part of: marks of a list share one."""
    return item.question.code if item.question.kind == Kind.MULTI else item.code


def has_many_boxes(question):
    """Whether a question's options are boxes of their own."""
    return bool(question.options.all()) and question.kind != Kind.SINGLE


def _stands_at(rule):
    """The code of the question a rule stands at."""
    return rule.at.split(".")[0]


def _looks_at(expression, codes):
    return bool(expression) and bool(Expression.of(expression).names("svar") & codes)
