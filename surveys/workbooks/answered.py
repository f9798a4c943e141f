"""What is answered, and what was last round, as it stands in the cells of a workbook."""

from surveys import outline
from surveys.models import Answer, Response
from surveys.values import Value
from surveys.workbooks.layout import in_cell


def cells_and_earlier(questionnaire, responses):
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
