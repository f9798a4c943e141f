"""The thirteen tables, made from the approved answers, against the printed ones."""

import csv
import shutil

import pytest

from analysis import published
from analysis.cells import Table
from analysis.published import Printed, printed
from portal.embedded import PROJECT

FOLDER = PROJECT / "portal" / "demo" / "published_2023"
CELLS = {
    "B3:1": 31,
    "B3:2": 29,
    "B3:3": 88,
    "B3:4": 17,
    "B3:5": 17,
    "B3:6": 13,
    "B3:7": 7,
    "B3:8": 92,
    "B3:9": 92,
    "B3:10": 38,
    "T3": 63,
    "T5": 8,
    "T6": 6,
}


@pytest.fixture(scope="module")
def comparisons(published_tables):
    return published.compare(published_tables.values(), FOLDER)


@pytest.mark.parametrize("code", CELLS)
def test_every_cell_is_as_published(comparisons, code):
    one = comparisons[code]

    assert one.differences == []
    assert (one.equal, one.in_all) == (CELLS[code], CELLS[code])


def test_there_are_thirteen_tables(published_tables):
    assert list(published_tables) == list(CELLS)


class TestWhatWouldBeTold:
    """A comparison is worth something only if it tells of what differs."""

    @pytest.fixture
    def folder(self, tmp_path):
        return shutil.copytree(FOLDER, tmp_path / "printed")

    def differences(self, tables, folder, code):
        return published.compare([tables[code]], folder)[code].differences

    def change(self, folder, name, old, new):
        [path] = folder.glob(f"{name}_*.csv")
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def test_a_planted_figure(self, published_tables, folder):
        self.change(folder, "bilaga3_tabell08", "Dalarna,0,0,82,62", "Dalarna,0,0,82,63")

        assert self.differences(published_tables, folder, "B3:8") == [
            "B3:8, Dalarna, Grundlön HT 2023: tryckt ”63”, här ”62”."
        ]

    def test_a_planted_total(self, published_tables, folder):
        self.change(folder, "bilaga3_tabell09", "39,70,479", "39,70,478")

        [difference] = self.differences(published_tables, folder, "B3:9")
        assert "Totalt per termin, Utbildningstjänst VT 2020: tryckt ”478”, här ”479”" in difference

    def test_a_footnote_we_do_not_have(self, published_tables, folder):
        self.change(folder, "bilaga3_tabell03", 'Blekinge,"16,9%"', 'Blekinge,"16,9%*"')

        [difference] = self.differences(published_tables, folder, "B3:3")
        assert "Blekinge" in difference
        assert "har en fotnot i trycket men ingen not här" in difference

    def test_rows_in_another_order(self, published_tables, folder):
        [path] = folder.glob("bilaga3_tabell06_*.csv")
        with path.open(encoding="utf-8", newline="") as file:
            head, first, second, *rest = csv.reader(file)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, second, first, *rest])

        assert self.differences(published_tables, folder, "B3:6") == [
            "B3:6: raderna är inte de tryckta, eller står i annan ordning."
        ]

    def test_a_row_we_do_not_have(self, published_tables, folder):
        self.change(folder, "bilaga3_tabell10", "Akutsjukvård", "Rymdsjukvård")

        assert "B3:10: raden ”Rymdsjukvård” saknas." in self.differences(
            published_tables, folder, "B3:10"
        )

    def test_a_head_of_another_wording(self, published_tables, folder):
        self.change(folder, "text_tabell06", "Ej svarat", "Saknas")

        assert self.differences(published_tables, folder, "T6") == [
            "T6: kolumnrubrikerna är inte de tryckta."
        ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19,2%*", Printed("19,2 %", True)),
        ("1\u00a0249", Printed("1 249", False)),
        ("105 under året ¹⁴⁶", Printed("105 under året", True)),
        ("Förändrat uppdrag ⁴⁵", Printed("Förändrat uppdrag", True)),
        ("Stockholm***", Printed("Stockholm", True)),
        ("Andel kommuner %", Printed("Andel kommuner %", False)),
        ("", Printed("", False)),
    ],
)
def test_what_a_printed_text_says(text, expected):
    assert printed(text) == expected


class TestTheOddTables:
    """What the comparison takes for granted about the tables that are hardest to read."""

    def shown(self, table: Table, row):
        return [table.cell(row, column.code).display for column in table.columns]

    def test_a_figure_for_the_whole_year(self, published_tables):
        table = published_tables["B3:8"]

        assert self.shown(table, "05") == ["0", "0", "105 under året", ""]
        assert table.spans["05"] == {"grundlon_vt": 2}
        cell = table.cell("05", "grundlon_vt")
        assert (cell.value, cell.lower_bound) == (105, False)
        assert "bara i summan per år" in cell.note

    def test_what_cannot_be_estimated(self, published_tables):
        table = published_tables["B3:8"]

        assert self.shown(table, "14") == ["365", "161", "Kan ej uppskattas", ""]
        assert table.spans["14"] == {"grundlon_vt": 2}

    def test_totals_are_lower_bounds_only_where_something_is_unsure(self, published_tables):
        table = published_tables["B3:8"]

        assert self.shown(table, "total_term") == ["520", "339", "1\u00a0249", "1\u00a0496"]
        assert self.shown(table, "total_year") == ["", "859", "", "2\u00a0850"]
        bounds = [table.cell("total_term", c.code).lower_bound for c in table.columns]
        assert bounds == [False, False, True, True]
        assert "Västra Götalandsregionen" in table.cell("total_year", "grundlon_ht").note

    def test_half_persons(self, published_tables):
        table = published_tables["B3:9"]

        spring = table.cell("12", "grundlon_vt")
        assert (spring.value, spring.display) == (71.5, "72")
        assert spring.note == "Uppgiften är 71,5, här avrundad till 72."
        assert self.shown(table, "total_year") == ["", "109", "", "1\u00a0553"]
        assert table.cell("total_year", "grundlon_ht").value == 1553

    def test_a_region_that_has_not_answered(self, published_tables):
        table = published_tables["B3:9"]

        assert self.shown(table, "25") == ["", "", "", ""]
        assert table.cell("25", "bidrag_vt").note == "Region Norrbotten har inte lämnat svar."
        assert "Region Norrbotten har inte lämnat svar." in table.notes
        assert all(table.cell("total_term", c.code).lower_bound for c in table.columns)

    def test_the_country_stands_last_and_has_no_decisions(self, published_tables):
        table = published_tables["B3:3"]

        assert (table.codes[-1], table.labels[-1]) == ("00", "Riket")
        assert self.shown(table, "00") == ["20,0\u00a0%", "0,4", "", ""]

    def test_a_share_keeps_its_parts(self, published_tables):
        cell = published_tables["T6"].cell("forman_bidrag", "ja")

        assert (cell.numerator, cell.denominator, cell.display) == (142, 290, "49")
        assert cell.value == pytest.approx(48.9655, abs=1e-4)

    def test_a_count_keeps_how_many_were_asked(self, published_tables):
        cell = published_tables["B3:1"].cell("annat_omrade_arbetsatt", "antal")

        assert (cell.value, cell.numerator, cell.denominator) == (12, 12, 21)
