"""Who speaks for whom."""

import pytest
from django.contrib.auth.models import AnonymousUser

from regions.access import is_lead_for, organisations_of, organisations_within
from regions.models import Membership
from tests.factories import member, organisation, staff, user

pytestmark = pytest.mark.django_db


def codes(organisations):
    return sorted(one.code for one in organisations)


def test_a_member_speaks_for_its_own_organisation_only():
    person = member("region", "01")

    assert codes(organisations_of(person)) == ["01"]
    assert codes(organisations_within(person)) == ["01"]


def test_an_rss_reaches_its_own_kommuner_and_no_other():
    person = member("rss", "rss-09")
    own = organisation("rss", "rss-09")

    within = codes(organisations_within(person))

    assert within == sorted([own.code, *codes(own.children.all())])
    assert len(within) > 1


def test_a_region_does_not_reach_the_rss_and_the_kommuner_of_its_county():
    assert codes(organisations_within(member("region", "09"))) == ["09"]


def test_a_kommun_reaches_neither_its_rss_nor_its_neighbours():
    assert codes(organisations_within(member("kommun", "0114"))) == ["0114"]


def test_one_person_may_speak_for_two():
    person = member("region", "01")
    Membership.objects.create(
        user=person, organisation=organisation("rss", "rss-09"), role="contributor"
    )

    assert codes(organisations_of(person)) == ["01", "rss-09"]


@pytest.mark.parametrize("role", ["handlaggare", "analytiker", "administrator"])
def test_staff_speak_for_nobody_even_with_a_membership(role):
    person = member("region", "01", staff_role=role)

    assert codes(organisations_within(person)) == []
    assert not is_lead_for(person, organisation("region", "01"))


@pytest.mark.parametrize("stranger", [AnonymousUser, user, staff])
def test_one_without_a_membership_speaks_for_nobody(stranger):
    person = stranger()

    assert codes(organisations_within(person)) == []
    assert not is_lead_for(person, organisation("region", "01"))


@pytest.mark.parametrize(
    "who, whose, leads",
    [
        (("region", "01", "lead"), ("region", "01"), True),
        (("region", "01", "contributor"), ("region", "01"), False),
        (("region", "01", "lead"), ("region", "03"), False),
        (("region", "01", "lead"), ("rss", "rss-01"), False),
        (("rss", "rss-01", "lead"), ("rss", "rss-01"), True),
        (("rss", "rss-01", "lead"), ("kommun", "0114"), True),
        (("rss", "rss-01", "contributor"), ("kommun", "0114"), False),
        (("rss", "rss-03", "lead"), ("kommun", "0114"), False),
        (("rss", "rss-01", "lead"), ("region", "01"), False),
        (("kommun", "0114", "lead"), ("kommun", "0114"), True),
        (("kommun", "0114", "contributor"), ("kommun", "0114"), False),
        (("kommun", "0114", "lead"), ("kommun", "0115"), False),
        (("kommun", "0114", "lead"), ("rss", "rss-01"), False),
    ],
)
def test_leads_stand_for_their_own_and_those_of_an_rss_for_its_kommuner(who, whose, leads):
    kind, code, role = who

    assert is_lead_for(member(kind, code, role), organisation(*whose)) is leads
