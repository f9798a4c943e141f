"""Who may speak for whom. The only place that reads memberships for that purpose."""

from regions.models import Membership, Organisation

# `speaks_for` as a condition on rows of regions_organisation, for a statement that must be one. Staff
# speak for none: that is asked before.
SPEAKS_FOR_SQL = """EXISTS (
    SELECT FROM regions_membership membership
    WHERE membership.user_id = %(user)s
      AND (membership.organisation_id = organisation.id
           OR organisation.kind = 'kommun' AND membership.organisation_id = organisation.parent_id)
)"""


def organisations_of(user):
    """Organisations the user speaks for, as lead or contributor. Staff speak for none."""
    if not user.is_authenticated or user.is_staff:
        return Organisation.objects.none()
    return Organisation.objects.filter(memberships__user=user)


def organisations_within(user):
    """The user's own organisations and, for an RSS, its kommuner."""
    own = organisations_of(user)
    kommuner = Organisation.objects.filter(kind=Organisation.Kind.KOMMUN, parent__in=own)
    return Organisation.objects.filter(pk__in=own.values("pk")) | kommuner


def speaks_for(user, organisation):
    """Whether the user is in the organisation or, for a kommun, in its RSS."""
    return _memberships(user, organisation).exists()


def is_lead_for(user, organisation):
    """Leads hand in for their own organisation; the lead of an RSS also for its kommuner."""
    return _memberships(user, organisation).filter(role=Membership.Role.LEAD).exists()


def _memberships(user, organisation):
    if not user.is_authenticated or user.is_staff:
        return Membership.objects.none()
    answerable = [organisation.pk]
    if organisation.is_kommun:
        answerable.append(organisation.parent_id)
    return Membership.objects.filter(user=user, organisation__in=answerable)
