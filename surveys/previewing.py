"""A definition as the respondent will meet it: its own form, filled in and judged, and nothing kept."""

import json
from functools import lru_cache

from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys import checking, definition, outline, rules, values
from surveys import sheet as sheets
from surveys.expressions import BadExpression
from surveys.forms import SectionForm
from surveys.models import Round, Severity, Survey

SOME_KOMMUNER = 5
MOST_KOMMUNER = 290


class NotPossible(Exception):
    """What the linter says must be mended before it can be shown."""


def outline_of(text):
    """The Outline that a definition gives when it is issued. Its rows are written and taken back."""
    today = timezone.localdate()
    try:
        with transaction.atomic():
            survey = Survey.objects.get(code=text.survey)
            # A year of its own, so that it stands in nobody's way.
            round = Round.objects.create(year=0, title=text.title, opens=today, deadline=today)
            paper = outline.load(definition.write(text, survey, round))
            transaction.set_rollback(True)
    except IntegrityError as error:
        raise NotPossible from error
    return paper


def outline_of_version(version):
    """The same of a draft's version, which is tried box by box."""
    return _outline_of(version.text, version.draft.survey.code)


@lru_cache(maxsize=8)
def _outline_of(text, survey):
    return outline_of(definition.read_bytes(text.encode(), survey).text)


class Trial:
    """Answers tried in an Outline, by a respondent with so many kommuner."""

    def __init__(self, paper, kommun_count=SOME_KOMMUNER):
        self.outline = paper
        self.sheet = sheets.Sheet(self.outline, sheets.Organisation("", kommun_count))

    @property
    def sections(self):
        return self.outline.sections

    def section(self, code):
        return next((s for s in self.sections if s.code == code), self.sections[0])

    def put(self, typed):
        """{box: text}, as a page carries along what is tried in it."""
        for code, text in typed.items():
            item = self.outline.item.get(code)
            if item and isinstance(text, str):
                self.sheet.put(code, values.read(item, text))

    def put_form(self, data, section):
        self.put(SectionForm(data, section=section, sheet=self.sheet).typed())

    def carried(self):
        return json.dumps({code: values.typed(one) for code, one in self.sheet.values.items()})

    def form(self, section, judge=False, closely=True):
        """(the section's form, whether something is wrong in it) as it is shown; `closely` says of what
        is empty too that it is."""
        try:
            sheets.hide(self.sheet)
            found = rules.broken(self.sheet) if judge else []
        except (BadExpression, KeyError) as error:
            raise NotPossible from error
        here = [f for f in found if f.item.question.section_id == section.pk]
        shown = checking.beside_boxes(here, closely=closely)
        wrong = any(f.severity == Severity.ERROR for f in here)
        return SectionForm(section=section, sheet=self.sheet, findings=shown), wrong


def read_carried(text):
    try:
        carried = json.loads(text)
    except ValueError:
        return {}
    return carried if isinstance(carried, dict) else {}


def of_question(question, text):
    """The form of one question alone, always shown, as the respondent will see it."""
    alone = question.model_copy(update={"visible_when": ""})
    section = definition.SectionText(code="prov", title="Prov", questions=[alone])
    trial = Trial(outline_of(text.model_copy(update={"sections": [section], "rules": []})))
    return trial.form(trial.sections[0])[0]
