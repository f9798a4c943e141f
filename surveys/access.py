"""Who may see, fill in, hand in and review a response. Every page, file and writer asks here.

Two walls: a respondent sees its own responses (an RSS also its kommuner's), and nobody at
Socialstyrelsen ever sees a kommun's.
"""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from regions import access as organisations
from regions.models import Membership, Organisation, User
from surveys import outline, sums
from surveys.models import Answer, Door, Questionnaire, Response, State

REVIEWERS = {User.StaffRole.HANDLAGGARE, User.StaffRole.ADMINISTRATOR}
PREPARERS = REVIEWERS
UNDER_REVIEW = {State.SUBMITTED, State.RETURNED}
OPEN = [State.NOT_STARTED, State.DRAFT, State.RETURNED]


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
    Socialstyrelsen what each of them answered, so of boxes that have held sums staff see nothing:
    what a person wrote there was written over a sum."""
    changes = response.changes.all()
    if not user.is_staff:
        return changes
    return changes.exclude(item__in=response.changes.filter(door=Door.SUMS).values("item"))


def withheld_from(user, response):
    """Codes of questions the user does not see: for staff, those of sums that still follow."""
    follows = user.is_staff and response.is_open and sums.compilation_of(response)
    return {question.code for question in sums.questions_of(response)} if follows else set()


def answers_visible_to(user, responses):
    """The answers of responses, of those the user may see, as one queryset: for staff without those
    that `withheld_from` withholds, by what the responses are when the answers are read."""
    seen = visible_to(user).filter(pk__in=responses.order_by().values("pk"))
    visible = Answer.objects.filter(response__in=seen.order_by().values("pk"))
    if not user.is_staff:
        return visible
    follows = Q(response__compilation__isnull=False, response__state__in=OPEN)
    return visible.exclude(follows & Q(item__in=_made_boxes(responses)))


def _made_boxes(responses):
    """Ids of the boxes that hold sums where an RSS lets them follow."""
    asked = Questionnaire.objects.filter(
        pk__in=responses.order_by().values("questionnaire"), survey__code=Organisation.Kind.RSS
    )
    return [
        item.pk
        for questionnaire in asked
        if (source := sums.source_in(questionnaire.round_id))
        for question in sums.made_questions(outline.load(questionnaire), outline.load(source))
        for item in question.box_list
    ]


def may_export(user):
    """Take out the answers of a round: all who work at Socialstyrelsen."""
    return user.is_authenticated and user.is_staff


def may_change_register(user):
    """Bring in organisations: only who administers the portal."""
    return user.is_authenticated and user.staff_role == User.StaffRole.ADMINISTRATOR


def is_locked_out(user, response):
    """Whether the user speaks for a kommun alone, and its RSS has locked the response."""
    if not response.locked_at:
        return False
    memberships = organisations.memberships_for(user, response.organisation)
    spoken_for = set(memberships.values_list("organisation", flat=True))
    return bool(spoken_for) and response.organisation.parent_id not in spoken_for


def is_open_to(user, response):
    """Whether those who speak for the response as the user does may write in it now."""
    return response.is_open and not is_locked_out(user, response)


def uncompared(user, response):
    """Codes of questions whose hand-ins are not compared: for staff, those where sums have stood. What
    a sum grew by between two hand-ins is what the kommun that came in between had answered."""
    if not user.is_staff:
        return set()
    summed = response.changes.filter(door=Door.SUMS).order_by()
    return set(summed.values_list("item__question__code", flat=True).distinct())


def may_fill(user, response, section=None):
    """Whether the user may write in the response now; with a section, in that section of it."""
    if not is_open_to(user, response):
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
    is_lead = organisations.is_lead_for(user, response.organisation)
    return is_lead and not is_locked_out(user, response)


def may_review(user, response):
    """Return or approve: Socialstyrelsen for regions and RSS, the RSS's lead for its kommuner."""
    if response.organisation.is_kommun:
        return may_look_after(user, response)
    return is_reviewer(user)


def is_reviewer(user):
    """Reviews regions and RSS at Socialstyrelsen."""
    return user.is_authenticated and user.staff_role in REVIEWERS


def may_look_after(user, response):
    """Remind a kommun, lock its response and unlock it: the lead of its RSS."""
    organisation = response.organisation
    if not organisation.is_kommun or user.is_staff:
        return False
    return organisations.is_lead_for(user, organisation.parent)


def may_see_preparing(user):
    """Read next year's questionnaires before they are issued."""
    return user.is_authenticated and user.is_staff


def may_prepare(user):
    """Run a round: its questionnaires, its respondents, and what is written to them."""
    return user.is_authenticated and user.staff_role in PREPARERS


def may_remark(user, response):
    """Write remarks on single boxes now, and close them. Who may fill in a box may answer there."""
    return response.state in UNDER_REVIEW and may_review(user, response)
