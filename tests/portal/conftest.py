"""A town of people: everyone who may come to the portal's doors, and answers they may not see."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from analysis import building
from regions.models import User
from surveys import answers, checking, remarks, uploads, workflow
from surveys.models import Round, Upload
from tests import factories
from tests.databases import Database

SECRET = "Hemligheten i Väsby"
SECRET_NUMBER = "7654321"


@dataclass
class Town:
    """People by what they are, and the ids of a region's, an RSS's and a kommun's response, of the
    remarks on the last, and of a file with its answers that the RSS has sent in."""

    people: dict[str, User]
    keys: dict[str, dict[str, str]]
    region: int
    rss: int
    kommun: int
    other_kommun: int
    remarks: list[int]
    upload: int

    def visitor(self, who: str) -> Client:
        """A browser in which somebody has signed in, if ever they could."""
        client = Client()
        client.cookies.load(self.keys[who])
        return client


def _settle() -> Town:
    region = {"kind": "region", "code": "01"}
    rss = {"kind": "rss", "code": "rss-01"}
    kommun = {"kind": "kommun", "code": "0114"}
    people = {
        "closed": factories.member(**region),
        "nobody": factories.user(),
        "region": factories.member(**region),
        "region colleague": factories.member(**region, role="contributor"),
        "other region": factories.member("region", "03"),
        "rss": factories.member(**rss),
        "rss colleague": factories.member(**rss, role="contributor"),
        "other rss": factories.member("rss", "rss-03"),
        "kommun": factories.member(**kommun),
        "other kommun": factories.member("kommun", "0115"),
        "handläggare": factories.staff("handlaggare"),
        "analytiker": factories.staff("analytiker"),
        "administratör": factories.staff("administrator"),
    }
    keys = {who: _sign_in(person) for who, person in people.items()}
    User.objects.filter(pk=people["closed"].pk).update(is_active=False)
    _fill_in_secrets(people)
    build = building.new_build(Round.objects.get(year=2023), people["analytiker"])
    building.run_build(build.pk)
    return Town(
        people,
        {"stranger": {}, **keys},
        region=factories.response(**region).pk,
        rss=factories.response(**rss).pk,
        kommun=factories.response(**kommun).pk,
        other_kommun=factories.response("kommun", "0115").pk,
        remarks=[one.pk for one in remarks.of(factories.response(**kommun))],
        upload=_send_in_secrets(people["rss"]).pk,
    )


def _sign_in(person) -> dict[str, str]:
    client = Client()
    client.force_login(person)
    return {name: cookie.value for name, cookie in client.cookies.items()}


def _send_in_secrets(by) -> Upload:
    """The secret in a file: where a number should be, and in a note beside the answers."""
    text = f"kommunkod;vfu_veckor.i_ar;lag_2022_913;\n0114;{SECRET};ja;{SECRET}\n"
    file = SimpleUploadedFile("svar.csv", text.encode())
    upload = uploads.receive(factories.response("rss", "rss-01"), file, area=True, by=by)
    uploads.work_on(upload.pk)
    return upload


def _fill_in_secrets(people) -> None:
    """A kommun's secret in an answer, in an explanation, in the reason of a return, in a remark and
    in the answer to one."""
    reviewer = people["rss"]
    one = factories.answered("kommun", "0114", by=people["kommun"])
    workflow.submit(one, by=people["kommun"])
    factories.remark(one, "lag_2022_913", by=reviewer, text=f"{SECRET}: anmärkning")
    answered = factories.remark(one, "vfu_veckor.i_ar", by=reviewer)
    workflow.return_to_respondent(one, by=reviewer, reason=f"{SECRET}: skäl")
    odd = {"vfu_veckor.i_ar": SECRET_NUMBER, "vfu_veckor.forra_aret": "100"}
    saved = answers.save(one, odd, by=people["kommun"])
    for query in saved.verdict.queries:
        checking.explain(query, f"{SECRET}: förklaring", people["kommun"])
    remarks.answer(answered, f"{SECRET}: svar på anmärkning", by=people["kommun"])
    answers.save(one, {"lag_2022_913": f"{SECRET}: svar"}, by=people["kommun"])
    factories.in_state("approved", "kommun", "0115", lead=people["other kommun"], reviewer=reviewer)


@pytest.fixture(scope="session")
def _town(full_database, django_db_blocker) -> Iterator[tuple[Database, Town]]:
    database = full_database.numbered_copy()
    with django_db_blocker.unblock(), database.connected():
        town = _settle()
    yield database, town
    database.drop()


@pytest.fixture(scope="module")
def town(_town) -> Iterator[Town]:
    """The tests of the module work in the town's database, each in a transaction."""
    database, town = _town
    with database.connected():
        yield town


@pytest.fixture(autouse=True)
def nobody_has_tried() -> None:
    """Sign-ins that failed in other tests do not count."""
    counts = cache._cache.get_client()
    for key in counts.scan_iter("cache:*"):
        counts.delete(key)
