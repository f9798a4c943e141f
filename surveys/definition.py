"""A questionnaire as text: the YAML format, read from a file and written into rows.

The format is described in docs/questionnaires.md.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from surveys import linedyaml
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
    questions: list[QuestionText] = Field(min_length=1)


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


def read_round(path):
    return linedyaml.parse(RoundText, linedyaml.read(path))


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
        max_length=(text.max_length or 4000) if text.kind == Kind.TEXT else None,
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
