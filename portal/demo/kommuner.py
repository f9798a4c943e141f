"""How the kommuner's answers come in: in some areas by a workbook that the RSS fills in, in some by the
web form, and in the rest from a file. Where they did not come from a file, the RSS's sums follow them.
"""

import csv
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.demo.filling import fill_area
from regions.models import Membership, Organisation, User
from surveys import answers, boxes, checking, compiling, sums, uploads, workflow
from surveys.models import Door, Response, State, Upload
from surveys.workbooks import area

BY_WORKBOOK = ["rss-03", "rss-10", "rss-22"]
BY_FORM = ["rss-09", "rss-13"]
CHECKED = "Vi har kontrollerat uppgiften, och den stämmer."
PATIENCE = 120


class NoWorker(Exception):
    """Nobody took the uploaded file on."""


def read(path):
    """{respondent: {box: text}} of a file with answers."""
    answered = {}
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            box = ".".join(filter(None, [row["question"], row["option"]]))
            answered.setdefault(row["respondent"], {})[box] = row["value"]
    return answered


@contextmanager
def without(path, respondents):
    """The file without some respondents' rows, as a file that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder, path.open(encoding="utf-8", newline="") as source:
        rest = Path(folder) / path.name
        with rest.open("w", encoding="utf-8", newline="") as target:
            rows = csv.reader(source)
            kept = (row for row in rows if row[1] not in respondents)
            csv.writer(target).writerows(kept)
        yield rest


def kommuner_of(codes):
    """Codes of the kommuner of some RSS."""
    found = Organisation.objects.filter(kind=Organisation.Kind.KOMMUN, parent__code__in=codes)
    return list(found.values_list("code", flat=True))


def answer_by_workbook(rss, answered):
    """The RSS fetches the workbook, fills it in, sends it in and has it taken in and handed in."""
    lead, source = _lead(rss.organisation), sums.source_of(rss)
    waiting = _open_kommuner(rss)
    typed = {code: answered[code] for code in waiting}
    content = area.workbook(rss.organisation, source)
    content = fill_area(content, source, typed, dict.fromkeys(typed, CHECKED))
    file = SimpleUploadedFile(f"Svar {rss.organisation.short_name}.xlsx", content)
    upload = _worked_on(uploads.receive(rss, file, area=True, by=lead))
    uploads.take_in(upload, by=lead, hand_in=True)
    _worked_on(upload)
    _approve(waiting.values(), lead)


def answer_by_form(rss, answered):
    """Each kommun fills in its boxes one by one, explains what is odd and hands in."""
    waiting = _open_kommuner(rss)
    for code, response in waiting.items():
        person = _lead(response.organisation)
        for box, text in answered[code].items():
            if text:
                boxes.save(response.pk, box, text, "", by=person)
        _hand_in(response, person)
    _approve(waiting.values(), _lead(rss.organisation))


def answer_by_sums(rss, typed):
    """The RSS lets its numbers follow its kommuner, fills in the rest and hands in."""
    lead = _lead(rss.organisation)
    made = sums.boxes(rss)
    answers.save(rss, {box: text for box, text in typed.items() if box not in made}, by=lead)
    compiling.begin(rss, by=lead)
    _hand_in(rss, lead)
    workflow.approve(rss, by=User.objects.robot(), door=Door.COMMAND)


def _open_kommuner(rss):
    """{code: response} of its kommuner that have not handed in."""
    responses = Response.objects.filter(
        questionnaire=sums.source_of(rss), organisation__parent=rss.organisation
    ).select_related("organisation", "questionnaire")
    return {one.organisation.code: one for one in responses if one.is_open}


def _lead(organisation):
    """Somebody who speaks for the organisation. Nobody signs in as them."""
    user, _ = User.objects.get_or_create(
        email=f"{organisation.kind}-{organisation.code}@demo.example",
        defaults={"name": f"Demo: {organisation.short_name}", "is_active": False, "password": "!"},
    )
    Membership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"role": Membership.Role.LEAD}
    )
    return user


def _hand_in(response, person):
    for query in checking.check(response).queries:
        checking.explain(query, CHECKED, person)
    workflow.submit(response, by=person, door=Door.FORM)


def _approve(responses, lead):
    for response in responses:
        response.refresh_from_db(fields=["state"])
        if response.state == State.SUBMITTED:
            workflow.approve(response, by=lead)


def _worked_on(upload):
    """The upload when a worker has done what it waits for."""
    started = time.monotonic()
    while upload.is_under_way:
        if upload.state == Upload.State.WAITING and time.monotonic() - started > PATIENCE:
            raise NoWorker
        time.sleep(0.1)
        upload.refresh_from_db()
    if upload.state == Upload.State.FAILED:
        raise RuntimeError(upload.reason)
    return upload
