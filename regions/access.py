"""Who may speak for whom. The only place that reads memberships for that purpose."""

from django.db.models import Exists, OuterRef, Q

from regions.models import Membership, Organisation


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


def is_spoken_for_by(user, organisation):
    """The same as a condition on rows that have an organisation, for a query that must be one."""
    mine = Membership.objects.filter(user=user)
    of_the_rss = Exists(mine.filter(organisation=OuterRef(f"{organisation}__parent")))
    return Exists(mine.filter(organisation=OuterRef(organisation))) | (
        Q(**{f"{organisation}__kind": Organisation.Kind.KOMMUN}) & Q(of_the_rss)
    )


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
