"""From a figure to the answers it was made of, and never to a kommun's."""

import pytest

from analysis import building, trace
from regions.models import User
from surveys.models import Response, Round

pytestmark = [pytest.mark.usefixtures("full_round"), pytest.mark.django_db]


@pytest.fixture
def traced():
    build = building.new_build(Round.objects.get(year=2023), User.objects.robot())
    building.run_build(build.pk)
    build.refresh_from_db()
    return lambda *place: trace.trace(build, *place)


def pairs(made):
    return [(source.organisation, source.value) for source in made.sources]


def test_a_count_leads_to_those_who_marked(traced):
    made = traced("B3:4", "annan_insats", "antal")

    assert (made.row_label, made.column_label, made.cell.value) == (
        "Annan insats",
        "Antal regioner",
        5,
    )
    assert len(made.sources) == 5
    assert {value for _, value in pairs(made)} == {"Ja"}
    assert {s.response_id for s in made.sources} <= set(
        Response.objects.values_list("pk", flat=True)
    )


def test_a_share_leads_to_what_each_rss_handed_in(traced):
    made = traced("T6", "forman_bidrag", "ja")

    assert sum(int(value) for _, value in pairs(made)) == made.cell.numerator == 142
    organisations = {source.organisation for source in made.sources}
    assert "Skånes Kommuner" in organisations
    assert "Upplands Väsby" not in organisations


def test_what_is_left_leads_to_all_that_was_told(traced):
    made = traced("T6", "forman_bidrag", "ej_svarat")

    assert 290 - sum(int(value) for _, value in pairs(made)) == made.cell.numerator


def test_a_region_s_figure_leads_to_its_own_answer(traced):
    made = traced("B3:8", "14", "grundlon_vt")

    assert pairs(made) == [("Västra Götalandsregionen", "Kan ej uppskattas")]


def test_a_whole_year_s_figure_leads_to_the_box_for_the_year(traced):
    [source] = traced("B3:8", "05", "grundlon_vt").sources

    assert (source.value, source.question) == (
        "105",
        "Bibehållen grundlön, hela året (om termin inte kan anges)",
    )


def test_totals_lead_to_all_they_add_up(traced):
    term = traced("B3:9", "total_term", "grundlon_vt")
    year = traced("B3:9", "total_year", "grundlon_ht")

    assert len(term.sources) == 20
    assert len(year.sources) == 40
    assert ("Region Skåne", "71,5") in pairs(term)


def test_an_answer_in_words(traced):
    assert pairs(traced("T3", "10", "forandrat_uppdrag")) == [("Region Blekinge", "Nej")]


def test_a_register_figure_has_no_answers_behind_it(traced):
    assert traced("B3:3", "10", "andel").sources == []


@pytest.mark.parametrize(
    "place", [("X", "10", "andel"), ("B3:3", "99", "andel"), ("B3:3", "10", "pris")]
)
def test_a_cell_that_is_not_there(traced, place):
    assert traced(*place) is None
