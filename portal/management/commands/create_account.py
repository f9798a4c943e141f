from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from portal.forgotten import path_for
from regions import audit
from regions.models import Membership, Organisation, User


class Command(BaseCommand):
    help = (
        "Skapar ett konto och skriver ut en länk där personen själv väljer lösenord. "
        "Exempel: create_account anna@region.se 'Anna Ek' --for region:01 --role lead"
    )

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("name")
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("--for", dest="organisation", metavar="SLAG:KOD")
        who.add_argument("--staff", choices=User.StaffRole.values)
        parser.add_argument("--role", choices=Membership.Role.values, default="contributor")

    @transaction.atomic
    def handle(self, email, name, organisation, staff, role, **options):
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"”{email}” är inte en e-postadress.") from error
        email = email.lower()
        place = self.find(organisation) if organisation else None
        user = User.objects.filter(email=email).first()
        if user and (staff or user.is_staff):
            raise CommandError(f"Det finns redan ett konto för {email}.")
        if user is None:
            user = User.objects.create_user(email, name=name, staff_role=staff or "")
            self.record(audit.What.ACCOUNT_CREATED, user, staff_role=user.staff_role)
        if place:
            Membership.objects.update_or_create(
                user=user, organisation=place, defaults={"role": role}
            )
            self.record(audit.What.ROLE_CHANGED, user, organisation=place, role=role)
        self.stdout.write(f"{user.name} kan välja lösenord här, en gång och inom tre dagar:")
        self.stdout.write(settings.PORTAL_ADDRESS + path_for(user))

    def record(self, what, user, **more):
        audit.record(what, about=user, by="create_account", **more)

    def find(self, organisation):
        kind, _, code = organisation.partition(":")
        try:
            return Organisation.objects.get(kind=kind, code=code)
        except Organisation.DoesNotExist as error:
            raise CommandError(
                f"Det finns ingen organisation {organisation}. Skriv till exempel region:01, "
                "rss:rss-01 eller kommun:0114."
            ) from error
