"""The ground: who the organisations are, and who speaks for whom."""

from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class OrganisationQuerySet(models.QuerySet):
    def kommun_counts(self, organisation_ids, year):
        """Number of kommuner under each of the organisations that year, by organisation id."""
        kommuner = self.filter(kind="kommun", parent__in=organisation_ids).in_year(year)
        counted = kommuner.order_by().values_list("parent").annotate(n=models.Count("pk"))
        return dict(counted)

    def in_year(self, year):
        """Organisations that existed during some part of the year."""
        return self.filter(
            Q(first_year__isnull=True) | Q(first_year__lte=year),
            Q(last_year__isnull=True) | Q(last_year__gte=year),
        )


class Organisation(models.Model):
    """A region, an RSS or a kommun. A kommun hangs under its RSS, an RSS under its region.

    `first_year` and `last_year` bound its lifetime, inclusive; empty means open.
    """

    class Kind(models.TextChoices):
        REGION = "region", "Region"
        RSS = "rss", "RSS"
        KOMMUN = "kommun", "Kommun"

    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "code"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="organisation_code_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["region", "rss", "kommun"]), name="organisation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="region", parent__isnull=True)
                | Q(kind__in=["rss", "kommun"], parent__isnull=False),
                name="organisation_only_regions_stand_alone",
            ),
            models.CheckConstraint(
                condition=Q(first_year__isnull=True)
                | Q(last_year__isnull=True)
                | Q(first_year__lte=F("last_year")),
                name="organisation_years_in_order",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_kommun(self):
        return self.kind == self.Kind.KOMMUN

    @property
    def is_rss(self):
        return self.kind == self.Kind.RSS


class Population(models.Model):
    """Inhabitants on 31 December of the year, by Statistics Sweden's register."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField()
    inhabitants = models.PositiveIntegerField()

    class Meta:
        ordering = ["organisation", "year"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="population_once_a_year")
        ]

    def __str__(self):
        return f"{self.organisation} {self.year}: {self.inhabitants}"


class HeadContact(models.Model):
    """An organisation's head, whom the last letter goes to when nothing has been handed in."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="head")
    name = models.CharField("namn", max_length=200)
    email = models.EmailField("e-postadress")

    class Meta:
        ordering = ["organisation"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower("email")), name="head_email_lowercase"
            )
        ]

    def __str__(self):
        return self.name


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def robot(self):
        """The account that stands as the author of what a command brings in. Nobody signs in as it."""
        robot, _ = self.get_or_create(
            email="inlasning@portal.invalid",
            defaults={"name": "Inläsning från fil", "is_active": False, "password": "!"},
        )
        return robot


class User(AbstractBaseUser):
    """A person. The e-mail address is the name to sign in with."""

    class StaffRole(models.TextChoices):
        HANDLAGGARE = "handlaggare", "Handläggare"
        ANALYTIKER = "analytiker", "Analytiker"
        ADMINISTRATOR = "administrator", "Administratör"

    email = models.EmailField("e-postadress", unique=True)
    name = models.CharField("namn", max_length=200)
    staff_role = models.CharField(max_length=20, choices=StaffRole, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(
                condition=Q(staff_role__in=["", "handlaggare", "analytiker", "administrator"]),
                name="user_staff_role_known",
            ),
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower("email")), name="user_email_lowercase"
            ),
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def is_staff(self):
        """Works at Socialstyrelsen, in any role."""
        return bool(self.staff_role)


class Membership(models.Model):
    """Who speaks for an organisation: its lead hands in, its contributors fill in."""

    class Role(models.TextChoices):
        LEAD = "lead", "Huvudansvarig"
        CONTRIBUTOR = "contributor", "Medarbetare"

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        ordering = ["organisation", "role", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=["lead", "contributor"]), name="membership_role_known"
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display().lower()} för {self.organisation}"


INVITATION_LASTS = timedelta(days=14)


def last_moment(now=None):
    """When an invitation made now expires: two weeks on, at the end of the day."""
    day = timezone.localtime(now) + INVITATION_LASTS
    return day.replace(hour=23, minute=59, second=59, microsecond=0)


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Neither used nor withdrawn. Some of them may be too old to be used."""
        return self.filter(used_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """A colleague asked to join an organisation, by a link in a letter, used once.

    `sender` is the RSS that invites somebody at one of its kommuner, empty for an organisation's own
    invitations; `answer_by` is a day that the letter tells of. The link's token is made when the
    letter is sent and kept as a hash only. `surveys.team` and `regions.team` are the only writers.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField("e-postadress")
    name = models.CharField("namn", max_length=200)
    role = models.CharField(
        max_length=20, choices=Membership.Role, default=Membership.Role.CONTRIBUTOR
    )
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sender = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer_by = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=last_moment)
    sent_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_open",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["lead", "contributor"]), name="invitation_role_known"
            ),
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower("email")),
                name="invitation_email_lowercase",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="invitation_lasts_a_while"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, token_hash__isnull=True)
                | Q(sent_at__isnull=False, token_hash__isnull=False),
                name="invitation_sent_with_token",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="invitation_used_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="invitation_withdrawn_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_not_used_and_withdrawn",
            ),
        ]

    def __str__(self):
        return f"{self.email} till {self.organisation}"

    def has_expired(self, now=None):
        return self.expires_at <= (now or timezone.now())


class AuditEntry(models.Model):
    """Something that was done and must be answered for. `regions.audit` is the only writer, and the
    table is append-only.

    `about` is a kind and an id as text, so that what it names may be of any room and may go away.
    `details` holds neither answers nor secrets.
    """

    class What(models.TextChoices):
        SIGNED_IN = "signed_in", "Loggade in"
        SIGN_IN_FAILED = "sign_in_failed", "Inloggning som misslyckades"
        SIGNED_OUT = "signed_out", "Loggade ut"
        SESSIONS_ENDED = "sessions_ended", "Avslutade inloggningar"
        PASSWORD_CHANGED = "password_changed", "Bytte lösenord"
        FACTOR_ADDED = "factor_added", "Lade till ett andra steg"
        FACTOR_REMOVED = "factor_removed", "Tog bort ett andra steg"
        ACCOUNT_CREATED = "account_created", "Konto skapat"
        ROLE_CHANGED = "role_changed", "Ändrad roll"
        SECTIONS_GIVEN = "sections_given", "Gav avsnitt att fylla i"
        INVITED = "invited", "Bjöd in"
        INVITATION_WITHDRAWN = "invitation_withdrawn", "Återkallade inbjudan"
        JOINED = "joined", "Gick med"
        ACCESS_ENDED = "access_ended", "Avslutade åtkomst"
        LOOKED = "looked", "Läste ett svar"
        EXPORTED = "exported", "Hämtade ut"

    at = models.DateTimeField(default=timezone.now)
    who = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=30, choices=What)
    about_kind = models.CharField(max_length=30, blank=True)
    about_id = models.CharField(max_length=100, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["who", "what", "-id"], name="audit_by_person"),
            models.Index(fields=["what", "-id"], name="audit_by_act"),
            models.Index(fields=["about_kind", "about_id", "-id"], name="audit_by_matter"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(about_kind="", about_id="") | (~Q(about_kind="") & ~Q(about_id="")),
                name="audit_about_kind_and_id",
            )
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.who or '–'}: {self.get_what_display().lower()}"
