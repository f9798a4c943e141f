"""An area's workbook, written out and checked when it comes back: as many kommuner as there are, and
every box filled in."""

import tempfile
import tracemalloc
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from regions.models import Membership, Organisation, User
from surveys import outline, rounds, uploads
from surveys.models import Answer, Kind, Questionnaire, Response, Upload
from surveys.workbooks import area, grid
from tests import factories
from tests.bench.report import median_seconds, medians_in_turn

YEAR = 2030
KOMMUNER = 290
BOXES = 74
RUNS = 5
MOST_SECONDS = 1
MOST_SECONDS_TO_CHECK = 3
MOST_MEGABYTES = 200
MOST_RATIO = 3

# So many questions of each kind, a box each.
QUESTIONS = {Kind.YESNO: 30, Kind.NUMBER: 24, Kind.SINGLE: 12, Kind.PERCENT: 4, Kind.TEXT: 4}
OPTIONS = "options: [{code: ja, label: 'Ja, helt'}, {code: delvis, label: 'Ja, delvis'}]"
OF_THE_RSS = "sections:\n  - code: a\n    title: A\n    questions:\n      - {code: b, kind: yesno, text: B}\n"
MORE = {Kind.NUMBER: "whole: true, min: 0, unknown: true", Kind.SINGLE: OPTIONS}


def measure(report):
    rss, questionnaire = an_area_that_has_answered()
    report.heading(f"An area's workbook of {KOMMUNER} kommuner and {BOXES} boxes, all filled in")
    report.equal("cells with an answer", KOMMUNER * BOXES, Answer.objects.filter(**OF_YEAR).count())
    seconds = median_seconds(lambda: area.workbook(rss, questionnaire), RUNS)
    content = area.workbook(rss, questionnaire)
    report.line("the file", f"{len(content) / 1024:.0f} kB")
    report.limit("written out, seconds", seconds, MOST_SECONDS)
    Answer.objects.filter(**OF_YEAR).delete()  # so that every cell changes its box: the dearest
    measure_check(report, content, rss)


def measure_check(report, content, rss):
    """From the file that is sent in to a checked dry run, kept in its row, beside only reading the cells
    of the file."""
    person = User.objects.create_user("rss@bench.example", name="Huvudansvarig")
    Membership.objects.create(user=person, organisation=rss, role="lead")
    own = Response.objects.get(organisation=rss, questionnaire__round__year=YEAR)

    def check():
        file = SimpleUploadedFile("arbetsbok.xlsx", content)
        upload = uploads.receive(own, file, area=True, by=person)
        uploads.work_on(upload.pk)
        return upload.pk

    found = Upload.objects.get(pk=check()).found
    report.equal("boxes it would change", KOMMUNER * BOXES, len(found["changes"]))
    read, checked = medians_in_turn(lambda: grid.read(content), check, runs=RUNS)
    report.seconds("the file only read", read)
    report.limit("checked, seconds", checked, MOST_SECONDS_TO_CHECK)
    report.limit("ratio to only reading it", checked / read, MOST_RATIO)
    report.limit("memory taken to check it, MB", peak_megabytes(check), MOST_MEGABYTES)


def peak_megabytes(act):
    """The most that was held at once."""
    tracemalloc.start()
    act()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1024**2


# ---- what is written out ----

OF_YEAR = {"response__questionnaire__round__year": YEAR}


def an_area_that_has_answered():
    """An RSS that has all kommuner of the country, and the questionnaire that they have answered."""
    rss = Organisation.objects.filter(kind="rss").first()
    Organisation.objects.filter(kind="kommun").update(parent=rss)
    with tempfile.TemporaryDirectory() as folder:
        asked = {"kommun": _questions(), "rss": OF_THE_RSS}
        rounds.issue(YEAR, factories.definitions(Path(folder), YEAR, **asked))
    questionnaire = Questionnaire.objects.get(round__year=YEAR, survey__code="kommun")
    items = outline.load(questionnaire).items
    Answer.objects.bulk_create(
        Answer(response=one, item=item, **_something(item, number))
        for number, one in enumerate(Response.objects.filter(questionnaire=questionnaire))
        for item in items
    )
    return rss, questionnaire


def _questions():
    asked = [
        f"      - {{code: {kind}_{n}, kind: {kind}, text: Fråga {n} om {kind.label}"
        f"{', ' + MORE[kind] if kind in MORE else ''}}}"
        for kind, number in QUESTIONS.items()
        for n in range(number)
    ]
    return "\n".join(["sections:", "  - code: a", "    title: A", "    questions:", *asked, ""])


def _something(item, number):
    match item.question.kind:
        case Kind.YESNO:
            return {"choice": "nej" if number % 3 else "ja"}
        case Kind.SINGLE:
            return {"choice": "delvis" if number % 3 else "ja"}
        case Kind.TEXT:
            return {"text": f"Kommun nummer {number} svarar med egna ord, i en mening eller två."}
        case _:
            return {"number": (number + item.position) % 100}
