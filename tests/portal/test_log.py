"""The log of what must be answered for: read by administrators, found in, and paged by key."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal import log
from regions import audit
from regions.models import AuditEntry
from tests.factories import member, organisation, response, staff, user

pytestmark = pytest.mark.django_db
What = AuditEntry.What


@pytest.fixture
def reader(client):
    client.force_login(staff("administrator", name="Ada Admin", email="ada@sos.se"))
    return client


def text_of(answer):
    return " ".join(answer.content.decode().split())


def rows(answer):
    return [row.pk for row in answer.context["rows"]]


def test_the_newest_is_first_and_told_in_words(reader):
    anna, bo = member(name="Anna Ek"), user(name="Bo Ny", email="bo@region.se")
    audit.record(
        What.ROLE_CHANGED, who=anna, about=bo, organisation=organisation(), role="contributor"
    )
    page = reader.get("/logg/")

    assert page.context["rows"][0].what == What.ROLE_CHANGED
    said = text_of(page)
    for words in ("Anna Ek", "Ändrad roll", "Bo Ny (bo@region.se)", "Region Stockholm"):
        assert words in said
    assert "roll medarbetare" in said
    assert "Loggade in" in said  # the reader


def test_it_is_found_by_what_by_whom_and_by_day(reader):
    anna = member(name="Anna Ek")
    told = audit.record(What.LOOKED, who=anna)
    about = audit.record(What.ACCESS_ENDED, who=user(), about=anna)
    old = AuditEntry.objects.create(
        what=What.LOOKED, who=anna, at=timezone.now() - timedelta(days=40)
    )
    day = (timezone.localtime() - timedelta(days=30)).strftime("%Y-%m-%d")

    assert rows(reader.get("/logg/", {"person": "anna"})) == [old.pk, about.pk, told.pk]
    assert rows(reader.get("/logg/", {"what": "access_ended"})) == [about.pk]
    assert rows(reader.get("/logg/", {"day": day})) == [old.pk]
    nobody = reader.get("/logg/", {"person": "ingen alls"})
    assert "Inget i loggen stämmer med det du valt." in text_of(nobody)


def test_what_cannot_be_asked_is_said(reader):
    page = reader.get("/logg/", {"day": "i går"})
    assert page.status_code == 422
    assert "Skriv datumet som 2026-11-22." in text_of(page)


def test_which_kommun_it_was_is_not_told(reader):
    vasby, rss = response("kommun", "0114"), member("rss", "rss-01", name="Rut RSS")
    audit.record_look(rss, vasby, vasby.organisation)
    audit.record(What.INVITED, who=rss, about=("invitation", 7), organisation=vasby.organisation)
    page = reader.get("/logg/")

    said = text_of(page)
    assert said.count("En kommun") == 2
    assert "Väsby" not in said
    assert [row.about for row in page.context["rows"][:2]] == ["inbjudan", "svar"]


@pytest.mark.parametrize("under", ["x", "-1", "9" * 40, "²"])
def test_a_page_that_cannot_be_is_the_first(reader, under):
    assert reader.get("/logg/", {"under": under}).status_code == 200


def test_every_entry_is_on_one_page_and_no_other(reader):
    for _ in range(2 * log.PAGE + 3):
        audit.record(What.SIGNED_IN, who=user())
    seen, address = [], "/logg/?person=person"
    while address:
        page = reader.get(address)
        seen += rows(page)
        address = page.context["older"] and f"/logg/?{page.context['older']}"

    everything = AuditEntry.objects.filter(who__name__startswith="Person")
    assert seen == list(everything.values_list("pk", flat=True))


@pytest.mark.parametrize("entries", [1, 40, 120])
def test_however_long_it_is_it_takes_as_many_queries(reader, entries):
    for _ in range(entries):
        audit.record(What.ACCESS_ENDED, who=user(), about=user(), organisation=organisation())
    reader.get("/logg/")
    with CaptureQueriesContext(connection) as queries:
        reader.get("/logg/")
    assert len(queries) == 6
