"""People, responses and small questionnaires, made on the ground of tests/databases.py."""

import csv
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from pathlib import Path

from django.db import transaction

from regions.models import Membership, Organisation, User
from surveys import answers, checking, remarks, rounds, workflow
from surveys.models import Response, State
from tests.databases import ANSWERS

_numbers = count(1)


def organisation(kind="region", code="01"):
    return Organisation.objects.get(kind=kind, code=code)


def user(**fields):
    number = next(_numbers)
    fields = {"email": f"person{number}@exempel.se", "name": f"Person {number}", **fields}
    return User.objects.create_user(**fields)


def member(kind="region", code="01", role="lead", **fields):
    """Somebody who speaks for an organisation."""
    person = user(**fields)
    Membership.objects.create(user=person, organisation=organisation(kind, code), role=role)
    return person


def staff(role="handlaggare", **fields):
    return user(staff_role=role, **fields)


def response(kind="region", code="01", year=2023):
    return Response.objects.select_related(
        "questionnaire__round", "questionnaire__survey", "organisation__parent"
    ).get(
        questionnaire__survey__code=kind, organisation__code=code, questionnaire__round__year=year
    )


@lru_cache
def published_all(name):
    """{respondent: {box: text}} of a file of the demo."""
    sheets = {}
    with (ANSWERS / name).open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            box = ".".join(filter(None, [row["question"], row["option"]]))
            sheets.setdefault(row["respondent"], {})[box] = row["value"]
    return sheets


def published(kind="region", code="01", year=2023):
    """What an organisation answered, {box: text}: whole, without errors."""
    return dict(published_all(f"{year}_{kind}.csv")[code])


def answered(kind="region", code="01", year=2023, *, by, **changes):
    """A draft with the published answers and some changed, each query explained."""
    one = response(kind, code, year)
    answers.save(one, published(kind, code, year) | changes, by=by)
    explain_all(one, by=by)
    one.refresh_from_db()
    return one


def explain_all(one, *, by):
    for query in checking.check(one).queries:
        checking.explain(query, "Vi har kontrollerat: det stämmer.", by)


def in_state(state, kind="region", code="01", year=2023, *, lead, reviewer):
    """A response led to a state through the real workflow."""
    if state == State.NOT_STARTED:
        return response(kind, code, year)
    one = answered(kind, code, year, by=lead)
    if state == State.DRAFT:
        return one
    workflow.submit(one, by=lead)
    if state == State.RETURNED:
        workflow.return_to_respondent(one, by=reviewer, reason="Komplettera kostnaderna.")
    if state == State.APPROVED:
        workflow.approve(one, by=reviewer)
    one.refresh_from_db()
    return one


def remark(one, code="fast_lakare_andel", *, by, text="Stämmer det?"):
    """A remark on a box of a response that is under review."""
    return remarks.write(one, one.questionnaire.items.get(code=code), text, by=by)


ROUND = "year: {year}\ntitle: Omgång {year}\nopens: {year}-11-01\ndeadline: {next}-03-31\n"


def definitions(folder: Path, year=2030, **questionnaires):
    """Writes a year's folder; `questionnaires` gives, by survey, the text from `sections` on."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "round.yaml").write_text(ROUND.format(year=year, next=year + 1), encoding="utf-8")
    for survey, text in questionnaires.items():
        head = f"survey: {survey}\nyear: {year}\ntitle: Enkät {year}\n"
        (folder / f"{survey}.yaml").write_text(head + text, encoding="utf-8")
    return folder


def issued(folder: Path, text, *, survey="region", code="01", year=2030):
    """Issues a small questionnaire. Returns one respondent's response to it."""
    rounds.issue(year, definitions(folder / f"{survey}{year}", year, **{survey: text}))
    return response(survey, code, year)


@contextmanager
def undone():
    """What is done in here is undone on the way out: a room for one example of many."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
