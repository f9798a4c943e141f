"""Reads for lists and overviews: progress, deadlines, what has come in. Few queries however long the list."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from surveys import access, outline, team, values
from surveys import sheet as sheets
from surveys.expressions import Expression
from surveys.models import Answer, AnswerChange, Door, Explanation, Remark, Severity, State


@dataclass
class Progress:
    """Of the questions that are shown, how many have something in them."""

    answered: int
    asked: int

    @property
    def left(self):
        return self.asked - self.answered

    @property
    def percent(self):
        return 100 * self.answered // self.asked if self.asked else 100


@dataclass
class Part:
    """A section of a response: how far it has come and what was found in it."""

    section: object
    progress: Progress
    errors: int = 0
    queries: int = 0
    remarks: int = 0
    # Set by with_people: who is to fill it in, whether the reader is, and the last change.
    people: list = field(default_factory=list)
    is_given: bool = True
    last: AnswerChange | None = None


def is_answered(sheet, question):
    return any(sheet.value(item.code) is not None for item in question.box_list)


def progress_of(sheet, questions=None):
    shown = [q for q in questions or sheet.outline.questions if q.code not in sheet.hidden]
    return Progress(sum(is_answered(sheet, q) for q in shown), len(shown))


def parts(sheet, verdict, unanswered=()):
    """The sections that have anything to ask, each with progress, open findings and remarks."""
    made = []
    for section in sheet.outline.sections:
        progress = progress_of(sheet, section.question_list)
        if not progress.asked:
            continue
        codes = {item.code for q in section.question_list for item in q.box_list}
        made.append(
            Part(
                section,
                progress,
                errors=sum(f.item.code in codes for f in verdict.errors),
                queries=sum(f.item.code in codes for f in verdict.queries),
                remarks=sum(r.item.code in codes for r in unanswered),
            )
        )
    return made


def with_people(parts, user, response):
    """The parts with who is to fill each in, and who last wrote in it. Four queries in all."""
    people, given = team.who_fills_in(response, user), access.sections_given(user, response)
    last = last_changes(response)
    for part in parts:
        part.people = people.get(part.section.pk, [])
        part.is_given = part.section.pk in given
        part.last = last.get(part.section.pk)
    return parts


def last_changes(response):
    """The newest change that people made in each section, by section id."""
    changes = response.changes.exclude(door=Door.SUMS).order_by("item__question__section_id", "-id")
    changes = changes.distinct("item__question__section_id").select_related("by", "item__question")
    return {change.item.question.section_id: change for change in changes}


def with_progress(responses):
    """The responses as a list, each with `.progress` set."""
    responses = list(responses)
    loaded = sheets.of_many(responses)
    for response in responses:
        response.progress = progress_of(loaded[response.pk])
    return responses


def progress_of_many(responses):
    """The Progress of many responses by id, as `progress_of` counts it, in three queries at most.

    The database counts the answered questions, since an answer says itself whether it is hidden. How
    many are asked takes only the answers that some condition looks at.
    """
    answered = _answered_questions(responses)
    hidden = _hidden_questions(responses)
    return {
        one.pk: Progress(
            answered.get(one.pk, 0),
            len(outline.load(one.questionnaire).questions) - hidden[one.pk],
        )
        for one in responses
    }


def _answered_questions(responses):
    shown = Answer.objects.filter(response__in=responses, row=0, hidden=False).order_by()
    return dict(
        shown.values_list("response").annotate(number=Count("item__question", distinct=True))
    )


def _hidden_questions(responses):
    """The number of questions not shown, by response id."""
    held = {response.pk: {} for response in responses}
    papers = {one.questionnaire_id: outline.load(one.questionnaire) for one in responses}
    looked_at = {item.pk: item.code for paper in papers.values() for item in _looked_at(paper)}
    answers = Answer.objects.filter(response__in=responses, item__in=looked_at, row=0)
    for answer in answers.order_by():
        held[answer.response_id][looked_at[answer.item_id]] = values.of_answer(answer)
    counts = sheets.kommun_counts(responses)
    hidden = {}
    for one in responses:
        who = sheets.Organisation(one.organisation.code, counts.get(one.pk, 0))
        paper = papers[one.questionnaire_id]
        sheet = sheets.Sheet(paper, who, held[one.pk])
        conditional = [q for q in paper.questions if q.visible_when]
        hidden[one.pk] = len(sheets.hide(sheet, conditional).hidden)
    return hidden


def _looked_at(paper):
    """The boxes that decide what else is shown."""
    names = {
        name
        for question in paper.questions
        if question.visible_when
        for name in Expression.of(question.visible_when).names("svar")
    }
    return [item for name in names for item in paper.question[name].box_list]


def with_findings(responses):
    """Annotates a queryset with the number of errors, queries and explained queries last kept."""
    explanation = Explanation.objects.filter(
        response=OuterRef("pk"),
        rule=OuterRef("findings__rule"),
        item=OuterRef("findings__item"),
        values=OuterRef("findings__values"),
    )
    is_query = Q(findings__severity=Severity.QUERY)
    return responses.annotate(
        error_count=Count("findings", filter=Q(findings__severity=Severity.ERROR)),
        query_count=Count("findings", filter=is_query),
        explanation_count=Count("findings", filter=is_query & Exists(explanation)),
    )


def with_remarks(responses):
    """Annotates a queryset with the number of remarks that wait for an answer, and of those answered
    that wait to be closed."""
    return responses.annotate(
        remark_count=_remarks_in(Remark.State.OPEN),
        answered_remark_count=_remarks_in(Remark.State.ANSWERED),
    )


def _remarks_in(state):
    remarks = Remark.objects.filter(response=OuterRef("pk"), state=state).order_by()
    number = remarks.values("response").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)


def by_state(responses):
    """[(state label, number)] over all states, in the order a response goes through them."""
    numbers = dict(responses.order_by().values_list("state").annotate(Count("pk")))
    return [(state, numbers.get(state.value, 0)) for state in State]


def days_left(deadline):
    """Days to the deadline: 0 on the day itself, negative after it."""
    return (deadline - today()).days


def today() -> date:
    return timezone.localdate()


def receipt_number(response):
    """2023-region-01-2: the second time that region handed in its 2023 questionnaire."""
    times = response.steps.filter(to_state=State.SUBMITTED).count()
    questionnaire = response.questionnaire
    return f"{questionnaire.round.year}-{questionnaire.survey.code}-{response.organisation.code}-{times}"


def neighbours(sheet, section):
    """The section before and the section after, among those with anything to ask."""
    shown = [s for s in sheet.outline.sections if progress_of(sheet, s.question_list).asked]
    here = next((n for n, s in enumerate(shown) if s.pk == section.pk), 0)
    before = shown[here - 1] if here else None
    after = shown[here + 1] if here + 1 < len(shown) else None
    return before, after
