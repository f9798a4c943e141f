"""Answers are taken out whole, in every format, and what goes out can come in again."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from surveys import answers, compiling, sums, values
from surveys import sheet as sheets
from surveys.exports import guarding, making, pieces, writing
from surveys.exports.tables import Table
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
            dict(zip(head, map(as_excel_shows, row), strict=True)) for row in rows
        ]
    return tables


def as_excel_shows(cell):
    return unescape(cell) if isinstance(cell, str) else cell


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


# ---- what staff do not see ----


def test_sums_that_still_follow_are_left_out_of_an_open_response():
    """What an RSS has let follow would tell, answer by answer, what its kommuner have said."""
    lead, one = factories.member("rss", "rss-01"), factories.response("rss", "rss-01")
    answers.save(one, factories.published("rss", "rss-01"), by=lead)
    answered = {answer.item.code for answer in one.answers.select_related("item")}
    assert boxes_out() == answered
    compiling.begin(one, by=lead)
    assert boxes_out() == answered - sums.boxes(one)
    assert answered - sums.boxes(one) not in (set(), answered)
    one.refresh_from_db()
    compiling.end(one, by=lead)
    assert boxes_out() == {answer.item.code for answer in one.answers.select_related("item")}


def boxes_out():
    rows = tables_of(made(every_state=True, survey="rss"))["svar"]
    return {".".join(filter(None, [row["question"], row["option"]])) for row in rows}


def test_only_approved_answers_go_out_unless_all_are_asked_for():
    lead, reviewer = factories.member(), factories.staff()
    factories.in_state("approved", lead=lead, reviewer=reviewer)
    factories.in_state("draft", code="03", lead=factories.member(code="03"), reviewer=reviewer)
    approved = tables_of(made())["svar"]
    assert {(row["respondent"], row["state"]) for row in approved} == {("01", "Godkänt")}
    everything = tables_of(made(every_state=True))["svar"]
    states = {("01", "Godkänt"), ("03", "Påbörjat")}
    assert {(row["respondent"], row["state"]) for row in everything} == states
    wide = tables_of(made(every_state=True, layout="respondents", survey="region"))["svar-region"]
    assert len(wide) == 21
    assert sum(row["state"] == "Inte påbörjat" for row in wide) == 19


def test_who_has_left_socialstyrelsen_gets_no_file():
    person = factories.staff()
    export = Export.objects.create(
        round=Round.objects.get(year=2023),
        requested_by=person,
        layout="answers",
        format="csv",
    )
    type(person).objects.filter(pk=person.pk).update(staff_role="")
    assert making.run(export.pk)
    export.refresh_from_db()
    assert export.state == Export.State.FAILED
    assert "har inte längre rätt" in export.reason
    assert not export.pieces.exists()


# ---- texts of every kind ----

ODD_TEXTS = [
    *("=1+1", "+46 8", "-5", "@a", "'=1", "''-", "'vanlig", '”citat” "och" komma, semikolon;'),
    *("två\nrader", "<r>märkt</r>", "<r><t>x</t></r>", "&amp; < >", "_x0041_", "Åäö 😀", "%s %"),
]


@pytest.mark.parametrize("fmt", writing.FORMATS)
def test_every_text_comes_back_whole(fmt, issued):
    one = issued(TEXTS)
    texts = dict(zip(CODES, ODD_TEXTS, strict=True))
    answers.save(one, texts, by=factories.member())
    export = made(2030, format=fmt, every_state=True)
    rows = tables_of(export)["svar"]
    told = {row["question"]: row["value"] for row in rows if row["respondent"] == "01"}
    if fmt == "csv":
        risky = [text for text in told.values() if text.startswith(("=", "+", "-", "@", "\t"))]
        assert risky == []
        told = {code: guarding.unguarded(text) for code, text in told.items()}
    assert told == texts


CODES = [f"ord{number}" for number in range(len(ODD_TEXTS))]
TEXTS = "\n".join(
    [
        *("sections:", "  - code: a", "    title: Avsnitt", "    questions:"),
        *(f"      - {{code: {code}, kind: text, text: Med egna ord}}" for code in CODES),
        "",
    ]
)


def test_a_text_longer_than_a_cell_stands_whole_in_a_sheet_of_its_own(issued):
    one = issued(TEXTS)
    long = "".join(f"{number} 😀 " for number in range(9_000))
    answers.save(one, {"ord0": long}, by=factories.member())
    tables = tables_of(made(2030, format="xlsx", every_state=True))
    [row] = tables["svar"]
    assert row["value"].endswith("[Hela texten står på bladet Långa texter, nummer 1]")
    parts = [part["text"] for part in tables["långa-texter"] if part["nummer"] == 1]
    assert "".join(parts) == long.strip()


def test_rows_that_no_sheet_holds_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr(writing, "MOST_ROWS", 4)
    content = io.BytesIO()
    with writing.Xlsx(content) as document:
        document.add(Table("svar", ("nummer",), ((number,) for number in range(8))))
    tables = of_xlsx(content.getvalue())
    assert {name: [row["nummer"] for row in rows] for name, rows in tables.items()} == {
        "svar": [0, 1, 2],
        "svar-2": [3, 4, 5],
        "svar-3": [6, 7],
    }


def test_numbers_are_numbers():
    answers.save(factories.response(), {"fast_lakare_andel": "71,5"}, by=factories.member())
    for fmt, value in (("xlsx", 71.5), ("json", 71.5), ("csv", "71.5")):
        [row] = tables_of(made(format=fmt, every_state=True))["svar"]
        assert row["value"] == value


# ---- the work ----


def test_a_file_is_kept_in_pieces_and_read_piece_by_piece(monkeypatch):
    answers.save(factories.response(), {"fast_lakare_andel": "71,5"}, by=factories.member())
    monkeypatch.setattr(pieces, "PIECE_BYTES", 1_000)
    export = made(format="json", every_state=True)
    assert export.pieces.count() > 1
    assert len(tables_of(export)["svar"]) == 1


def test_a_file_goes_after_some_days_and_the_list_says_so(visit):
    export = made()
    visitor = visit(factories.staff())
    address = reverse("export_file", args=[export.pk])
    assert address in visitor.get(reverse("exports")).content.decode()
    assert making.remove_old(timezone.now() + making.KEPT - timedelta(minutes=1)) == 0
    assert making.remove_old(timezone.now() + making.KEPT + timedelta(minutes=1)) > 0
    page = visitor.get(reverse("exports")).content.decode()
    assert address not in page
    assert "Borttagen" in page
    assert visitor.get(address).status_code == 404


def test_the_same_file_asked_for_twice_is_made_once(visit):
    visitor = visit(factories.staff())
    wishes = {"round": Round.objects.get(year=2023).pk, "layout": "answers", "format": "csv"}
    for _ in range(2):
        assert visitor.post(reverse("exports"), wishes).status_code == 302
    [export] = Export.objects.all()
    state = visitor.get(reverse("export_state", args=[export.pk])).json()
    assert state == {"state": "waiting", "done": 0, "in_all": 0}
    assert making.run(export.pk)
    assert not making.run(export.pk)
    reply = visitor.get(reverse("export_file", args=[export.pk]))
    content = b"".join(reply.streaming_content)
    assert int(reply.headers["Content-Length"]) == len(content)
    assert reply.headers["Content-Disposition"].endswith(f'answers-{export.pk}.zip"')


def test_what_goes_wrong_is_told_without_a_word_of_the_answers(monkeypatch, caplog):
    def fail(*arguments):
        raise ValueError("hemligt svar")

    monkeypatch.setattr(making.codebook, "table", fail)
    export = made(format="xlsx")
    assert export.state == Export.State.FAILED
    assert f"uttag {export.pk}" in export.reason
    assert "hemligt" not in caplog.text + export.reason
    assert not export.pieces.exists()


def test_a_worker_that_dies_leaves_the_work_to_another():
    export = Export.objects.create(
        round=Round.objects.get(year=2023),
        requested_by=factories.staff(),
        layout="answers",
        format="csv",
        state="running",
        attempts=1,
        heartbeat_at=timezone.now() - timedelta(minutes=5),
    )
    assert making.sweep() == (1, 0)
    assert making.run(export.pk)
    export.refresh_from_db()
    assert (export.state, export.attempts) == (Export.State.DONE, 2)


# ---- those who answer ----


@pytest.mark.parametrize("fmt", writing.FORMATS)
def test_a_respondent_takes_its_own_answers_out(fmt, visit):
    lead = factories.member()
    one = factories.answered(by=lead)
    reply = visit(lead).get(reverse("own_answers", args=[one.pk, fmt]))
    rows = TABLES_OF[fmt](reply.content)["svar"]
    assert len(rows) == one.answers.count()
    assert {row["respondent"] for row in rows} == {"01"}


def test_an_rss_takes_out_its_kommuner_and_no_others(visit):
    lead = factories.member("rss", "rss-01")
    for code in ("0114", "0115", "0305"):
        factories.answered("kommun", code, by=factories.member("kommun", code))
    own = factories.response("rss", "rss-01")
    reply = visit(lead).get(reverse("area_answers", args=[own.pk, "json"]))
    assert {row["respondent"] for row in json.loads(reply.content)["svar"]} == {"0114", "0115"}


def test_a_format_that_is_not_there_is_not_found(visit):
    lead = factories.member()
    address = reverse("own_answers", args=[factories.response().pk, "pdf"])
    assert visit(lead).get(address).status_code == 404
