"""Who is in an organisation: invited, joined, made lead, ended. An organisation always keeps a lead.

Every act is asked for by one of the organisation's own leads, and refused in words when it may not
be done. The lead of an RSS lets the first people in to its kommuner: it invites, and looks after those
invitations, but who is in a kommun already is the kommun's own matter. `now` is the time of the act
where time matters.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from regions import access, audit
from regions.models import Invitation, Membership, Organisation, User, last_moment

# Each sends a letter to an address of the lead's own choosing.
INVITATIONS_A_DAY = 50

REFUSALS = {
    "not_lead": "Bara huvudansvarig i organisationen kan göra det.",
    "already_member": "{email} är redan med i organisationen. Du hittar personen i listan.",
    "already_invited": (
        "{email} är redan inbjuden. Skicka om inbjudan i listan om brevet inte har kommit fram."
    ),
    "staff_address": "{email} hör till ett konto på Socialstyrelsen och kan inte bjudas in.",
    "too_many": (
        "Ni har skickat {limit} inbjudningar det senaste dygnet, som är det högsta antalet. "
        "Vänta till i morgon."
    ),
    "not_open": "Inbjudan är redan använd eller återkallad. Listan visar hur det är nu.",
    "last_lead": (
        "Organisationen måste ha en huvudansvarig. Gör någon annan till huvudansvarig först."
    ),
    "unknown": (
        "Länken stämmer inte. Öppna länken i det senaste brevet du fått, och kontrollera att du "
        "fått med hela adressen."
    ),
    "used": "Inbjudan är redan använd. Har du valt ett lösenord kan du logga in.",
    "withdrawn": (
        "Länken gäller inte längre. Har du fått ett nyare brev, använd länken i det. Annars kan du "
        "be den som bjöd in dig om en ny inbjudan."
    ),
    "expired": "Inbjudan har gått ut. Be den som bjöd in dig att skicka den igen.",
    "other_account": "Inbjudan gäller en annan e-postadress än den du är inloggad med.",
    "has_account": "Det finns redan ett konto för e-postadressen. Logga in med det.",
    "closed_account": "Kontot är avstängt. Vänd dig till Socialstyrelsen.",
}


class Refused(Exception):
    """The act is not possible now, or not for this person. The text says why, in Swedish."""

    def __init__(self, code, **words):
        super().__init__(REFUSALS[code].format(**words))
        self.code = code


def members_of(organisation):
    """The memberships of an organisation, leads first. Staff speak for none and are never listed."""
    members = organisation.memberships.filter(user__staff_role="").select_related("user")
    return members.order_by("-role", "user__name", "user__email")


def leads_of(organisations):
    """{organisation id: [User]} of those who lead them with an account that is open."""
    leads = _leads(organisations).select_related("user")
    found = {}
    for membership in leads.order_by("user__name", "user__email"):
        found.setdefault(membership.organisation_id, []).append(membership.user)
    return found


# ---- inviting ----


@transaction.atomic
def invite(
    organisation, *, email, name, by, role=Membership.Role.CONTRIBUTOR, answer_by=None, now=None
):
    """A new open Invitation. An earlier one that has expired gives way to it.

    Whom an RSS invites to a kommun is to be its lead, unless the kommun has one.
    """
    now = now or timezone.now()
    sender = _lock_to_invite(by, organisation)
    if sender:
        has_lead = _leads([organisation]).exists()
        role = Membership.Role.CONTRIBUTOR if has_lead else Membership.Role.LEAD
    email = email.strip().lower()
    if User.objects.filter(email=email).exclude(staff_role="").exists():
        raise Refused("staff_address", email=email)
    if Membership.objects.filter(organisation=organisation, user__email=email).exists():
        raise Refused("already_member", email=email)
    earlier = Invitation.objects.open().filter(organisation=organisation, email=email).first()
    if earlier and not earlier.has_expired(now):
        raise Refused("already_invited", email=email)
    _refuse_too_many(organisation, now)
    if earlier:
        _withdraw(earlier, by, now)
    return _make(
        by,
        sender,
        now,
        organisation=organisation,
        email=email,
        name=" ".join(name.split()),
        role=role,
        answer_by=answer_by,
    )


@transaction.atomic
def renew(invitation, *, by, now=None):
    """A new Invitation like an open one, which is withdrawn: its link stops working."""
    now = now or timezone.now()
    sender = _lock_to_invite(by, invitation.organisation)
    invitation = _still_open(invitation, sender)
    _refuse_too_many(invitation.organisation, now)
    _withdraw(invitation, by, now)
    return _make(
        by,
        sender,
        now,
        organisation=invitation.organisation,
        email=invitation.email,
        name=invitation.name,
        role=invitation.role,
        answer_by=invitation.answer_by,
    )


@transaction.atomic
def withdraw(invitation, *, by, now=None):
    """The link stops working."""
    sender = _lock_to_invite(by, invitation.organisation)
    _withdraw(_still_open(invitation, sender), by, now or timezone.now())


@transaction.atomic
def invite_lead(organisation, *, email, name, by, now=None):
    """An Invitation to lead an organisation, by Socialstyrelsen: the way in for its first people. An
    open one to the same address gives way to it. Who is a contributor there is made lead at once:
    then there is no Invitation."""
    now = now or timezone.now()
    _hold_people_of(organisation)
    email = email.strip().lower()
    if not by.is_staff or organisation.is_kommun:
        raise Refused("not_lead")
    if User.objects.filter(email=email).exclude(staff_role="").exists():
        raise Refused("staff_address", email=email)
    there = Membership.objects.filter(organisation=organisation, user__email=email).first()
    if there and there.role == Membership.Role.LEAD:
        raise Refused("already_member", email=email)
    if there:
        _set_role(there, Membership.Role.LEAD, by)
        return None
    _refuse_too_many(organisation, now)
    for earlier in Invitation.objects.open().filter(organisation=organisation, email=email):
        _withdraw(earlier, by, now)
    return _make(
        by,
        None,
        now,
        organisation=organisation,
        email=email,
        name=" ".join(name.split()),
        role=Membership.Role.LEAD,
    )


def _lock_to_invite(by, organisation):
    """The organisation's people change one act at a time. Returns the RSS when it is what invites, and
    None when the organisation's own lead does."""
    _hold_people_of(organisation)
    if access.organisations_led_by(by).filter(pk=organisation.pk).exists():
        return None
    if organisation.is_kommun and access.is_lead_for(by, organisation):
        return organisation.parent
    raise Refused("not_lead")


def _make(by, sender, now, **fields):
    """Keep a new open Invitation, sent in the name of an RSS when there is a `sender`."""
    invitation = Invitation.objects.create(
        invited_by=by, sender=sender, created_at=now, expires_at=last_moment(now), **fields
    )
    audit.record(
        audit.What.INVITED,
        who=by,
        about=invitation,
        organisation=invitation.organisation,
        email=invitation.email,
        role=str(invitation.role),
    )
    return invitation


def _withdraw(invitation, by, now):
    invitation.withdrawn_at, invitation.withdrawn_by = now, by
    invitation.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record(
        audit.What.INVITATION_WITHDRAWN,
        who=by,
        about=invitation,
        organisation=invitation.organisation,
        email=invitation.email,
    )


def _still_open(invitation, sender):
    """Held until the transaction ends. An RSS finds only what it has sent itself."""
    held = Invitation.objects.open().select_for_update().filter(pk=invitation.pk).first()
    if held is None:
        raise Refused("not_open")
    if sender and held.sender_id != sender.pk:
        raise Refused("not_lead")
    return held


def _refuse_too_many(organisation, now):
    lately = organisation.invitations.filter(created_at__gt=now - timedelta(days=1))
    if lately.count() >= INVITATIONS_A_DAY:
        raise Refused("too_many", limit=INVITATIONS_A_DAY)


# ---- joining ----


def new_token(invitation, now=None):
    """Give an invitation its token, which is kept as a hash only, and mark it as sent."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash = hash_of(token)
    invitation.sent_at = now or timezone.now()
    invitation.save(update_fields=["token_hash", "sent_at"])
    return token


def hash_of(token):
    """The token is as long as a key, so a plain hash keeps it."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token):
    """The invitation that a link's token belongs to, be it open or not; None when there is none."""
    return Invitation.objects.filter(token_hash=hash_of(token)).first()


def refuse_unless_usable(invitation, now=None):
    """Raise what stands in the way of joining by an invitation."""
    if invitation is None:
        raise Refused("unknown")
    if invitation.used_at:
        raise Refused("used")
    if invitation.withdrawn_at:
        raise Refused("withdrawn")
    if invitation.has_expired(now):
        raise Refused("expired")


def account_of(invitation):
    """The account with the invited address, once somebody has chosen a password for it."""
    account = User.objects.filter(email=invitation.email).first()
    if account and not account.is_active:
        raise Refused("closed_account")
    return account if account and account.has_usable_password() else None


@transaction.atomic
def join_as_new(invitation, password, *, now=None):
    """Make the invited person's account, or give one without a password its first. Returns the
    Membership."""
    invitation = _hold(invitation, now)
    if account_of(invitation):
        raise Refused("has_account")
    user = User.objects.filter(email=invitation.email).first()
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(invitation.email, password, name=invitation.name)
        except IntegrityError as error:  # another invitation to the same address, at the same time
            raise Refused("has_account") from error
        audit.record(audit.What.ACCOUNT_CREATED, who=user, about=user, by="invitation")
    else:
        user.set_password(password)
        user.save(update_fields=["password"])
    return _join(invitation, user, now)


@transaction.atomic
def join(invitation, user, *, now=None):
    """Let the holder of the invited address in. Returns the Membership."""
    invitation = _hold(invitation, now)
    if user.email != invitation.email:
        raise Refused("other_account")
    return _join(invitation, user, now)


def _hold(invitation, now):
    """Of two who use a link at once the second waits here, and finds it used."""
    held = Invitation.objects.select_for_update(of=("self",)).select_related("organisation")
    invitation = held.get(pk=invitation.pk)
    refuse_unless_usable(invitation, now)
    return invitation


def _join(invitation, user, now):
    if user.is_staff:
        raise Refused("staff_address", email=user.email)
    membership, _ = Membership.objects.get_or_create(
        user=user, organisation=invitation.organisation, defaults={"role": invitation.role}
    )
    invitation.used_at, invitation.used_by = now or timezone.now(), user
    invitation.save(update_fields=["used_at", "used_by"])
    audit.record(
        audit.What.JOINED,
        who=user,
        about=user,
        organisation=invitation.organisation,
        role=str(membership.role),
        invited_by=invitation.invited_by.email,
    )
    return membership


# ---- leads and contributors ----


@transaction.atomic
def make_lead(membership, *, by):
    """One lead more."""
    lock_for(by, membership.organisation)
    _set_role(membership, Membership.Role.LEAD, by)


@transaction.atomic
def make_contributor(membership, *, by):
    """A lead steps back; refused of the last one."""
    lock_for(by, membership.organisation)
    _refuse_last_lead(membership)
    _set_role(membership, Membership.Role.CONTRIBUTOR, by)


@transaction.atomic
def hand_over(membership, *, by):
    """The colleague becomes lead and the one who hands over a contributor."""
    lock_for(by, membership.organisation)
    _set_role(membership, Membership.Role.LEAD, by)
    own = Membership.objects.get(organisation=membership.organisation, user=by)
    _refuse_last_lead(own)
    _set_role(own, Membership.Role.CONTRIBUTOR, by)


@transaction.atomic
def end(membership, *, by):
    """End somebody's access; the account and what was written stay. Refused of the last lead."""
    lock_for(by, membership.organisation)
    _refuse_last_lead(membership)
    Membership.objects.filter(pk=membership.pk).delete()
    audit.record(
        audit.What.ACCESS_ENDED,
        who=by,
        about=membership.user,
        organisation=membership.organisation,
        role=str(membership.role),
    )


def lock_for(by, organisation):
    """The organisation's people change one act at a time, and only by its leads."""
    _hold_people_of(organisation)
    if not access.organisations_led_by(by).filter(pk=organisation.pk).exists():
        raise Refused("not_lead")


def _hold_people_of(organisation):
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def _set_role(membership, role, by):
    Membership.objects.filter(pk=membership.pk).update(role=role)
    audit.record(
        audit.What.ROLE_CHANGED,
        who=by,
        about=membership.user,
        organisation=membership.organisation,
        role=str(role),
    )


def _refuse_last_lead(membership):
    if is_last_lead(membership):
        raise Refused("last_lead")


def is_last_lead(membership):
    """Whether nobody else leads the organisation with an account that is open."""
    return not _leads([membership.organisation]).exclude(pk=membership.pk).exists()


def _leads(organisations):
    """The memberships of leads with an account that is open."""
    return Membership.objects.filter(
        organisation__in=organisations,
        role=Membership.Role.LEAD,
        user__is_active=True,
        user__staff_role="",
    )
