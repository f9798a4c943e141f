"""Files read back as those who get them would."""

import csv
import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from analysis import building, export
from analysis.cells import Cell, Column, Note, Table
from regions.models import User
from surveys.models import Round

pytestmark = [pytest.mark.usefixtures("full_round"), pytest.mark.django_db]


@pytest.fixture
def build():
    made = building.new_build(Round.objects.get(year=2023), User.objects.robot())
    building.run_build(made.pk)
    return building.newest(made.round)


@pytest.fixture
def folder(build, tmp_path):
    return tmp_path / "ut" / "filer"


def take_out(fmt, folder):
    call_command("export_tables", "--year", "2023", "--format", fmt, "--out", folder, verbosity=0)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


class TestJson:
    def test_is_the_tables(self, build, folder, capsys):
        take_out("json", folder)

        made = json.loads((folder / "tables_2023.json").read_text(encoding="utf-8"))
        assert made["year"] == 2023
        assert made["tables"] == [table.as_json() for table in building.tables_of(build)]

    def test_cells_have_exactly_what_is_promised(self, build, folder, capsys):
        take_out("json", folder)

        made = json.loads((folder / "tables_2023.json").read_text(encoding="utf-8"))
        keys = {tuple(c) for t in made["tables"] for r in t["rows"] for c in r["cells"]}
        assert keys == {("value", "display", "numerator", "denominator", "lower_bound", "note")}


class TestCsv:
    def test_is_a_file_per_table_as_printed(self, build, folder, capsys):
        take_out("csv", folder)

        assert len(list(folder.iterdir())) == 14
        head, *rows = rows_of(folder / "B3_8.csv")
        assert head[:3] == ["code", "label", "Bidrag VT 2023"]
        assert rows[0] == ["10", "Blekinge", "0", "0", "6", "22"]
        assert rows[-1] == ["total_year", "Totalt per år", "", "859", "", "2\u00a0850"]

    def test_and_one_file_of_all_cells(self, build, folder, capsys):
        take_out("csv", folder)

        head, *rows = rows_of(folder / "celler.csv")
        assert tuple(head) == export.TIDY
        # Every printed cell, and nothing else.
        assert len(rows) == 31 + 29 + 88 + 17 + 17 + 13 + 7 + 92 + 92 + 38 + 63 + 8 + 6
        cells = {(row[0], row[1], row[3]): row[5:] for row in rows}
        assert cells["B3:9", "12", "grundlon_vt"][:2] == ["71.5", "72"]
        assert cells["B3:3", "10", "forandring"][:2] == ["-0.7", "-0,7"]
        total = cells["B3:8", "total_year", "grundlon_ht"]
        assert total[:5] == ["2850", "2\u00a0850", "", "", "true"]


class TestXlsx:
    @pytest.fixture
    def workbook(self, build, folder, capsys):
        take_out("xlsx", folder)
        return load_workbook(folder / "tables_2023.xlsx")

    def column(self, sheet, number):
        return [sheet.cell(row, number).value for row in range(5, 5 + 21)]

    def test_has_a_sheet_per_table_with_title_and_notes(self, workbook):
        assert workbook.sheetnames[:3] == ["B3_1", "B3_2", "B3_3"]
        sheet = workbook["B3_9"]
        assert sheet["A1"].value.startswith("B3:9 Antal sjuksköterskor")
        below = [row[0].value for row in sheet.iter_rows(min_row=29) if row[0].value]
        assert "Region Norrbotten har inte lämnat svar." in below

    def test_has_real_numbers_that_add_up_as_printed(self, workbook):
        sheet = workbook["B3_9"]
        assert sheet.cell(4, 4).value == "Utbildningstjänst VT 2020"
        figures = [value for value in self.column(sheet, 4) if value is not None]
        assert sum(figures) == sheet.cell(5 + 21, 4).value == 479

    def test_shows_figures_as_printed(self, workbook):
        sheet = workbook["B3_3"]
        assert (sheet.cell(5, 2).value, sheet.cell(5, 2).number_format) == (16.9, '#,##0.0" %"')
        assert (sheet.cell(5, 3).value, sheet.cell(5, 3).number_format) == (-0.7, "#,##0.0")

    def test_keeps_words_out_of_sums(self, workbook):
        sheet = workbook["B3_8"]
        assert "105 under året" in self.column(sheet, 4)
        assert "Kan ej uppskattas" in self.column(sheet, 4)


class TestFormulas:
    @given(st.text(max_size=20), st.sampled_from("=+-@\t\r"))
    def test_no_text_is_left_to_run(self, text, sign):
        made = export.guarded(sign + text)

        assert made.startswith("'") or export._is_figure(made)

    @pytest.mark.parametrize("figure", ["-0,7", "-1\u00a0249", "-16,9\u00a0%", "+3"])
    def test_figures_are_left_as_they_are(self, figure):
        assert export.guarded(figure) == figure

    @pytest.mark.parametrize("text", ["-1+1", "-cmd", "-", "+", "-0,7,1", "=1", "@SUM(A1)"])
    def test_what_only_begins_as_a_figure_is_not(self, text):
        assert export.guarded(text) == f"'{text}"

    def test_a_label_in_a_workbook_stays_text(self):
        table = Table("T9", "=1+1", "", "", "Region", [Column("a", "=2+2")])
        table.cells = [[]]
        table.add_row("01", "=HYPERLINK(0)", [Cell("=3+3", "=3+3")])
        table.said = [Note("missing", "=4+4")]
        [(_, content)] = export.FORMATS["xlsx"](2023, [table])

        sheet = load_workbook(io.BytesIO(content)).active
        formulas = [c.value for row in sheet.iter_rows() for c in row if c.data_type == "f"]
        assert formulas == []
        assert sheet["A5"].value == "=HYPERLINK(0)"


class TestOneFile:
    def test_of_many_is_packed(self, build):
        name, kind, content = export.as_file(build, "csv")

        assert (name, kind) == ("tables_2023_csv.zip", "application/zip")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert "B3_10.csv" in archive.namelist()

    def test_of_one_is_itself(self, build):
        assert export.as_file(build, "json")[:2] == ("tables_2023.json", "application/json")


class TestTheCommand:
    def test_without_finished_tables(self, tmp_path):
        with pytest.raises(CommandError, match="Det finns inga färdiga tabeller för 2023"):
            take_out("json", tmp_path)

    def test_of_an_unknown_round(self, tmp_path):
        with pytest.raises(CommandError, match="Det finns ingen omgång 1999"):
            call_command("export_tables", "--year", "1999", "--format", "csv", "--out", tmp_path)

    def test_into_what_is_no_folder(self, build, tmp_path):
        (tmp_path / "fil").write_text("")
        with pytest.raises(CommandError, match="Det går inte att skriva i"):
            take_out("json", tmp_path / "fil")
