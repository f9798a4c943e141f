"""The accessibility statement says what the law wants said, and is found from every page."""

import pytest

pytestmark = pytest.mark.django_db

ADDRESS = "/tillganglighet/"


def words_of(client):
    return client.get(ADDRESS).content.decode()


def test_anyone_finds_it_from_the_front_page(client):
    front = client.get("/").content.decode()
    assert f'href="{ADDRESS}"' in front
    assert 'href="/kvitto/kontrollera/"' in front
    assert client.get(ADDRESS).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        "Socialstyrelsen står bakom",
        "lagen (2018:1937) om tillgänglighet till digital offentlig service",
        "delvis förenligt",
        "Det här är inte tillgängligt än",
        "Berätta om en brist",
        "Tillsynsmyndigheten Digg",
        "Så har vi prövat",
        "bedömdes senast den",
    ],
)
def test_it_says_what_the_law_wants_said(client, said):
    assert said in words_of(client)


def test_an_address_to_write_to_is_given_when_there_is_one(client, settings):
    settings.CONTACT_EMAIL = ""
    assert "mailto:" not in words_of(client)
    settings.CONTACT_EMAIL = "hjalp@portal.example"
    assert 'href="mailto:hjalp@portal.example"' in words_of(client)
