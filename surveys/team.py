"""Colleagues and the sections they are given. Who is in an organisation is `regions.team`'s work."""

from django.db import transaction
from django.db.models import Q

from regions import audit, team
from regions.models import Membership
from regions.tasks import send_invitation
from regions.team import Refused
from surveys.models import Response, SectionTask

__all__ = ["Refused"]


def current_response(organisation):
    """The organisation's response in the newest round, whose sections are given out; or None."""
    responses = Response.objects.filter(organisation=organisation)
    responses = responses.select_related("questionnaire__round", "questionnaire__survey")
    return responses.order_by("-questionnaire__round__year").first()


@transaction.atomic
def invite(organisation, *, email, name, sections, by):
    """Invite a colleague and give it sections; none means the whole questionnaire. The letter
    leaves when all this is kept."""
    invitation = team.invite(organisation, email=email, name=name, by=by)
    _give(sections, invitation=invitation)
    return send_soon(invitation)


@transaction.atomic
def renew(invitation, *, by):
    """Send an open invitation again, with a new link and the same sections."""
    new = team.renew(invitation, by=by)
    invitation.section_tasks.update(invitation=new)
    return send_soon(new)


@transaction.atomic
def withdraw(invitation, *, by):
    team.withdraw(invitation, by=by)
    invitation.section_tasks.all().delete()


@transaction.atomic
def join_as_new(invitation, password):
    return _take_over_tasks(invitation, team.join_as_new(invitation, password))


@transaction.atomic
def join(invitation, user):
    return _take_over_tasks(invitation, team.join(invitation, user))


@transaction.atomic
def give(membership, sections, *, by):
    """Give a contributor these sections of the current questionnaire; none means all of it."""
    team.lock_for(by, membership.organisation)
    current = current_response(membership.organisation)
    if current:
        earlier = membership.section_tasks.filter(section__questionnaire=current.questionnaire_id)
        earlier.delete()
        _give(sections, membership=membership)
        audit.record(
            audit.What.SECTIONS_GIVEN,
            who=by,
            about=membership.user,
            organisation=membership.organisation,
            sections=[section.code for section in sections] or "alla",
        )


def _give(sections, **to):
    SectionTask.objects.bulk_create(SectionTask(section=section, **to) for section in sections)


def send_soon(invitation):
    """Have the letter sent when all that was asked for is kept."""
    # Robust: where the queue is away, the letter goes with the next sweep. Not a partial, which
    # Django cannot name when it fails.
    transaction.on_commit(lambda: send_invitation.delay(invitation.pk), robust=True)
    return invitation


def _take_over_tasks(invitation, membership):
    waiting = invitation.section_tasks
    if membership.section_tasks.exists():
        waiting.all().delete()
    else:
        waiting.update(invitation=None, membership=membership)
    return membership


# ---- for pages ----


def members(organisation, questionnaire):
    """The memberships, each with `.sections`: those given of the questionnaire, none meaning all."""
    members = _with_sections(list(team.members_of(organisation)), "membership", questionnaire)
    for member in members:
        if member.role == Membership.Role.LEAD:
            member.sections = []
    return members


def invitations(organisation, questionnaire):
    """The open invitations, newest first, each with `.sections` and `.expired`."""
    invitations = list(organisation.invitations.open().select_related("invited_by"))
    for invitation in invitations:
        invitation.expired = invitation.has_expired()
    return _with_sections(invitations, "invitation", questionnaire)


def _with_sections(rows, relation, questionnaire):
    tasks = SectionTask.objects.filter(
        section__questionnaire=questionnaire, **{f"{relation}__in": rows}
    ).select_related("section")
    given = {}
    for task in tasks:
        given.setdefault(getattr(task, f"{relation}_id"), []).append(task.section)
    for row in rows:
        row.sections = given.get(row.pk, [])
    return rows


def who_fills_in(response, reader):
    """{section id: [name]} of the sections that are given to somebody in the organisation, or wait
    for somebody invited. The reader is called "dig" and comes first."""
    tasks = SectionTask.objects.filter(section__questionnaire=response.questionnaire_id).filter(
        Q(
            membership__organisation=response.organisation_id,
            membership__role=Membership.Role.CONTRIBUTOR,
        )
        | Q(invitation__organisation=response.organisation_id)
    )
    names = {}
    tasks = tasks.select_related("membership__user", "invitation")
    for task in tasks.order_by("membership__user__name", "invitation__name"):
        of_section = names.setdefault(task.section_id, [])
        if task.membership and task.membership.user_id == reader.pk:
            of_section.insert(0, "dig")
        else:
            person = task.membership.user if task.membership else task.invitation
            of_section.append(person.name)
    return names
