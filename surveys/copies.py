"""A response and a questionnaire put into words: plain data for receipts, documents and pages."""

import re

from surveys import corrections as corrected
from surveys import figures, rules, values
from surveys import sheet as sheets
from surveys.expressions import Expression
from surveys.models import Kind, Severity
from surveys.sheet import Sheet

IS_ANSWERED = re.compile(r"""svar\.(?P<question>\w+) == (["'])(?P<answer>\w+)\2""")
IS_MARKED = re.compile(r"""(["'])(?P<answer>\w+)\1 in svar\.(?P<question>\w+)""")
DEPENDS = "Besvaras beroende på tidigare svar."


def answered(sheet, explanations=(), corrections=()):
    """What is shown of a response, section by section, as it reads now."""
    sections = []
    for section in sheet.outline.sections:
        questions = [q for q in section.question_list if q.code not in sheet.hidden]
        if questions:
            sections.append(
                {
                    "code": section.code,
                    "title": section.title,
                    "questions": [
                        _answered(sheet, q, explanations, corrections) for q in questions
                    ],
                }
            )
    return sections


def _answered(sheet, question, explanations, corrections):
    boxes = [(item, sheet.value(item.code)) for item in question.box_list]
    return {
        **_asked(question, corrections),
        "lines": [
            {
                "label": item.option.label if item.option else "",
                "value": value.canonical,
                "shown": values.shown(item, value),
            }
            for item, value in boxes
            if value is not None
        ],
        "explanations": [
            {
                "about": one.item.option.label if one.item.option else "",
                "values": one.values,
                "text": one.text,
                "by": str(one.by),
            }
            for one in explanations
            if one.item.question_id == question.pk
        ],
    }


def _asked(question, corrections):
    return {
        "code": question.code,
        "kind": question.kind,
        "text": question.text,
        # A percentage brings its own sign, and that a number is a number goes without saying.
        "unit": "" if question.kind == Kind.PERCENT or question.unit == "antal" else question.unit,
        "corrections": [
            {"number": one.number, "day": corrected.day_of(one), "text": one.text}
            for one in corrections
            if one.question_id == question.pk
        ],
    }


def blank(sheet, corrections=()):
    """What may be asked of a respondent, whatever it answers: to read before starting."""
    nothing = Sheet(sheet.outline, sheet.organisation)
    sections = []
    for section in sheet.outline.sections:
        questions = [q for q in section.question_list if may_come(q, nothing)]
        if questions:
            sections.append(
                {
                    "title": section.title,
                    "help": section.help,
                    "questions": [_blank(q, sheet, corrections) for q in questions],
                }
            )
    return sections


def may_come(question, nothing):
    """Whether a question may be asked of the respondent of an empty sheet: a condition on the
    respondent alone is settled; one on answers may yet be met."""
    condition = question.visible_when
    if not condition or Expression.of(condition).names("svar"):
        return True
    return sheets.holds(condition, nothing)


def _blank(question, sheet, corrections):
    kind = Kind(question.kind)
    choices = {}
    if kind in {Kind.YESNO, Kind.SINGLE}:
        choices = values.choices(question.box_list[0])
    return {
        **_asked(question, corrections),
        "help": question.help,
        "condition": condition_in_words(question, sheet.outline),
        "limits": limits_in_words(question, sheet),
        "choices": [
            *choices.values(),
            *(["Kan ej uppskattas"] if choices and question.unknown_allowed else []),
        ],
        "boxes": [item.option.label if item.option else "" for item in question.box_list],
        "unknown": question.unknown_allowed and kind.is_numeric,
        "optional": is_optional(question, sheet.outline),
    }


def is_optional(question, outline):
    """Not asked for by the question itself, nor by any rule of the author's."""
    demanded = {rule.at for rule in outline.rules if rule.severity == Severity.ERROR}
    return not question.required and not any(item.code in demanded for item in question.box_list)


def limits_in_words(question, sheet):
    """The limits of an answer in a sentence, '' without any."""
    kind = Kind(question.kind)
    if question.max_choices:
        return f"Välj högst {question.max_choices}."
    if kind == Kind.TEXT and question.max_length:
        return f"Högst {figures.swedish(question.max_length)} tecken."
    if not kind.is_numeric:
        return ""
    low, high, _ = rules.limits(question, sheet.organisation)
    number = "Ett heltal" if question.whole or kind == Kind.COUNT else "Ett tal"
    if low is not None and high is not None:
        return f"{number} från {figures.swedish(low)} till {figures.swedish(high)}."
    if low is not None:
        return f"{number}, minst {figures.swedish(low)}."
    if high is not None:
        return f"{number}, högst {figures.swedish(high)}."
    return ""


def condition_in_words(question, outline):
    """When a question is asked, as people say it; '' when it always is."""
    condition = question.visible_when.strip()
    if not condition or not Expression.of(condition).names("svar"):
        return ""
    for form, verb in ((IS_ANSWERED, "svarat"), (IS_MARKED, "markerat")):
        found = form.fullmatch(condition)
        earlier = outline.question.get(found["question"]) if found else None
        label = _label(earlier, found["answer"]) if earlier else None
        if label:
            return f"Besvaras om ni {verb} ”{label}” på: {earlier.text}"
    return DEPENDS


def _label(question, answer):
    """What an answer or an option is called on the page."""
    if question.kind == Kind.YESNO:
        return values.YESNO_LABELS.get(answer)
    return next((o.label for o in question.options.all() if o.code == answer), None)
