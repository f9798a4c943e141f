"""Answers are taken out whole, in every format, and what goes out can come in again."""

import csv
import io
import json
import zipfile

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from surveys import sheet as sheets
from surveys import values
from surveys.exports import making, pieces, writing
from surveys.models import Answer, Export, Response, Round, State
from tests import factories

pytestmark = pytest.mark.django_db


def made(year=2023, **wishes):
    """A finished export, asked for by staff."""
    wishes = {"survey": "", "layout": "answers", "format": "csv", **wishes}
    wishes.setdefault("requested_by", factories.staff("analytiker"))
    export = Export.objects.create(round=Round.objects.get(year=year), **wishes)
    assert making.run(export.pk)
    export.refresh_from_db()
    return export


def content_of(export):
    return b"".join(pieces.read(export))


def tables_of(export):
    """{table: [row as a dict]} of what a file says, whatever its format."""
    return TABLES_OF[export.format](content_of(export))


def of_csv(content):
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(packed.read(name).decode(), newline=""))
            )
            for name in packed.namelist()
        }


def of_xlsx(content):
    tables = {}
    for sheet in load_workbook(io.BytesIO(content), read_only=True):
        head, *rows = sheet.iter_rows(values_only=True)
        tables[sheet.title.lower().replace(" ", "-")] = [
            dict(zip(head, row, strict=True)) for row in rows
        ]
    return tables


TABLES_OF = {"csv": of_csv, "xlsx": of_xlsx, "json": json.loads}


def everything_answered(year=2023, surveys=("region", "rss")):
    """{(survey, respondent, box): canonical value} as the database has it."""
    found = Answer.objects.filter(
        response__questionnaire__round__year=year,
        response__questionnaire__survey__code__in=surveys,
    ).select_related("response__questionnaire__survey", "response__organisation", "item")
    return {
        (
            one.response.questionnaire.survey.code,
            one.response.organisation.code,
            one.item.code,
        ): values.of_answer(one).canonical
        for one in found
    }


def as_text(value):
    """What a cell of any format says, as canonical text."""
    return "" if value is None else str(value)


@pytest.mark.usefixtures("full_round")
class TestWholeRound:
    @pytest.mark.parametrize("fmt", writing.FORMATS)
    def test_a_row_an_answer_holds_every_answer_as_it_is(self, fmt):
        export = made(format=fmt)
        tables = tables_of(export)
        told = {
            (
                row["questionnaire"],
                row["respondent"],
                ".".join(filter(None, [row["question"], row["option"]])),
            ): as_text(row["value"])
            for row in tables["svar"]
        }
        assert told == everything_answered()
        assert export.rows == len(tables["svar"]) == len(told)
        facts = {row["uppgift"]: as_text(row["värde"]) for row in tables["om-filen"]}
        assert facts["Antal rader med svar"] == str(export.rows)
        assert facts["Urval"] == "godkända svar"
        assert export.size == len(content_of(export))

    @pytest.mark.parametrize("fmt", writing.FORMATS)
    def test_a_row_a_respondent_has_a_column_a_box_and_a_codebook(self, fmt):
        export = made(format=fmt, layout="respondents")
        tables = tables_of(export)
        assert [len(tables["svar-region"]), len(tables["svar-rss"])] == [21, 25]
        assert export.rows == 46
        sheet_of = sheets.of_many(Response.objects.filter(questionnaire__round__year=2023))
        for survey in ("region", "rss"):
            for row in tables[f"svar-{survey}"]:
                sheet = sheet_of[factories.response(survey, row["respondent"]).pk]
                told = {
                    code: as_text(row[code])
                    for code in sheet.outline.item
                    if row[code] not in ("", None)
                }
                held = {code: sheet.value(code) for code in sheet.outline.item}
                assert told == {c: v.canonical for c, v in held.items() if v is not None}
        boxes = {(row["questionnaire"], row["box"]) for row in tables["kodbok"]}
        heads = {
            (survey, code) for survey in ("region", "rss") for code in tables[f"svar-{survey}"][0]
        }
        assert heads - boxes == {
            (survey, head)
            for survey in ("region", "rss")
            for head in ("respondent", "respondent_name", "state")
        }

    def test_a_row_an_answer_is_readable(self):
        rows = tables_of(made(survey="region"))["svar"]
        [one] = [r for r in rows if r["respondent"] == "01" and r["question"] == "lag_2022_913"]
        item = factories.response().questionnaire.items.get(code="lag_2022_913")
        assert one["question_text"] == item.question.text
        assert one["respondent_name"] == "Region Stockholm"
        assert (one["state"], one["hidden"], one["taken_over"]) == ("Godkänt", "nej", "nej")
        assert {row["questionnaire"] for row in rows} == {"region"}


def test_what_goes_out_comes_in_again(tmp_path, full_round):
    """Every answer of 2023 is taken out, all are forgotten, and the file is loaded."""
    packed = content_of(made())
    before = everything_answered()
    Answer.objects.all().delete()
    Response.objects.all().update(
        state=State.NOT_STARTED,
        submitted_at=None,
        submitted_by=None,
        approved_at=None,
        approved_by=None,
    )
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        file.extract("svar.csv", tmp_path)
    call_command("load_answers", tmp_path / "svar.csv", year=2023, stdout=io.StringIO())
    assert everything_answered() == before
