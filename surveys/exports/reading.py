"""Answers read to be taken out: a stream however many they are, with the rights of whoever takes them.

A row an answer (`answers`) has the columns that `load_answers` reads and readable ones beside them. A
row a respondent (`respondents`) has a column for each box.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from django.db.models import F, Func, TextField
from django.db.models.functions import Cast, Coalesce

from surveys import access, outline
from surveys.exports.tables import Table, same
from surveys.models import Kind, Questionnaire, State

RESPONDENT = ("respondent", "respondent_name", "state")
COLUMNS = (
    *("questionnaire", *RESPONDENT),
    *("question", "question_text", "option", "option_label", "value", "hidden", "taken_over"),
)
YES_NO = {True: "ja", False: "nej"}
AT_A_TIME = 10_000
# Numbers and choices come again and again: what they look like in a file is remembered.
MOST_REMEMBERED = 10_000


@dataclass
class Source:
    """Some responses, and whoever takes their answers out.

    `cell` is what the format makes of each cell, and `progress` is called for each respondent. `rows`
    and `hidden` count what has been read: answers given out, and answers to hidden questions that a
    row a respondent leaves out.
    """

    responses: object
    user: object
    cell: object = same
    progress: object = lambda: None
    rows: int = 0
    hidden: int = 0
    questionnaires: list = field(init=False)

    def __post_init__(self):
        self.responses = access.visible_to(self.user).filter(
            pk__in=self.responses.order_by().values("pk")
        )
        asked = Questionnaire.objects.filter(
            pk__in=self.responses.order_by().values("questionnaire")
        )
        self.questionnaires = list(asked.select_related("survey", "round").order_by("survey__code"))
        self.cell = lru_cache(MOST_REMEMBERED)(self.cell)
        self._number = lru_cache(MOST_REMEMBERED)(lambda text: self.cell(as_number(text)))
        self._states = {state: self.cell(label) for state, label in State.choices}

    def tables(self, layout):
        if layout == "answers":
            return [Table("svar", COLUMNS, self._answers())]
        return [self._respondents(one) for one in self.questionnaires]

    # ---- a row an answer ----

    def _answers(self):
        whose = self._whose()
        box = {
            item.pk: self._box(item)
            for one in self.questionnaires
            for item in outline.load(one).items
        }
        yes_no = {one: self.cell(word) for one, word in YES_NO.items()}
        cell, as_cell = self.cell, self._number
        before = None
        for response, state, item, number, words, is_hidden, is_taken_over in self._read():
            if response != before:
                self.progress()
                before, respondent = response, (*whose[response], self._states[state])
            question, asked, option, label, labels = box[item]
            if number is None:
                value = cell(words)
                label = labels.get(words, label)
            else:
                value = as_cell(number)
            self.rows += 1
            yield (
                *respondent,
                question,
                asked,
                option,
                label,
                value,
                yes_no[is_hidden],
                yes_no[is_taken_over],
            )

    def _whose(self):
        """{response id: (questionnaire, respondent, its name)}."""
        told = ("questionnaire__survey__code", "organisation__code", "organisation__name")
        return {
            pk: tuple(map(self.cell, words))
            for pk, *words in self.responses.order_by().values_list("pk", *told)
        }

    def _box(self, item):
        """Texts of the question and the option; of a list with one box, the label of each choice."""
        question, option = item.question, item.option
        words = (question.code, question.text)
        words += (option.code, option.label) if option else ("", "")
        choices = question.options.all() if question.kind == Kind.SINGLE else ()
        labels = {choice.code: self.cell(choice.label) for choice in choices}
        return (*map(self.cell, words), labels)

    # ---- a row a respondent ----

    def _respondents(self, questionnaire):
        items = outline.load(questionnaire).items
        columns = (*RESPONDENT, *(item.code for item in items))
        rows = self._by_respondent(questionnaire, [item.pk for item in items])
        return Table(f"svar-{questionnaire.survey.code}", columns, rows)

    def _by_respondent(self, questionnaire, boxes):
        whose, nothing = self._whose(), self.cell(None)
        asked = self.responses.filter(questionnaire=questionnaire).order_by("pk")
        answered = groupby(self._read(asked), itemgetter(0))
        response_id, given = next(answered, (None, ()))
        for pk, state in list(asked.values_list("pk", "state")):
            values = {}
            if pk == response_id:
                state, values = self._values(given)
                response_id, given = next(answered, (None, ()))
            self.rows += 1
            self.progress()
            _, code, name = whose[pk]
            cells = [values.get(box, nothing) for box in boxes]
            yield (code, name, self._states[state], *cells)

    def _values(self, given):
        """The state and {item id: value}, of questions that are shown."""
        state, values = None, {}
        for _, state_now, item, number, words, is_hidden, _ in given:
            state = state_now
            if is_hidden:
                self.hidden += 1
            else:
                values[item] = self.cell(words) if number is None else self._number(number)
        return state, values

    # ---- both ----

    def _read(self, responses=None):
        """(response, its state, item, number, words, hidden, taken over) of each answer, in order."""
        answers = access.answers_visible_to(self.user, self.responses)
        if responses is not None:
            answers = answers.filter(response__in=responses.order_by().values("pk"))
        number = Cast(Func("number", function="trim_scale"), TextField())
        words = Coalesce("choice", "text", "missing", "unreadable", output_field=TextField())
        read = (
            answers.order_by("response_id", "item_id", "row")
            .annotate(as_text=number, words=words, response_state=F("response__state"))
            .values_list(
                *("response_id", "response_state", "item_id", "as_text", "words"),
                *("hidden", "taken_over"),
            )
        )
        return read.iterator(AT_A_TIME)


def as_number(text):
    """Numbers have at most 14 digits: a float holds them as they are."""
    return float(text) if "." in text else int(text)
