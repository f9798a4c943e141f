"""The answers behind a figure: the regions' own, or what each RSS handed in. Never a kommun's."""

from dataclasses import dataclass

from analysis import building, facts, spec
from analysis.cells import TOTALS, Cell, Table
from analysis.ordering import swedish_key
from surveys import values
from surveys.linedyaml import BadFile
from surveys.models import Answer, State


@dataclass
class Source:
    """One answer: whose, to what, and as people read it."""

    organisation: str
    question: str
    value: str
    response_id: int


@dataclass
class Trace:
    table: Table
    row_label: str
    column_label: str
    cell: Cell
    sources: list[Source]


def trace(build, code, row_code, column_code):
    """The answers, as they are approved now, behind a cell of a build. None where there is no cell."""
    table = building.table_of(build, code)
    cell = table and table.cell(row_code, column_code)
    if cell is None:
        return None
    described = _described(build, code)
    if described is None or column_code not in [one.code for one in described[0].columns]:
        return None
    return Trace(
        table=table,
        row_label=table.labels[table.codes.index(row_code)],
        column_label=next(one.label for one in table.columns if one.code == column_code),
        cell=cell,
        sources=_sources(*described, row_code, column_code),
    )


def _described(build, code):
    """The table's spec and outline, or None when it is not described any more."""
    try:
        described, _ = spec.read(build.round.year)
    except BadFile:
        return None
    for table in described.tables:
        if table.code == code:
            outline = facts.outlines_of(described).get(described.questionnaire_of(table))
            return outline and (table, outline)
    return None


def _sources(table, outline, row_code, column_code):
    codes = _box_codes(table, row_code, table.column(column_code))
    items = [outline.item[code] for code in codes if code in outline.item]
    answers = Answer.objects.filter(
        item__in=items,
        hidden=False,
        response__questionnaire=outline.questionnaire,
        response__state=State.APPROVED,
    ).select_related("response__organisation")
    if table.rows.of == "respondents" and row_code not in TOTALS:
        answers = answers.filter(response__organisation__code=row_code)
    return [_source(answer, outline) for answer in sorted(answers, key=_place(outline))]


def _box_codes(table, row_code, column):
    """The boxes of a cell; a year's total is made of those of all its terms."""
    year = table.year_of(column)
    columns = (
        [table.column(code) for code in year.terms] if row_code == TOTALS[1] and year else [column]
    )
    codes = [code for one in columns for code in table.box_codes(row_code, one)]
    if row_code == TOTALS[0]:
        return [column.item]
    return list(dict.fromkeys(codes))


def _place(outline):
    def key(answer):
        name = answer.response.organisation.name
        return swedish_key(name), outline.item_by_id[answer.item_id].position

    return key


def _source(answer, outline):
    item = outline.item_by_id[answer.item_id]
    return Source(
        organisation=answer.response.organisation.name,
        question=outline.label(item),
        value=values.shown(item, values.of_answer(answer)),
        response_id=answer.response_id,
    )
