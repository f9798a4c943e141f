"""What is written down of sign-ins, and when a visit begins: told by Django and django-allauth."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from portal import sessions
from regions import audit

What = audit.What


@receiver(user_logged_in, dispatch_uid="portal.signing")
def came_in(sender, request, user, **kwargs):
    sessions.begin_or_prolong(request.session, time.time())
    records = get_authentication_records(request, user)
    by = [record.get("type") or record.get("provider") or record["method"] for record in records]
    audit.record(What.SIGNED_IN, who=user, about=user, by=by, ip=_whence(request))


@receiver(user_logged_out, dispatch_uid="portal.signing")
def went_out(sender, user, **kwargs):
    if user:
        audit.record(What.SIGNED_OUT, who=user, about=user)


@receiver(user_login_failed, dispatch_uid="portal.signing")
def did_not_come_in(sender, credentials, request=None, **kwargs):
    email = credentials.get("email") or credentials.get("username")
    audit.record_failed_sign_in(email, by="password", ip=_whence(request))


@receiver(mfa.authentication_failed, dispatch_uid="portal.signing")
def did_not_pass_second_step(sender, request, user, authenticator, **kwargs):
    audit.record(What.SIGN_IN_FAILED, about=user, by=authenticator.type, ip=_whence(request))


@receiver(mfa.authenticator_added, dispatch_uid="portal.signing")
def added_factor(sender, request, user, authenticator, **kwargs):
    """Visits that came in without it are over."""
    audit.record(What.FACTOR_ADDED, who=user, about=user, by=authenticator.type)
    sessions.end_others(request, user)


@receiver(mfa.authenticator_reset, dispatch_uid="portal.signing")
def renewed_factor(sender, user, authenticator, **kwargs):
    audit.record(What.FACTOR_ADDED, who=user, about=user, by=authenticator.type)


@receiver(mfa.authenticator_removed, dispatch_uid="portal.signing")
def removed_factor(sender, user, authenticator, **kwargs):
    audit.record(What.FACTOR_REMOVED, who=user, about=user, by=authenticator.type)


def _whence(request):
    """The address it came from, where there is one."""
    return (request and get_client_ip(request)) or ""
