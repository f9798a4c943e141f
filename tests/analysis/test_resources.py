"""Register figures from a file: all of it, or none and every bad row told."""

import pytest
from django.core.management import CommandError, call_command

from analysis import resources
from analysis.models import Observation

pytestmark = pytest.mark.django_db
HEAD = "indicator,organisation,year,value,flag,source"
GOOD = [
    "primarvard,01,2023,20.2,,SCB",
    "primarvard,04,2023,19.2,uppskattad,SCB",
    "primarvard,00,2023,20.0,,SCB",
]


@pytest.fixture
def load(tmp_path):
    def load(*rows, head=HEAD):
        path = tmp_path / "matt.csv"
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return resources.load(path)

    return load


@pytest.fixture
def problems(load):
    def problems(*rows, head=HEAD):
        with pytest.raises(resources.BadRows) as refused:
            load(*rows, head=head)
        assert not Observation.objects.exists()
        return str(refused.value).splitlines()

    return problems


def test_a_good_file(load):
    assert load(*GOOD) == {"added": 3, "changed": 0, "unchanged": 0}

    country = Observation.objects.get(organisation=None)
    assert (country.indicator, country.year, country.value) == ("primarvard", 2023, 20)
    assert Observation.objects.get(organisation__code="04").flag == "uppskattad"


def test_the_same_file_again_changes_nothing(load):
    load(*GOOD)

    assert load(*GOOD) == {"added": 0, "changed": 0, "unchanged": 3}


def test_a_later_file_adds_and_changes(load):
    load(*GOOD)
    changed = "primarvard,00,2023,20.1,,SCB"

    assert load(*GOOD[:2], changed, "primarvard,00,2019,19.6,,SCB") == {
        "added": 1,
        "changed": 1,
        "unchanged": 2,
    }


def test_columns_may_stand_in_any_order_and_others_are_ignored(load):
    made = load(
        "SCB,x,2023,20.2,,01,primarvard", head="source,extra,year,value,flag,organisation,indicator"
    )

    assert made["added"] == 1


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Primärvård,01,2023,1,,", "indikatorn ska vara ett namn av små bokstäver"),
        (",01,2023,1,,", "indikatorn ska vara ett namn av små bokstäver"),
        ("primarvard,99,2023,1,,", "det finns ingen region med koden ”99”"),
        ("primarvard,,2023,1,,", "det finns ingen region med koden ””"),
        ("primarvard,0114,2023,1,,", "det finns ingen region med koden ”0114”"),
        ("primarvard,03,23,1,,", "året ska vara ett årtal, inte ”23”"),
        ("primarvard,03,,1,,", "året ska vara ett årtal, inte ””"),
        ("primarvard,03,2023,,,", "värdet ska vara ett tal, inte ””"),
        ("primarvard,03,2023,mycket,,", "värdet ska vara ett tal, inte ”mycket”"),
        ("primarvard,03,2023,1.23456,,", "värdet ska vara ett tal, inte ”1.23456”"),
        ("primarvard,03,2023,99999999999,,", "värdet ska vara ett tal"),
        ("primarvard,03,2023,1,gissad,", "flaggan ska vara tom eller uppskattad, inte ”gissad”"),
        (f"primarvard,03,2023,1,,{'x' * 201}", "källan är längre än 200 tecken"),
        ("primarvard,00,2023,1,,", "samma uppgift står redan på rad 4"),
        ("primarvard,03,2023,1", "raden har 4 kolumner men ska ha 6"),
    ],
)
def test_a_bad_row_is_told_and_nothing_kept(problems, row, told):
    [problem] = problems(*GOOD, row)

    assert problem.startswith("Rad 5: ")
    assert told in problem


def test_every_bad_row_is_told_in_the_order_of_the_file(problems):
    told = problems(GOOD[0], "primarvard,99,x,y,,", GOOD[1], "primarvard,03,2023,z,,")

    assert [line.split(":")[0] for line in told] == ["Rad 3", "Rad 3", "Rad 3", "Rad 5"]


def test_a_column_that_is_not_there(problems):
    assert problems("x", head="indicator,year") == [
        "Kolumnen organisation, value, flag, source saknas i första raden."
    ]


def test_a_file_that_is_not_utf_8(tmp_path):
    path = tmp_path / "gammal.csv"
    path.write_bytes(f"{HEAD}\nprimarvard,01,2023,1,,Källa".encode("latin-1"))

    with pytest.raises(resources.BadRows, match="Filen är inte sparad i UTF-8"):
        resources.load(path)


def test_the_command_says_what_it_did(tmp_path, capsys):
    path = tmp_path / "matt.csv"
    path.write_text("\n".join([HEAD, *GOOD]), encoding="utf-8")
    call_command("load_observations", path)

    assert capsys.readouterr().out == "3 nya, 0 ändrade, 0 oförändrade uppgifter.\n"


def test_the_command_refuses(tmp_path):
    with pytest.raises(CommandError, match="Ingenting av den är inläst"):
        call_command("load_observations", tmp_path / "saknas.csv")
