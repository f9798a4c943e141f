"""Nobody at Socialstyrelsen gets a kommun's row, on any page or in any file.

One kommun holds a secret: in an answer, in the explanation of a query, in the reason of a return, in a
remark and the answer to one, and as a number. Everyone reads everything they can get at, and the
secret is looked for.
"""

import io
import re
import zipfile
from html import unescape
from itertools import product
from urllib.parse import parse_qsl

import pytest
from django.urls import reverse
from pypdf import PdfReader

from surveys.exports import making
from surveys.models import Export, Response, Round
from tests.portal.conftest import SECRET, SECRET_NUMBER

pytestmark = pytest.mark.django_db

NAME = "Upplands Väsby"
SHOWN_NUMBER = "7 654 321".replace(" ", "\N{NO-BREAK SPACE}")
STAFF = ["handläggare", "analytiker", "administratör"]
REGISTER = ["/register/register.csv", "/register/register.xlsx"]
LAYOUTS, FORMATS = Export.Layout.values, Export.Format.values
OF_A_RESPONSE = [
    *("overview", "section", "findings", "explain", "submit", "receipt"),
    *("numbered_receipt", "receipt_pdf", "copy", "blank"),
    *("workbook", "workbook_file"),
    *("question_purpose", "results"),
    *("own_answers", "area_answers", "reviewed_answers"),
    *("review", "compare", "give_back", "approve", "remark", "write_remark", "close_remark"),
]
MORE = {
    "question_purpose": {"code": "vfu_veckor"},
    "section": {"code": "digitalisering"},
    "explain": {"finding_pk": 1},
    "numbered_receipt": {"number": "2023-kommun-0114-1"},
    "receipt_pdf": {"number": "2023-kommun-0114-1"},
    "write_remark": {"code": "lag_2022_913"},
    "own_answers": {"fmt": "csv"},
    "area_answers": {"fmt": "csv"},
    "reviewed_answers": {"fmt": "csv"},
}
OF_A_REMARK = {"remark", "close_remark"}


def everything(visitor):
    """{address: text} of all pages and files that can be reached by following links.

    Of those that show the same, one is followed.
    """
    found, waiting, seen = {}, ["/"], set()
    while waiting:
        address = waiting.pop()
        if (shown := what_is_shown(address)) in seen:
            continue
        seen.add(shown)
        reply = visitor.get(address, follow=True)
        found[address] = text_of(reply)
        if reply.headers["Content-Type"].startswith("text/html"):
            waiting += links(found[address], reply.request["PATH_INFO"])
    return found


def what_is_shown(address):
    """The figures of a table's column have the same answers behind them. Lines that have been chosen are
    the same in any order; the page that comes first is looked at in each."""
    path, _, query = address.partition("?")
    chosen = dict(parse_qsl(query, keep_blank_values=True))
    if any(chosen[name] for name in chosen.keys() - {"ordning"}):
        chosen.pop("ordning", None)
    column = re.sub(r"(?<=/tabeller/2023/)(.*?)/[^/]+/([^/]+)/$", r"\1/\2", path)
    return column, tuple(sorted(chosen.items()))


def links(page, address):
    """Where a page's links and forms lead, without the mark of a place on the page."""
    for link in re.findall(r'(?:href|action)="([^"#]*)', page):
        link = unescape(link)
        if link.startswith("?"):
            yield address + link
        elif link.startswith("/") and not link.startswith("/static/"):
            yield link


def text_of(reply):
    """What a reply says, a packed file unpacked and a document read."""
    content = b"".join(reply) if reply.streaming else reply.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return unescape(content.decode())


def betrays(text):
    """What of the kommun's answers a text gives away."""
    return [word for word in (SECRET, SECRET_NUMBER, SHOWN_NUMBER, NAME) if word in text]


@pytest.fixture
def queue_of_kommuner():
    """Addresses one might try by hand."""
    return [
        f"{reverse('queue')}?enkat={survey}&lage={state}&ar={year}"
        for survey in ("kommun", "hjalpenkat", "")
        for state in ("returned", "approved", "")
        for year in ("2023", "")
    ]


@pytest.mark.parametrize("who", ["kommun", "rss"])
def test_the_secret_is_there_for_those_it_belongs_to(who, town):
    """Or the tests below could not fail."""
    visitor = town.visitor(who)
    addresses = [
        reverse("overview", args=[town.kommun]),
        reverse("findings", args=[town.kommun]),
        reverse("section", args=[town.kommun, "digitalisering"]),
        reverse("section", args=[town.kommun, "medarbetare"]),
        *(reverse("remark", args=[town.kommun, pk]) for pk in town.remarks),
    ]
    seen = [betrays(text_of(visitor.get(address))) for address in addresses]
    assert seen == [
        [SECRET, NAME],
        [SECRET, SHOWN_NUMBER, NAME],
        [SECRET, NAME],
        [SECRET, SECRET_NUMBER, NAME],
        [SECRET, SHOWN_NUMBER, NAME],
        [SECRET, NAME],
    ]


def test_the_secret_of_the_remarks_is_there_for_the_rss_that_reviews(town):
    page = text_of(town.visitor("rss").get(reverse("review", args=[town.kommun])))
    assert f"{SECRET}: anmärkning" in page
    assert f"{SECRET}: svar på anmärkning" in page


def test_the_secret_is_found_by_following_every_link(town):
    pages = everything(town.visitor("kommun"))
    found = {word for text in pages.values() for word in betrays(text)}
    assert found == {SECRET, SECRET_NUMBER, SHOWN_NUMBER, NAME}


@pytest.mark.parametrize("who", STAFF)
def test_staff_find_no_kommun_by_following_every_link(who, town):
    pages = everything(town.visitor(who))
    for address in REGISTER:  # it names all kommuner, and says nothing of what they answer
        assert betrays(pages.pop(address)) == [NAME]
    assert {address: betrays(text) for address, text in pages.items() if betrays(text)} == {}
    # And they have been everywhere: every response of a region and an RSS, every table and file.
    others = Response.objects.exclude(questionnaire__survey__code="kommun")
    assert [r.pk for r in others if reverse("review", args=[r.pk]) not in pages] == []
    assert sum(bool(re.fullmatch(r"/tabeller/2023/hamta/\w+/", one)) for one in pages) == 3
    assert sum(bool(re.fullmatch(r"/tabeller/2023/(B3:\d+|T\d)/", one)) for one in pages) == 13
    # What is behind a figure is what an RSS handed in, not what it was made of.
    traces = [text for address, text in pages.items() if address.count("/") == 6]
    behind = {int(pk) for text in traces for pk in re.findall(r"/granskning/(\d+)/", text)}
    assert behind & set(others.values_list("pk", flat=True)) == behind
    assert town.rss in behind


@pytest.mark.parametrize("who", STAFF)
def test_staff_find_no_kommun_by_trying_every_number(who, town, queue_of_kommuner):
    visitor = town.visitor(who)
    for address in queue_of_kommuner:
        assert betrays(text_of(visitor.get(address))) == [], address
    kommuner = Response.objects.filter(questionnaire__survey__code="kommun")
    reviews = [reverse("review", args=[pk]) for pk in kommuner.values_list("pk", flat=True)]
    assert [address for address in reviews if visitor.get(address).status_code != 404] == []
    assert len(reviews) == 290


@pytest.mark.parametrize("who", STAFF)
def test_staff_find_no_kommun_in_any_file_they_ask_for(who, town):
    """All answers of the round, whatever their state; and nobody can ask for those of kommuner."""
    visitor = town.visitor(who)
    wishes = {"round": Round.objects.get(year=2023).pk, "every_state": "alla"}
    for survey, layout, fmt in product(("", "region", "rss"), LAYOUTS, FORMATS):
        wishes |= {"survey": survey, "layout": layout, "format": fmt}
        assert visitor.post(reverse("exports"), wishes).status_code == 302
        export = Export.objects.first()
        assert making.run(export.pk)
        said = text_of(visitor.get(reverse("export_file", args=[export.pk])))
        assert len(said) > 10_000
        assert betrays(said) == []
    before = Export.objects.count()
    for survey in ("kommun", "hjalpenkat"):
        assert visitor.post(reverse("exports"), {**wishes, "survey": survey}).status_code == 422
    assert Export.objects.count() == before


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_secret_is_in_the_files_of_those_it_belongs_to(fmt, town):
    """Or the test above could not fail."""
    for who, name, pk in (
        ("kommun", "own_answers", town.kommun),
        ("rss", "own_answers", town.kommun),
        ("rss", "area_answers", town.rss),
    ):
        said = text_of(town.visitor(who).get(reverse(name, args=[pk, fmt])))
        assert betrays(said) == [SECRET, SECRET_NUMBER, NAME]


@pytest.mark.parametrize("who", [*STAFF, "region", "other rss", "other kommun", "nobody"])
def test_others_than_the_kommun_and_its_rss_reach_nothing_of_it(who, town):
    """Each address of a response, looked at and sent to."""
    visitor = town.visitor(who)
    for name in OF_A_RESPONSE:
        for more in [{"remark_pk": pk} for pk in town.remarks] if name in OF_A_REMARK else [{}]:
            address = reverse(name, kwargs={"pk": town.kommun, **MORE.get(name, {}), **more})
            sent = {"reason": "Se över.", "text": "Se över."}
            for reply in (visitor.get(address), visitor.post(address, sent)):
                assert reply.status_code in {404, 405}, address
                assert betrays(text_of(reply)) == []


OF_FILES = ["upload", "upload_state", "marked_copy", "take_in", "undo_upload"]


def files_of(town):
    """The addresses of the workbook of the RSS's kommuner and of the file that it has sent in."""
    workbook = [reverse(name, args=[town.rss]) for name in ("area_workbook", "area_workbook_file")]
    return workbook + [reverse(name, args=[town.rss, town.upload]) for name in OF_FILES]


def test_the_secret_is_in_the_files_of_the_rss(town):
    visitor = town.visitor("rss")
    _, workbook, upload, _, marked, *_ = files_of(town)
    assert SECRET_NUMBER in betrays(text_of(visitor.get(workbook)))
    assert SECRET in betrays(text_of(visitor.get(upload)))
    assert SECRET in betrays(text_of(visitor.get(marked)))


@pytest.mark.parametrize("who", [*STAFF, "region", "other rss", "kommun", "other kommun", "nobody"])
def test_others_than_the_rss_reach_none_of_its_files(who, town):
    visitor = town.visitor(who)
    for address in files_of(town):
        for reply in (visitor.get(address), visitor.post(address)):
            assert reply.status_code in {404, 405}, address
            assert betrays(text_of(reply)) == []


@pytest.mark.parametrize(
    "who", ["region", "region colleague", "other rss", "other kommun", "nobody"]
)
def test_neighbours_find_no_kommun_by_following_every_link(who, town):
    pages = everything(town.visitor(who))
    assert {address: betrays(text) for address, text in pages.items() if betrays(text)} == {}
