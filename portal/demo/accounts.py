"""Accounts to try the portal with: one of each kind of user, all with one password of this machine."""

import secrets
from dataclasses import dataclass

from django.conf import settings

from regions.models import Membership, Organisation, User


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    staff_role: str = ""
    organisation: tuple = ()
    role: str = ""


ACCOUNTS = [
    Account("handlaggare@demo.example", "Demo: handläggare", "handlaggare"),
    Account("analytiker@demo.example", "Demo: analytiker", "analytiker"),
    Account("administrator@demo.example", "Demo: administratör", "administrator"),
    Account("stockholm@demo.example", "Demo: Stockholm", "", ("region", "01"), "lead"),
    Account("kollega@demo.example", "Demo: kollega", "", ("region", "01"), "contributor"),
    Account("storsthlm@demo.example", "Demo: Storsthlm", "", ("rss", "rss-01"), "lead"),
    Account("vasby@demo.example", "Demo: Upplands Väsby", "", ("kommun", "0114"), "lead"),
]


def make():
    """Make the accounts, or give them their password anew. Returns the password."""
    password = own_password()
    for account in ACCOUNTS:
        user, _ = User.objects.get_or_create(email=account.email)
        user.name, user.staff_role = account.name, account.staff_role
        user.set_password(password)
        user.save()
        if account.organisation:
            kind, code = account.organisation
            Membership.objects.update_or_create(
                user=user,
                organisation=Organisation.objects.get(kind=kind, code=code),
                defaults={"role": account.role},
            )
    return password


def own_password():
    """This machine's password, made on first use and kept where only its owner reads it."""
    path = settings.BASE_DIR / "var" / "demo_password"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(12))
    return path.read_text()
