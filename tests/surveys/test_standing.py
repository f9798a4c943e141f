"""Where a round stands: the figures, the counties, the list and its files."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from surveys import answers, listing, queries, standing, workflow
from surveys.models import Response, Round, State
from tests import factories
from tests.surveys.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return factories.staff()


@pytest.fixture
def client(visit, reviewer):
    return visit(reviewer)


@pytest.fixture
def in_time():
    """The round's last day is still to come."""
    move_deadline(days=12)


def move_deadline(**delta):
    deadline = timezone.localdate() + timedelta(**delta)
    Round.objects.filter(year=2023).update(deadline=deadline)


def now(reviewer):
    return standing.of(Round.objects.get(year=2023), reviewer)


def line_of(reviewer, code, kind="region"):
    [line] = [
        line
        for line in now(reviewer).lines
        if (line.response.organisation.kind, line.response.organisation.code) == (kind, code)
    ]
    return line


def see(client, **asked):
    reply = client.get(reverse("standing"), asked)
    assert reply.status_code == 200
    return read(reply)


def rows(page):
    return [
        [cell.text for cell in row if cell.name in {"th", "td"}]
        for row in page.one("tbody").all("tr")
    ]


# ---- the figures ----


def test_each_survey_tells_how_many_have_handed_in_of_how_many(client, reviewer, in_time):
    for code, state in [
        ("01", "submitted"),
        ("03", "approved"),
        ("04", "returned"),
        ("05", "draft"),
    ]:
        lead = factories.member("region", code)
        factories.in_state(State(state), "region", code, lead=lead, reviewer=reviewer)

    page = see(client)

    region = page.one("section", aria_labelledby="enkat-region")
    assert region.one("p", class_="tally-rate").text == "9\u00a0% 2 av 21 har lämnat in"
    told = region.one("dl", class_="tally-states").text
    assert told == "Inte påbörjat 17 Påbörjat 1 Inlämnat 1 I retur 1 Godkänt 1"
    assert "Försenade 0 av 21" in region.text
    rss = page.one("section", aria_labelledby="enkat-rss")
    assert rss.one("p", class_="tally-rate").text == "0\u00a0% 0 av 25 har lämnat in"


def test_of_kommuner_there_are_numbers_and_nothing_else(client, reviewer):
    lead = factories.member("kommun", "0114")
    factories.in_state(State.SUBMITTED, "kommun", "0114", lead=lead, reviewer=None)

    page = see(client)

    told = page.one("section", aria_labelledby="enkat-kommun").text
    assert "1 av 290 har lämnat in till sin RSS" in told
    assert "1 av 26" in page.one("tbody").text
    assert "Upplands Väsby" not in page.text
    kommuner = Response.objects.filter(organisation__kind="kommun")
    linked = {link for link in page.links.values() if link.startswith("/granskning/")}
    assert linked.isdisjoint(f"/granskning/{pk}/" for pk in kommuner.values_list("pk", flat=True))


def test_findings_are_told_explained_and_not(client):
    lead = factories.member()
    odd = {"fast_lakare_andel": "90", "fast_lakare_sabo_andel": "80"}
    one = factories.answered(by=lead, **odd)

    assert "1 förklarade, 0 oförklarade" in see(client).text
    answers.save(one, {"fast_lakare_sabo_andel": "70"}, by=lead)
    assert "0 förklarade, 1 oförklarade" in see(client).text


def test_a_round_without_kommuner_tells_of_none(client):
    page = see(client, ar="2020")
    assert page.all("section", aria_labelledby="enkat-kommun") == []
    assert "0 av 21 har lämnat in" in page.text


@pytest.mark.parametrize("year", ["1999", "i fjol", "2023'"])
def test_a_year_without_a_round_says_so(client, year):
    assert "Det finns ingen omgång för det året." in see(client, ar=year).text
    assert client.get(reverse("standing_parts"), {"ar": year}).status_code == 404
    assert client.get(reverse("standing_file", args=["csv"]), {"ar": year}).status_code == 404


# ---- who is late ----


@pytest.mark.parametrize(
    "state, late",
    [
        (State.NOT_STARTED, True),
        (State.DRAFT, True),
        (State.SUBMITTED, False),
        (State.RETURNED, False),
        (State.APPROVED, False),
    ],
)
def test_late_is_what_was_never_handed_in_when_the_last_day_has_passed(reviewer, state, late):
    factories.in_state(state, lead=factories.member(), reviewer=reviewer)

    move_deadline(days=0)
    assert not line_of(reviewer, "01").is_late
    move_deadline(days=-1)
    assert line_of(reviewer, "01").is_late == late


# ---- how far ----


@settings(max_examples=25)
@given(data=st.data())
def test_how_far_is_the_number_the_respondent_sees(data):
    """Whatever is filled in, hidden and shown again."""
    whole = factories.published()
    boxes = data.draw(st.lists(st.sampled_from(sorted(whole)), unique=True))
    switched = data.draw(st.dictionaries(st.sampled_from(SWITCHES), st.sampled_from(["ja", "nej"])))
    with factories.undone():
        one = factories.response()
        lead = factories.member()
        answers.save(one, {box: whole[box] for box in boxes} | switched, by=lead)
        answers.save(one, data.draw(st.fixed_dictionaries({}, optional=FLIPS)), by=lead)
        one.refresh_from_db()
        [shown] = queries.with_progress([one])
        assert queries.progress_of_many([one])[one.pk] == shown.progress


SWITCHES = ["fast_lakare_rutiner", "breddinfort", "forandrat_uppdrag", "forandrad_ersattning"]
FLIPS = {code: st.sampled_from(["", "ja", "nej"]) for code in SWITCHES}


@pytest.mark.parametrize("kind, code", [("region", "01"), ("rss", "rss-01"), ("kommun", "0114")])
def test_how_far_a_whole_response_has_come(kind, code):
    one = factories.answered(kind, code, by=factories.member(kind, code))
    [shown] = queries.with_progress([one])
    assert queries.progress_of_many([one])[one.pk] == shown.progress


# ---- the list ----


def test_the_list_can_be_narrowed(client, reviewer, in_time):
    lead = factories.member()
    factories.in_state(State.SUBMITTED, lead=lead, reviewer=reviewer)

    assert len(rows(see(client))) == 46
    assert len(rows(see(client, enkat="rss"))) == 25
    assert [row[:2] for row in rows(see(client, lage="submitted"))] == [
        ["Region Stockholm", "Inlämnat"]
    ]
    assert "Inga svar passar urvalet" in rows(see(client, lage="sena"))[0][0]
    move_deadline(days=-1)
    assert len(rows(see(client, lage="sena"))) == 45
    # What means nothing chooses nothing.
    assert len(rows(see(client, enkat="kommun", lage="borta", ordning="hej"))) == 46


@pytest.mark.parametrize("order", standing.ORDERS)
def test_the_list_can_be_sorted_both_ways(client, reviewer, order):
    for code, state in [("01", "submitted"), ("03", "draft")]:
        lead = factories.member("region", code)
        factories.in_state(State(state), "region", code, lead=lead, reviewer=reviewer)
    key = standing.ORDERS[order]
    lines = now(reviewer).lines

    up = [key(line) for line in standing.ordered(lines, order)]
    down = [key(line) for line in standing.ordered(lines, f"-{order}")]
    assert up == sorted(up)
    assert down == sorted(up, reverse=True)
    page = see(client, ordning=f"-{order}")
    [head] = [cell for cell in page.all("th") if "aria-sort" in cell.attributes]
    assert head.attributes["aria-sort"] == "descending"


def test_names_are_sorted_as_swedes_do(client):
    names = [row[0] for row in rows(see(client, enkat="region", ordning="namn"))]
    assert names[:2] == ["Region Blekinge", "Region Dalarna"]
    assert names[-3:] == ["Region Örebro län", "Region Östergötland", "Västra Götalandsregionen"]


# ---- the files ----


def test_the_files_hold_the_list_as_it_is_shown(client, reviewer):
    factories.in_state(State.DRAFT, lead=factories.member(), reviewer=reviewer)
    asked = {"lage": "draft", "enkat": "region"}

    as_csv = client.get(reverse("standing_file", args=["csv"]), asked)
    [row] = csv.DictReader(io.StringIO(as_csv.content.decode("utf-8-sig")))
    as_xlsx = client.get(reverse("standing_file", args=["xlsx"]), asked)
    heads, cells = load_workbook(io.BytesIO(as_xlsx.content)).active.iter_rows(values_only=True)

    assert row["Uppgiftslämnare"] == "Region Stockholm"
    assert row["Läge"] == "Påbörjat"
    progress = line_of(reviewer, "01").progress
    assert row["Besvarade frågor"] == str(progress.answered)
    assert row["Frågor att besvara"] == str(progress.asked)
    assert list(heads) == list(row)
    assert dict(zip(heads, cells, strict=True))["Besvarade frågor"] == progress.answered
    assert as_csv["Content-Disposition"] == 'attachment; filename="laget_2023.csv"'


def test_a_file_of_another_kind_is_not_there(client):
    assert client.get(reverse("standing_file", args=["pdf"])).status_code == 404


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_no_text_becomes_a_formula(text):
    dangerous = [f"{sign}{text}" for sign in "=+-@"]

    xlsx = load_workbook(io.BytesIO(listing.as_file("xlsx", ["a"] * 4, [dangerous])))
    cells = list(xlsx.active.iter_rows())[1]
    assert [cell.data_type for cell in cells] == ["s"] * 4
    lines = io.StringIO(listing.as_file("csv", ["a"] * 4, [dangerous]).decode("utf-8-sig"))
    assert list(csv.reader(lines))[1] == [f"'{one}" for one in dangerous]


# ---- freshness ----


def test_the_parts_are_those_of_the_page(client):
    whole = see(client, enkat="rss", ordning="-fel")
    parts = read(client.get(reverse("standing_parts"), {"enkat": "rss", "ordning": "-fel"}))
    for name in ("siffror", "lan", "lista"):
        assert parts.one("div", id=name).raw == whole.one("div", id=name).raw


def test_a_county_shows_its_region_and_its_rss(client, reviewer):
    factories.in_state(State.SUBMITTED, lead=factories.member(), reviewer=reviewer)
    lead = factories.member("rss", "rss-01")
    one = factories.response("rss", "rss-01")
    workflow.begin(one, by=lead)

    [stockholm] = see(client).all("li", class_="county-01")

    assert stockholm.text.startswith("Stockholm Inlämnat RSS")
    assert "påbörjat, 0\u00a0%" in stockholm.text
    assert "county-submitted" in stockholm.attributes["class"]
    assert len(see(client).all("li", class_="county")) == 21
