"""An RSS's numbers as its kommuner's answers make them: which boxes are made so, and what comes out.

A question of the RSS's is made from the kommuner's question with the same code: numbers of kommuner
from their marks and choices, tables of numbers by adding them up. A kommun stands behind a number
once it has handed in and answered the question. Those behind it, those that could not tell, those that
have handed in without an answer and those that have not handed in make up all kommuner.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from surveys import outline
from surveys import sheet as sheets
from surveys.models import Compilation, Kind, Questionnaire, Response, State

HANDED_IN = {State.SUBMITTED, State.APPROVED}
COUNTED = {Kind.MULTI, Kind.SINGLE, Kind.YESNO}


@dataclass(frozen=True)
class Sum:
    """`number` is None when no kommun stands behind it. Of those that have handed in, `behind` have
    answered, `unknown` could not tell, and `unanswered` have said nothing or were not asked."""

    number: Decimal | None
    behind: int
    unknown: int = 0
    unanswered: int = 0


@dataclass
class Sums:
    """The kommuner's responses by name, those of them that are handed in, and a Sum by item code."""

    kommuner: list[Response]
    handed_in: list[Response]
    by_code: dict[str, Sum]

    @cached_property
    def awaited(self):
        return [one for one in self.kommuner if one not in self.handed_in]

    def missing(self, code):
        """How many kommuner have given no answer in a box, handed in or not."""
        return len(self.awaited) + self.by_code[code].unanswered


# ---- what is made of what ----


def source_of(response):
    """The questionnaire that the kommuner are asked in the same round, or None."""
    return source_in(response.questionnaire.round_id)


def source_in(round_id):
    return (
        Questionnaire.objects.filter(round=round_id, survey__code="kommun", issued_at__isnull=False)
        .select_related("round", "survey")
        .first()
    )


def questions_of(response):
    """The questions of an RSS's response whose numbers are made."""
    source = source_of(response)
    return made_questions(outline.load(response.questionnaire), outline.load(source))


def boxes(response):
    """Codes of their boxes."""
    return {item.code for question in questions_of(response) for item in question.box_list}


def made_questions(paper, source):
    """The questions of one outline that are made from another's."""
    return [q for q in paper.questions if q.code in source.question and _is_made(q, source)]


def _is_made(question, source):
    kind = source.question[question.code].kind
    if question.kind == Kind.COUNT:
        return kind in COUNTED
    return question.kind == kind == Kind.TABLE


# ---- what comes out ----


def of(response):
    """The Sums of an RSS's response."""
    source = source_of(response)
    kommuner = Response.objects.filter(
        questionnaire=source, organisation__parent=response.organisation_id
    ).select_related("organisation", "questionnaire__round", "questionnaire__survey")
    kommuner = list(kommuner.order_by("organisation__name"))
    handed_in = [one for one in kommuner if one.state in HANDED_IN]
    answered = list(sheets.of_many(handed_in).values())
    made = make(outline.load(response.questionnaire), outline.load(source), answered)
    return Sums(kommuner, handed_in, made)


def make(paper, source, answered):
    """{item code: Sum} from the sheets of kommuner that have handed in."""
    return {
        item.code: _sum(item, source.question[question.code], answered)
        for question in made_questions(paper, source)
        for item in question.box_list
    }


def _sum(item, asked, answered):
    asked_of = [sheet for sheet in answered if asked.code not in sheet.hidden]
    if asked.kind == Kind.MULTI:
        marked = [sheet for sheet in asked_of if sheet.value(item.code) is not None]
        behind = sum(_has_marked(sheet, asked) for sheet in asked_of)
        number = Decimal(len(marked)) if asked_of else None
        return Sum(number, behind, unanswered=len(answered) - behind)
    code = item.code if asked.kind == Kind.TABLE else asked.code
    given = [value for sheet in asked_of if (value := sheet.value(code)) is not None]
    unknown = sum(value.column == "missing" for value in given)
    if asked.kind == Kind.TABLE:
        numbers = [value.content for value in given if value.column == "number"]
        number = sum(numbers, Decimal(0)) if numbers else None
        behind = len(numbers)
    else:
        chosen = [value.content for value in given if value.column == "choice"]
        number = Decimal(chosen.count(item.option.code)) if chosen else None
        behind = len(chosen)
    return Sum(number, behind, unknown, len(answered) - behind - unknown)


def _has_marked(sheet, question):
    return any(sheet.value(item.code) is not None for item in question.box_list)


# ---- which boxes follow ----


def compilation_of(response):
    """The RSS's wish that its numbers follow, with the numbers it has put in their place; or None."""
    if not response.organisation.is_rss:
        return None
    return Compilation.objects.filter(response=response).prefetch_related("overrides__by").first()


def overrides_to_review(response):
    """{item id: Override} of a response that is handed in, whose reviewers are to see why a number is
    not the sum."""
    compilation = None if response.is_open else compilation_of(response)
    return {one.item_id: one for one in compilation.overrides.all()} if compilation else {}


def compiled(response):
    """(ids of the boxes that follow the kommuner's answers, ids of those with another number in their
    place). Neither are written in but on the page of the sums."""
    compilation = compilation_of(response)
    if compilation is None:
        return set(), set()
    made = {item.pk for question in questions_of(response) for item in question.box_list}
    overridden = {override.item_id for override in compilation.overrides.all()} & made
    return made - overridden, overridden


def following(response):
    """Ids of the boxes that follow."""
    return compiled(response)[0]


def not_written_in(response):
    """Ids of the boxes that are written on the page of the sums and nowhere else."""
    return set().union(*compiled(response))
