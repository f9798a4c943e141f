"""The log of what must be answered for: written once, and by nobody changed."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from analysis import building
from regions import audit, team
from regions.models import AuditEntry
from surveys import team as team_of_sections
from surveys.models import Round
from tests.factories import member, organisation, response, staff, user

pytestmark = pytest.mark.django_db
What = AuditEntry.What


def written():
    """[(what, who, about whom or what, of which organisation)], oldest first."""
    return [
        (one.what, one.who and one.who.email, f"{one.about_kind} {one.about_id}".strip())
        for one in AuditEntry.objects.order_by("pk").select_related("who")
    ]


def newest():
    return AuditEntry.objects.first()


# ---- append-only ----


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE regions_auditentry SET what = 'looked'",
        "DELETE FROM regions_auditentry",
        "TRUNCATE regions_auditentry",
        "TRUNCATE regions_user CASCADE",
    ],
)
def test_nothing_rewrites_it(statement):
    audit.record(What.SIGNED_IN, who=user())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with (
        pytest.raises(IntegrityError, match="regions_auditentry is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert newest().what == What.SIGNED_IN


def test_one_who_is_in_it_is_not_removed():
    person = user()
    audit.record(What.SIGNED_IN, who=person)

    with pytest.raises(IntegrityError):
        person.delete()


def test_an_entry_tells_what_it_is_about_by_kind_and_id():
    one = audit.record(What.EXPORTED, about=("round", 2023), file="tabeller.xlsx")
    assert (one.about_kind, one.about_id, one.details) == (
        "round",
        "2023",
        {"file": "tabeller.xlsx"},
    )


# ---- people ----


def test_whoever_comes_and_goes_in_an_organisation_is_written_down():
    region, lead = organisation(), member(name="Lena")
    invitation = team.invite(region, email="ny@region.se", name="Ny", by=lead)
    invitation = team.renew(invitation, by=lead)
    membership = team.join_as_new(invitation, "en lång och säker fras")
    team.make_lead(membership, by=lead)
    team.end(membership, by=lead)

    ny = f"user {membership.user_id}"
    assert [(what, who) for what, who, about in written()] == [
        ("invited", lead.email),
        ("invitation_withdrawn", lead.email),
        ("invited", lead.email),
        ("account_created", "ny@region.se"),
        ("joined", "ny@region.se"),
        ("role_changed", lead.email),
        ("access_ended", lead.email),
    ]
    assert [about for _, _, about in written()[3:]] == [ny] * 4
    assert {one.organisation for one in AuditEntry.objects.exclude(what="account_created")} == {
        region
    }


def test_handing_over_is_two_changes_of_roles():
    lead, colleague = member(), member(role="contributor")
    team.hand_over(colleague.memberships.get(), by=lead)

    changes = AuditEntry.objects.filter(what=What.ROLE_CHANGED).order_by("pk")
    assert [(one.about_id, one.details["role"]) for one in changes] == [
        (str(colleague.pk), "lead"),
        (str(lead.pk), "contributor"),
    ]


def test_what_is_refused_is_not_written_as_done():
    lead = member()
    with pytest.raises(team.Refused):
        team.make_contributor(lead.memberships.get(), by=lead)
    assert written() == []


def test_accounts_made_by_command_are_written_down(capsys):
    call_command("create_account", "eva@sos.se", "Eva", "--staff", "administrator")
    call_command("create_account", "anna@x.se", "Anna", "--for", "region:01", "--role", "lead")

    assert [what for what, _, _ in written()] == [
        "account_created",
        "account_created",
        "role_changed",
    ]
    made, _, given = AuditEntry.objects.order_by("pk")
    assert made.details == {"by": "create_account", "staff_role": "administrator"}
    assert given.details == {"by": "create_account", "role": "lead"}


# ---- looks and exports ----


def test_a_look_into_a_response_is_written_once_an_hour(client):
    reviewer, one = staff(), response()
    client.force_login(reviewer)
    for _ in range(3):
        assert client.get(f"/granskning/{one.pk}/").status_code == 200

    looks = AuditEntry.objects.filter(what=What.LOOKED)
    assert [(look.who, look.about_id, look.organisation) for look in looks] == [
        (reviewer, str(one.pk), one.organisation)
    ]


def test_a_look_an_hour_later_is_another_look(monkeypatch):
    reviewer, one = staff(), response()
    audit.record_look(reviewer, one, one.organisation)
    later = timezone.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    audit.record_look(reviewer, one, one.organisation)

    assert AuditEntry.objects.filter(what=What.LOOKED).count() == 2


def test_taking_tables_out_and_reading_what_is_behind_a_figure_is_written_down(
    full_round, db, client
):
    build = building.new_build(Round.objects.get(year=2023), user())
    building.run_build(build.pk)
    reader = staff("analytiker")
    client.force_login(reader)
    client.get("/tabeller/2023/hamta/csv/")
    for _ in range(2):
        client.get("/tabeller/2023/B3:8/01/grundlon_ht/")

    look, export = AuditEntry.objects.filter(who=reader).exclude(what=What.SIGNED_IN)
    assert (export.what, export.about_kind) == (What.EXPORTED, "build")
    assert export.details["year"] == 2023
    assert (look.what, look.about_id) == (What.LOOKED, "2023 B3:8 01 grundlon_ht")


def test_sections_given_are_written_down():
    lead, colleague = member(), member(role="contributor")
    sections = response().questionnaire.sections.all()[:2]
    team_of_sections.give(colleague.memberships.get(), sections, by=lead)

    given = AuditEntry.objects.get(what=What.SECTIONS_GIVEN)
    assert (given.who, given.about_id) == (lead, str(colleague.pk))
    assert given.details == {"sections": [section.code for section in sections]}


def test_one_who_may_not_look_leaves_no_look(client):
    one = response("kommun", "0114")
    client.force_login(staff())
    assert client.get(f"/granskning/{one.pk}/").status_code == 404
    assert not AuditEntry.objects.filter(what=What.LOOKED).exists()


# ---- failed sign-ins ----


def test_a_failed_sign_in_names_a_known_account_and_nobody_else():
    person = user()
    audit.record_failed_sign_in(person.email.upper())
    audit.record_failed_sign_in("okand@x.se")
    audit.record_failed_sign_in("okand@x.se ")
    audit.record_failed_sign_in("annan@x.se")

    known, *unknown = AuditEntry.objects.order_by("pk")
    assert (known.about_id, known.details) == (str(person.pk), {})
    marks = [one.details["address"] for one in unknown]
    assert marks[0] == marks[1] != marks[2]
    assert "okand" not in str(marks)
