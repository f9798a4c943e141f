"""What must always hold of organisations and people stands in the database."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from regions.models import Membership, Organisation, Population, User
from tests.factories import member, organisation, user

pytestmark = pytest.mark.django_db


def refused(constraint):
    """The database refuses, and by this constraint."""
    return pytest.raises(IntegrityError, match=constraint)


def make(**fields):
    with transaction.atomic():
        return Organisation.objects.create(
            **{"kind": "region", "code": "77", "name": "N", "short_name": "N", **fields}
        )


def test_a_code_stands_once_in_its_kind():
    with refused("organisation_code_once"):
        make(code="01")


def test_the_same_code_may_stand_in_another_kind():
    assert make(kind="kommun", code="01", parent=organisation("rss", "rss-01")).code == "01"


def test_there_are_three_kinds():
    with refused("organisation_kind_known"):
        make(kind="stat")


def test_a_region_stands_alone():
    with refused("organisation_only_regions_stand_alone"):
        make(parent=organisation("region", "01"))


@pytest.mark.parametrize("kind", ["rss", "kommun"])
def test_the_others_hang_under_something(kind):
    with refused("organisation_only_regions_stand_alone"):
        make(kind=kind)


def test_an_organisation_does_not_end_before_it_begins():
    with refused("organisation_years_in_order"):
        make(first_year=2024, last_year=2023)


def test_one_that_lives_a_single_year_may():
    assert make(first_year=2024, last_year=2024).last_year == 2024


def test_inhabitants_are_given_once_a_year():
    with refused("population_once_a_year"), transaction.atomic():
        Population.objects.create(
            organisation=organisation("region", "01"), year=2023, inhabitants=1
        )


def test_an_address_is_one_person_however_it_is_written():
    user(email="Anna.Ek@Region.SE")

    assert User.objects.get_by_natural_key("ANNA.EK@region.se").email == "anna.ek@region.se"
    with refused("regions_user_email_key"), transaction.atomic():
        user(email="anna.ek@region.se")


def test_capitals_in_an_address_are_refused_past_the_door_too():
    with refused("user_email_lowercase"), transaction.atomic():
        User.objects.create(email="Anna@region.se")


def test_there_are_three_roles_of_staff():
    with refused("user_staff_role_known"), transaction.atomic():
        user(staff_role="chef")


def test_a_membership_has_one_of_two_roles():
    with refused("membership_role_known"), transaction.atomic():
        member("region", "01", role="chef")


def test_a_person_has_one_role_in_an_organisation():
    person = member("region", "01", role="lead")

    with refused("membership_once"), transaction.atomic():
        Membership.objects.create(
            user=person, organisation=organisation("region", "01"), role="contributor"
        )


def test_an_organisation_somebody_speaks_for_cannot_be_removed():
    member("region", "01")

    with pytest.raises(ProtectedError):
        organisation("region", "01").delete()


def test_the_author_of_what_files_bring_in_is_one_and_cannot_sign_in():
    robot = User.objects.robot()

    assert User.objects.robot() == robot
    assert (robot.is_active, robot.has_usable_password(), robot.is_staff) == (False, False, False)
