"""Who may speak for whom. The only place that reads memberships for that purpose."""

from regions.models import Membership, Organisation, User

# `memberships_for` as a condition on rows called `membership` and `organisation`, for a statement that
# must be one. That staff have none is asked before.
MEMBERSHIPS_FOR_SQL = """
    membership.user_id = %(user)s
    AND (membership.organisation_id = organisation.id
         OR organisation.kind = 'kommun' AND membership.organisation_id = organisation.parent_id)
"""


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


def organisations_led_by(user):
    """The user's own organisations that it is lead of: those whose colleagues it looks after."""
    return organisations_of(user).filter(
        memberships__user=user, memberships__role=Membership.Role.LEAD
    )


def memberships_for(user, organisation):
    """The memberships by which a user speaks for an organisation: of its own, and for a kommun
    also of its RSS."""
    if not user.is_authenticated or user.is_staff:
        return Membership.objects.none()
    answerable = [organisation.pk]
    if organisation.is_kommun:
        answerable.append(organisation.parent_id)
    return Membership.objects.filter(user=user, organisation__in=answerable)


def is_lead_for(user, organisation):
    """Leads hand in for their own organisation; the lead of an RSS also for its kommuner."""
    return memberships_for(user, organisation).filter(role=Membership.Role.LEAD).exists()


def may_read_log(user):
    """The log of what must be answered for is read by Socialstyrelsen's administrators."""
    return user.is_authenticated and user.staff_role == User.StaffRole.ADMINISTRATOR
