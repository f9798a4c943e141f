"""Who is in a section right now is told to the others who are there, and kept no longer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys import presence
from surveys.models import Presence
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def response():
    return factories.response()


@pytest.fixture
def sections(response):
    return list(response.questionnaire.sections.all()[:2])


@pytest.fixture
def anna():
    return factories.member(name="Anna")


@pytest.fixture
def bo():
    return factories.member(name="Bo", role="contributor")


def others(response, section, user, seconds=0):
    now = NOW + timedelta(0, seconds)
    return [str(one) for one in presence.come(response.pk, section.code, user, now)]


def test_those_in_the_same_section_are_told_of_each_other(response, sections, anna, bo):
    here, elsewhere = sections
    assert others(response, here, anna) == []
    assert others(response, here, bo) == ["Anna"]
    assert others(response, here, anna) == ["Bo"]
    assert others(response, elsewhere, anna) == []


def test_one_who_leaves_is_gone_at_once(response, sections, anna, bo):
    others(response, sections[0], bo)
    presence.leave(response.pk, sections[0].code, bo)
    assert others(response, sections[0], anna) == []


def test_one_who_is_not_heard_of_is_gone_and_forgotten(response, sections, anna, bo):
    others(response, sections[0], bo)
    assert others(response, sections[0], anna, seconds=44) == ["Bo"]
    assert others(response, sections[0], anna, seconds=45) == []
    presence.leave(response.pk, sections[1].code, anna, NOW + timedelta(0, 45))
    assert list(Presence.objects.values_list("user__name", flat=True)) == ["Anna"]


def test_in_another_response_nobody_is_told(response, sections, anna, bo):
    neighbour, away = factories.response(code="03"), factories.member(code="03")
    others(response, sections[0], anna)
    assert others(neighbour, sections[0], away) == []


def test_only_those_who_speak_for_a_response_are_there(response, sections, anna):
    others(response, sections[0], anna)
    for stranger in (factories.member(code="03"), factories.staff()):
        assert presence.come(response.pk, sections[0].code, stranger) is None
    assert Presence.objects.get().user == anna


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ((), ""),
        (("Anna",), "Anna är också i avsnittet just nu."),
        (("Cilla", "Anna", "Bo"), "Anna, Bo och Cilla är också i avsnittet just nu."),
    ],
)
def test_the_page_is_told_in_a_sentence(names, told, response, sections, client):
    for name in names:
        presence.come(response.pk, sections[0].code, factories.member(name=name))
    client.force_login(factories.member(name="Disa"))
    address = reverse("presence", args=[response.pk, sections[0].code])
    assert client.post(address).json() == {"others": told}
    assert client.post(address, {"lamnar": "1"}).json() == {"others": ""}
    assert not Presence.objects.filter(user__name="Disa").exists()


def test_a_section_that_is_not_there_is_not_found(response, client):
    client.force_login(factories.member())
    assert client.post(reverse("presence", args=[response.pk, "finns_inte"])).status_code == 404
