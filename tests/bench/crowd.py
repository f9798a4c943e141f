"""Five hundred respondents at once, who think between the boxes, for two minutes.

Each opens a section, fills in its boxes one by one, and goes on to the next, while the page tells now
and then that it is looked at. Afterwards every value that the portal said it had saved is looked up.
"""

import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from django.test import Client

from regions.models import Membership, User
from surveys import sheet as sheets
from surveys import values, workflow
from surveys.models import Door, Kind, Response
from tests.bench import databases, web

PEOPLE = 500
DOUBLES = 24  # of 21 regions: 525 in all
SECONDS = 120
THINKING = 5, 15  # seconds between two boxes
PRESENCE_EVERY = 20
MOST_P95 = 300


@dataclass
class Respondent:
    """One who fills in: `stands` is what they see in the boxes, `saved` what they were told is saved."""

    number: int
    session: str
    response: int
    sections: list
    stands: dict
    saved: dict = field(default_factory=dict)


@dataclass
class Log:
    """What all of them met. Appending is safe from many threads."""

    took: list = field(default_factory=list)
    kinds: list = field(default_factory=list)
    errors: list = field(default_factory=list)


def measure(report):
    databases.add_doubles(1, DOUBLES)
    people = _people()
    report.heading(
        f"{PEOPLE} respondents at once for {SECONDS} seconds, who think between the boxes"
    )
    log = Log()
    with web.serving() as address:
        _warm_up(people, address)
        _let_loose(people, address, log)
    for kind, number in sorted(Counter(log.kinds).items()):
        report.line(f"asked for: {kind}", str(number))
    acknowledged = sum(len(one.saved) for one in people)
    report.line("boxes with a value that was acknowledged", str(acknowledged))
    report.equal("errors", 0, len(log.errors))
    report.equal("acknowledged and not there", 0, acknowledged - _kept(people))
    p95 = sorted(log.took)[int(len(log.took) * 0.95)] * 1000
    report.limit("95 of 100 are answered within so many ms", p95, MOST_P95)
    if log.errors:
        report.line("the first error", str(log.errors[0]))


# ---- who they are ----


def _people():
    responses = list(
        Response.objects.filter(questionnaire__round__year=2023, organisation__kind="region")
        .select_related("questionnaire__round", "questionnaire__survey", "organisation__parent")
        .order_by("pk")[:PEOPLE]
    )
    held = sheets.of_many(responses)
    return [_respondent(n, one, held[one.pk]) for n, one in enumerate(responses)]


def _respondent(number, response, sheet):
    robot = User.objects.robot()
    workflow.return_to_respondent(response, by=robot, reason="Mätning.", door=Door.COMMAND)
    person = User.objects.create_user(f"{number}@crowd.example", name=f"Nummer {number}")
    Membership.objects.create(user=person, organisation=response.organisation, role="lead")
    visitor = Client(SERVER_NAME="127.0.0.1")
    visitor.force_login(person)
    items = sheet.outline.items
    return Respondent(
        number=number,
        session=visitor.cookies["sessionid"].value,
        response=response.pk,
        sections=[
            (
                section.code,
                [item for question in section.question_list for item in question.box_list],
            )
            for section in sheet.outline.sections
        ],
        stands={item.code: values.canonical(sheet.values.get(item.code)) for item in items},
    )


# ---- what they do ----


def _warm_up(people, address):
    """Every worker has read the questionnaire and its templates, as on any day but the first."""
    for person in people[:10]:
        for section, _ in person.sections:
            _open(person, section, address, Log())


def _let_loose(people, address, log):
    stop = time.monotonic() + SECONDS
    threads = [
        threading.Thread(target=_work_until, args=(stop, one, address, log)) for one in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _work_until(stop, person, address, log):
    chance = random.Random(person.number)
    _think(chance.uniform(0, THINKING[1]), stop)
    turn = person.number
    while time.monotonic() < stop:
        code, items = person.sections[turn % len(person.sections)]
        _fill_in(person, code, items, stop, chance, address, log)
        turn += 1


def _fill_in(person, section, items, stop, chance, address, log):
    place = _open(person, section, address, log)
    present = 0
    for item in items:
        if time.monotonic() - present > PRESENCE_EVERY:
            present = time.monotonic()
            _request(log, "who is here", web.post, address, f"{place}har/", person.session, {})
        _think(chance.uniform(*THINKING), stop)
        if time.monotonic() >= stop:
            return
        _save(person, item, chance, address, log)


def _open(person, section, address, log):
    """The section's address."""
    place = f"/enkater/{person.response}/avsnitt/{section}/"
    _request(log, "a section", web.get, address, place, person.session)
    return place


def _save(person, item, chance, address, log):
    path = f"/enkater/{person.response}/ruta/{item.code}/"
    data = {"varde": _something(item, chance), "sag": person.stands[item.code]}
    answer = _request(log, "a box", web.post, address, path, person.session, data)
    if answer is not None:
        person.stands[item.code] = person.saved[item.code] = json.loads(answer)["seen"]


def _something(item, chance):
    """Anything that may stand in the box, or nothing."""
    kind = Kind(item.question.kind)
    if kind.is_numeric:
        return str(chance.randrange(100))
    if kind == Kind.TEXT:
        return f"Text nummer {chance.randrange(1000)}."
    return chance.choice(["", *values.choices(item)])


def _think(seconds, stop):
    time.sleep(max(0, min(seconds, stop - time.monotonic())))


def _request(log, kind, ask, address, path, session, *data):
    """The answer's body; None, and noted, when it is not what it should be."""
    started = time.perf_counter()
    try:
        with web.line_to(address) as line:
            status, body = ask(line, path, session, *data)
    except OSError as error:
        log.errors.append((path, data, repr(error)))
        return None
    log.took.append(time.perf_counter() - started)
    log.kinds.append(kind)
    if status != 200:
        log.errors.append((path, data, status, body[:300]))
        return None
    return body


# ---- what is there afterwards ----


def _kept(people):
    """How many of the acknowledged values stand in the database."""
    responses = Response.objects.filter(pk__in=[one.response for one in people]).select_related(
        "questionnaire__round", "questionnaire__survey", "organisation__parent"
    )
    held = sheets.of_many(list(responses))
    return sum(
        values.canonical(held[one.response].values.get(code)) == value
        for one in people
        for code, value in one.saved.items()
    )
