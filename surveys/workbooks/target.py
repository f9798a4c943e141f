"""Whose answers a workbook may change, and what they hold now: read in a fixed number of queries."""

from dataclasses import dataclass, field

from regions.models import Organisation
from surveys import access, figures, outline, sums
from surveys import sheet as sheets
from surveys.models import Answer, AnswerChange, Response, State
from surveys.workbooks.cells import bare

OPEN = {State.NOT_STARTED, State.DRAFT, State.RETURNED}
TEXTS = [column for column in Answer.VALUE_FIELDS if column != "number"]


@dataclass
class Respondent:
    """One response, and what its boxes hold: canonical text by item code."""

    response_id: int
    organisation: sheets.Organisation
    name: str
    is_open: bool
    held: dict = field(default_factory=dict)


@dataclass
class Target:
    """`respondents` by the organisation's code; `barred` says by item code why nobody, or not this
    user, writes in a box of theirs (a code of messages.CELLS). `register` names every kommun by its code."""

    paper: outline.Outline
    respondents: dict
    barred: dict
    is_area: bool
    register: dict = field(default_factory=dict)

    @property
    def survey(self):
        return self.paper.questionnaire.survey.code

    @property
    def year(self):
        return self.paper.questionnaire.round.year

    def item(self, code):
        """The box with a code, however it is written; None when there is none."""
        return self.paper.item.get(code) or self.paper.item.get(bare(code))

    def written_since(self, at):
        """{(response id, item code)} of the boxes that have been written in from that moment on."""
        ids = [one.response_id for one in self.respondents.values()]
        changes = AnswerChange.objects.filter(response__in=ids, row=0, at__gte=at)
        code_of = {item.pk: item.code for item in self.paper.items}
        found = changes.order_by().values_list("response_id", "item_id").distinct()
        return {(response, code_of[item]) for response, item in found}


def of_area(rss, questionnaire, by):
    """The responses of an RSS's kommuner to a questionnaire."""
    paper = outline.load(questionnaire)
    responses = Response.objects.filter(questionnaire=questionnaire, organisation__parent=rss)
    # Who fills in for the RSS does so for all its kommuner alike: asked as if it answered itself.
    given = access.sections_given(by, Response(questionnaire=questionnaire, organisation=rss))
    register = Organisation.objects.filter(kind=Organisation.Kind.KOMMUN).order_by("code")
    return Target(
        paper,
        _respondents(responses, paper),
        _not_given(paper, given),
        is_area=True,
        register=dict(register.values_list("code", "name")),
    )


def of_response(response, by):
    """One response."""
    paper = outline.load(response.questionnaire)
    respondents = _respondents(Response.objects.filter(pk=response.pk), paper)
    for one in respondents.values():
        one.organisation = sheets.organisation_of(response)
    barred = _not_given(paper, access.sections_given(by, response))
    made = sums.not_written_in(response)
    barred |= {paper.item_by_id[pk].code: "follows" for pk in made}
    if access.is_locked_out(by, response):
        barred = dict.fromkeys(paper.item, "locked_out")
    return Target(paper, respondents, barred, is_area=False)


def _not_given(paper, given):
    return {i.code: "not_given" for i in paper.items if i.question.section_id not in given}


def _respondents(responses, paper):
    """{code: Respondent}, without a model instance for each answer: an area holds 20 000."""
    rows = responses.order_by("organisation__name").values_list(
        "pk", "state", "organisation__code", "organisation__name"
    )
    by_id = {
        pk: Respondent(pk, sheets.Organisation(code, 0), name, state in OPEN)
        for pk, state, code, name in rows
    }
    _put_answers(by_id, paper)
    return {one.organisation.code: one for one in by_id.values()}


def _put_answers(by_id, paper):
    code_of = {item.pk: item.code for item in paper.items}
    answers = Answer.objects.filter(response__in=by_id, row=0).order_by()
    for response, item, number, *texts in answers.values_list(
        "response_id", "item_id", "number", *TEXTS
    ):
        if number is None:
            canonical = next(text for text in texts if text is not None)
        else:
            canonical = f"{figures.plain(number):f}"
        by_id[response].held[code_of[item]] = canonical
