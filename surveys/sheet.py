"""A response as a plain sheet: what each box holds, by item code. Rules read this, not the database."""

from dataclasses import dataclass, field

from regions import models as regions
from surveys import outline, values
from surveys.expressions import Expression
from surveys.models import Answer, Kind, Response
from surveys.outline import Outline, has_many_boxes


@dataclass
class Organisation:
    """What rules may know of who answers."""

    code: str
    kommun_count: int


@dataclass
class Sheet:
    """`values` holds only boxes with something in them. `hidden` are codes of questions not shown,
    `taken_over` those of boxes whose value came from last round and nobody has confirmed."""

    outline: Outline
    organisation: Organisation
    values: dict = field(default_factory=dict)
    hidden: set = field(default_factory=set)
    taken_over: set = field(default_factory=set)

    def value(self, code):
        """The value in a box as it counts: nothing for a hidden question."""
        item = self.outline.item.get(code)
        return None if item is None or item.question.code in self.hidden else self.values.get(code)

    def put(self, code, value):
        """Make a box hold a value, or nothing."""
        self.values.pop(code, None)
        if value is not None:
            self.values[code] = value

    def shown(self, code):
        item = self.outline.item.get(code)
        return values.shown(item, self.value(code)) if item else ""

    def in_expression(self, question_code):
        """A question's value as the author's expressions see it (docs/questionnaires.md)."""
        question = self.outline.question.get(question_code)
        if question is None:
            return None
        boxes = {item: self.value(item.code) for item in question.box_list}
        if question.kind == Kind.MULTI:
            return [item.option.code for item, value in boxes.items() if value is not None]
        if has_many_boxes(question):
            return {item.option.code: _bare(value) for item, value in boxes.items()}
        return _bare(next(iter(boxes.values())))


def _bare(value):
    if value is None or value.is_unreadable:
        return None
    return float(value.content) if value.column == "number" else value.content


def holds(expression, sheet, previous=None):
    """Whether an author's expression is true of a sheet (and last round's, when there is one)."""
    expression = Expression.of(expression)
    return expression.holds(
        svar={code: sheet.in_expression(code) for code in expression.names("svar")},
        forra={
            code: previous.in_expression(code) if previous else None
            for code in expression.names("forra")
        },
        org={
            "code": sheet.organisation.code,
            "kommun_count": float(sheet.organisation.kommun_count),
        },
    )


def hide(sheet, questions=None):
    """Settle which questions are hidden, in order: a condition looks at earlier questions only."""
    sheet.hidden = set()
    for question in questions or sheet.outline.questions:
        if question.visible_when and not holds(question.visible_when, sheet):
            sheet.hidden.add(question.code)
    return sheet


def of(response):
    """The sheet of one response, hidden questions settled."""
    return of_many([response])[response.pk]


def with_last_round(response):
    """The sheet of a response and the same organisation's in the round before, or None."""
    earlier = previous_response(response)
    loaded = of_many([response, earlier] if earlier else [response])
    return loaded[response.pk], loaded[earlier.pk] if earlier else None


def of_many(responses):
    """Sheets of many responses by response id, in two queries however many there are."""
    answers = {response.pk: {} for response in responses}
    taken_over = {response.pk: set() for response in responses}
    outlines = {r.pk: outline.load(r.questionnaire) for r in responses}
    for answer in Answer.objects.filter(response__in=responses, row=0):
        item = outlines[answer.response_id].item_by_id[answer.item_id]
        answers[answer.response_id][item.code] = values.of_answer(answer)
        if answer.taken_over:
            taken_over[answer.response_id].add(item.code)
    counts = kommun_counts(responses)
    return {
        r.pk: hide(
            Sheet(
                outlines[r.pk],
                Organisation(r.organisation.code, counts.get(r.pk, 0)),
                answers[r.pk],
                taken_over=taken_over[r.pk],
            )
        )
        for r in responses
    }


def organisation_of(response):
    """What rules may know of who answers one response."""
    counts = kommun_counts([response])
    return Organisation(response.organisation.code, counts.get(response.pk, 0))


def kommun_counts(responses):
    """Number of kommuner of each answering RSS in its round's year, by response id."""
    counts = {}
    areas = [r for r in responses if r.organisation.kind == regions.Organisation.Kind.RSS]
    for year in {r.questionnaire.round.year for r in areas}:
        of_year = [r for r in areas if r.questionnaire.round.year == year]
        found = regions.Organisation.objects.kommun_counts(
            [r.organisation_id for r in of_year], year
        )
        counts |= {r.pk: found.get(r.organisation_id, 0) for r in of_year}
    return counts


def previous_response(response):
    """The same organisation's response to the same survey in the nearest earlier round, if any."""
    return (
        Response.objects.filter(
            organisation=response.organisation_id,
            questionnaire__survey=response.questionnaire.survey_id,
            questionnaire__round__year__lt=response.questionnaire.round.year,
        )
        .select_related("questionnaire__round", "questionnaire__survey", "organisation")
        .order_by("-questionnaire__round__year")
        .first()
    )
