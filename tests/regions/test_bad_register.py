"""A register with something wrong in it: told with file and line, and nothing of it kept."""

import pytest
from django.core.management import CommandError, call_command

from regions import register
from regions.models import Organisation, Population

pytestmark = pytest.mark.django_db

KOMMUN = "9101,Fjällby,91,rss-91,600,610"
CASES = {
    "a column missing": (
        ("rss.csv", "code,name,region_code", "code,name,region"),
        "rss.csv, rad 1: kolumnen region_code saknas.",
    ),
    "an unknown region": (
        ("rss.csv", "RSS Syd,92", "RSS Syd,93"),
        "rss.csv, rad 3: ”93” finns inte i regions.csv.",
    ),
    "an unknown RSS": (
        ("kommuner.csv", KOMMUN, "9101,Fjällby,91,rss-99,600,610"),
        "kommuner.csv, rad 2: ”rss-99” finns inte i rss.csv.",
    ),
    "no RSS": (
        ("kommuner.csv", KOMMUN, "9101,Fjällby,91,,600,610"),
        "kommuner.csv, rad 2: ”” finns inte i rss.csv.",
    ),
    "a code twice": (
        ("kommuner.csv", "9102,", "9101,"),
        "kommuner.csv, rad 3: koden 9101 finns redan i filen.",
    ),
    "no name": (
        ("regions.csv", "Region Syd,", ","),
        "regions.csv, rad 3: kod och namn måste vara ifyllda.",
    ),
    "words for inhabitants": (
        ("kommuner.csv", "600,610", "600,många"),
        "kommuner.csv, rad 2: population_2023 ska vara ett heltal, inte ”många”.",
    ),
    "half an inhabitant": (
        ("kommuner.csv", "600,610", "600,610.5"),
        "kommuner.csv, rad 2: population_2023 ska vara ett heltal, inte ”610.5”.",
    ),
    "a sign that only looks like a digit": (
        ("kommuner.csv", "600,610", "600,²"),
        "kommuner.csv, rad 2: population_2023 ska vara ett heltal, inte ”²”.",
    ),
    "more inhabitants than there are people": (
        ("kommuner.csv", "600,610", "600,99999999999"),
        "kommuner.csv, rad 2: population_2023 ska vara ett heltal, inte ”99999999999”.",
    ),
    "a cell missing": (
        ("kommuner.csv", KOMMUN, "9101,Fjällby,91"),
        "kommuner.csv, rad 2: raden har fel antal kolumner.",
    ),
    "a cell too many": (
        ("kommuner.csv", KOMMUN, KOMMUN + ",7"),
        "kommuner.csv, rad 2: raden har fel antal kolumner.",
    ),
    "a code too long": (
        ("rss.csv", "rss-92,RSS Syd", "rss-" + "9" * 20 + ",RSS Syd"),
        "rss.csv, rad 3: code är längre än 20 tecken.",
    ),
    "an open quotation mark": (
        ("rss.csv", "RSS Syd,92\n", '"RSS Syd,92\n'),
        "rss.csv, rad 3: kontrollera radens citattecken.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_told_with_file_and_line_and_nothing_is_kept(bare, folder, case):
    change, sentence = CASES[case]
    folder.change(*change)

    with pytest.raises(register.RegisterError) as error:
        register.load(folder.path)

    assert sentence in error.value.problems
    assert (Organisation.objects.count(), Population.objects.count()) == (0, 0)


def test_a_file_that_is_missing_is_told(bare, folder):
    (folder.path / "rss.csv").unlink()

    with pytest.raises(register.RegisterError) as error:
        register.load(folder.path)

    assert error.value.problems == [f"rss.csv: filen saknas i {folder.path}."]


def test_a_file_in_another_encoding_is_told(bare, folder):
    text = (folder.path / "kommuner.csv").read_text(encoding="utf-8")
    folder.write("kommuner.csv", text, encoding="cp1252")

    with pytest.raises(register.RegisterError) as error:
        register.load(folder.path)

    assert error.value.problems == [
        "kommuner.csv: filen är inte sparad i UTF-8. Spara om den som ”CSV UTF-8”."
    ]


def test_a_mark_of_byte_order_does_no_harm(bare, folder):
    text = (folder.path / "kommuner.csv").read_text(encoding="utf-8")
    folder.write("kommuner.csv", text, encoding="utf-8-sig")

    assert len(register.load(folder.path).added) == 7


def test_spaces_around_a_value_are_no_part_of_it(bare, folder):
    folder.change("kommuner.csv", KOMMUN, " 9101 , Fjällby ,91, rss-91 ,600, 610 ")

    register.load(folder.path)

    fjallby = Organisation.objects.get(code="9101")
    assert (fjallby.name, fjallby.parent.code) == ("Fjällby", "rss-91")


def test_a_register_without_inhabitants_has_no_year(bare, folder):
    folder.change("kommuner.csv", "population_2022,population_2023", "före,efter")
    folder.change("regions.csv", "population_2022,population_2023", "före,efter")

    with pytest.raises(register.RegisterError) as error:
        register.load(folder.path)

    assert error.value.problems == [
        "kommuner.csv, rad 1: en kolumn population_ÅÅÅÅ saknas; den ger registrets år."
    ]


def test_all_that_is_wrong_is_told_at_once(bare, folder):
    folder.change("rss.csv", "RSS Syd,92", ",93")
    folder.change("kommuner.csv", "9102,", "9101,")

    with pytest.raises(register.RegisterError) as error:
        register.load(folder.path)

    assert error.value.problems == [
        "rss.csv, rad 3: kod och namn måste vara ifyllda.",
        "rss.csv, rad 3: ”93” finns inte i regions.csv.",
        "kommuner.csv, rad 3: koden 9101 finns redan i filen.",
    ]


def test_a_bad_register_leaves_what_was_there_as_it_was(folder):
    before = list(Organisation.objects.values())
    folder.change("kommuner.csv", "600,610", "600,många")

    with pytest.raises(CommandError) as error:
        call_command("load_register", folder.path)

    assert str(error.value) == (
        "Registret är inte inläst. Rätta och försök igen:\n"
        "kommuner.csv, rad 2: population_2023 ska vara ett heltal, inte ”många”."
    )
    assert list(Organisation.objects.values()) == before
