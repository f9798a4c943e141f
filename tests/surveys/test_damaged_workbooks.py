"""Workbooks as they come back from people: what each damage comes to, said at its cell.

The kommuner of Storsthlm answer the questionnaire of 2023. Upplands Väsby (0114) has begun, Vallentuna
(0115) has handed in, Österåker (0117) and Värmdö (0120) have not begun.
"""

import pytest

from regions.models import Organisation
from surveys import answers
from surveys.models import Compilation, Response, SectionTask, State
from surveys.workbooks import grid, intake
from tests import factories
from tests.surveys import workbooks

pytestmark = pytest.mark.django_db

HELD = {
    "0114": {
        "naravard_insatser.fast_vardkontakt": "ja",
        "fast_vardkontakt_okat": "ja",
        "forman_bidrag": "ja",
        "vfu_veckor.i_ar": "12",
    },
    "0115": {"forman_bidrag": "nej", "vfu_veckor.i_ar": "40"},
}

# Of the whole file: what came of it, as `kommun box: old → new` and `cell sentence`.
DAMAGES = {
    "nothing is damaged": (
        """
        Hjälpenkäten 2023                     |                |
        Mall: kommun 2023 2099-01-01T00:00:00Z|                |
                                              |                | Svar          | Under året
        kommunkod                             | kommun         | forman_bidrag | vfu_veckor.i_ar
        '0114                                 | Upplands Väsby | nej           | 12
        '0117                                 | Österåker      | ja            | 7
        """,
        ["0114 forman_bidrag: ja → nej", "0117 forman_bidrag:  → ja", "0117 vfu_veckor.i_ar:  → 7"],
        [],
    ),
    "rows in another order, with empty ones between": (
        """
        kommunkod | kommun         | forman_bidrag

        '0120     | Värmdö         | ja

        '0114     | Upplands Väsby | nej
        """,
        ["0120 forman_bidrag:  → ja", "0114 forman_bidrag: ja → nej"],
        [],
    ),
    "the row of codes below the answers": (
        """
        '0120     | Värmdö         | ja            | 3
        '0114     | Upplands Väsby | nej           | 12
        kommunkod | kommun         | forman_bidrag | vfu_veckor.i_ar
        """,
        ["0120 forman_bidrag:  → ja", "0120 vfu_veckor.i_ar:  → 3", "0114 forman_bidrag: ja → nej"],
        [],
    ),
    "columns in another order": (
        """
        vfu_veckor.i_ar | forman_bidrag | kommun         | kommunkod
        13              | ja            | Upplands Väsby | '0114
        """,
        ["0114 vfu_veckor.i_ar: 12 → 13"],
        [],
    ),
    "columns of one's own, with a heading or without": (
        """
        kommunkod | kommun    | Ring Eva | forman_bidrag |        | vfu_veckor.i_ar
        '0117     | Österåker | 08-123   | ja            | klart? | 4
        """,
        ["0117 forman_bidrag:  → ja", "0117 vfu_veckor.i_ar:  → 4"],
        [],
        ["Utan en kod ur enkäten läses inte: kolumn C Ring Eva och E."],
    ),
    "an older copy without some of the columns": (
        """
        kommunkod | kommun    | forman_bidrag | vfu_veckor.i_ar
        '0117     | Österåker | ja            | 4
        """,
        ["0117 forman_bidrag:  → ja", "0117 vfu_veckor.i_ar:  → 4"],
        [],
        ["Filen saknar 68 av enkätens 70 rutor"],
    ),
    "a code that no box has": (
        """
        kommunkod | kommun    | forman_bidrag | vfu_veckor.i_ar | vfu_veckor.i_fjol
        '0117     | Österåker | ja            |                 | 3
        """,
        ["0117 forman_bidrag:  → ja"],
        [],
        ["Utan en kod ur enkäten läses inte: kolumn E vfu_veckor.i_fjol."],
    ),
    "notes under the table": (
        """
        kommunkod            | kommun    | forman_bidrag | vfu_veckor.i_ar
        '0117                | Österåker | ja            | 4
        Gulmarkerat är osäkert

        Värmdö svarar sen    |           |               |
                             |           | se mejlet     |
        """,
        ["0117 forman_bidrag:  → ja", "0117 vfu_veckor.i_ar:  → 4"],
        [],
        ["Rad 6 ser ut som en anteckning och läses inte."],
    ),
    "notes above the table": (
        """
        Obs! Skickad till alla kommuner i mars |           | ja            | 4

        kommunkod                              | kommun    | forman_bidrag | vfu_veckor.i_ar
        '0117                                  | Österåker | ja            | 4
        """,
        ["0117 forman_bidrag:  → ja", "0117 vfu_veckor.i_ar:  → 4"],
        [],
    ),
    "a sum under the table": (
        """
        kommunkod | kommun    | forman_bidrag | vfu_veckor.i_ar
        '0117     | Österåker | ja            | 4
        Summa     |           |               | =SUM(D2:D2)
        """,
        ["0117 forman_bidrag:  → ja", "0117 vfu_veckor.i_ar:  → 4"],
        ["Svar!A3 ”Summa” är ingen kommun i registret."],
    ),
    "the title rows deleted": (
        """
        kommunkod | kommun         | forman_bidrag | vfu_veckor.i_ar
        '0114     | Upplands Väsby | nej           |
        """,
        ["0114 forman_bidrag: ja → nej"],
        [],
        ["1 tomma celler tömmer ingen ruta, för filen säger inte när den hämtades."],
    ),
    "numbers as texts, with spaces of every kind": (
        """
        kommunkod | kommun         | lag_2022_913 | vfu_veckor.i_ar | vfu_veckor.forra_aret
        '0114     | Upplands Väsby |              | '1\u00a0249     | '1 300
        '0117     | Österåker      |              | '12,0           | '+7
        """,
        [
            "0114 vfu_veckor.i_ar: 12 → 1249",
            "0114 vfu_veckor.forra_aret:  → 1300",
            "0117 vfu_veckor.i_ar:  → 12",
            "0117 vfu_veckor.forra_aret:  → 7",
        ],
        [],
    ),
    "yes in every manner": (
        """
        kommunkod | forman_bidrag | forman_grundlon | lag_2022_913
        '0117     | JA            | x               | 1
        '0120     | TRUE          | ✓               | Sant
        '0123     | j             | Y e s           | markerat
        """,
        [
            "0117 forman_bidrag:  → ja",
            "0117 forman_grundlon:  → ja",
            "0117 lag_2022_913:  → ja",
            "0120 forman_bidrag:  → ja",
            "0120 forman_grundlon:  → ja",
            "0120 lag_2022_913:  → ja",
            "0123 forman_bidrag:  → ja",
            "0123 forman_grundlon:  → ja",
            "0123 lag_2022_913:  → ja",
        ],
        [],
    ),
    "no in every manner": (
        """
        kommunkod | forman_bidrag | forman_grundlon | lag_2022_913
        '0117     | NEJ           | n               | 0
        '0120     | FALSE         | -               | no
        """,
        [
            "0117 forman_bidrag:  → nej",
            "0117 forman_grundlon:  → nej",
            "0117 lag_2022_913:  → nej",
            "0120 forman_bidrag:  → nej",
            "0120 forman_grundlon:  → nej",
            "0120 lag_2022_913:  → nej",
        ],
        [],
    ),
    "no where a mark is asked for": (
        """
        kommunkod | naravard_insatser.fast_vardkontakt | naravard_insatser.fast_omsorgskontakt
        '0114     | nej                                | 0
        """,
        ["0114 naravard_insatser.fast_vardkontakt: ja → "],
        [],
    ),
    "options in other letters, and by their code": (
        """
        kommunkod | fast_vardkontakt_okat | fast_omsorgskontakt_okat
        '0114     | NEJ                   | kan  inte bedömas
        '0117     | kan_inte_bedomas      | Nej
        """,
        [
            "0114 fast_vardkontakt_okat: ja → nej",
            "0114 fast_omsorgskontakt_okat:  → kan_inte_bedomas",
            "0117 fast_vardkontakt_okat:  → kan_inte_bedomas",
            "0117 fast_omsorgskontakt_okat:  → nej",
        ],
        [],
    ),
    "the codes of kommuner without their first nought": (
        """
        kommunkod | kommun | forman_bidrag | vfu_veckor.i_ar
        117       |        | ja            | 1
        '120      |        | ja            | 2
        '123.0    |        | ja            | 3
        """,
        [
            "0117 forman_bidrag:  → ja",
            "0117 vfu_veckor.i_ar:  → 1",
            "0120 forman_bidrag:  → ja",
            "0120 vfu_veckor.i_ar:  → 2",
            "0123 forman_bidrag:  → ja",
            "0123 vfu_veckor.i_ar:  → 3",
        ],
        [],
    ),
    "kommuner by their names only": (
        """
        kommun            | forman_bidrag | vfu_veckor.i_ar
        ÖSTERÅKER         | ja            | 1
        Värmdö kommun     | nej           | 2
        Solna stad        | ja            | 3
        Tyresö  kommun    | ja            | 4
        Vaxholms stad     | ja            | 5
        """,
        [
            "0117 forman_bidrag:  → ja",
            "0117 vfu_veckor.i_ar:  → 1",
            "0120 forman_bidrag:  → nej",
            "0120 vfu_veckor.i_ar:  → 2",
            "0184 forman_bidrag:  → ja",
            "0184 vfu_veckor.i_ar:  → 3",
            "0138 forman_bidrag:  → ja",
            "0138 vfu_veckor.i_ar:  → 4",
            "0187 forman_bidrag:  → ja",
            "0187 vfu_veckor.i_ar:  → 5",
        ],
        [],
    ),
    "a wrong code beside a name that is right": (
        """
        kommunkod | kommun    | forman_bidrag | vfu_veckor.i_ar
        1         | Österåker | ja            | 1
        """,
        ["0117 forman_bidrag:  → ja", "0117 vfu_veckor.i_ar:  → 1"],
        [],
    ),
    "only one of the columns sorted": (
        """
        kommunkod | kommun    | forman_bidrag | vfu_veckor.i_ar
        '0117     | Värmdö    | ja            | 1
        '0120     | Österåker | nej           |
        """,
        [],
        [
            "Svar!A2 Koden 0117 är Österåker, men på raden står Värmdö.",
            "Svar!A3 Koden 0120 är Värmdö, men på raden står Österåker.",
        ],
    ),
    "a code and a name that differ, and no answers": (
        """
        Mall: kommun 2023 2099-01-01T00:00:00Z
        kommunkod | kommun    | forman_bidrag | vfu_veckor.i_ar
        '0114     | Österåker |               |
        """,
        [],
        ["Svar!A3 Koden 0114 är Upplands Väsby, men på raden står Österåker."],
    ),
    "a kommun that there is not": (
        """
        kommunkod | kommun    | forman_bidrag | vfu_veckor.i_ar
        '0117     | Österåker | ja            | 1
        '9999     | Grönköping| ja            | 1
        '9998     | Ankeborg  |               |
        """,
        ["0117 forman_bidrag:  → ja", "0117 vfu_veckor.i_ar:  → 1"],
        ["Svar!A3 ”9999” är ingen kommun i registret. Rätta kommunkoden eller namnet"],
    ),
    "a kommun of another RSS": (
        """
        kommunkod | kommun    | forman_bidrag | vfu_veckor.i_ar
        '0305     | Håbo      | ja            | 1
        '0117     | Österåker | ja            | 1
        """,
        ["0117 forman_bidrag:  → ja", "0117 vfu_veckor.i_ar:  → 1"],
        ["Svar!A2 Håbo hör inte till ert område. Ta bort raden."],
    ),
    "answers on a row that names nobody": (
        """
        kommunkod | kommun    | forman_bidrag | vfu_veckor.i_ar
        '0117     | Österåker | ja            | 1
                  |           |               | 5
        """,
        ["0117 forman_bidrag:  → ja", "0117 vfu_veckor.i_ar:  → 1"],
        ["Svar!D3 Raden har svar men varken kommunkod eller namn."],
    ),
    "the same kommun twice": (
        """
        kommunkod | kommun         | forman_bidrag | vfu_veckor.i_ar
        '0117     | Österåker      | ja            | 1
        '0120     | Värmdö         | ja            | 2
        117       |                | nej           | 1
        """,
        ["0120 forman_bidrag:  → ja", "0120 vfu_veckor.i_ar:  → 2"],
        ["Svar!A4 Österåker finns också på rad 2. Ingen av raderna läses in."],
    ),
    "the same kommun twice, once without answers": (
        """
        kommunkod | kommun         | forman_bidrag | vfu_veckor.i_ar
        '0117     | Österåker      |               |
        '0117     | Österåker      | ja            | 1
        """,
        ["0117 forman_bidrag:  → ja", "0117 vfu_veckor.i_ar:  → 1"],
        [],
    ),
    "the same column twice": (
        """
        kommunkod | vfu_veckor.i_ar | forman_bidrag | vfu_veckor.i_ar
        '0117     | 5               | ja            | 6
        """,
        ["0117 forman_bidrag:  → ja"],
        ["Svar!D1 Koden vfu_veckor.i_ar finns också i B1."],
    ),
    "the codes deleted": (
        """
        Mall: kommun 2023 2099-01-01T00:00:00Z
                  | kommun         | Bidrag        | Under året
        '0114     | Upplands Väsby | nej           | 12
        """,
        [],
        ["! Raden eller kolumnen med koder finns inte kvar i bladet. Hämta en ny arbetsbok"],
    ),
    "the codes and names of the kommuner deleted": (
        """
        kommunkod | kommun | forman_bidrag | vfu_veckor.i_ar
                  |        | ja            | 1
        """,
        [],
        ["Svar!C2 Raden har svar men varken kommunkod eller namn."],
    ),
    "the columns of the kommuner deleted": (
        """
        forman_bidrag | vfu_veckor.i_ar
        ja            | 1
        """,
        [],
        ["! Bladet har ingen rad för någon av era kommuner."],
    ),
    "only the codes left": (
        """
        kommunkod | kommun | forman_bidrag | vfu_veckor.i_ar
        """,
        [],
        ["! Bladet har ingen rad för någon av era kommuner."],
    ),
    "a formula": (
        """
        kommunkod | forman_bidrag | vfu_veckor.i_ar
        '0117     | ja            | =2*3
        """,
        ["0117 forman_bidrag:  → ja"],
        ["Svar!C2 Här står en formel. Skriv värdet i stället."],
    ),
    "values that went wrong": (
        """
        kommunkod | forman_bidrag | vfu_veckor.i_ar
        '0117     | #N/A          | #REF!
        '0120     | ja            | #SAKNAS!
        """,
        ["0120 forman_bidrag:  → ja"],
        [
            "Svar!B2 Excel visar ett felvärde (#N/A).",
            "Svar!C2 Excel visar ett felvärde (#REF!).",
            "Svar!C3 Excel visar ett felvärde (#SAKNAS!).",
        ],
    ),
    "a number that has become a date": (
        """
        kommunkod | forman_bidrag | vfu_veckor.i_ar
        '0117     | ja            | 2023-12-01
        """,
        ["0117 forman_bidrag:  → ja"],
        ["Svar!C2 Excel har gjort om talet till ett datum."],
    ),
    "words among the numbers": (
        """
        kommunkod | forman_bidrag | vfu_veckor.i_ar | vfu_veckor.forra_aret
        '0117     | ja            | ca 12           | -
        """,
        ["0117 forman_bidrag:  → ja"],
        [
            "Svar!C2 ”ca 12” är inte ett tal. Skriv bara siffror",
            "Svar!D2 ”-” är inte ett tal.",
        ],
    ),
    "too low, not whole, too large, too fine": (
        """
        kommunkod | forman_bidrag | vfu_veckor.i_ar | vfu_veckor.forra_aret
        '0117     | ja            | -3              | 2.5
        '0120     | ja            | 99999999999     | 0.123456
        """,
        ["0117 forman_bidrag:  → ja", "0120 forman_bidrag:  → ja"],
        [
            "Svar!C2 Talet -3 är lägre än 0",
            "Svar!D2 Talet 2,5 har decimaler.",
            "Svar!C3 Talet 99999999999 är större än vad som går att ta emot.",
            "Svar!D3 Talet 0.123456 har fler än fyra decimaler.",
        ],
    ),
    "neither yes nor no": (
        """
        kommunkod | forman_bidrag | naravard_insatser.fast_vardkontakt
        '0117     | delvis        | kanske
        """,
        [],
        [
            "Svar!B2 ”delvis” är inte ett svar här. Skriv ja eller nej.",
            "Svar!C2 ”kanske” är inte ett svar här. Skriv ja för markerat",
        ],
    ),
    "none of the options": (
        """
        kommunkod | fast_vardkontakt_okat | forman_bidrag
        '0117     | lite                  | ja
        """,
        ["0117 forman_bidrag:  → ja"],
        [
            "Svar!B2 ”lite” är inte ett av alternativen. Skriv ett av dem: Ja, Nej, Kan inte bedömas."
        ],
    ),
    "not known, where it must be": (
        """
        kommunkod | forman_bidrag | vfu_veckor.i_ar
        '0117     | Vet ej        | Kan ej uppskattas
        """,
        [],
        [
            "Svar!B2 ”Vet ej” är inte ett möjligt svar på den här frågan.",
            "Svar!C2 ”Kan ej uppskattas” är inte ett möjligt svar på den här frågan.",
        ],
    ),
    "last year's workbook": (
        """
        Mall: kommun 2022 2022-11-01T00:00:00Z
        kommunkod | forman_bidrag | vfu_veckor.i_ar
        '0117     | ja            | 1
        """,
        [],
        ["! Arbetsboken gäller 2022, men enkäten gäller 2023."],
    ),
    "the workbook of another questionnaire": (
        """
        Mall: rss 2023 rss-01 2023-11-01T00:00:00Z
        Fråga | Alternativ | Svar | Kod
              | Ja         | 4    | forman_bidrag.ja
        """,
        [],
        ["! Arbetsboken hör till en annan enkät (rss)."],
    ),
    "the workbook of one kommun": (
        """
        Mall: kommun 2023 0117 2023-11-01T00:00:00Z
        Fråga | Alternativ | Svar | Kod
              | Under året | 4    | vfu_veckor.i_ar
              | Förra året | 5    | vfu_veckor.forra_aret
        """,
        [],
        ["! Arbetsboken hör till en annan uppgiftslämnare (0117)."],
    ),
    "another file altogether": (
        """
        Lunch     | Antal
        Ärtsoppa  | 12
        """,
        [],
        ["! Raden eller kolumnen med koder finns inte kvar i bladet."],
    ),
    "a kommun that has handed in, with the same answers": (
        """
        kommunkod | kommun     | forman_bidrag | vfu_veckor.i_ar
        '0115     | Vallentuna | Nej           | '40,0
        """,
        [],
        [],
    ),
    "a kommun that has handed in, with other answers": (
        """
        kommunkod | kommun     | forman_bidrag | vfu_veckor.i_ar | vfu_veckor.forra_aret
        '0115     | Vallentuna | ja            | 40              | 12
        """,
        [],
        [
            "Svar!C2 Vallentuna har lämnat in sitt svar, och det ändras inte härifrån. Där står ”Nej”.",
            "Svar!E2 Vallentuna har lämnat in sitt svar, och det ändras inte härifrån. Där är rutan tom.",
        ],
    ),
    "emptied since it was fetched": (
        """
        Mall: kommun 2023 2099-01-01T00:00:00Z
        kommunkod | kommun         | forman_bidrag | vfu_veckor.i_ar
        '0114     | Upplands Väsby | ja            |
        """,
        ["0114 vfu_veckor.i_ar: 12 → "],
        [],
    ),
    "empty when it was fetched, and written in since": (
        """
        Mall: kommun 2023 2020-01-01T00:00:00Z
        kommunkod | kommun         | forman_bidrag | vfu_veckor.i_ar
        '0114     | Upplands Väsby |               |
        """,
        [],
        [],
        ["2 tomma celler tömmer ingen ruta, för rutorna har ändrats sedan filen hämtades."],
    ),
    "pasted from two workbooks, of which one was fetched long ago": (
        """
        Mall: kommun 2023 2099-01-01T00:00:00Z | Mall: kommun 2023 2020-01-01T00:00:00Z
        kommunkod | kommun         | forman_bidrag | vfu_veckor.i_ar
        '0114     | Upplands Väsby | ja            |
        """,
        [],
        [],
        ["1 tomma celler tömmer ingen ruta, för rutorna har ändrats sedan filen hämtades."],
    ),
    "another value than was written in since": (
        """
        Mall: kommun 2023 2020-01-01T00:00:00Z
        kommunkod | kommun         | forman_bidrag | vfu_veckor.i_ar
        '0114     | Upplands Väsby | ja            | 9
        """,
        ["0114 vfu_veckor.i_ar: 12 → 9"],
        [],
        ["1 av ändringarna gäller rutor som har ändrats i portalen sedan filen hämtades."],
    ),
    "a key that has been typed over": (
        """
        Mall: kommun 2023 i går
        kommunkod | kommun         | forman_bidrag | vfu_veckor.i_ar
        '0114     | Upplands Väsby | nej           |
        """,
        ["0114 forman_bidrag: ja → nej"],
        [],
        ["1 tomma celler tömmer ingen ruta, för filen säger inte när den hämtades."],
    ),
}


@pytest.fixture
def lead():
    lead = factories.member("rss", "rss-01")
    for code, typed in HELD.items():
        answers.save(factories.response("kommun", code), typed, by=lead)
    Response.objects.filter(organisation__code="0115", questionnaire__round__year=2023).update(
        state=State.SUBMITTED, submitted_by=lead, submitted_at="2024-03-01T12:00+01:00"
    )
    return lead


@pytest.fixture
def read(lead, tmp_path):
    """What comes of a workbook that the RSS sends in."""

    def read(*, by=lead, **sheets):
        return intake.plan(workbooks.grids(tmp_path, **sheets), area(by))

    return read


def area(by):
    rss = factories.organisation("rss", "rss-01")
    return intake.of_area(rss, factories.response("kommun", "0114").questionnaire, by)


def changes(plan):
    codes = dict(Response.objects.values_list("pk", "organisation__code"))
    return [f"{codes[c.response_id]} {c.code}: {c.old} → {c.new}" for c in plan.changes]


def assert_told(plan, sentences):
    """Each problem begins with its sentence, in the order of the sheet."""
    told = [f"{problem.sheet}!{problem.ref} {problem.text}" for problem in plan.problems]
    assert [one[: len(said)] for one, said in zip(told, sentences, strict=False)] == sentences
    assert len(told) == len(sentences), told


def assert_noted(plan, sentences):
    for said in sentences:
        assert any(note.startswith(said) for note in plan.notes), plan.notes


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_comes_of(damage, read):
    drawing, changed, told, *noted = DAMAGES[damage]

    plan = read(Svar=drawing)

    assert_told(plan, told)
    assert sorted(changes(plan)) == sorted(changed)
    assert_noted(plan, *noted or [[]])


# ---- several sheets, and what cannot be drawn ----

SHEET = """
    Mall: kommun 2023 2099-01-01T00:00:00Z
    kommunkod | kommun    | forman_bidrag | vfu_veckor.i_ar
    '0117     | Österåker | ja            | 4
"""
CHANGED = ["0117 forman_bidrag:  → ja", "0117 vfu_veckor.i_ar:  → 4"]
OTHER = SHEET.replace("| 4", "| 5")


@pytest.mark.parametrize(
    "sheets, noted",
    [
        ({"Läs först": "Hej", "Svar": SHEET, "Svar 2022": OTHER}, []),
        ({"Svar 2022": OTHER, "Svar": SHEET}, []),
        ({"Svar 2023": SHEET}, []),
        ({"Blad1": SHEET}, []),
        (
            {"Diagram": "Hej", "Från oss": SHEET},
            ["Bara bladet ”Från oss” läses. Det gör inte ”Diagram”."],
        ),
        ({"Kopia": OTHER, "Svar": SHEET}, ["Bara bladet ”Svar” läses. Det gör inte ”Kopia”."]),
    ],
)
def test_sheets_are_moved_renamed_and_added(sheets, noted, read):
    plan = read(**sheets)

    assert (changes(plan), plan.problems) == (CHANGED, [])
    assert [note for note in plan.notes if note.startswith("Bara bladet")] == noted


def test_a_hidden_sheet_is_not_read_when_another_fits(read):
    plan = read(Svar=OTHER, Kopia=SHEET, hidden=["Svar"])
    assert changes(plan) == CHANGED


def test_a_hidden_sheet_is_read_when_no_other_fits(read):
    plan = read(Svar=SHEET, Anteckningar="Hej", hidden=["Svar"])
    assert changes(plan) == CHANGED


def test_only_last_years_answers_are_left(read):
    assert_told(
        read(**{"Svar 2022": SHEET, "Läs först": "Hej"}), ["! Filen har inget blad med enkätens"]
    )


def test_merged_cells(read):
    plan = read(
        Svar="""
            Storsthlm |           |               |
            kommunkod | kommun    | forman_bidrag | vfu_veckor.i_ar
            '0117     | Österåker | ja            | 4
            '0120     | Värmdö    |               |
        """,
        merged=["A1:D1", "C3:C4", "D4:E5"],
    )
    assert changes(plan) == CHANGED
    assert_told(plan, ["Svar!C4 Cellen är sammanfogad med C3. Dela upp cellerna"])
    [problem] = plan.problems
    assert problem.who == "Värmdö"
    assert problem.box.startswith("Har kommunen under 2023 beviljat ekonomiskt bidrag")


def test_merged_kommuner(read):
    plan = read(
        Svar="""
            kommunkod | kommun    | forman_bidrag | vfu_veckor.i_ar
            '0117     | Österåker | ja            | 4
            '0120     | Värmdö    | ja            | 5
        """,
        merged=["A2:A3", "B2:B3"],
    )
    assert changes(plan) == CHANGED
    assert_told(plan, ["Svar!C3 Raden har svar men varken kommunkod eller namn."])


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("between", [";", ",", "\t"])
def test_a_csv_from_any_program(between, encoding, lead, tmp_path):
    lines = [
        ["kommunkod", "kommun", "forman_bidrag", "vfu_veckor.i_ar"],
        ["114", "", "ja", "12.0"],
        ["117", "Österåker", "JA", "1 249"],
        ["118", "Grönköping", "nej", "5"],
    ]
    path = tmp_path / "svar.csv"
    path.write_bytes("\r\n".join(between.join(line) for line in lines).encode(encoding))

    plan = intake.plan(grid.read(path), area(lead))

    assert changes(plan) == ["0117 forman_bidrag:  → ja", "0117 vfu_veckor.i_ar:  → 1249"]
    assert plan.unchanged == 2
    assert_told(plan, ["csv!A4 ”118” är ingen kommun i registret."])


def test_every_problem_is_told_at_once_in_the_order_of_the_sheet(read):
    plan = read(
        Svar="""
            kommunkod | kommun    | vfu_veckor.i_ar | forman_bidrag | forman_bidrag
            '9999     | Ankeborg  | 1               |               |
            '0117     | Österåker | -1              |               |
            '0120     | Värmdö    | många           |               |
            '0115     |           | 41              |               |
        """
    )
    assert [problem.ref for problem in plan.problems] == ["E1", "A2", "C3", "C4", "C5"]
    assert [p.found for p in plan.problems] == ["forman_bidrag", "9999", "-1", "många", "41"]


def test_explanations_come_along(read):
    plan = read(
        Svar="""
            kommunkod | forman_bidrag | vfu_veckor.i_ar | forklaring
            '0114     | ja            | 99              | Fler studenter i år.
            '0115     | nej           | 40              | Samma som i fjol.
            '0117     | ja            | 4               | =A1
        """
    )
    ids = {code: factories.response("kommun", code).pk for code in ("0114", "0115", "0117")}
    assert plan.explanations == {ids["0114"]: "Fler studenter i år."}
    assert plan.respondents == list(ids.values())
    assert_told(plan, ["Svar!D4 Här står en formel."])


def test_sections_that_others_fill_in(read):
    colleague = factories.member("rss", "rss-01", role="contributor")
    questionnaire = factories.response("kommun", "0114").questionnaire
    SectionTask.objects.create(
        section=questionnaire.sections.get(code="digitalisering"),
        membership=colleague.memberships.get(),
    )

    plan = read(
        by=colleague,
        Svar="""
            kommunkod | lag_2022_913 | forman_bidrag | vfu_veckor.i_ar
            '0114     | ja           | ja            | 13
        """,
    )

    assert changes(plan) == ["0114 lag_2022_913:  → ja"]
    assert_told(plan, ["Svar!D2 Avsnittet fylls i av andra i organisationen."])


def test_a_neighbour_may_change_nothing(read):
    plan = read(by=factories.member("rss", "rss-03"), Svar=SHEET)
    assert changes(plan) == []
    assert_told(plan, ["Svar!C3 Avsnittet fylls i", "Svar!D3 Avsnittet fylls i"])


# ---- one respondent's workbook ----

REGION = """
    Regionenkäten 2023
    Mall: region 2023 01 2099-01-01T00:00:00Z

    Fråga            | Alternativ | Svar    | Svar 2020 | Så här svarar du | Kod
    Kontinuitet      |            |         |           |                  |
    Är det infört    |            | ja      | nej       | Ja eller nej     | breddinfort
    Hur stor andel   |            | 12,5%%  | 99        | Procent          | fast_lakare_andel
"""


@pytest.fixture
def region(tmp_path):
    """What comes of a workbook that a region sends in."""
    return lambda drawing, code="01": intake.plan(
        workbooks.grids(tmp_path, Svar=drawing),
        intake.of_response(factories.response("region", code), factories.member("region", code)),
    )


def test_one_respondent(region):
    plan = region(REGION)
    assert plan.problems == []
    assert changes(plan) == ["01 breddinfort:  → ja", "01 fast_lakare_andel:  → 12.5"]


def test_one_respondents_rows_and_columns_moved(region):
    plan = region(
        """
        Kod               | Svar
        fast_lakare_andel | 71.5
                          |
        breddinfort       | Ja
        """
    )
    assert sorted(changes(plan)) == ["01 breddinfort:  → ja", "01 fast_lakare_andel:  → 71.5"]


def test_another_regions_workbook(region):
    told = ["! Arbetsboken hör till en annan uppgiftslämnare (01). Hämta er egen arbetsbok."]
    assert_told(region(REGION, code="03"), told)


def test_an_areas_workbook_where_one_respondent_is_asked(region):
    plan = region(
        "Mall: region 2023 2099-01-01T00:00:00Z\nkommunkod | breddinfort | fast_lakare_andel"
    )
    assert_told(plan, ["! Arbetsboken hör till en annan uppgiftslämnare (en RSS)."])


def test_above_the_limit(region):
    plan = region(REGION.replace("12,5%%", "101"))
    assert changes(plan) == ["01 breddinfort:  → ja"]
    assert_told(plan, ["Svar!C7 Talet 101 är högre än 100"])
    assert plan.problems[0].who == ""


@pytest.mark.parametrize(
    "drawing, changed, told",
    [
        (
            """
            Kod         | Svar
            breddinfort | ja
            breddinfort | nej
            """,
            [],
            ["Svar!A3 Koden breddinfort finns också i A2."],
        ),
        (
            """
            Kod         | Svar | Svar
            breddinfort | ja   | nej
            """,
            [],
            ["Svar!C1 Koden Svar finns också i B1."],
        ),
        (
            """
            Kod         | Svar
            breddinfort | ja
                        | 12
            """,
            ["01 breddinfort:  → ja"],
            ["Svar!B3 Raden har ett svar men ingen kod."],
        ),
        (
            """
            Fråga         | Svar
            Är det infört | ja
            """,
            [],
            ["! Raden eller kolumnen med koder finns inte kvar i bladet."],
        ),
    ],
)
def test_damage_to_one_respondents_workbook(drawing, changed, told, region):
    plan = region(drawing)
    assert changes(plan) == changed
    assert_told(plan, told)


def test_a_code_that_no_row_has(region):
    plan = region("Kod | Svar\nbreddinfort | ja\nbredinfort | nej")
    assert_noted(plan, ["Utan en kod ur enkäten läses inte: A3 bredinfort."])


def test_sums_that_follow_are_not_written_over(tmp_path):
    lead = factories.member("rss", "rss-01")
    response = factories.response("rss", "rss-01")
    Compilation.objects.create(response=response, by=lead)

    plan = intake.plan(
        workbooks.grids(
            tmp_path,
            Svar="""
                Kod              | Svar
                forman_bidrag.ja | 4
                lansgemensam_plan| ja
            """,
        ),
        intake.of_response(response, lead),
    )

    assert changes(plan) == ["rss-01 lansgemensam_plan:  → ja"]
    assert_told(plan, ["Svar!B2 Talet följer kommunernas svar."])


def test_more_kommuner_than_the_area_has(tmp_path):
    response, lead = factories.response("rss", "rss-01"), factories.member("rss", "rss-01")
    number = Organisation.objects.filter(kind="kommun", parent__code="rss-01").count()

    plan = intake.plan(
        workbooks.grids(tmp_path, Svar=f"Kod | Svar\nforman_bidrag.ja | {number + 1}"),
        intake.of_response(response, lead),
    )

    assert_told(plan, [f"Svar!B2 Talet {number + 1} är högre än {number}, antalet kommuner"])
