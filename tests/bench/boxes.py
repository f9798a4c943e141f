"""One box saved at a time by ten people at once, beside a bare signed-in view that does one upsert.

The web server is gunicorn with two workers; it shares the machine with PostgreSQL and with the ten.
"""

import threading
import time
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from regions.models import Membership, Organisation, User
from surveys import checking, sheet, values, workflow
from surveys.models import Door, Response
from tests.bench import web
from tests.bench.report import median_seconds

AT_ONCE = 10
SECONDS = 6
ROUNDS = 3
LEAST_RATE = 200
MOST_P95 = 80
LEAST_RATIO = 0.5
MOST_CHECK = 20
MOST_PAGE = 150
MOST_QUERIES = 12
# Boxes of every kind, those with the most rules and conditions among them, and what is typed there in turn.
BOXES = {
    "vfu_veckor.i_ar": ("5000", "5001"),
    "vfu_platser.i_ar": ("1000", "1001"),
    "fast_lakare_andel": ("70", "71"),
    "nsg_svi": ("ja", "nej"),
    "vfu_hinder": ("Brist på handledare.", "Brist på lokaler."),
    "malgrupp_fokus.barn_och_unga": ("ja", ""),
    "breddinfort": ("ja", "nej"),
    "snomed_insatser": ("ja", "nej"),
    "utbildningsforman.grundlon_ht": ("511", "521"),
    "fast_lakare_sabo_andel": ("80", "81"),
}


# A box that only the floor writes in.
FLOORS_BOX = "landsbygd_insatser"


@dataclass
class Saver:
    """One who fills in: their session, their response and what they have seen in its boxes."""

    session: str
    response: int
    seen: dict
    floors_box: int


def measure(report):
    savers = [_saver(code) for code in _regions()]
    measure_page(report, savers[0])
    measure_check(report)
    report.heading(f"One box saved, {AT_ONCE} at a time (gunicorn, two workers)")
    with web.serving() as address:
        floors, saves = [], []
        for _ in range(ROUNDS):  # in turn, so that both meet the same machine
            floors.append(run(address, savers, _floor))
            saves.append(run(address, savers, _save))
    rate, p95 = max(saves)
    best_floor, _ = max(floors)
    report.line("one upsert by a bare signed-in view", f"{best_floor:.0f}/s")
    report.at_least("boxes saved a second", rate, LEAST_RATE)
    report.limit("95 of 100 are answered within so many ms", p95, MOST_P95)
    report.at_least("ratio to the bare view", rate / best_floor, LEAST_RATIO)


def measure_page(report, saver):
    report.heading("A region's response")
    visitor = Client(SERVER_NAME="127.0.0.1")
    visitor.cookies["sessionid"] = saver.session
    address = f"/enkater/{saver.response}/avsnitt/medarbetare/"
    milliseconds = median_seconds(lambda: visitor.get(address), 10) * 1000
    with CaptureQueriesContext(connection) as queries:
        visitor.get(address)
    report.limit("the largest section, ms", milliseconds, MOST_PAGE)
    report.limit("queries for it", len(queries), MOST_QUERIES)


def measure_check(report):
    """With last round's answers, and all findings kept."""
    one = _response("01")
    milliseconds = median_seconds(lambda: checking.check(one), 20) * 1000
    report.limit("checked whole, ms", milliseconds, MOST_CHECK)


# ---- who saves, and what ----


def _regions():
    """Those that have answered 2020 too come first: theirs are the dearest to check."""
    answered = Organisation.objects.filter(kind="region", responses__state="approved")
    return list(
        answered.annotate(times=Count("responses"))
        .order_by("-times", "code")
        .values_list("code", flat=True)
    )[:AT_ONCE]


def _response(code):
    return Response.objects.select_related(
        "questionnaire__round", "questionnaire__survey", "organisation__parent"
    ).get(questionnaire__round__year=2023, organisation__kind="region", organisation__code=code)


def _saver(code):
    one = _response(code)
    robot = User.objects.robot()
    workflow.return_to_respondent(one, by=robot, reason="Mätning.", door=Door.COMMAND)
    person = User.objects.create_user(f"{code}@bench.example", name=code)
    Membership.objects.create(user=person, organisation=one.organisation, role="lead")
    visitor = Client(SERVER_NAME="127.0.0.1")
    visitor.force_login(person)
    held = sheet.of(one)
    return Saver(
        visitor.cookies["sessionid"].value,
        one.pk,
        {box: values.canonical(held.values.get(box)) for box in BOXES},
        held.outline.item[FLOORS_BOX].pk,
    )


def _save(saver, turn):
    """The address of the next box, what is sent there, and what is to be noted when it is saved."""
    box, (one, other) = list(BOXES.items())[turn % len(BOXES)]
    new = other if saver.seen[box] == one else one
    data = {"varde": new, "sag": saver.seen[box]}
    return f"/enkater/{saver.response}/ruta/{box}/", data, lambda: saver.seen.update({box: new})


def _floor(saver, turn):
    return f"/golv/{saver.response}/{saver.floors_box}/", {"varde": str(turn)}, lambda: None


# ---- the load: as light as can be, since it shares the machine ----


def run(address, savers, ask):
    """All at once for a while. Returns (answers a second, the 95th percentile in ms)."""
    took, failed = [], []
    stop = time.perf_counter() + SECONDS
    threads = [
        threading.Thread(target=_keep_asking, args=(address, saver, n, ask, stop, took, failed))
        for n, saver in enumerate(savers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(f"{len(failed)} were not saved, the first: {failed[0]}")
    took.sort()
    return len(took) / SECONDS, took[int(len(took) * 0.95)] * 1000


def _keep_asking(address, saver, turn, ask, stop, took, failed):
    with web.line_to(address) as line:
        while time.perf_counter() < stop and not failed:
            path, data, note = ask(saver, turn)
            started = time.perf_counter()
            status, answer = web.post(line, path, saver.session, data)
            took.append(time.perf_counter() - started)
            if status != 200:
                failed.append((path, data, answer[:500]))
            note()
            turn += 1
