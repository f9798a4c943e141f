"""A file of answers with bad rows: each is told with its line and its reason, and nothing is kept."""

import pytest

from surveys import loading
from surveys.messages import ROWS
from surveys.models import Answer, AnswerChange, Compilation, Response, State, Step
from tests import factories

pytestmark = pytest.mark.django_db

HEADER = "questionnaire,respondent,question,option,value\n"
GOOD = "region,03,breddinfort,,ja\n"
LONG = "x" * 4001

# By the sentence's code: a bad row, and what is said of it.
BAD = [
    (
        "questionnaire_empty",
        ",01,breddinfort,,ja",
        "Kolumnen questionnaire är tom. Skriv region, rss eller kommun.",
    ),
    (
        "questionnaire_unknown",
        "stat,01,breddinfort,,ja",
        "Det finns ingen enkät ”stat” i omgång 2023. Kontrollera kolumnen questionnaire och året.",
    ),
    (
        "respondent_empty",
        "region,,breddinfort,,ja",
        "Kolumnen respondent är tom. Skriv organisationens kod.",
    ),
    (
        "respondent_unknown",
        "region,99,breddinfort,,ja",
        "Det finns ingen uppgiftslämnare med koden ”99” i registret. Kontrollera koden.",
    ),
    (
        "respondent_other",
        "region,0114,breddinfort,,ja",
        "”0114” svarar inte på enkäten region. Kontrollera koden och enkäten.",
    ),
    ("question_empty", "region,01,,,ja", "Kolumnen question är tom. Skriv frågans kod."),
    (
        "question_unknown",
        "region,01,bredinfort,,ja",
        "Frågan ”bredinfort” finns inte i enkäten region. Kontrollera frågans kod.",
    ),
    (
        "question_other",
        "region,01,fast_vardkontakt_okat,ja,3",
        "Frågan ”fast_vardkontakt_okat” finns inte i enkäten region, men i kommun och rss. "
        "Ändra frågan eller enkäten.",
    ),
    (
        "option_needed",
        "region,01,naravard_insatser,,ja",
        "Frågan ”naravard_insatser” har flera rutor. Ange vilken i kolumnen option.",
    ),
    (
        "option_unneeded",
        "region,01,breddinfort,ja,ja",
        "Frågan ”breddinfort” har bara en ruta. Lämna kolumnen option tom.",
    ),
    (
        "option_unknown",
        "region,01,naravard_insatser,fast_lakare,ja",
        "Alternativet ”fast_lakare” finns inte i frågan ”naravard_insatser”. Kontrollera koden.",
    ),
    (
        "duplicate",
        "region,03,breddinfort,,nej",
        "Samma ruta finns redan på rad 2. Ta bort en av raderna.",
    ),
    (
        "not_a_number",
        "region,01,fast_lakare_andel,,ungefär hälften",
        "”ungefär hälften” är inte ett tal. Skriv till exempel 1249 eller 12.5.",
    ),
    (
        "not_a_number",
        'region,01,utbildningsforman,bidrag_vt,"1,234,5"',
        "”1,234,5” är inte ett tal. Skriv till exempel 1249 eller 12.5.",
    ),
    (
        "not_yesno",
        "region,01,breddinfort,,Ja",
        "”Ja” är inte ett svar här. Skriv ja, nej eller lämna tomt.",
    ),
    (
        "not_a_mark",
        "region,01,naravard_insatser,fast_lakarkontakt,x",
        "”x” är inte ett svar här. Skriv ja för markerat eller lämna tomt.",
    ),
    (
        "not_an_option",
        "rss,rss-01,patientkontrakt_samverkan,,ibland",
        "”ibland” är inte ett av alternativen. Skriv ett av alla, vissa, nej.",
    ),
    (
        "unknown_not_allowed",
        "region,01,kompetensplan,,kan_ej_uppskattas",
        "Kan ej uppskattas är inte ett möjligt svar på ”kompetensplan”. Skriv ett annat "
        "svar eller lämna tomt.",
    ),
    (
        "not_open",
        "region,04,breddinfort,,ja",
        "Region Sörmland har redan lämnat in sitt svar. Lämna det i retur innan det läses in på "
        "nytt.",
    ),
]
# Rows that can be read, and break a limit of the questionnaire.
BEYOND = [
    (
        "minimum",
        "region,01,utbildningsforman,bidrag_vt,-1",
        "Talet -1 är lägre än 0, som är det lägsta möjliga. Kontrollera och ändra.",
    ),
    (
        "maximum",
        "region,01,fast_lakare_andel,,100.5",
        "Talet 100,5 är högre än 100, som är det högsta möjliga. Kontrollera och ändra.",
    ),
    (
        "maximum",
        "region,01,utbildningsforman,bidrag_ht,5001",
        "Talet 5\u00a0001 är högre än 5\u00a0000, som är det högsta möjliga. Kontrollera och ändra.",
    ),
    (
        "kommun_count",
        "rss,rss-01,naravard_insatser,fast_omsorgskontakt,27",
        "Talet 27 är högre än 26, antalet kommuner i ert område. Kontrollera och ändra.",
    ),
    (
        "whole",
        "rss,rss-01,naravard_insatser,fast_vardkontakt,2.5",
        "Talet 2,5 har decimaler. Svara med ett heltal.",
    ),
    (
        "max_length",
        f"region,01,landsbygd_insatser,,{LONG}",
        "Texten är 4\u00a0001 tecken lång. Korta den till högst 4\u00a0000 tecken.",
    ),
    (
        "follows",
        "rss,rss-06,naravard_insatser,fast_vardkontakt,2",
        "Talet hör till sammanställningen av kommunernas svar. Låt det sluta följa innan filen läses in.",
    ),
]


@pytest.fixture(autouse=True)
def handed_in():
    """Region Sörmland has handed in."""
    one, by = factories.response("region", "04"), factories.user()
    Response.objects.filter(pk=one.pk).update(
        state=State.SUBMITTED, submitted_by=by, submitted_at="2024-03-01T12:00+01:00"
    )


@pytest.fixture(autouse=True)
def following():
    """The second RSS lets its numbers follow its kommuner's answers."""
    rss = factories.response("rss", "rss-06")
    Compilation.objects.create(response=rss, by=factories.member("rss", "rss-06"))


@pytest.fixture
def told(tmp_path):
    def told(*rows):
        path = tmp_path / "svar.csv"
        path.write_text(HEADER + GOOD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        with pytest.raises(loading.BadRows) as error:
            loading.load(path, 2023)
        kept = [model.objects.count() for model in (Answer, AnswerChange, Step)]
        assert kept == [0, 0, 0]
        return error.value.problems

    return told


@pytest.mark.parametrize("code, row, sentence", BAD + BEYOND)
def test_a_bad_row_is_told_with_its_line_and_nothing_is_kept(told, code, row, sentence):
    assert told(row) == [(3, sentence)]


@pytest.mark.parametrize(
    "row, found",
    [("region,01,breddinfort,ja", 4), ("region,01,breddinfort,,ja,nej", 6), ("region", 1)],
)
def test_a_row_with_too_few_or_too_many_cells(told, row, found):
    assert told(row) == [
        (
            3,
            f"Raden har {found} kolumner men ska ha 5. Kontrollera kommatecken och citattecken.",
        )
    ]


def test_all_bad_rows_are_told_at_once_in_the_order_of_the_file(told):
    assert told(*(row for _, row, _ in BAD)) == [
        (line, sentence) for line, (_, _, sentence) in enumerate(BAD, 3)
    ]


def test_all_that_lies_beyond_its_limits_is_told_at_once(told):
    assert told(*(row for _, row, _ in BEYOND)) == [
        (line, sentence) for line, (_, _, sentence) in enumerate(BEYOND, 3)
    ]


def test_a_year_without_a_round_has_no_questionnaires(tmp_path):
    path = tmp_path / "svar.csv"
    path.write_text(HEADER + GOOD, encoding="utf-8")

    with pytest.raises(loading.BadRows) as error:
        loading.load(path, 2031)

    assert error.value.problems == [
        (
            2,
            "Det finns ingen enkät ”region” i omgång 2031. Kontrollera kolumnen questionnaire och året.",
        )
    ]


def test_a_long_value_is_told_by_its_beginning(told):
    [(_, sentence)] = told(f"region,01,breddinfort,,{LONG}")

    assert sentence == f"”{'x' * 80}” är inte ett svar här. Skriv ja, nej eller lämna tomt."


def test_every_sentence_about_a_row_has_a_row_above():
    about_the_file = {
        "no_file",
        "encoding",
        "empty_file",
        "columns_missing",
        "columns_twice",
        "semicolons",
        "not_csv",
        "row_length",
    }

    assert {code for code, _, _ in BAD + BEYOND} & set(ROWS) == set(ROWS) - about_the_file
