"""One question over all who have handed in: every value beside last round's, so that odd ones are seen.

Only what is handed in or approved: what is still being written is nobody's answer yet.
"""

from dataclasses import dataclass, field

from surveys import access, outliers, outline, sums, values
from surveys.models import Answer, Item, Kind, Question, Questionnaire, Response

CHOSEN = {Kind.YESNO, Kind.SINGLE, Kind.MULTI}


@dataclass
class Row:
    """What one respondent has in a box, now and then."""

    response: Response
    value: values.Value | None
    now: str
    then: str
    is_odd: bool = False

    @property
    def number(self):
        is_number = self.value is not None and self.value.column == "number"
        return self.value.content if is_number else None


@dataclass
class Box:
    """One box with a Row for each respondent: the largest number first, and last the empty ones."""

    item: Item
    rows: list[Row]
    fences: outliers.Fences | None = None
    is_numeric: bool = True

    @property
    def odd(self):
        return [row for row in self.rows if row.is_odd]

    @property
    def numbers(self):
        return [row.number for row in self.rows if row.number is not None]


@dataclass
class Choice:
    """One thing that could be answered, who answered so, and how many did in the round before."""

    label: str
    responses: list[Response] = field(default_factory=list)
    then: int = 0


@dataclass
class Across:
    """A question over all; either `boxes` or `choices`. `answered_then` is how many answered it then."""

    question: Question
    previous: Questionnaire | None
    responses: list[Response]
    boxes: list[Box] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    answered: int = 0
    answered_then: int = 0


def of(question, user):
    """The Across of a question of an outline, as somebody may see it."""
    questionnaire = question.questionnaire
    responses = _handed_in(questionnaire, user)
    now = _held(responses, question.box_list)
    previous = previous_questionnaire(questionnaire)
    then, boxes_then = {}, {}
    if previous:
        asked = outline.load(previous).question.get(question.code)
        boxes_then = {item.code: item for item in asked.box_list} if asked else {}
        organisations = {one.organisation_id for one in responses}
        earlier = [r for r in _handed_in(previous, user) if r.organisation_id in organisations]
        then = _held(earlier, list(boxes_then.values()))
    across = Across(question, previous, responses)
    across.answered = len({organisation for organisation, _ in now})
    across.answered_then = len({organisation for organisation, _ in then})
    if question.kind in CHOSEN:
        across.choices = _choices(question, responses, now, then)
    else:
        across.boxes = [_box(item, responses, now, then, boxes_then) for item in question.box_list]
    return across


def _handed_in(questionnaire, user):
    seen = access.visible_to(user).filter(questionnaire=questionnaire)
    return list(seen.filter(state__in=sums.HANDED_IN).order_by("organisation__code"))


def previous_questionnaire(questionnaire):
    """The same survey's in the nearest earlier round, or None."""
    return (
        Questionnaire.objects.filter(
            survey=questionnaire.survey_id,
            round__year__lt=questionnaire.round.year,
            issued_at__isnull=False,
        )
        .select_related("round")
        .order_by("-round__year")
        .first()
    )


def _held(responses, items):
    """{(organisation's id, item code): Value} of what is shown, in one query."""
    whose = {one.pk: one.organisation_id for one in responses}
    codes = {item.pk: item.code for item in items}
    answers = Answer.objects.filter(response__in=whose, item__in=codes, row=0, hidden=False)
    return {
        (whose[answer.response_id], codes[answer.item_id]): values.of_answer(answer)
        for answer in answers.order_by()
    }


def _box(item, responses, now, then, boxes_then):
    item_then = boxes_then.get(item.code)
    rows = []
    for response in responses:
        key = response.organisation_id, item.code
        value, was = now.get(key), then.get(key)
        shown_then = values.shown(item_then, was) if item_then else ""
        rows.append(Row(response, value, values.shown(item, value), shown_then))
    box = Box(item, rows, is_numeric=Kind(item.question.kind).is_numeric)
    box.fences = outliers.fences(box.numbers)
    for row in rows:
        row.is_odd = bool(box.fences) and row.number is not None and box.fences.is_odd(row.number)
    rows.sort(key=_place)
    return box


def _place(row):
    """Numbers from the largest, then words, then nothing."""
    if row.number is not None:
        return 0, -row.number
    return (1, 0) if row.value is not None else (2, 0)


def _choices(question, responses, now, then):
    choices = {key: Choice(label) for key, label in _labels(question)}
    by_organisation = {one.organisation_id: one for one in responses}
    for (organisation, code), value in sorted(now.items(), key=_by_code_of(by_organisation)):
        key, label = _chosen(question, code, value)
        choice = choices.setdefault(key, Choice(label))
        choice.responses.append(by_organisation[organisation])
    for (_, code), value in then.items():
        key, _ = _chosen(question, code, value)
        if key in choices:
            choices[key].then += 1
    return list(choices.values())


def _by_code_of(by_organisation):
    return lambda held: by_organisation[held[0][0]].organisation.code


def _labels(question):
    """(key, label) of all that can be chosen."""
    if question.kind == Kind.MULTI:
        return [(item.code, item.option.label) for item in question.box_list]
    return list(values.choices(question.box_list[0]).items())


def _chosen(question, code, value):
    """(key, label) of what one has chosen; what could not be read is told as it was typed."""
    if question.kind == Kind.MULTI:
        return code, code
    return value.canonical, values.shown(question.box_list[0], value)
