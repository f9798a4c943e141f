"""What each box asks: a row a box, to read answers by."""

from surveys import figures, outline
from surveys.exports.tables import Table, same
from surveys.models import Kind

COLUMNS = (
    *("questionnaire", "section", "box", "question", "question_text", "option", "option_label"),
    *("kind", "unit", "required", "minimum", "maximum", "whole", "unknown", "max_choices"),
    *("max_length", "options", "visible_when", "used_in"),
)
YES_NO = {True: "ja", False: "nej"}


def table(questionnaires, cell=same):
    rows = (
        tuple(map(cell, _row(item, questionnaire)))
        for questionnaire in questionnaires
        for item in outline.load(questionnaire).items
    )
    return Table("kodbok", COLUMNS, rows)


def _row(item, questionnaire):
    question, option = item.question, item.option
    return (
        questionnaire.survey.code,
        question.section.title,
        item.code,
        question.code,
        question.text,
        option.code if option else "",
        option.label if option else "",
        question.kind,
        question.unit,
        YES_NO[question.required],
        _number(question.minimum),
        _number(question.maximum),
        YES_NO[question.whole],
        YES_NO[question.unknown_allowed],
        question.max_choices,
        question.max_length,
        _choices(question),
        question.visible_when,
        ", ".join(question.used_in),
    )


def _number(number):
    if number is None:
        return None
    plain = figures.plain(number)
    return int(plain) if plain == plain.to_integral_value() else float(plain)


def _choices(question):
    if question.kind != Kind.SINGLE:
        return ""
    return "; ".join(f"{choice.code} = {choice.label}" for choice in question.options.all())
