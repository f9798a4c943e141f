"""The register brought in: what it tells, and that it may be brought in again and again."""

import pytest
from django.core.management import call_command

from regions import register
from regions.models import Organisation, Population
from tests.databases import REGISTER

pytestmark = pytest.mark.django_db


def lives(kind, code):
    one = Organisation.objects.get(kind=kind, code=code)
    return one.first_year, one.last_year


@pytest.fixture
def loaded(bare, folder):
    """The small register, already brought in."""
    register.load(folder.path)
    return folder


def test_the_official_register_makes_every_organisation_of_the_country():
    kinds = list(Organisation.objects.values_list("kind", flat=True))

    assert {kind: kinds.count(kind) for kind in kinds} == {"region": 21, "rss": 25, "kommun": 290}


def test_the_official_register_twice_changes_nothing():
    before = list(Organisation.objects.values())
    populations = list(Population.objects.values())

    report = register.load(REGISTER)

    assert report == register.Report(unchanged=21 + 25 + 290)
    assert list(Organisation.objects.values()) == before
    assert list(Population.objects.values()) == populations


def test_the_inhabitants_of_the_kommuner_add_up_to_those_of_their_region():
    for region in Organisation.objects.filter(kind="region"):
        kommuner = Population.objects.filter(organisation__parent__parent=region, year=2023)

        assert (
            sum(one.inhabitants for one in kommuner)
            == region.populations.get(year=2023).inhabitants
        )


def test_a_first_register_adds_everything_without_a_first_year(bare, folder):
    report = register.load(folder.path)

    assert report.added == [
        "91 Region Nord",
        "92 Region Syd",
        "rss-91 RSS Nord",
        "rss-92 RSS Syd",
        "9101 Fjällby",
        "9102 Ånäs",
        "9201 Söderby",
    ]
    assert lives("kommun", "9101") == (None, None)
    assert str(Organisation.objects.get(code="9101").parent) == "RSS Nord"
    assert str(Organisation.objects.get(code="rss-91").parent) == "Region Nord"


def test_the_short_name_is_the_name_where_the_register_has_none(loaded):
    assert Organisation.objects.get(kind="region", code="91").short_name == "Nord"
    assert Organisation.objects.get(kind="kommun", code="9101").short_name == "Fjällby"


def test_a_new_organisation_begins_in_the_year_of_the_register(loaded):
    loaded.next_year()
    loaded.change("kommuner.csv", "9201,", "9202,Nyköpinge,92,rss-92,,7\n9201,")

    report = register.load(loaded.path)

    assert report == register.Report(added=["9202 Nyköpinge"], unchanged=7)
    assert lives("kommun", "9202") == (2024, None)


def test_a_new_name_is_told_beside_the_old(loaded):
    loaded.change("kommuner.csv", "Fjällby", "Nya Fjällby")

    report = register.load(loaded.path)

    assert report == register.Report(renamed=["9101 Fjällby → Nya Fjällby"], unchanged=6)


def test_a_new_parent_is_told_beside_the_old(loaded):
    loaded.change("kommuner.csv", "Ånäs,91,rss-91", "Ånäs,92,rss-92")

    report = register.load(loaded.path)

    assert report == register.Report(moved=["9102 Ånäs: RSS Nord → RSS Syd"], unchanged=6)
    assert Organisation.objects.get(code="9102").parent.code == "rss-92"


def test_an_organisation_no_longer_there_ended_the_year_before_and_is_kept(loaded):
    loaded.next_year()
    loaded.change("kommuner.csv", "9102,Ånäs,91,rss-91,400,400\n", "")

    report = register.load(loaded.path)

    assert report == register.Report(ended=["9102 Ånäs"], unchanged=6)
    assert lives("kommun", "9102") == (None, 2023)


def test_what_has_ended_is_told_once(loaded):
    loaded.next_year()
    loaded.change("kommuner.csv", "9102,Ånäs,91,rss-91,400,400\n", "")
    register.load(loaded.path)

    assert register.load(loaded.path) == register.Report(unchanged=6)


def test_one_that_returns_lives_on(loaded):
    loaded.change("kommuner.csv", "9102,Ånäs,91,rss-91,400,400\n", "")
    register.load(loaded.path)
    loaded.change("kommuner.csv", "9201,", "9102,Ånäs,91,rss-91,,390\n9201,")

    report = register.load(loaded.path)

    assert report == register.Report(added=["9102 Ånäs (åter i registret)"], unchanged=6)
    assert lives("kommun", "9102") == (None, None)


def test_inhabitants_are_corrected_and_added_to(loaded):
    loaded.next_year()
    loaded.change(
        "kommuner.csv", "9101,Fjällby,91,rss-91,600,610", "9101,Fjällby,91,rss-91,611,620"
    )

    register.load(loaded.path)

    fjallby = Population.objects.filter(organisation__code="9101")
    assert list(fjallby.values_list("year", "inhabitants")) == [
        (2022, 600),
        (2023, 611),
        (2024, 620),
    ]


def test_only_those_that_live_that_year_are_counted_as_kommuner(loaded):
    loaded.next_year()
    loaded.change("kommuner.csv", "9102,Ånäs,91,rss-91,400,400\n", "9103,Ny,91,rss-91,,1\n")
    loaded.change("kommuner.csv", "9201,", "9104,Nyare,91,rss-91,,1\n9201,")
    register.load(loaded.path)
    rss = Organisation.objects.get(code="rss-91").pk

    counts = {y: Organisation.objects.kommun_counts([rss], y)[rss] for y in (2023, 2024)}

    assert counts == {2023: 2, 2024: 3}


def test_the_command_tells_what_it_did(loaded, capsys):
    loaded.change("kommuner.csv", "Fjällby", "Nya Fjällby")

    call_command("load_register", loaded.path)

    assert capsys.readouterr().out.splitlines() == [
        "Nya: 0",
        "Nytt namn: 1",
        "  9101 Fjällby → Nya Fjällby",
        "Flyttade: 0",
        "Upphörda: 0",
        "Oförändrade: 6",
    ]
