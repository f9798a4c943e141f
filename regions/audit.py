"""The log of what must be answered for: sign-ins, rights, looks into responses, exports.

`record` is its only writer. The database refuses to change, remove or empty what is written.
"""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from regions.models import AuditEntry, User

What = AuditEntry.What

# Who reads a response for a while opens its page many times: that is one look.
ONE_LOOK = timedelta(hours=1)


def record(what, *, who=None, about=None, organisation=None, **details):
    """Write one entry. `about` is a row, or (kind, id) of what has none. The details are shown as
    they are: give neither answers nor secrets."""
    kind, number = _named(about)
    return AuditEntry.objects.create(
        what=what,
        who=who if who and who.pk else None,
        about_kind=kind,
        about_id=number,
        organisation=organisation,
        details=details,
    )


def record_look(who, about, organisation):
    """Somebody looks into another organisation's response; once an hour is enough."""
    kind, number = _named(about)
    lately = AuditEntry.objects.filter(
        who=who,
        what=What.LOOKED,
        about_kind=kind,
        about_id=number,
        at__gt=timezone.now() - ONE_LOOK,
    )
    if not lately.exists():
        record(What.LOOKED, who=who, about=about, organisation=organisation)


def record_failed_sign_in(email, **details):
    """A known account is named. Of any other address only a mark is kept, alike for the same one."""
    email = (email or "").strip().lower()
    account = User.objects.filter(email=email).first()
    if account is None:
        details["address"] = salted_hmac("regions.audit", email).hexdigest()[:16]
    return record(What.SIGN_IN_FAILED, about=account, **details)


def _named(about):
    if about is None:
        return "", ""
    if isinstance(about, models.Model):
        return about._meta.model_name, str(about.pk)
    kind, number = about
    return kind, str(number)[:100]
