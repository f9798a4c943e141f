"""What is refused of a description of tables, and where it says the fault is."""

import pytest

from analysis import facts, spec
from surveys.linedyaml import BadFile

GOOD = (spec.FOLDER / "2023.yaml").read_text(encoding="utf-8")


@pytest.fixture
def described(tmp_path):
    """Reads the spec of 2023 with one text in place of another, which stands on `line`."""

    class Changed:
        def read(self, old="", new="", year=2023):
            assert old in GOOD
            text = GOOD.replace(old, new, 1) if old else GOOD
            (tmp_path / f"{year}.yaml").write_text(text, encoding="utf-8")
            self.line = GOOD[: GOOD.index(old)].count("\n") + 1
            return spec.read(year, tmp_path)

        def problems(self, old, new):
            with pytest.raises(BadFile) as refused:
                self.read(old, new)
            return [
                (problem.file, problem.line, problem.text) for problem in refused.value.problems
            ]

    return Changed()


def test_the_spec_of_2023_is_good(described):
    read, _ = described.read()

    assert len(read.tables) == 13


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("survey: region", "survey: kommun", "survey ska vara ett av"),
        ('code: "B3:2"', 'code: "B3:1"', "koden ”B3:1” finns redan"),
        ("code: bidrag_ht, label", "code: bidrag_vt, label", "koden ”bidrag_vt” finns redan"),
        (
            "terms: [bidrag_vt, bidrag_ht]",
            "terms: [bidrag_vt, bidrag_host]",
            "”bidrag_host” är inte",
        ),
        ('unit: "%"', "option: ja", "har ingen användning för fältet option"),
        ("heading: Inriktning", "heading: ''", "heading"),
    ],
)
def test_faults_of_the_file_itself(described, old, new, text):
    [(file, line, told)] = [p for p in described.problems(old, new) if text in p[2]]

    assert (file, line) == ("2023.yaml", described.line)
    assert told


def test_rows_need_their_question(described):
    [(_, line, text)] = described.problems("question: naravard_insatser, ", "")

    assert (line, text) == (described.line, "rader av slaget options behöver fältet question")


def test_a_measure_needs_its_fields(described):
    problems = described.problems(", item: utbildningsforman.bidrag_vt}", "}")

    assert problems == [("2023.yaml", described.line, "måttet number behöver fältet item")]


def test_a_measure_suits_some_rows_only(described):
    [(_, line, text)] = described.problems(
        "label: Antal regioner, measure: count", "label: A, measure: remainder"
    )

    assert line == described.line
    assert text == "måttet remainder passar inte rader av slaget options"


def test_a_file_for_another_year(described):
    with pytest.raises(BadFile, match=r"2024\.yaml, rad \d+: året ska vara 2024"):
        described.read(year=2024)


@pytest.mark.django_db
class TestAgainstTheQuestionnaires:
    def problems(self, read, indicators=None):
        described, document = read
        known = {("primarvard_andel_kostnader", year) for year in (2019, 2023)}
        with pytest.raises(BadFile) as refused:
            spec.check(
                described,
                document,
                facts.outlines_of(described),
                known if indicators is None else indicators,
            )
        return [(problem.line, problem.text) for problem in refused.value.problems]

    def test_an_unknown_question(self, described):
        read = described.read("question: arbetsplats_insatser", "question: arbetsplats")

        [problem] = self.problems(read)
        assert problem == (described.line, "frågan ”arbetsplats” finns inte i Regionenkäten 2023")

    def test_an_unknown_box(self, described):
        read = described.read("item: utbildningsforman.bidrag_ar", "item: utbildningsforman.manad")

        [(line, text)] = self.problems(read)
        assert line == described.line
        assert "svarsrutan ”utbildningsforman.manad” finns inte" in text

    def test_an_unknown_option(self, described):
        read = described.read("option: kan_inte_bedomas", "option: vet_ej")

        problems = self.problems(read)
        assert {line for line, _ in problems} == {described.line}
        assert "fast_vardkontakt_okat.vet_ej" in problems[0][1]

    def test_a_question_of_another_kind(self, described):
        read = described.read("question: naravard_insatser", "question: lansgemensam_plan")

        assert any(
            "passar inte frågan ”lansgemensam_plan”" in text for _, text in self.problems(read)
        )

    def test_a_question_with_other_options(self, described):
        read = described.read("question: inriktning_grundlon", "question: utbilda_insatser")

        assert any("utbilda_insatser.akutsjukvard" in text for _, text in self.problems(read))

    def test_a_questionnaire_that_is_not_issued(self, described):
        read = described.read("round: 2020", "round: 2019")

        [problem] = self.problems(read)
        assert problem[1] == "tabell B3:9 bygger på enkäten region 2019, som inte är utskickad"

    def test_register_figures_that_are_not_loaded(self, described):
        problems = self.problems(described.read(), indicators=set())

        assert {text for _, text in problems} == {
            "registeruppgiften ”primarvard_andel_kostnader” för 2019 är inte inläst",
            "registeruppgiften ”primarvard_andel_kostnader” för 2023 är inte inläst",
        }
