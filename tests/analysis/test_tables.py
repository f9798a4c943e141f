"""What happens to the tables when the answers are not whole."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analysis import facts, spec
from analysis.cells import Table
from analysis.models import Observation
from regions.models import Organisation
from surveys.models import Answer, Response
from tests.analysis.conftest import make_tables

pytestmark = [pytest.mark.usefixtures("full_round"), pytest.mark.django_db]


def responses(survey, *codes, year=2023):
    found = Response.objects.filter(
        questionnaire__survey__code=survey, questionnaire__round__year=year
    )
    return found.filter(organisation__code__in=codes) if codes else found


def not_approved(survey, *codes, year=2023):
    """As after a return: the answers are there, and do not count."""
    responses(survey, *codes, year=year).update(
        state="returned", approved_at=None, approved_by=None
    )


def answer(survey, code, box, year=2023, **value):
    """Give a box another answer, past the doors; no value empties it."""
    boxes = Answer.objects.filter(response__in=responses(survey, code, year=year), item__code=box)
    if not value:
        return boxes.delete()
    empty = dict.fromkeys(Answer.VALUE_FIELDS)
    return boxes.update(**{**empty, **value})


def displays(table: Table, row):
    return [table.cell(row, column.code).display for column in table.columns]


class TestAnswersThatDoNotCount:
    def test_a_response_that_is_not_approved(self):
        before = make_tables()["B3:1"].cell("fast_lakarkontakt", "antal")
        not_approved("region", "01")
        after = make_tables()["B3:1"].cell("fast_lakarkontakt", "antal")

        assert (before.value, before.lower_bound, before.note) == (21, False, None)
        assert (after.value, after.denominator, after.lower_bound) == (20, 21, True)
        assert after.note == "Region Stockholm har inte lämnat svar. Talet är en undre gräns."

    def test_its_own_figures_are_gone_and_its_row_stays(self):
        not_approved("region", "01")
        made = make_tables()

        assert displays(made["B3:8"], "01") == ["", "", "", ""]
        assert displays(made["T3"], "01") == ["", "", ""]
        assert displays(made["B3:3"], "01") == ["20,2\u00a0%", "0,2", "", ""]
        assert made["B3:8"].cell("01", "bidrag_vt").note == "Region Stockholm har inte lämnat svar."
        assert made["B3:8"].cell("total_term", "grundlon_vt").value == 1249 - 512

    def test_many_missing_are_told_by_their_number(self):
        not_approved("region")
        made = make_tables()

        assert "21 regioner har inte lämnat svar." in made["B3:8"].notes
        assert made["B3:1"].notes[0] == "21 regioner har inte lämnat svar."

    def test_a_hidden_answer(self):
        Answer.objects.filter(
            response__in=responses("region", "01"), item__code="utbildningsforman.grundlon_vt"
        ).update(hidden=True)
        table = make_tables()["B3:8"]

        assert displays(table, "01") == ["0", "0", "", "511"]
        total = table.cell("total_term", "grundlon_vt")
        assert (total.value, total.lower_bound) == (1249 - 512, True)
        assert "Region Stockholm har inte fyllt i uppgiften." in total.note

    def test_a_kommun_s_answers_are_never_read(self):
        described, _ = spec.read(2023)
        outlines = facts.outlines_of(described)
        with CaptureQueriesContext(connection) as queries:
            facts.gather(described, outlines)

        helper = set(
            Response.objects.filter(questionnaire__survey__code="kommun")
            .values_list("questionnaire", flat=True)
            .distinct()
        )
        assert helper
        needs = facts.needs_of(described, outlines)
        assert not helper & (needs.counted.questionnaires | needs.listed.questionnaires)
        assert len(queries) < 20


class TestSharesOfKommuner:
    def test_an_rss_that_has_not_answered_lowers_the_share(self):
        not_approved("rss", "rss-12")
        made = make_tables()
        cell = made["T6"].cell("forman_bidrag", "ja")
        rest = made["T6"].cell("forman_bidrag", "ej_svarat")

        assert cell.denominator == 290
        assert cell.lower_bound
        assert cell.note == "Skånes Kommuner har inte lämnat svar. Talet är en undre gräns."
        assert (
            sum(made["T6"].cell("forman_bidrag", c).numerator for c in ("ja", "nej", "ej_svarat"))
            == 290
        )
        assert rest.numerator > 33
        assert not rest.lower_bound

    def test_an_rss_without_kommuner_is_not_missed(self):
        not_approved("rss", "rss-14-vastkom")
        cell = make_tables()["T6"].cell("forman_bidrag", "ja")

        assert (cell.lower_bound, cell.note) == (False, None)

    def test_a_box_left_empty(self):
        answer("rss", "rss-12", "forman_bidrag.ja")
        made = make_tables()["T6"]

        assert made.cell("forman_bidrag", "ja").lower_bound
        assert (
            "1 RSS-organisation har inte fyllt i uppgiften."
            in made.cell("forman_bidrag", "ja").note
        )
        assert not made.cell("forman_bidrag", "nej").lower_bound

    def test_a_count_that_cannot_be_estimated(self):
        answer("rss", "rss-12", "forman_bidrag.ja", missing="kan_ej_uppskattas")
        made = make_tables()["T6"]
        cell = made.cell("forman_bidrag", "ja")

        assert cell.lower_bound
        assert cell.note.startswith("Skånes Kommuner kan inte uppskatta uppgiften.")
        assert "Skånes Kommuner" in made.cell("forman_bidrag", "ej_svarat").note

    def test_the_kommuner_are_those_of_the_year(self):
        Organisation.objects.filter(kind="kommun", code="0114").update(last_year=2022)

        assert make_tables()["T6"].cell("forman_bidrag", "ja").denominator == 289


class TestTermsAndYears:
    def test_only_one_term_is_unknown(self):
        answer("region", "14", "utbildningsforman.grundlon_ht", number=Decimal(40))
        table = make_tables()["B3:8"]

        assert displays(table, "14") == ["365", "161", "Kan ej uppskattas", "40"]
        assert "14" not in table.spans
        assert table.cell("total_term", "grundlon_ht").value == 1496 + 40
        assert "Västra Götalandsregionen" not in table.cell("total_term", "grundlon_ht").note
        assert table.cell("total_year", "grundlon_ht").lower_bound

    def test_a_year_that_is_unknown(self):
        answer("region", "05", "utbildningsforman.grundlon_ar", missing="kan_ej_uppskattas")
        table = make_tables()["B3:8"]

        assert displays(table, "05") == ["0", "0", "Kan ej uppskattas", ""]
        assert table.cell("total_year", "grundlon_ht").value == 2850 - 105
        assert "Region Östergötland" in table.cell("total_year", "grundlon_ht").note

    def test_zero_is_a_figure(self):
        answer("region", "14", "utbildningsforman.grundlon_vt", number=Decimal(0))
        answer("region", "14", "utbildningsforman.grundlon_ht", number=Decimal(0))
        answer("region", "05", "utbildningsforman.grundlon_ar", number=Decimal(0))
        table = make_tables()["B3:8"]

        assert displays(table, "05")[2:] == ["0 under året", ""]
        assert not table.cell("total_year", "grundlon_ht").lower_bound

    def test_half_persons_for_a_whole_year(self):
        answer("region", "05", "utbildningsforman.grundlon_ar", number=Decimal("104.5"))
        table = make_tables()["B3:8"]

        assert displays(table, "05")[2] == "105 under året"
        assert table.cell("total_year", "grundlon_ht").value == 2850

    def test_everybody_with_half_persons(self):
        Answer.objects.filter(
            response__in=responses("region", year=2020), item__code="utbildningsforman.grundlon_vt"
        ).update(number=Decimal("0.5"))
        table = make_tables()["B3:9"]

        assert table.cell("total_term", "grundlon_vt").value == 20
        assert "21 tal är avrundade från fler decimaler än som visas." in table.notes


class TestRegisterFigures:
    def test_a_figure_that_is_not_in_the_register(self):
        Observation.objects.filter(organisation__code="01", year=2019).delete()
        table = make_tables()["B3:3"]

        assert displays(table, "01") == ["20,2\u00a0%", "", "Nej", "Nej"]
        assert table.cell("01", "forandring").note == "Uppgiften saknas i registret."
        assert "Uppgifter om Region Stockholm saknas i registret." in table.notes

    def test_an_estimated_figure_says_so_in_both_columns(self):
        table = make_tables()["B3:3"]

        noted = {row.code: [bool(cell.note) for cell in row.cells] for row in table.rows}
        assert noted.pop("04") == [True, True, False, False]
        assert not any(any(notes) for notes in noted.values())


class TestAsKeptAndShown:
    def test_a_table_is_the_same_after_being_kept(self):
        for table in make_tables().values():
            kept = Table.unpacked(in_json(table.packed()))

            assert kept == table
            assert kept.as_json() == table.as_json()

    def test_a_page_leaves_out_what_a_cell_covers_and_numbers_the_notes(self):
        table = make_tables()["B3:8"]
        rows = {row.code: row for row in table.printed_rows()}

        assert [(c.column, c.span) for c in rows["05"].cells] == [
            *(("bidrag_vt", 1), ("bidrag_ht", 1), ("grundlon_vt", 2)),
        ]
        [mark] = rows["05"].cells[2].marks
        assert "Region Östergötland" in table.notes[mark - 1]
        assert [row.code for row in table.printed_rows() if row.is_total] == [
            "total_term",
            "total_year",
        ]
        assert not rows["total_year"].cells[0].traceable

    def test_the_shape_that_goes_out(self):
        made = make_tables()["B3:1"].as_json()

        assert list(made) == ["code", "title", "columns", "rows", "notes"]
        assert made["columns"] == [{"code": "antal", "label": "Antal regioner"}]
        assert made["rows"][0] == {
            "code": "digitala_vard_och_omsorgsbesok",
            "label": "Digitala vård- och omsorgsbesök",
            "cells": [
                {
                    "value": 21,
                    "display": "21",
                    "numerator": 21,
                    "denominator": 21,
                    "lower_bound": False,
                    "note": None,
                }
            ],
        }


def in_json(value):
    """The value after a turn as JSON."""
    return json.loads(json.dumps(value))
