"""Workbooks to fill in away from the portal: an area's kommuner side by side, or one respondent's.

They lie as `surveys.workbook_layout` says, and hold what is answered when they are written.
"""

from django.template.loader import render_to_string
from django.utils import timezone

from surveys import outline, sums, workbook_area, workbook_one
from surveys import sheet as sheets
from surveys.models import Answer, Response
from surveys.sheet import Organisation, Sheet
from surveys.values import Value
from surveys.workbook_area import Row
from surveys.workbook_book import Book
from surveys.workbook_layout import ANSWER_SHEET, earlier_sheet, in_cell, key
from surveys.workbook_one import Filled

COMPARISON = "Till jämförelse. Det som skrivs här läses inte in."


def of_area(rss, questionnaire, at=None):
    """The file for the kommuner of an RSS that are asked in a questionnaire; `at` is its time."""
    at = at or timezone.now()  # before anything is read: what changes meanwhile is newer
    paper = outline.load(questionnaire)
    kommuner = list(
        Response.objects.filter(questionnaire=questionnaire, organisation__parent=rss)
        .select_related("organisation")
        .order_by("organisation__name")
    )
    cells, earlier, earlier_year = _cells_and_earlier(questionnaire, kommuner)
    title = f"{questionnaire.title}, {rss.name}"
    book = Book(title, at)
    book.instruct(_instructions("area", questionnaire, at, earlier_year, title=title, rss=rss))
    page = book.add(ANSWER_SHEET)
    rows = _rows(kommuner, cells)
    note = key(questionnaire.survey.code, questionnaire.round.year, at)
    workbook_area.draw(page, paper, title, note, rows)
    workbook_area.guide(page, Sheet(paper, Organisation(rss.code, 0)), rows)
    if earlier_year:
        page = book.add(earlier_sheet(earlier_year))
        rows = _rows(kommuner, earlier, locked=True)
        workbook_area.draw(page, paper, earlier_sheet(earlier_year), COMPARISON, rows)
    return book.content()


def of_response(response, at=None):
    """The file for one respondent; its numbers that follow the kommuner stand as last brought up."""
    at = at or timezone.now()
    paper = outline.load(response.questionnaire)
    questionnaire, organisation = response.questionnaire, response.organisation
    cells, earlier, earlier_year = _cells_and_earlier(questionnaire, [response])
    title = f"{questionnaire.title}, {organisation.name}"
    book = Book(title, at)
    words = {"title": title, "response": response, "following": sums.following(response)}
    book.instruct(_instructions("one", questionnaire, at, earlier_year, **words))
    filled = Filled(
        cells=cells[organisation.pk],
        earlier=earlier.get(organisation.pk, {}),
        year=earlier_year,
        following=words["following"],
        is_open=response.is_open,
    )
    empty = Sheet(paper, sheets.organisation_of(response))
    note = key(questionnaire.survey.code, questionnaire.round.year, at, organisation.code)
    workbook_one.draw(book.add(ANSWER_SHEET), empty, title, note, filled)
    return book.content()


def _instructions(kind, questionnaire, at, earlier_year, **words):
    words |= {"questionnaire": questionnaire, "at": at, "earlier_year": earlier_year}
    return render_to_string(f"surveys/workbook/{kind}.txt", words)


def _rows(kommuner, cells, *, locked=False):
    return [
        Row(
            one.organisation.code,
            one.organisation.name,
            cells.get(one.organisation_id, {}),
            is_open=one.is_open and not locked,
        )
        for one in kommuner
    ]


# ---- what is answered ----


def _cells_and_earlier(questionnaire, responses):
    """Cells of this round and the earlier one by organisation id, and the earlier one's year."""
    earlier = earlier_responses(questionnaire, responses)
    year = earlier[0].questionnaire.round.year if earlier else None
    return cells_of(responses), cells_of(earlier), year


def earlier_responses(questionnaire, responses):
    """The same organisations' responses in the nearest earlier round that asked any of them."""
    found = (
        Response.objects.filter(
            organisation__in=[one.organisation_id for one in responses],
            questionnaire__survey=questionnaire.survey_id,
            questionnaire__round__year__lt=questionnaire.round.year,
        )
        .select_related("questionnaire__round")
        .order_by("-questionnaire__round__year")
    )
    return [one for one in found if one.questionnaire_id == found[0].questionnaire_id]


def cells_of(responses):
    """{organisation id: {item code: what stands in the cell}} of responses to one questionnaire.

    Read as bare rows, and each value put into words once: an area has twenty thousand of them.
    """
    cells = {one.organisation_id: {} for one in responses}
    if not responses:
        return cells
    items = outline.load_id(responses[0].questionnaire_id).item_by_id
    answers = Answer.objects.filter(response__in=responses, row=0).order_by()
    in_words = {}
    for organisation_id, item_id, *contents in answers.values_list(
        "response__organisation_id", "item_id", *Answer.VALUE_FIELDS
    ):
        box = item_id, *contents
        if box not in in_words:
            in_words[box] = in_cell(items[item_id], _value(contents))
        cells[organisation_id][items[item_id].code] = in_words[box]
    return cells


def _value(contents):
    """The Value of an answer's columns."""
    columns = zip(Answer.VALUE_FIELDS, contents, strict=True)
    return next(Value(column, content) for column, content in columns if content is not None)
