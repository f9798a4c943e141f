"""Spec and facts to tables."""

from analysis import counted, listed
from analysis.cells import Column, Table
from analysis.work import Work

FILLERS = {"options": counted.options, "questions": counted.questions, "respondents": listed.fill}


def build(spec, facts):
    """The spec's tables, made one by one as they are asked for."""
    for table in spec.tables:
        yield build_one(table, facts, facts.outlines[spec.questionnaire_of(table)])


def build_one(spec, facts, outline):
    columns = [
        Column(one.code, one.label, one.decimals, one.unit, not one.indicator)
        for one in spec.columns
    ]
    table = Table(spec.code, spec.title, spec.subtitle, spec.source, spec.heading, columns)
    FILLERS[spec.rows.of](table, Work(spec, facts, outline))
    return table
