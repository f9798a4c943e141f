"""Answers read to be taken out: a stream however many they are, with the rights of whoever takes them.

A row an answer (`answers`) has the columns that `load_answers` reads and readable ones beside them. A
row a respondent (`respondents`) has a column for each box.
"""

from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from django.db.models import F, Func, TextField
from django.db.models.functions import Cast, Coalesce

from surveys import access, outline
from surveys.exports.tables import Table, same
from surveys.models import Kind, State

RESPONDENT = ("respondent", "respondent_name", "state")
COLUMNS = (
    *("questionnaire", *RESPONDENT),
    *("question", "question_text", "option", "option_label", "value", "hidden", "taken_over"),
)
YES, NO = "ja", "nej"
STATES = dict(State.choices)
AT_A_TIME = 10_000


@dataclass
class Source:
    """Some responses, and whoever takes their answers out.

    `text` is what the format does to each text. `rows` and `hidden` count what has been read:
    answers given out, and answers to hidden questions that a row a respondent leaves out.
    """

    responses: object
    user: object
    text: object = same
    progress: object = lambda done: None
    rows: int = 0
    hidden: int = 0
    questionnaires: list = field(init=False)

    def __post_init__(self):
        self.responses = access.visible_to(self.user).filter(
            pk__in=self.responses.order_by().values("pk")
        )
        asked = {one.questionnaire_id: one.questionnaire for one in self.responses}
        self.questionnaires = sorted(asked.values(), key=lambda one: one.survey.code)

    @property
    def answers(self):
        return access.answers_visible_to(self.user, self.responses)

    def tables(self, layout):
        if layout == "answers":
            return [Table("svar", COLUMNS, self._answers())]
        return [self._respondents(one) for one in self.questionnaires]

    # ---- a row an answer ----

    def _answers(self):
        whose = {one.pk: self._whose(one) for one in self.responses}
        box = {
            item.pk: self._box(item)
            for one in self.questionnaires
            for item in outline.load(one).items
        }
        text = self.text
        for response, state, item, number, words, is_hidden, is_taken_over in self._read():
            question, asked, option, label, labels = box[item]
            if number is None:
                value = text(words)
                label = labels.get(words, label)
            else:
                value = as_number(number)
            self.rows += 1
            yield (
                *whose[response],
                STATES[state],
                question,
                asked,
                option,
                label,
                value,
                YES if is_hidden else NO,
                YES if is_taken_over else NO,
            )

    def _whose(self, response):
        words = (response.questionnaire.survey.code, response.organisation.code)
        return (*map(self.text, words), self.text(response.organisation.name))

    def _box(self, item):
        """Texts of the question and the option; of a list with one box, the label of each choice."""
        question, option = item.question, item.option
        words = (question.code, question.text)
        words += (option.code, option.label) if option else ("", "")
        choices = question.options.all() if question.kind == Kind.SINGLE else ()
        labels = {choice.code: self.text(choice.label) for choice in choices}
        return (*map(self.text, words), labels)

    # ---- a row a respondent ----

    def _respondents(self, questionnaire):
        items = outline.load(questionnaire).items
        columns = (*RESPONDENT, *(item.code for item in items))
        rows = self._by_respondent(questionnaire, [item.pk for item in items])
        return Table(f"svar-{questionnaire.survey.code}", columns, rows)

    def _by_respondent(self, questionnaire, boxes):
        asked = self.responses.filter(questionnaire=questionnaire).order_by("pk")
        answered = groupby(self._read(asked), itemgetter(0))
        response_id, given = next(answered, (None, ()))
        for one in list(asked):
            state, values = one.state, {}
            if one.pk == response_id:
                state, values = self._values(given)
                response_id, given = next(answered, (None, ()))
            self.rows += 1
            _, code, name = self._whose(one)
            yield (code, name, STATES[state], *map(values.get, boxes))

    def _values(self, given):
        """The state and {item id: value}, of questions that are shown."""
        state, values = None, {}
        for _, state_now, item, number, words, is_hidden, _ in given:
            state = state_now
            if is_hidden:
                self.hidden += 1
            else:
                values[item] = self.text(words) if number is None else as_number(number)
        return state, values

    # ---- both ----

    def _read(self, responses=None):
        """(response, its state, item, number, words, hidden, taken over) of each answer, in order."""
        answers = self.answers
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
        for done, row in enumerate(read.iterator(AT_A_TIME), 1):
            if done % AT_A_TIME == 0:
                self.progress(AT_A_TIME)
            yield row


def as_number(text):
    """Numbers have at most 14 digits: a float holds them as they are."""
    return float(text) if "." in text else int(text)
