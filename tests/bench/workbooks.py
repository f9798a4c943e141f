"""An area's workbook written out: as many kommuner as there are, and every box filled in."""

import tempfile
from pathlib import Path

from regions.models import Organisation
from surveys import outline, rounds
from surveys.models import Answer, Kind, Questionnaire, Response
from surveys.workbooks import area
from tests import factories
from tests.bench.report import median_seconds

YEAR = 2030
KOMMUNER = 290
BOXES = 74
RUNS = 5
MOST_SECONDS = 1

# So many questions of each kind, a box each.
QUESTIONS = {Kind.YESNO: 30, Kind.NUMBER: 24, Kind.SINGLE: 12, Kind.PERCENT: 4, Kind.TEXT: 4}
OPTIONS = "options: [{code: ja, label: 'Ja, helt'}, {code: delvis, label: 'Ja, delvis'}]"
MORE = {Kind.NUMBER: "whole: true, min: 0, unknown: true", Kind.SINGLE: OPTIONS}


def measure(report):
    rss, questionnaire = an_area_that_has_answered()
    report.heading(f"An area's workbook of {KOMMUNER} kommuner and {BOXES} boxes, all filled in")
    report.equal("cells with an answer", KOMMUNER * BOXES, Answer.objects.filter(**OF_YEAR).count())
    seconds = median_seconds(lambda: area.workbook(rss, questionnaire), RUNS)
    size = len(area.workbook(rss, questionnaire))
    report.line("the file", f"{size / 1024:.0f} kB")
    report.limit("written out, seconds", seconds, MOST_SECONDS)


# ---- what is written out ----

OF_YEAR = {"response__questionnaire__round__year": YEAR}


def an_area_that_has_answered():
    """An RSS that has all kommuner of the country, and the questionnaire that they have answered."""
    rss = Organisation.objects.filter(kind="rss").first()
    Organisation.objects.filter(kind="kommun").update(parent=rss)
    with tempfile.TemporaryDirectory() as folder:
        rounds.issue(YEAR, factories.definitions(Path(folder), YEAR, kommun=_questions()))
    questionnaire = Questionnaire.objects.get(round__year=YEAR)
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
