"""Who is let into an organisation, by whom, and who leads it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from regions import team
from regions.models import Invitation, Membership, User
from tests.factories import member, organisation, staff, user

PASSWORD = "en lång och säker fras"
LATER = timedelta(days=15)


@pytest.fixture
def region(db):
    return organisation()


@pytest.fixture
def lead(db):
    return member(name="Lena Lead")


def invited(region, lead, email="ny@region.se", **more):
    """An invitation and the token of its letter."""
    invitation = team.invite(region, email=email, name="Nina Ny", by=lead, **more)
    return invitation, team.new_token(invitation)


def refused(code):
    sentence = "^" + re.sub(r"\\{\w+\\}", ".+", re.escape(team.REFUSALS[code])) + "$"
    return pytest.raises(team.Refused, match=sentence)


def membership_of(person):
    return Membership.objects.get(user=person)


def roles(region):
    return sorted((m.user.name, m.role) for m in region.memberships.all())


# ---- inviting ----


def test_an_invitation_lasts_two_weeks_to_the_end_of_the_day(region, lead):
    now = timezone.now()
    invitation, _ = invited(region, lead, now=now)

    last = timezone.localtime(invitation.expires_at)
    assert last.date() == (timezone.localtime(now) + timedelta(days=14)).date()
    assert (last.hour, last.minute) == (23, 59)


def test_addresses_are_kept_in_small_letters_and_names_on_one_line(region, lead):
    invitation = team.invite(region, email=" Ny@Region.SE ", name="Nina\r\n  Ny ", by=lead)

    assert (invitation.email, invitation.name) == ("ny@region.se", "Nina Ny")


def test_the_token_is_kept_as_a_hash_only(region, lead):
    invitation, token = invited(region, lead)

    kept = Invitation.objects.values().get(pk=invitation.pk)
    assert token not in str(kept)
    assert team.find(token) == invitation
    assert team.find(kept["token_hash"]) is None


@pytest.mark.parametrize("who", ["contributor", "lead elsewhere", "rss", "staff", "nobody"])
def test_only_the_organisations_own_leads_invite(region, lead, who):
    by = {
        "contributor": lambda: member(role="contributor"),
        "lead elsewhere": lambda: member(code="03"),
        "rss": lambda: member("rss", "rss-01"),
        "staff": lambda: staff("administrator"),
        "nobody": user,
    }[who]()

    with refused("not_lead"):
        team.invite(region, email="ny@region.se", name="Ny", by=by)
    assert not Invitation.objects.exists()


# ---- an RSS and its kommuner ----


@pytest.fixture
def kommun(db):
    return organisation("kommun", "0114")


@pytest.fixture
def rss_lead(db):
    return member("rss", "rss-01")


def test_whom_an_rss_invites_to_a_kommun_without_a_lead_is_to_lead_it(kommun, rss_lead):
    member("kommun", "0114", role="contributor")
    member("kommun", "0114", is_active=False)
    invitation = team.invite(kommun, email="ny@kommun.se", name="Ny", by=rss_lead)

    assert invitation.sender == kommun.parent
    assert team.join_as_new(invitation, PASSWORD).role == Membership.Role.LEAD


def test_whom_an_rss_invites_beside_a_lead_is_to_be_a_colleague(kommun, rss_lead):
    member("kommun", "0114")
    invitation = team.invite(kommun, email="ny@kommun.se", name="Ny", role="lead", by=rss_lead)

    assert invitation.role == Membership.Role.CONTRIBUTOR


def test_what_a_kommun_sends_itself_has_no_other_sender(kommun):
    by = member("kommun", "0114")
    assert team.invite(kommun, email="ny@kommun.se", name="Ny", by=by).sender is None


@pytest.mark.parametrize("who", ["rss contributor", "other rss", "other kommun", "region"])
def test_nobody_else_invites_to_a_kommun(kommun, who):
    by = {
        "rss contributor": lambda: member("rss", "rss-01", role="contributor"),
        "other rss": lambda: member("rss", "rss-03"),
        "other kommun": lambda: member("kommun", "0115"),
        "region": member,
    }[who]()
    with refused("not_lead"):
        team.invite(kommun, email="ny@kommun.se", name="Ny", by=by)


def test_an_rss_sends_again_and_withdraws_what_it_has_sent_itself(kommun, rss_lead):
    day = timezone.localdate()
    first = team.invite(kommun, email="a@kommun.se", name="A", by=rss_lead, answer_by=day)
    second = team.renew(first, by=rss_lead)
    assert (second.sender, second.answer_by, second.role) == (kommun.parent, day, "lead")
    team.withdraw(second, by=member("rss", "rss-01"))
    assert not Invitation.objects.open().exists()


def test_an_rss_leaves_a_kommuns_own_people_and_invitations_alone(kommun, rss_lead):
    lead = member("kommun", "0114")
    own = team.invite(kommun, email="ny@kommun.se", name="Ny", by=lead)
    for act in (team.renew, team.withdraw):
        with refused("not_lead"):
            act(own, by=rss_lead)
    for act in (team.make_lead, team.make_contributor, team.end):
        with refused("not_lead"):
            act(membership_of(lead), by=rss_lead)


# ---- inviting, once more ----


def test_one_who_is_in_already_is_not_invited(region, lead):
    colleague = member(role="contributor")
    with refused("already_member"):
        invited(region, lead, colleague.email.upper())


def test_the_same_address_is_not_invited_twice(region, lead):
    invited(region, lead)
    with pytest.raises(team.Refused, match=r"ny@region.se är redan inbjuden"):
        invited(region, lead)


def test_the_same_address_may_be_invited_to_two_organisations(region, lead):
    invited(region, lead)
    invited(organisation(code="03"), member(code="03"))

    assert Invitation.objects.open().count() == 2


def test_an_expired_invitation_gives_way_to_a_new_one(region, lead):
    old, _ = invited(region, lead)
    new, _ = invited(region, lead, now=timezone.now() + LATER)

    old.refresh_from_db()
    assert old.withdrawn_by == lead
    assert list(Invitation.objects.open()) == [new]


def test_staff_are_never_invited(region, lead):
    with pytest.raises(team.Refused, match="konto på Socialstyrelsen"):
        invited(region, lead, staff().email)


def test_an_organisation_invites_so_many_a_day_and_no_more(region, lead):
    now = timezone.now()
    for number in range(team.INVITATIONS_A_DAY - 1):
        invited(region, lead, f"ny{number}@region.se", now=now)
    last, _ = invited(region, lead, "sist@region.se", now=now)

    with pytest.raises(team.Refused, match=f"{team.INVITATIONS_A_DAY} inbjudningar"):
        invited(region, lead, "en.till@region.se", now=now)
    with pytest.raises(team.Refused, match="Vänta till i morgon"):
        team.renew(last, by=lead, now=now)  # sends a letter just the same
    invited(organisation(code="03"), member(code="03"), "en.till@region.se", now=now)
    invited(region, lead, "en.till@region.se", now=now + timedelta(days=1, minutes=1))


# ---- again, and not at all ----


def test_sending_again_makes_a_new_link_and_ends_the_old_one(region, lead):
    old, old_token = invited(region, lead)
    new = team.renew(old, by=lead)
    new_token = team.new_token(new)

    with refused("withdrawn"):
        team.refuse_unless_usable(team.find(old_token))
    team.refuse_unless_usable(team.find(new_token))
    assert (new.email, new.name, new.role) == (old.email, old.name, old.role)


def test_a_withdrawn_invitation_cannot_be_used_sent_again_or_withdrawn_again(region, lead):
    invitation, token = invited(region, lead)
    team.withdraw(invitation, by=lead)

    with refused("withdrawn"):
        team.join_as_new(team.find(token), PASSWORD)
    with refused("not_open"):
        team.renew(invitation, by=lead)
    with refused("not_open"):
        team.withdraw(invitation, by=lead)
    assert not User.objects.filter(email="ny@region.se").exists()


def test_the_neighbours_lead_neither_sends_again_nor_withdraws(region, lead):
    invitation, token = invited(region, lead)
    neighbour = member(code="03")

    with refused("not_lead"):
        team.renew(invitation, by=neighbour)
    with refused("not_lead"):
        team.withdraw(invitation, by=neighbour)
    team.refuse_unless_usable(team.find(token))


# ---- joining ----


def test_a_new_person_gets_an_account_and_joins(region, lead):
    invitation, token = invited(region, lead)
    membership = team.join_as_new(team.find(token), PASSWORD)

    person = membership.user
    assert (person.email, person.name, person.is_staff) == ("ny@region.se", "Nina Ny", False)
    assert person.check_password(PASSWORD)
    assert (membership.organisation, membership.role) == (region, "contributor")
    invitation.refresh_from_db()
    assert invitation.used_by == person


def test_one_who_has_an_account_joins_with_it_and_keeps_the_password(region, lead):
    person = user(email="ny@region.se", password=PASSWORD)
    _, token = invited(region, lead)
    team.join(team.find(token), person)

    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert membership_of(person).organisation == region


def test_nobody_sets_the_password_of_an_account_by_an_invitation(region, lead):
    user(email="ny@region.se", password=PASSWORD)
    _, token = invited(region, lead)

    with refused("has_account"):
        team.join_as_new(team.find(token), "en annan säker fras")
    assert User.objects.get(email="ny@region.se").check_password(PASSWORD)


def test_an_account_that_never_got_a_password_gets_one(region, lead):
    """create_account made it, and the link it printed was never used."""
    waiting = user(email="ny@region.se")
    _, token = invited(region, lead)
    team.join_as_new(team.find(token), PASSWORD)

    waiting.refresh_from_db()
    assert waiting.check_password(PASSWORD)


def test_a_closed_account_is_not_opened_by_an_invitation(region, lead):
    user(email="ny@region.se", password=PASSWORD, is_active=False)
    _, token = invited(region, lead)

    with refused("closed_account"):
        team.join_as_new(team.find(token), "en annan säker fras")
    assert not region.memberships.filter(user__email="ny@region.se").exists()


def test_an_invitation_is_for_its_own_address(region, lead):
    _, token = invited(region, lead)
    other = user()

    with refused("other_account"):
        team.join(team.find(token), other)
    assert not other.memberships.exists()


def test_an_invitation_is_used_once(region, lead):
    _, token = invited(region, lead)
    person = team.join_as_new(team.find(token), PASSWORD).user
    person.memberships.all().delete()

    with refused("used"):
        team.join(team.find(token), person)
    assert not person.memberships.exists()


def test_an_expired_invitation_is_not_used(region, lead):
    _, token = invited(region, lead)
    invitation = team.find(token)

    team.refuse_unless_usable(invitation, now=invitation.expires_at - timedelta(seconds=1))
    with refused("expired"):
        team.join_as_new(invitation, PASSWORD, now=invitation.expires_at)
    assert not User.objects.filter(email="ny@region.se").exists()


def test_a_token_that_was_never_given_leads_nowhere(db):
    for token in ("", "None", "x" * 43, "å" * 1000):
        assert team.find(token) is None
    with refused("unknown"):
        team.refuse_unless_usable(None)


def test_one_who_has_come_to_work_at_socialstyrelsen_meanwhile_does_not_join(region, lead):
    _, token = invited(region, lead)
    person = user(email="ny@region.se", password=PASSWORD, staff_role="analytiker")

    with refused("staff_address"):
        team.join(team.find(token), person)
    assert not person.memberships.exists()


def test_one_who_has_become_lead_meanwhile_stays_lead(region, lead):
    _, token = invited(region, lead)
    person = user(email="ny@region.se", password=PASSWORD)
    Membership.objects.create(user=person, organisation=region, role="lead")

    assert team.join(team.find(token), person).role == "lead"


def test_of_two_who_use_a_link_at_once_one_gets_in(own_database):
    region, lead = organisation(), member()
    _, token = invited(region, lead)
    at_once = Barrier(2)

    def use(password):
        try:
            invitation = team.find(token)
            at_once.wait(10)
            return team.join_as_new(invitation, password).user.email
        except team.Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        outcome = list(threads.map(use, ["den första frasen", "den andra frasen"]))

    assert sorted(outcome) == ["ny@region.se", "used"]
    winner = ["den första frasen", "den andra frasen"][outcome.index("ny@region.se")]
    assert User.objects.get(email="ny@region.se").check_password(winner)
    assert region.memberships.count() == 2


def test_invited_by_two_organisations_at_once_one_account_is_made(own_database):
    tokens = [invited(organisation(code=code), member(code=code))[1] for code in ("01", "03")]
    at_once = Barrier(2)

    def use(token):
        try:
            invitation = team.find(token)
            at_once.wait(10)
            return str(team.join_as_new(invitation, PASSWORD).role)
        except team.Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        outcome = list(threads.map(use, tokens))

    assert sorted(outcome) == ["contributor", "has_account"]
    assert User.objects.filter(email="ny@region.se").count() == 1
    # The other invitation still stands, and joins the account there is now.
    late = team.find(tokens[outcome.index("has_account")])
    team.join(late, User.objects.get(email="ny@region.se"))


# ---- leads ----


def test_a_second_lead(region, lead):
    colleague = member(role="contributor", name="Kim")
    team.make_lead(membership_of(colleague), by=lead)

    assert roles(region) == [("Kim", "lead"), ("Lena Lead", "lead")]


def test_handing_over(region, lead):
    colleague = member(role="contributor", name="Kim")
    team.hand_over(membership_of(colleague), by=lead)

    assert roles(region) == [("Kim", "lead"), ("Lena Lead", "contributor")]
    with refused("not_lead"):
        team.make_lead(membership_of(lead), by=lead)


def test_ending_access_keeps_the_account(region, lead):
    colleague = member(role="contributor")
    team.end(membership_of(colleague), by=lead)

    assert not colleague.memberships.exists()
    assert User.objects.filter(pk=colleague.pk, is_active=True).exists()


@pytest.mark.parametrize("act", [team.make_contributor, team.end, team.hand_over])
def test_the_last_lead_cannot_leave(region, lead, act):
    member(role="contributor")
    with refused("last_lead"):
        act(membership_of(lead), by=lead)
    assert ("Lena Lead", "lead") in roles(region)


@pytest.mark.parametrize("fields", [{"is_active": False}, {"staff_role": "analytiker"}])
def test_a_lead_who_cannot_sign_in_for_the_organisation_does_not_count(region, lead, fields):
    other = member()
    User.objects.filter(pk=other.pk).update(**fields)

    with refused("last_lead"):
        team.end(membership_of(lead), by=lead)


def test_the_access_of_a_closed_account_can_be_ended(region, lead):
    colleague = member(role="contributor", is_active=False)
    team.end(membership_of(colleague), by=lead)

    assert roles(region) == [("Lena Lead", "lead")]


def test_handing_over_to_a_closed_account_is_refused_and_changes_nothing(region, lead):
    colleague = member(role="contributor", name="Kim", is_active=False)
    with refused("last_lead"):
        team.hand_over(membership_of(colleague), by=lead)
    assert roles(region) == [("Kim", "contributor"), ("Lena Lead", "lead")]


@pytest.mark.parametrize("act", [team.make_lead, team.make_contributor, team.end, team.hand_over])
@pytest.mark.parametrize("who", ["contributor", "neighbour", "staff"])
def test_nobody_else_changes_who_is_in(region, lead, act, who):
    by = {
        "contributor": lambda: member(role="contributor"),
        "neighbour": lambda: member(code="03"),
        "staff": lambda: staff("administrator"),
    }[who]()
    member(name="Andra")
    before = roles(region)

    with refused("not_lead"):
        act(membership_of(lead), by=by)
    assert roles(region) == before


def test_two_leads_who_leave_at_once_do_not_leave_the_organisation_alone(own_database):
    region = organisation()
    leads = [member(), member()]
    at_once = Barrier(2)

    def leave(person):
        try:
            membership = membership_of(person)
            at_once.wait(10)
            team.end(membership, by=person)
            return "left"
        except team.Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(leave, leads)) == ["last_lead", "left"]
    assert region.memberships.filter(role="lead").count() == 1


def test_staff_are_never_listed(region, lead):
    member(role="contributor", staff_role="handlaggare")

    assert [m.user for m in team.members_of(region)] == [lead]


# ---- what the database itself refuses ----


def broken(**fields):
    now = timezone.now()
    fields = {"email": "x@region.se", "name": "X", "created_at": now, **fields}
    fields.setdefault("expires_at", now + timedelta(days=1))
    lead = fields.pop("by")
    with transaction.atomic():
        Invitation.objects.create(organisation=organisation(), invited_by=lead, **fields)


@pytest.mark.parametrize(
    "constraint, fields",
    [
        ("invitation_one_open", {"email": "ny@region.se"}),
        ("invitation_email_lowercase", {"email": "Ny@region.se"}),
        ("invitation_role_known", {"role": "chef"}),
        ("invitation_lasts_a_while", {"expires_at": timezone.now() - LATER}),
        ("invitation_sent_with_token", {"sent_at": timezone.now()}),
        ("invitation_sent_with_token", {"token_hash": "0" * 64}),
        ("invitation_used_at_and_by", {"used_at": timezone.now()}),
        ("invitation_withdrawn_at_and_by", {"withdrawn_at": timezone.now()}),
    ],
)
def test_rows_that_say_half_of_it_are_refused(region, lead, constraint, fields):
    invited(region, lead)
    with pytest.raises(IntegrityError, match=constraint):
        broken(by=lead, **fields)


def test_used_and_withdrawn_do_not_go_together(region, lead):
    now = timezone.now()
    both = {"used_at": now, "used_by": lead, "withdrawn_at": now, "withdrawn_by": lead}
    with pytest.raises(IntegrityError, match="invitation_not_used_and_withdrawn"):
        broken(by=lead, **both)
