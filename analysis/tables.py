"""Spec and facts to tables."""

from analysis import counted, listed
from analysis.cells import Column, Table
from analysis.work import Work

FILLERS = {"options": counted.options, "questions": counted.questions, "respondents": listed.fill}


def build(spec, facts):
    """The spec's tables in its order."""
    made = dict(as_ready(spec, facts))
    return [made[position] for position in range(len(spec.tables))]


def as_ready(spec, facts):
    """(position, table) of the spec's tables, those of respondents while the database counts."""
    places = range(len(spec.tables))
    for position in sorted(places, key=lambda n: spec.tables[n].rows.of != "respondents"):
        yield position, _build(spec, spec.tables[position], facts)


def _build(spec, table, facts):
    return build_one(table, facts, facts.outlines[spec.questionnaire_of(table)])


def build_one(spec, facts, outline):
    columns = [
        Column(one.code, one.label, one.decimals, one.unit, not one.indicator)
        for one in spec.columns
    ]
    table = Table(spec.code, spec.title, spec.subtitle, spec.source, spec.heading, columns)
    FILLERS[spec.rows.of](table, Work(spec, facts, outline))
    return table
