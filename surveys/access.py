"""Who may see, fill in, hand in and review a response. Every page and file asks here.

Two walls: a respondent sees its own responses (an RSS also its kommuner's), and nobody at
Socialstyrelsen ever sees a kommun's.
"""

from regions import access as organisations
from regions.models import Organisation, User
from surveys.models import Response

REVIEWERS = {User.StaffRole.HANDLAGGARE, User.StaffRole.ADMINISTRATOR}


def visible_to(user):
    """The responses a user may see, as a queryset."""
    responses = Response.objects.select_related(
        "questionnaire__round", "questionnaire__survey", "organisation__parent"
    )
    if not user.is_authenticated:
        return responses.none()
    if user.is_staff:
        return responses.exclude(organisation__kind=Organisation.Kind.KOMMUN)
    return responses.filter(organisation__in=organisations.organisations_within(user))


def may_fill(user, response):
    return response.is_open and speaks_for(user, response)


def may_submit(user, response):
    return organisations.is_lead_for(user, response.organisation)


def may_review(user, response):
    """Return or approve: Socialstyrelsen for regions and RSS, the RSS's lead for its kommuner."""
    if response.organisation.is_kommun:
        parent = response.organisation.parent
        return not user.is_staff and organisations.is_lead_for(user, parent)
    return user.is_authenticated and user.staff_role in REVIEWERS


def speaks_for(user, response):
    return organisations.speaks_for(user, response.organisation)
