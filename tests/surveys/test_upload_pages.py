"""The pages where a workbook is fetched, sent in, looked at, taken in and undone."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from surveys import answers, uploads, workflow
from surveys.models import State, Upload
from tests import factories
from tests.surveys.reading import read
from tests.surveys.test_uploads import (
    KARLSKRONA,
    OLOFSTROM,
    RSS,
    WEEKS,
    held,
    kommun,
    sent_in,
    workbook,
    worked_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rss():
    return factories.response("rss", RSS)


@pytest.fixture
def lead():
    return factories.member("rss", RSS)


@pytest.fixture
def visitor(lead):
    client = Client()
    client.force_login(lead)
    return client


def text_of(answered):
    return read(answered).text


def send(visitor, rss, content, name="Svar.xlsx", page="area_workbook"):
    file = SimpleUploadedFile(name, content)
    return visitor.post(reverse(page, args=[rss.pk]), {"file": file})


def page_of(visitor, upload):
    return text_of(visitor.get(reverse("upload", args=[upload.response_id, upload.pk])))


class TestFetching:
    def test_the_area(self, visitor, rss):
        answered = visitor.get(reverse("area_workbook_file", args=[rss.pk]))

        assert 'filename="kommun-2023-rss-10.xlsx"' in answered["Content-Disposition"]
        sheet = load_workbook(BytesIO(answered.content))["Svar"]
        names = [cell.value for cell in sheet["B"][4:]]
        assert names == ["Karlshamn", "Karlskrona", "Olofström", "Ronneby", "Sölvesborg"]

    def test_ones_own(self, visitor, rss):
        answered = visitor.get(reverse("workbook_file", args=[rss.pk]))

        assert "Svar" in load_workbook(BytesIO(answered.content)).sheetnames

    def test_only_an_rss_has_an_area(self):
        client = Client()
        client.force_login(factories.member())
        one = factories.response()
        assert client.get(reverse("area_workbook", args=[one.pk])).status_code == 404


class TestSendingIn:
    def test_keeps_the_file_and_shows_its_page(self, visitor, rss):
        answered = send(visitor, rss, workbook(rss, {}))

        upload = Upload.objects.get()
        assert answered.headers["Location"] == reverse("upload", args=[rss.pk, upload.pk])
        assert "Filen kontrolleras" in page_of(visitor, upload)

    def test_without_a_file_asks_for_one(self, visitor, rss):
        answered = visitor.post(reverse("area_workbook", args=[rss.pk]))
        assert answered.status_code == 422
        assert "Välj en fil innan du går vidare." in text_of(answered)

    @pytest.mark.parametrize("size", [5 * 1024 * 1024 + 1, 7 * 1024 * 1024])
    def test_what_is_too_large_is_not_taken(self, visitor, rss, size):
        answered = send(visitor, rss, b"x" * size)
        assert answered.status_code == 422
        assert "större än 5 MB" in text_of(answered)
        assert not Upload.objects.exists()

    def test_an_empty_file_is_not_taken(self, visitor, rss):
        assert "Filen är tom" in text_of(send(visitor, rss, b""))

    def test_a_name_with_a_path_keeps_its_last_part(self, visitor, rss):
        send(visitor, rss, workbook(rss, {}), name="../../etc/passwd.xlsx")
        assert Upload.objects.get().name == "passwd.xlsx"

    def test_a_name_is_shown_as_it_is(self, visitor, rss):
        send(visitor, rss, workbook(rss, {}), name="<script>alert(1)</script>.xlsx")
        page = visitor.get(reverse("area_workbook", args=[rss.pk])).content.decode()
        assert "<script>alert" not in page

    def test_what_is_handed_in_takes_no_file(self):
        lead = factories.member()
        one = factories.in_state(State.SUBMITTED, lead=lead, reviewer=factories.staff())
        client = Client()
        client.force_login(lead)
        page = client.get(reverse("workbook", args=[one.pk]))
        assert "Svaret är inlämnat" in text_of(page)
        assert "Ladda upp och kontrollera" not in text_of(page)


class TestTheFilesPage:
    def test_shows_what_would_change_and_what_is_wrong(self, visitor, rss, lead):
        answers.save(kommun(KARLSKRONA), {WEEKS: "5"}, by=lead)
        typed = {KARLSKRONA: {WEEKS: "7"}, OLOFSTROM: {"lag_2022_913": "kanske"}}
        upload = sent_in(rss, workbook(rss, typed), lead)

        page = page_of(visitor, upload)
        for said in (
            "1 svar ändras",
            "1 fel att rätta",
            "kanske",
            "Olofström",
            "Läs in de felfria",
        ):
            assert said in page

    def test_takes_in_tells_and_undoes(self, visitor, rss, lead):
        typed = {OLOFSTROM: {WEEKS: "8"}, KARLSKRONA: factories.published("kommun", KARLSKRONA)}
        upload = sent_in(rss, workbook(rss, typed, {KARLSKRONA: "Det stämmer."}), lead)

        take_in = reverse("take_in", args=[rss.pk, upload.pk])
        assert visitor.post(take_in, {"lamna_in": "on"}).status_code == 302
        assert "Svaren läses in" in page_of(visitor, upload)
        worked_on(upload)
        page = page_of(visitor, upload)
        assert "Filen är inläst" in page
        assert "1 kommun är inlämnade till er" in page
        assert re.search(r"Olofström ?: \d rutor att fylla i eller rätta", page), page

        assert visitor.post(reverse("undo_upload", args=[rss.pk, upload.pk])).status_code == 302
        worked_on(upload)
        assert "Inläsningen är ångrad" in page_of(visitor, upload)
        assert (held(KARLSKRONA), held(OLOFSTROM)) == ({}, {})

    def test_pressed_twice_says_so(self, visitor, rss, lead):
        upload = sent_in(rss, workbook(rss, {OLOFSTROM: {WEEKS: "8"}}), lead)
        take_in = reverse("take_in", args=[rss.pk, upload.pk])
        visitor.post(take_in)
        again = visitor.post(take_in, follow=True)
        assert "redan behandlad" in text_of(again)

    def test_of_what_could_not_be_read_says_why(self, visitor, rss, lead):
        upload = sent_in(rss, b"%PDF-1.7", lead)
        page = page_of(visitor, upload)
        assert upload.reason in page
        assert "Ladda upp en annan fil" in page

    def test_gives_the_file_back_with_its_errors_marked(self, visitor, rss, lead):
        typed = {OLOFSTROM: {"lag_2022_913": "kanske"}}
        upload = sent_in(rss, workbook(rss, typed), lead)
        copy = visitor.get(reverse("marked_copy", args=[rss.pk, upload.pk]))
        assert load_workbook(BytesIO(copy.content))["Svar"].title == "Svar"

        upload = sent_in(rss, workbook(rss, {}), lead)
        assert visitor.get(reverse("marked_copy", args=[rss.pk, upload.pk])).status_code == 404

    def test_a_removed_file_leaves_its_page(self, visitor, rss, lead):
        upload = sent_in(rss, workbook(rss, {OLOFSTROM: {"lag_2022_913": "kanske"}}), lead)
        upload.file.delete()
        Upload.objects.update(found=None)
        assert "Filen är borttagen" in page_of(visitor, upload)

    def test_tells_how_far_the_work_has_come(self, visitor, rss, lead):
        upload = uploads.receive(
            rss, SimpleUploadedFile("svar.xlsx", workbook(rss, {})), area=True, by=lead
        )
        state = reverse("upload_state", args=[rss.pk, upload.pk])
        assert visitor.get(state).json() == {"state": "waiting", "done": 0, "in_all": 0}
        worked_on(upload)
        assert visitor.get(state).json() == {"state": "done", "done": 2, "in_all": 2}


class TestWhoSees:
    def test_a_kommun_does_not_see_the_areas_files(self, rss, lead):
        upload = sent_in(rss, workbook(rss, {}), lead)
        client = Client()
        client.force_login(factories.member("kommun", OLOFSTROM))
        for response in (rss, kommun(OLOFSTROM)):
            address = reverse("upload", args=[response.pk, upload.pk])
            assert client.get(address).status_code == 404

    def test_a_kommun_answers_in_a_workbook_of_its_own(self):
        person = factories.member("kommun", OLOFSTROM)
        one = kommun(OLOFSTROM)
        client = Client()
        client.force_login(person)
        book = load_workbook(BytesIO(client.get(reverse("workbook_file", args=[one.pk])).content))
        said = {cell.value for row in book["Svar"].iter_rows() for cell in row}
        assert "Karlskrona" not in " ".join(str(one) for one in said)

        workflow.submit(factories.answered("kommun", OLOFSTROM, by=person), by=person)
        assert "Svaret är inlämnat" in text_of(client.get(reverse("workbook", args=[one.pk])))
