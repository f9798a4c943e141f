"""The register goes out as a file and comes in again: shown first, all of it or nothing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from regions.models import Organisation, Population
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(visit):
    return visit(factories.staff("administrator"))


def fetched(visitor, fmt="csv"):
    return visitor.get(reverse("register_file", args=[fmt])).content


def sent(visitor, content, name="register.csv"):
    return visitor.post(reverse("register"), {"file": SimpleUploadedFile(name, content)})


def confirmed(visitor, page):
    return visitor.post(
        reverse("take_in_register"), {"register": page.context["seal"]}, follow=True
    )


def everything():
    organisations = Organisation.objects.values_list(
        "kind", "code", "name", "short_name", "parent", "first_year", "last_year"
    )
    populations = Population.objects.values_list("organisation", "year", "inhabitants")
    return set(organisations), set(populations)


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again_and_changes_nothing(fmt, administrator):
    before = everything()
    page = sent(administrator, fetched(administrator, fmt), f"register.{fmt}")
    report = page.context["report"]
    assert (report.added, report.renamed, report.moved, report.ended) == ([], [], [], [])
    assert report.unchanged == 336
    confirmed(administrator, page)
    assert everything() == before


def test_an_organisation_that_has_ended_stays_ended(administrator):
    Organisation.objects.filter(kind="kommun", code="0114").update(last_year=2022)
    page = sent(administrator, fetched(administrator))
    assert page.context["report"].added == []
    confirmed(administrator, page)
    assert factories.organisation("kommun", "0114").last_year == 2022


def test_a_codes_zero_survives_the_workbook(administrator):
    sheet = load_workbook(io.BytesIO(fetched(administrator, "xlsx"))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 337
    [vasby] = [dict(zip(rows[0], row, strict=True)) for row in rows if row[2] == "Upplands Väsby"]
    assert (vasby["code"], vasby["region_code"], vasby["rss_code"]) == ("0114", "01", "rss-01")
    assert vasby["population_2023"] == 50110


def test_what_a_file_would_change_is_shown_before_it_is_done(administrator):
    changed = fetched(administrator).decode().replace("Region Uppsala", "Region Upsala")
    lines = [line for line in changed.splitlines() if not line.startswith("kommun,0115,")]
    before = everything()
    page = sent(administrator, "\n".join([*lines, NEW]).encode())
    told = page.content.decode()
    assert "Nya: 1" in told and "9999 Nystad" in told
    assert "03 Region Uppsala → Region Upsala" in told
    assert "Upphörda: 1" in told and "0115 Vallentuna" in told
    assert everything() == before

    assert "Registret är ändrat." in confirmed(administrator, page).content.decode()
    assert factories.organisation("region", "03").name == "Region Upsala"
    assert factories.organisation("kommun", "0115").last_year == 2022
    assert factories.organisation("kommun", "9999").parent.code == "rss-01"


NEW = "kommun,9999,Nystad,Nystad,01,rss-01,,1000,1010"


def test_bad_rows_are_told_by_line_and_nothing_is_done(administrator):
    lines = fetched(administrator).decode().splitlines()
    lines[1] = lines[1].replace("region,", "landsting,", 1)
    before = everything()
    page = sent(administrator, "\n".join(lines).encode())
    assert page.status_code == 422
    assert "Rad 2: kind ska vara region, rss eller kommun." in page.content.decode()

    bad = [NEW.replace("rss-01", "rss-77"), NEW.replace("1010", "många")]
    lines = fetched(administrator).decode().splitlines()
    page = sent(administrator, "\n".join([*lines, *bad]).encode())
    assert page.context["problems"] == [
        "Rad 338: ”rss-77” finns inte bland filens RSS.",
        "Rad 339: koden 9999 finns redan i filen.",
        "Rad 339: population_2023 ska vara ett heltal, inte ”många”.",
    ]
    assert "seal" not in page.context
    assert everything() == before


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4", b"PK\x03\x04", b"code;name\n1;2\n", b"\x00\x01"]
)
def test_a_file_that_is_no_register_is_refused_in_words(content, administrator):
    page = sent(administrator, content)
    assert page.status_code == 422
    assert "report" not in page.context


def test_what_was_shown_is_what_is_done_or_nothing_is(administrator):
    changed = fetched(administrator).decode().replace("Region Uppsala", "Region Upsala")
    page = sent(administrator, changed.encode())
    Organisation.objects.filter(kind="region", code="03").update(name="Uppsala region")
    told = confirmed(administrator, page).content.decode()
    assert "Registret har ändrats sedan du såg vad filen skulle ändra." in told
    assert factories.organisation("region", "03").name == "Uppsala region"


def test_nobody_makes_up_what_was_shown(administrator):
    before = everything()
    reply = administrator.post(reverse("take_in_register"), {"register": "påhittat"}, follow=True)
    assert "Registret har ändrats" in reply.content.decode()
    assert everything() == before
