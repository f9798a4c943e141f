"""Who may see, fill in, hand in and review a response. Every page, file and writer asks here.

Two walls: a respondent sees its own responses (an RSS also its kommuner's), and nobody at
Socialstyrelsen ever sees a kommun's.
"""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from regions import access as organisations
from regions.models import Membership, Organisation, User
from surveys import outline, sums
from surveys.models import Door, Response, State

REVIEWERS = {User.StaffRole.HANDLAGGARE, User.StaffRole.ADMINISTRATOR}
UNDER_REVIEW = {State.SUBMITTED, State.RETURNED}


def visible_to(user):
    """The responses a user may see, as a queryset."""
    responses = Response.objects.select_related(
        "questionnaire__round", "questionnaire__survey", "organisation__parent", "extension"
    )
    if not user.is_authenticated:
        return responses.none()
    if user.is_staff:
        return responses.exclude(organisation__kind=Organisation.Kind.KOMMUN)
    return responses.filter(organisation__in=organisations.organisations_within(user))


def changes_visible_to(user, response):
    """A response's log of answers. How an RSS's sums grew as its kommuner handed in would tell
    Socialstyrelsen what each of them answered, so staff see only what people wrote."""
    changes = response.changes.all()
    return changes.exclude(door=Door.SUMS) if user.is_staff else changes


def withheld_from(user, response):
    """Codes of questions the user does not see: for staff, those of sums that still follow."""
    follows = user.is_staff and response.is_open and sums.compilation_of(response)
    return {question.code for question in sums.questions_of(response)} if follows else set()


def may_fill(user, response, section=None):
    """Whether the user may write in the response now; with a section, in that section of it."""
    if not response.is_open:
        return False
    given = sections_given(user, response)
    return section.pk in given if section else bool(given)


def sections_given(user, response):
    """Ids of the sections the user is to fill in, open or not: for a lead all; for a contributor
    those it has been given, or all where it has been given none."""
    of_questionnaire = Q(section_tasks__section__questionnaire=response.questionnaire_id)
    memberships = organisations.memberships_for(user, response.organisation).annotate(
        sections=ArrayAgg("section_tasks__section", filter=of_questionnaire, default=[])
    )
    tasks = memberships.order_by().values_list("role", "sections")
    return sections_of(tasks, outline.load(response.questionnaire))


def sections_of(tasks, paper):
    """The same, of [(role, section ids)] of the user's memberships."""
    given = set()
    for role, sections in tasks:
        if role == Membership.Role.LEAD or not sections:
            return {section.pk for section in paper.sections}
        given.update(sections)
    return given


def may_submit(user, response):
    return organisations.is_lead_for(user, response.organisation)


def may_review(user, response):
    """Return or approve: Socialstyrelsen for regions and RSS, the RSS's lead for its kommuner."""
    if response.organisation.is_kommun:
        parent = response.organisation.parent
        return not user.is_staff and organisations.is_lead_for(user, parent)
    return user.is_authenticated and user.staff_role in REVIEWERS


def may_prepare(user):
    """Run a round: look after its respondents and what is written to them."""
    return user.is_authenticated and user.staff_role in REVIEWERS


def may_remark(user, response):
    """Write remarks on single boxes now, and close them. Who may fill in a box may answer there."""
    return response.state in UNDER_REVIEW and may_review(user, response)
