"""The tables as data: what stands in the rows and columns of each, without a single figure.

A table's rows are the `options` of a question, a list of `questions`, or the `respondents`.
A column's measure says what its cells hold:

    count        how many respondents marked the row's option        rows of options
    share        kommuner counted by the RSS, of all kommuner, %     rows of options or questions
    remainder    kommuner that no answer of the row's question holds rows of questions
    choice       the respondent's own answer to `question`           rows of respondents
    number       the respondent's own number in `item`               rows of respondents
    observation  the register's figure `indicator` for `year`        rows of respondents
    change       the same, `year` less `since`                       rows of respondents

`years` join number columns that are the terms of a year, and give the item for a figure of the whole
year, if there is one; a table with `years` ends with totals per term and per year.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from analysis import messages
from surveys import linedyaml
from surveys.models import Kind

FOLDER = Path(__file__).parent / "specs"

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]

# The fields a measure must have, may have, and the rows it suits; `code`, `label` and `measure` go without saying.
MEASURES = {
    "count": ((), ("question",), ("options",)),
    "share": ((), ("question", "option"), ("options", "questions")),
    "remainder": ((), (), ("questions",)),
    "choice": (("question",), (), ("respondents",)),
    "number": (("item",), ("decimals", "unit"), ("respondents",)),
    "observation": (("indicator", "year"), ("decimals", "unit"), ("respondents",)),
    "change": (("indicator", "year", "since"), ("decimals", "unit"), ("respondents",)),
}
KINDS = {
    "count": {Kind.MULTI},
    "share": {Kind.COUNT},
    "remainder": {Kind.COUNT},
    "choice": {Kind.YESNO, Kind.SINGLE},
    "number": {Kind.NUMBER, Kind.TABLE, Kind.PERCENT},
}
OPTIONAL_FIELDS = ("question", "option", "item", "indicator", "year", "since", "decimals", "unit")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnSpec(Strict):
    code: Code
    label: Text
    measure: Literal[tuple(MEASURES)]
    question: str = ""
    option: str = ""
    item: str = ""
    indicator: str = ""
    year: int | None = None
    since: int | None = None
    decimals: int = 0
    unit: str = ""


class RowSpec(Strict):
    code: Code
    label: Text


class RowsSpec(Strict):
    of: Literal["options", "questions", "respondents"]
    question: str = ""
    order: Literal["falling", "questionnaire"] = "questionnaire"
    questions: list[RowSpec] = []
    country: bool = False


class YearSpec(Strict):
    terms: list[str] = Field(min_length=1)
    item: str = ""


class TableSpec(Strict):
    code: Text
    title: Text
    subtitle: str = ""
    source: str = ""
    # Kommuner are not among them: what a kommun answers is its RSS's business, and only sums go further.
    survey: Literal["region", "rss"]
    round: int | None = None
    heading: Text
    rows: RowsSpec
    columns: list[ColumnSpec] = Field(min_length=1)
    years: list[YearSpec] = []

    def column(self, code):
        return next(column for column in self.columns if column.code == code)

    def year_of(self, column):
        """The YearSpec whose term the column is, or None."""
        return next((year for year in self.years if column.code in year.terms), None)

    def box_codes(self, row_code, column):
        """Codes of the items a cell is made of; `row_code` is not asked for in rows of respondents."""
        match column.measure:
            case "count" | "share" if self.rows.of == "options":
                return [f"{column.question or self.rows.question}.{row_code}"]
            case "share":
                return [f"{row_code}.{column.option}"]
            case "remainder":
                shares = [c for c in self.columns if c.measure == "share"]
                return [f"{row_code}.{c.option}" for c in shares]
            case "choice":
                return [column.question]
            case "number":
                year = self.year_of(column)
                return [column.item, *([year.item] if year and year.item else [])]
            case _:
                return []

    @property
    def question_codes(self):
        """Codes of the questions whose answers the table is made of."""
        rows = [row.code for row in self.rows.questions] or [""]
        boxes = {
            code for row in rows for column in self.columns for code in self.box_codes(row, column)
        }
        return {code.split(".")[0] for code in boxes}


class Spec(Strict):
    year: int
    tables: list[TableSpec] = Field(min_length=1)

    def questionnaire_of(self, table):
        """(survey code, year) of the questionnaire whose answers the table is made of."""
        return table.survey, table.round or self.year


def exists(year):
    """Whether tables are described for the year."""
    return (FOLDER / f"{year}.yaml").is_file()


def years():
    """The years whose tables are described."""
    return sorted(int(path.stem) for path in FOLDER.glob("*.yaml"))


@cache
def read(year, folder=FOLDER):
    """The spec of a year's tables and its document. Raises linedyaml.BadFile with every problem.

    Read once in a process: the files are part of the program.
    """
    document = linedyaml.read(Path(folder) / f"{year}.yaml")
    spec = linedyaml.parse(Spec, document)
    problems = _problems_within(spec, document)
    if spec.year != year:
        problems.append(document.problem(("year",), messages.spec("year", expected=year)))
    if problems:
        raise linedyaml.BadFile(problems)
    return spec, document


def check(spec, document, outlines, indicators):
    """Refuse a spec that asks for what is not there. Raises linedyaml.BadFile with every problem.

    `outlines` holds the questionnaires by (survey code, year); `indicators` the (code, year) pairs
    there are register figures for.
    """
    problems = [
        document.problem(path, text)
        for n, table in enumerate(spec.tables)
        for path, text in _missing_references(spec, n, table, outlines, indicators)
    ]
    if problems:
        raise linedyaml.BadFile(problems)


def _problems_within(spec, document):
    """What is wrong in the file itself, whatever the questionnaires hold."""
    found = list(_twice([table.code for table in spec.tables], ("tables",)))
    for n, table in enumerate(spec.tables):
        place = ("tables", n)
        found += _twice([column.code for column in table.columns], (*place, "columns"))
        found += _bad_rows(table, (*place, "rows"))
        found += _bad_years(table, (*place, "years"))
        for c, column in enumerate(table.columns):
            found += _bad_fields(table, column, (*place, "columns", c))
    return [document.problem(path, text) for path, text in found]


def _twice(codes, place):
    for n, code in enumerate(codes):
        if code in codes[:n]:
            yield (*place, n, "code"), messages.spec("twice", code=code)


def _bad_rows(table, place):
    rows = table.rows
    if rows.of == "options" and not rows.question:
        yield place, messages.spec("rows_without", of=rows.of, field="question")
    if rows.of == "questions" and not rows.questions:
        yield place, messages.spec("rows_without", of=rows.of, field="questions")


def _bad_years(table, place):
    numbers = {column.code for column in table.columns if column.measure == "number"}
    for n, year in enumerate(table.years):
        for t, term in enumerate(year.terms):
            if term not in numbers:
                yield (*place, n, "terms", t), messages.spec("term", code=term)


def _bad_fields(table, column, place):
    needed, allowed, rows = MEASURES[column.measure]
    if table.rows.of not in rows:
        yield place, messages.spec("measure_rows", measure=column.measure, of=table.rows.of)
    for field in needed:
        if field not in column.model_fields_set:
            yield place, messages.spec("field_missing", measure=column.measure, field=field)
    for field in OPTIONAL_FIELDS:
        if field in column.model_fields_set and field not in (*needed, *allowed):
            path = (*place, field)
            yield path, messages.spec("field_unused", measure=column.measure, field=field)


def _missing_references(spec, n, table, outlines, indicators):
    place = ("tables", n)
    survey, year = spec.questionnaire_of(table)
    outline = outlines.get((survey, year))
    if outline is None:
        yield place, messages.spec("questionnaire", code=table.code, survey=survey, year=year)
        return
    yield from _unknown_rows(table, outline, place)
    for c, column in enumerate(table.columns):
        path = (*place, "columns", c)
        yield from _unknown_in_column(table, column, outline, path)
        for observed in (column.year, column.since):
            if observed and (column.indicator, observed) not in indicators:
                text = messages.spec("indicator", indicator=column.indicator, year=observed)
                yield (*path, "indicator"), text
    for y, one in enumerate(table.years):
        if one.item and one.item not in outline.item:
            yield (*place, "years", y, "item"), _unknown_item(one.item, outline)


def _unknown_rows(table, outline, place):
    if table.rows.question and table.rows.question not in outline.question:
        text = _unknown_question(table.rows.question, outline)
        yield (*place, "rows", "question"), text
    for r, row in enumerate(table.rows.questions):
        if row.code not in outline.question:
            path = (*place, "rows", "questions", r, "code")
            yield path, _unknown_question(row.code, outline)


def _unknown_in_column(table, column, outline, path):
    """(path, problem) for what the column names and the questionnaire does not have."""
    if column.question and column.question not in outline.question:
        yield (*path, "question"), _unknown_question(column.question, outline)
        return
    if column.item and column.item not in outline.item:
        yield (*path, "item"), _unknown_item(column.item, outline)
        return
    for question in _questions_of(table, column, outline):
        if question.kind not in KINDS[column.measure]:
            kind = Kind(question.kind).label
            text = messages.spec("kind", measure=column.measure, question=question.code, kind=kind)
            yield path, text
        if column.option and f"{question.code}.{column.option}" not in outline.item:
            text = _unknown_item(f"{question.code}.{column.option}", outline)
            yield (*path, "option"), text
    if table.rows.of == "options" and column.question:
        yield from _unlike_options(table, column, outline, path)


def _questions_of(table, column, outline):
    """The questions a column draws on, of those that are there."""
    if column.item:
        codes = [outline.item[column.item].question.code]
    elif column.question:
        codes = [column.question]
    elif column.measure in KINDS:
        codes = [row.code for row in table.rows.questions] or [table.rows.question]
    else:
        codes = []
    return [outline.question[code] for code in codes if code in outline.question]


def _unlike_options(table, column, outline, path):
    """A column on a question of its own must have an option for every row."""
    rows = outline.question.get(table.rows.question)
    for option in rows.options.all() if rows else []:
        if f"{column.question}.{option.code}" not in outline.item:
            text = _unknown_item(f"{column.question}.{option.code}", outline)
            yield (*path, "question"), text


def _unknown_question(code, outline):
    return messages.spec("question", code=code, questionnaire=outline.questionnaire.title)


def _unknown_item(code, outline):
    return messages.spec("item", code=code, questionnaire=outline.questionnaire.title)
