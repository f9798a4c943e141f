"""The walls: what each may see of others' responses, and that no staff sees a kommun's."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from regions.models import Membership, User
from surveys import access
from surveys.models import Response, State
from tests import factories

pytestmark = pytest.mark.django_db

ROLES = User.StaffRole.values


def seen(user):
    """{(survey, respondent)} of the round of 2023."""
    found = access.visible_to(user).filter(questionnaire__round__year=2023)
    return set(found.values_list("questionnaire__survey__code", "organisation__code"))


def kommuner_of(rss):
    codes = factories.organisation("rss", rss).children.values_list("code", flat=True)
    return {("kommun", code) for code in codes}


@pytest.mark.parametrize("role", ["lead", "contributor"])
def test_a_region_sees_its_own_and_nothing_else(role):
    assert seen(factories.member("region", "01", role)) == {("region", "01")}


@pytest.mark.parametrize("role", ["lead", "contributor"])
def test_an_rss_sees_its_own_and_its_kommuners(role):
    expected = {("rss", "rss-01")} | kommuner_of("rss-01")

    assert seen(factories.member("rss", "rss-01", role)) == expected
    assert len(expected) == 27


def test_an_rss_without_kommuner_sees_its_own():
    assert seen(factories.member("rss", "rss-14-vastkom")) == {("rss", "rss-14-vastkom")}


def test_a_kommun_sees_its_own_row_only():
    assert seen(factories.member("kommun", "0114")) == {("kommun", "0114")}


def test_a_kommun_that_moves_is_seen_by_its_new_rss_only():
    kommun = factories.organisation("kommun", "0114")
    kommun.parent = factories.organisation("rss", "rss-03")
    kommun.save()

    assert ("kommun", "0114") not in seen(factories.member("rss", "rss-01"))
    assert ("kommun", "0114") in seen(factories.member("rss", "rss-03"))


@pytest.mark.parametrize("role", ROLES)
def test_staff_see_every_region_and_rss_and_not_one_kommun(role):
    visible = access.visible_to(factories.staff(role))

    assert visible.filter(organisation__kind="kommun").count() == 0
    assert visible.count() == Response.objects.exclude(organisation__kind="kommun").count() > 0


@pytest.mark.parametrize("role", ROLES)
def test_staff_with_a_membership_see_no_kommun_by_that_way(role):
    person = factories.staff(role)
    for kind, code in (("kommun", "0114"), ("rss", "rss-01")):
        Membership.objects.create(
            user=person, organisation=factories.organisation(kind, code), role="lead"
        )

    assert {survey for survey, _ in seen(person)} == {"region", "rss"}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", ROLES)
def test_in_no_state_may_staff_do_anything_with_a_kommuns_response(role, state):
    person = factories.staff(role)
    one = factories.response("kommun", "0114")
    one.state = state

    assert not access.may_fill(person, one)
    assert not access.may_submit(person, one)
    assert not access.may_review(person, one)


@pytest.mark.parametrize("role", ROLES)
def test_staff_with_a_membership_in_the_rss_may_not_either(role):
    person = factories.member("rss", "rss-01", staff_role=role)
    one = factories.response("kommun", "0114")

    may = [
        access.may_fill(person, one),
        access.may_submit(person, one),
        access.may_review(person, one),
    ]

    assert may == [False, False, False]


@pytest.mark.parametrize("stranger", [AnonymousUser, factories.user])
def test_a_stranger_sees_and_may_nothing(stranger):
    person, one = stranger(), factories.response()

    assert seen(person) == set()
    assert not access.may_fill(person, one)
    assert not access.may_submit(person, one)
    assert not access.may_review(person, one)


@pytest.mark.parametrize(
    "who, fill, submit, review",
    [
        (("region", "01", "lead"), True, True, False),
        (("region", "01", "contributor"), True, False, False),
        (("region", "03", "lead"), False, False, False),
        (("rss", "rss-01", "lead"), False, False, False),
    ],
)
def test_who_may_what_with_a_regions_response(who, fill, submit, review):
    person, one = factories.member(*who), factories.response("region", "01")

    may = (
        access.may_fill(person, one),
        access.may_submit(person, one),
        access.may_review(person, one),
    )

    assert may == (fill, submit, review)


@pytest.mark.parametrize(
    "who, fill, submit, review",
    [
        (("kommun", "0114", "lead"), True, True, False),
        (("kommun", "0114", "contributor"), True, False, False),
        (("kommun", "0115", "lead"), False, False, False),
        (("rss", "rss-01", "lead"), True, True, True),
        (("rss", "rss-01", "contributor"), True, False, False),
        (("rss", "rss-03", "lead"), False, False, False),
        (("region", "01", "lead"), False, False, False),
    ],
)
def test_who_may_what_with_a_kommuns_response(who, fill, submit, review):
    person, one = factories.member(*who), factories.response("kommun", "0114")

    may = (
        access.may_fill(person, one),
        access.may_submit(person, one),
        access.may_review(person, one),
    )

    assert may == (fill, submit, review)


@pytest.mark.parametrize("state", State)
def test_only_an_open_response_may_be_filled_in(state):
    person, one = factories.member(), factories.response()
    one.state = state

    may = access.may_fill(person, one)

    assert may is (state in {State.NOT_STARTED, State.DRAFT, State.RETURNED})


def test_every_response_is_somebodys_to_see():
    """No organisation is left outside: each response is seen by its own member."""
    mine = Q(questionnaire__round__year=2023, organisation__code__in=["01", "rss-01", "0114"])
    for one in Response.objects.filter(mine).select_related("organisation"):
        person = factories.member(one.organisation.kind, one.organisation.code)

        assert access.visible_to(person).filter(pk=one.pk).count() == 1
