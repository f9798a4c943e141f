"""A definition as an XLSForm: the workbook that ODK, KoBo and others make a form of.

What an XLSForm cannot say, a condition in other words than those below and the rules, is told in the
sheet `villkor_och_regler`, which the tools leave alone.
"""

import io
import re

import xlsxwriter

from surveys.definition import NONE_OF_THEM
from surveys.figures import plain
from surveys.models import NONE_CODE, Kind, Missing
from surveys.values import YESNO_LABELS

SURVEY = [
    "type",
    "name",
    "label",
    "hint",
    "required",
    "relevant",
    "constraint",
    "constraint_message",
    "appearance",
]
CHOICES = ["list_name", "name", "label"]
KOMMUNER = "antal_kommuner_i_omradet"
UNKNOWN = Missing.UNKNOWN.value
YESNO = "ja_nej"
# The words of a condition that XPath says in the same way, or nearly.
WORDS = [
    (re.compile(r"""(["'])(\w+)\1 in svar\.(\w+)"""), r"selected(${\3}, '\2')"),
    (re.compile(r"org\.kommun_count"), f"${{{KOMMUNER}}}"),
    (re.compile(r"svar\.(\w+)(?![.\w])"), r"${\1}"),
    (re.compile(r"&&"), "and"),
    (re.compile(r"\|\|"), "or"),
    (re.compile(r"=="), "="),
    (re.compile(r'"'), "'"),
]
TRANSLATED = re.compile(
    r"""(?:selected\(\$\{\w+\}, '\w+'\)|\$\{\w+\}|'\w*'|\d+(?:\.\d+)?|and|or|[=()<>]|!=|<=|>=|\s)+"""
)


def workbook(text):
    """The bytes of the workbook."""
    rows, choices, told = _rows(text)
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_numbers": False})
    _sheet(book, "survey", SURVEY, rows)
    _sheet(book, "choices", CHOICES, choices)
    settings = {
        "form_title": text.title,
        "form_id": f"{text.survey}_{text.year}",
        "version": str(text.year),
        "default_language": "sv",
    }
    _sheet(book, "settings", list(settings), [settings])
    _sheet(book, "villkor_och_regler", ["code", "when", "message"], told)
    book.close()
    return content.getvalue()


def _sheet(book, name, columns, rows):
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, columns)
    for n, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            sheet.write_string(n, place, row.get(column, ""))


def _rows(text):
    rows, told = [], []
    choices = [_choice(YESNO, code, label) for code, label in YESNO_LABELS.items()]
    choices.append(_choice(UNKNOWN, UNKNOWN, Missing.UNKNOWN.label))
    if any(_asks_for_kommuner(question) for question in text.questions):
        label = "Antal kommuner i området"
        rows.append({"type": "integer", "name": KOMMUNER, "label": label, "required": "yes"})
    for section in text.sections:
        group = {"name": f"avsnitt_{section.code}", "label": section.title}
        rows.append({"type": "begin_group", **group})
        if section.help:
            rows.append({"type": "note", "name": f"om_{section.code}", "label": section.help})
        for question in section.questions:
            rows += _question(question)
            choices += _choices(question)
            if question.visible_when and not condition(question.visible_when):
                told.append({"code": question.code, "when": question.visible_when})
        rows.append({"type": "end_group"})
    told += [{"code": r.code, "when": r.when, "message": r.message} for r in text.rules]
    return rows, choices, told


def _asks_for_kommuner(question):
    return question.kind == Kind.COUNT or "org.kommun_count" in question.visible_when


def condition(source):
    """A condition in XPath; '' when it says more than can be told there."""
    said = source.strip()
    for pattern, words in WORDS:
        said = pattern.sub(words, said)
    return said if TRANSLATED.fullmatch(said) else ""


def _question(question):
    common = {"relevant": condition(question.visible_when)} if question.visible_when else {}
    about = {"label": question.text, "hint": question.help}
    if question.options and question.kind.is_numeric:
        yield {
            "type": "begin_group",
            "name": question.code,
            "appearance": "field-list",
            **about,
            **common,
        }
        for option in question.options:
            yield from _number(question, f"{question.code}__{option.code}", {"label": option.label})
        yield {"type": "end_group"}
    elif question.kind.is_numeric:
        yield from _number(question, question.code, {**about, **common})
    else:
        yield {**_chosen_or_written(question), "name": question.code, **about, **common}


def _chosen_or_written(question):
    required = "yes" if question.is_required else ""
    match question.kind:
        case Kind.YESNO | Kind.SINGLE:
            own = question.kind == Kind.SINGLE or question.unknown
            return {"type": f"select_one {question.code if own else YESNO}", "required": required}
        case Kind.MULTI:
            row = {"type": f"select_multiple {question.code}", "required": required}
            return row | _limited(*_marks(question))
        case _:
            limit = question.max_length
            row = {"type": "text", "appearance": "multiline", "required": required}
            return row | (
                _limited([f"string-length(.) <= {limit}"], f"Högst {limit} tecken.")
                if limit
                else {}
            )


def _marks(question):
    limits, words = [], []
    if question.max_choices:
        limits.append(f"count-selected(.) <= {question.max_choices}")
        words.append(f"Välj högst {question.max_choices}.")
    if question.none:
        limits.append(f"not(selected(., '{NONE_CODE}') and count-selected(.) > 1)")
        words.append(f"”{NONE_OF_THEM.label}” går inte ihop med andra val.")
    return limits, " ".join(words)


def _number(question, name, about):
    """A number, and where that may be said the mark Kan ej uppskattas."""
    unknown = f"{name}__{UNKNOWN}"
    required = "yes" if question.is_required else ""
    if required and question.unknown:
        required = f"not(selected(${{{unknown}}}, '{UNKNOWN}'))"
    whole = question.whole or question.kind == Kind.COUNT
    yield {
        "type": "integer" if whole else "decimal",
        "name": name,
        "required": required,
        **about,
        **_limited(*_bounds(question)),
    }
    if question.unknown:
        mark = {key: about[key] for key in ("relevant",) if key in about}
        yield {
            "type": f"select_multiple {UNKNOWN}",
            "name": unknown,
            "label": f"{about['label']}: {Missing.UNKNOWN.label}",
            **mark,
        }


def _bounds(question):
    low, high = question.min, question.max
    limits, words = [], []
    if question.kind in {Kind.PERCENT, Kind.COUNT}:
        low = low or 0
    if question.kind == Kind.PERCENT:
        high = 100 if high is None else high
    if low is not None:
        limits.append(f". >= {plain(low):f}")
        words.append(f"Lägst {plain(low):f}.")
    if question.kind == Kind.COUNT:
        limits.append(f". <= ${{{KOMMUNER}}}")
        words.append("Högst antalet kommuner i området.")
    elif high is not None:
        limits.append(f". <= {plain(high):f}")
        words.append(f"Högst {plain(high):f}.")
    return limits, " ".join(words)


def _limited(limits, words):
    return {"constraint": " and ".join(limits), "constraint_message": words} if limits else {}


def _choices(question):
    own = {option.code: option.label for option in question.all_options}
    if question.kind == Kind.YESNO and question.unknown:
        own = dict(YESNO_LABELS)
    if question.unknown and question.kind in {Kind.YESNO, Kind.SINGLE}:
        own[UNKNOWN] = Missing.UNKNOWN.label
    if question.kind.is_numeric:
        own = {}
    for code, label in own.items():
        yield _choice(question.code, code, label)


def _choice(name, code, label):
    return {"list_name": name, "name": code, "label": label}
