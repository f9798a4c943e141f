"""A questionnaire as text: the YAML format, read from a file and written into rows.

The format is described in docs/questionnaires.md.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import yaml
from django.db import models
from pydantic import BaseModel, ConfigDict, Field

from surveys import figures, linedyaml
from surveys.models import (
    NONE_CODE,
    NONE_LABEL,
    Item,
    Kind,
    Option,
    Question,
    Questionnaire,
    Rule,
    Section,
    Severity,
)

LONGEST = 4000  # characters of a text, where nothing else is said
FOLDER = Path(__file__).parent / "definitions"

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=100)]
OptionCode = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=120)]
Text = Annotated[str, Field(min_length=1)]
Title = Annotated[str, Field(min_length=1, max_length=200)]
# As wide as the columns they are kept in.
Limit = Annotated[Decimal, Field(max_digits=14, decimal_places=4)]
Small = Annotated[int, Field(le=32_767)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OptionText(Strict):
    code: OptionCode
    label: Text = Field(max_length=300)
    last: bool = False


NONE_OF_THEM = OptionText(code=NONE_CODE, label=NONE_LABEL, last=True)


class QuestionText(Strict):
    code: Code
    kind: Kind
    text: Text
    help: str = ""
    required: bool | None = None
    unit: str = Field("", max_length=30)
    min: Limit | None = None
    max: Limit | None = None
    whole: bool = False
    unknown: bool = False
    max_choices: Small | None = None
    none: bool = False
    max_length: int | None = Field(None, le=1_000_000)
    change_limit: Small | None = None
    visible_when: str = ""
    used_in: list[str] = []
    source: str = Field("", max_length=100)
    options: list[OptionText] = []

    @property
    def is_required(self):
        return self.kind != Kind.TEXT if self.required is None else self.required

    @property
    def all_options(self):
        """Its options; with `none` one more, that excludes them."""
        return [*self.options, NONE_OF_THEM] if self.none else self.options

    @property
    def box_codes(self):
        """Codes of the boxes it becomes."""
        if self.options and self.kind != Kind.SINGLE:
            return [f"{self.code}.{option.code}" for option in self.all_options]
        return [self.code]


class SectionText(Strict):
    code: Code = Field(max_length=60)
    title: Title
    help: str = ""
    questions: list[QuestionText] = []


class RuleText(Strict):
    code: Code
    severity: Severity
    at: Text
    about: list[str] = []
    when: Text
    message: Text


class QuestionnaireText(Strict):
    survey: Literal["region", "rss", "kommun"]
    year: int
    title: Title
    intro: str = ""
    sections: list[SectionText] = Field(min_length=1)
    rules: list[RuleText] = []

    @property
    def questions(self):
        return [question for section in self.sections for question in section.questions]


class RoundText(Strict):
    year: int
    title: Title
    opens: date
    deadline: date


@dataclass
class Definition:
    """A questionnaire's text together with the file it stands in, for telling lines."""

    text: QuestionnaireText
    document: linedyaml.Document

    def questions_with_paths(self):
        for s, section in enumerate(self.text.sections):
            for q, question in enumerate(section.questions):
                yield question, ("sections", s, "questions", q)


def read(path):
    """Read one questionnaire. Raises linedyaml.BadFile with every problem of form."""
    document = linedyaml.read(path)
    return Definition(linedyaml.parse(QuestionnaireText, document), document)


def read_bytes(content, survey):
    """The same of YAML that is at hand, as if it stood in the survey's file."""
    document = linedyaml.read_bytes(content, Path(f"{survey}.yaml"))
    return Definition(linedyaml.parse(QuestionnaireText, document), document)


def read_round(path):
    return linedyaml.parse(RoundText, linedyaml.read(path))


def as_yaml(text):
    """A definition as YAML, without what says itself. Read again it is equal."""
    return yaml.dump(
        text.model_dump(mode="python", exclude_defaults=True),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=100,
    )


class _Dumper(yaml.SafeDumper):
    """Indents lists as people do, and writes limits as numbers and kinds as words."""

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def _as_number(dumper, number):
    number = figures.plain(number)
    tag = "int" if number == number.to_integral_value() else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{tag}", f"{number:f}")


def _as_word(dumper, choice):
    return _as_text(dumper, choice.value)


def _as_text(dumper, text):
    """What YAML would take for a line's end, or nothing at all, is written out between quotes."""
    plain = all(line.isprintable() for line in text.split("\n"))
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Dumper.add_representer(str, _as_text)
_Dumper.add_representer(Decimal, _as_number)
_Dumper.add_multi_representer(models.TextChoices, _as_word)


def of(questionnaire):
    """The definition that a questionnaire's rows were written from."""
    sections = questionnaire.sections.prefetch_related("questions__options")
    return QuestionnaireText(
        survey=questionnaire.survey.code,
        year=questionnaire.round.year,
        title=questionnaire.title,
        intro=questionnaire.intro,
        sections=[
            SectionText(
                code=section.code,
                title=section.title,
                help=section.help,
                questions=[_of_question(question) for question in section.questions.all()],
            )
            for section in sections
        ],
        rules=[
            RuleText(**{name: getattr(rule, name) for name in RuleText.model_fields})
            for rule in questionnaire.rules.all()
        ],
    )


def _of_question(row):
    options = list(row.options.all())
    usually_required = row.kind != Kind.TEXT
    return QuestionText(
        code=row.code,
        kind=row.kind,
        text=row.text,
        help=row.help,
        required=None if row.required == usually_required else row.required,
        unit=row.unit,
        min=row.minimum,
        max=row.maximum,
        whole=row.whole,
        unknown=row.unknown_allowed,
        max_choices=row.max_choices,
        none=any(option.is_none for option in options),
        max_length=None if row.max_length == LONGEST else row.max_length,
        change_limit=row.change_limit,
        visible_when=row.visible_when,
        used_in=row.used_in,
        source=row.source,
        options=[
            OptionText(code=option.code, label=option.label, last=option.last)
            for option in options
            if not option.is_none
        ],
    )


def write(text, survey, round):
    """Write a questionnaire's text as rows of a new, not yet issued Questionnaire."""
    questionnaire = Questionnaire.objects.create(
        survey=survey, round=round, title=text.title, intro=text.intro
    )
    position = 0
    for place, section in enumerate(text.sections, 1):
        row = Section.objects.create(
            questionnaire=questionnaire,
            code=section.code,
            title=section.title,
            help=section.help,
            position=place,
        )
        for question in section.questions:
            position += 1
            _write_question(question, row, position)
    _number_items(questionnaire)
    Rule.objects.bulk_create(
        Rule(questionnaire=questionnaire, position=n, **rule.model_dump())
        for n, rule in enumerate(text.rules, 1)
    )
    return questionnaire


def _write_question(text, section, position):
    question = Question.objects.create(
        questionnaire=section.questionnaire,
        section=section,
        position=position,
        code=text.code,
        kind=text.kind,
        text=text.text,
        help=text.help,
        unit=text.unit,
        required=text.is_required,
        minimum=text.min,
        maximum=text.max,
        whole=text.whole,
        unknown_allowed=text.unknown,
        max_choices=text.max_choices,
        max_length=(text.max_length or LONGEST) if text.kind == Kind.TEXT else None,
        change_limit=text.change_limit,
        visible_when=text.visible_when.strip(),
        used_in=text.used_in,
        source=text.source,
    )
    options = Option.objects.bulk_create(
        Option(
            question=question,
            position=n,
            is_none=option is NONE_OF_THEM,
            **option.model_dump(),
        )
        for n, option in enumerate(text.all_options, 1)
    )
    boxes = options if options and text.kind != Kind.SINGLE else [None]
    Item.objects.bulk_create(
        Item(
            questionnaire=section.questionnaire,
            question=question,
            option=option,
            code=code,
            position=0,
        )
        for option, code in zip(boxes, text.box_codes, strict=True)
    )


def _number_items(questionnaire):
    """Number the boxes through the whole questionnaire, so that one column orders them."""
    items = list(questionnaire.items.order_by("question__position", "option__position"))
    for position, item in enumerate(items, 1):
        item.position = position
    Item.objects.bulk_update(items, ["position"])
