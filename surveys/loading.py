"""Answers from a CSV file, through the same doors as the pages. All of a file, or nothing of it.

Columns: questionnaire, respondent, question, option, value; others are ignored. An empty value
is an empty box.
"""

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from regions.models import Organisation, User
from surveys import answers, checking, outline, rules, sums, values, workflow
from surveys import messages as say
from surveys import sheet as sheets
from surveys.exports.guarding import unguarded
from surveys.models import Door, Kind, Missing, Questionnaire, Response

COLUMNS = ("questionnaire", "respondent", "question", "option", "value")


class BadRows(Exception):
    """The file is refused; `problems` are (line, sentence), line 0 for the file as a whole."""

    def __init__(self, problems):
        lines = [f"rad {line}: {text}" if line else text for line, text in problems]
        super().__init__("\n".join(lines))
        self.problems = problems


@dataclass
class Loaded:
    responses: int = 0
    boxes: int = 0
    explained: int = 0


@dataclass
class Respondent:
    """One response and what the file says for it: typed text and line by item code."""

    response: Response
    typed: dict = field(default_factory=dict)
    lines: dict = field(default_factory=dict)


@transaction.atomic
def load(path, year, *, submit=False, approve=False, progress=lambda done, in_all: None):
    """Read, save and if asked hand in and approve. Raises BadRows with every problem at once."""
    path = Path(path)
    rows = _read(path)
    reader = _Reader(year)
    for line, row in rows:
        reader.take(line, row)
    if reader.problems:
        raise BadRows(reader.problems)
    respondents = list(reader.respondents.values())
    _refuse_bad_values(respondents)
    return _write(respondents, path.name, submit, approve, progress)


def _read(path):
    """[(line, row dict)], or BadRows when the file itself cannot be used."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRows([(0, say.row("encoding"))]) from error
    except OSError as error:
        raise BadRows([(0, say.row("no_file", path=path))]) from error
    rows = _numbered(csv.reader(io.StringIO(text), strict=True))
    _, header = next(rows, (1, None))
    _refuse_bad_header(header)
    return _by_column(rows, header)


def _numbered(reader):
    """(line, cells) of each row; a text in quotation marks may make a row many lines long."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadRows([(line, say.row("not_csv"))]) from error
        if cells is None:
            return
        yield line, cells


def _refuse_bad_header(header):
    if not header:
        raise BadRows([(0, say.row("empty_file", columns=", ".join(COLUMNS)))])
    missing = [column for column in COLUMNS if column not in header]
    if missing and len(header) == 1 and ";" in header[0]:
        raise BadRows([(1, say.row("semicolons"))])
    if missing:
        raise BadRows([(1, say.row("columns_missing", columns=", ".join(missing)))])
    twice = [column for column in COLUMNS if header.count(column) > 1]
    if twice:
        raise BadRows([(1, say.row("columns_twice", columns=", ".join(twice)))])


def _by_column(numbered, header):
    rows, problems = [], []
    for line, cells in numbered:
        if not any(cells):
            continue
        if len(cells) != len(header):
            words = {"found": len(cells), "expected": len(header)}
            problems.append((line, say.row("row_length", **words)))
            continue
        row = dict(zip(header, cells, strict=True))
        rows.append((line, {c: unguarded(row[c].strip()) for c in COLUMNS}))
    if problems:
        raise BadRows(problems)
    return rows


class _Reader:
    """Places each row at its box, and keeps what cannot be placed as problems."""

    def __init__(self, year):
        self.year = year
        self.problems = []
        self.respondents = {}
        questionnaires = Questionnaire.objects.filter(round__year=year, issued_at__isnull=False)
        self.outlines = {
            q.survey.code: outline.load(q) for q in questionnaires.select_related("survey")
        }
        responses = Response.objects.filter(questionnaire__in=questionnaires).select_related(
            "questionnaire__round", "questionnaire__survey", "organisation__parent"
        )
        self.responses = {(r.questionnaire.survey.code, r.organisation.code): r for r in responses}
        self.known_codes = set(Organisation.objects.values_list("code", flat=True))

    def take(self, line, row):
        problem = self._place(line, row)
        if problem:
            self.problems.append((line, problem))

    def _place(self, line, row):
        """Puts the row where it belongs; returns the sentence that says why it cannot."""
        survey = row["questionnaire"]
        problem = (
            self._bad_questionnaire(survey)
            or self._bad_respondent(survey, row["respondent"])
            or self._bad_question(survey, row["question"])
            or self._bad_option(survey, row["question"], row["option"])
        )
        if problem:
            return problem
        code = ".".join(filter(None, [row["question"], row["option"]]))
        item = self.outlines[survey].item[code]
        response = self.responses[survey, row["respondent"]]
        respondent = self.respondents.setdefault(response.pk, Respondent(response))
        if code in respondent.lines:
            return say.row("duplicate", line=respondent.lines[code])
        respondent.typed[code] = row["value"]
        respondent.lines[code] = line
        return bad_value(item, row["value"])

    def _bad_questionnaire(self, survey):
        if not survey:
            return say.row("questionnaire_empty")
        if survey not in self.outlines:
            return say.row("questionnaire_unknown", given=survey, year=self.year)
        return None

    def _bad_respondent(self, survey, code):
        if not code:
            return say.row("respondent_empty")
        response = self.responses.get((survey, code))
        if response is None and code not in self.known_codes:
            return say.row("respondent_unknown", given=code)
        if response is None:
            return say.row("respondent_other", given=code, questionnaire=survey)
        if not response.is_open:
            return say.row("not_open", respondent=response.organisation.name)
        return None

    def _bad_question(self, survey, code):
        if not code:
            return say.row("question_empty")
        if code in self.outlines[survey].question:
            return None
        others = [s for s, other in self.outlines.items() if code in other.question]
        if others:
            return say.row(
                "question_other", given=code, questionnaire=survey, other=" och ".join(others)
            )
        return say.row("question_unknown", given=code, questionnaire=survey)

    def _bad_option(self, survey, question_code, code):
        question = self.outlines[survey].question[question_code]
        if not outline.has_many_boxes(question):
            return say.row("option_unneeded", question=question_code) if code else None
        if not code:
            return say.row("option_needed", question=question_code)
        if f"{question_code}.{code}" not in self.outlines[survey].item:
            return say.row("option_unknown", given=code, question=question_code)
        return None


def bad_value(item, typed):
    """Why a text cannot stand in a box, or None. What can be read is judged by the rules later."""
    value = values.read(item, typed)
    if value is None or not value.is_unreadable:
        return None
    kind, given = Kind(item.question.kind), typed[:80]
    if typed == Missing.UNKNOWN:
        return say.row("unknown_not_allowed", question=item.question.code)
    if kind.is_numeric:
        return say.row("not_a_number", given=given)
    if kind == Kind.SINGLE:
        return say.row("not_an_option", given=given, options=", ".join(values.choices(item)))
    return say.row("not_yesno" if kind == Kind.YESNO else "not_a_mark", given=given)


def _refuse_bad_values(respondents):
    """Limits are told by line too: the rules are run over what the file alone says. So are numbers
    that follow the kommuner's answers, which no file writes over."""
    responses = [one.response for one in respondents]
    sheet_of = sheets.of_many(responses)
    problems = []
    for one in respondents:
        sheet, follows = sheet_of[one.response.pk], sums.not_written_in(one.response)
        for code, typed in one.typed.items():
            if sheet.outline.item[code].pk in follows:
                problems.append((one.lines[code], say.row("follows")))
            value = values.read(sheet.outline.item[code], typed)
            sheet.values.pop(code, None)
            if value is not None:
                sheet.values[code] = value
        for found in rules.broken(sheets.hide(sheet)):
            line = one.lines.get(found.item.code)
            if line and found.rule in {"minimum", "maximum", "kommun_count", "whole", "max_length"}:
                problems.append((line, found.message))
    if problems:
        raise BadRows(sorted(problems))


def _write(respondents, name, submit, approve, progress):
    robot = User.objects.robot()
    loaded, problems = Loaded(), []
    for done, one in enumerate(respondents, 1):
        saved = answers.save(one.response, one.typed, by=robot, door=Door.COMMAND)
        loaded.responses += 1
        loaded.boxes += saved.changed
        if submit:
            loaded.explained += _explain(saved.verdict.queries, name, robot)
            problems += _hand_in(one, saved.verdict, approve, robot)
        progress(done, len(respondents))
    if problems:
        raise BadRows(sorted(problems))
    return loaded


def _hand_in(one, verdict, approve, robot):
    """Hand in, and approve if asked. Returns what stops it."""
    if verdict.errors:
        return list(_why_not(one, verdict.errors))
    try:
        workflow.submit(one.response, by=robot, door=Door.COMMAND)
        if approve:
            workflow.approve(one.response, by=robot, door=Door.COMMAND)
    except workflow.Refused as refusal:  # a file neither answers remarks nor closes them
        return [(0, f"{one.response.organisation.name}: {refusal}")]
    return []


def _explain(queries, name, robot):
    """A file brings no explanations; that it came as a file is said in their place."""
    for query in queries:
        checking.explain(query, f"Inläst ur filen {name}; ingen förklaring följde med.", robot)
    return len(queries)


def _why_not(one, errors):
    """Errors that stop a hand-in, at the row that wrote the box or else at the respondent."""
    who = one.response.organisation.name
    for error in errors:
        line = one.lines.get(error.item.code, 0)
        yield line, f"{who}, {error.item.code}: {error.message}"
