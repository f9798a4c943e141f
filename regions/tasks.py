"""The letters that invite."""

import logging
from datetime import timedelta
from smtplib import SMTPException

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from regions import team
from regions.models import Invitation

log = logging.getLogger(__name__)

# Long enough for the task that was queued with the invitation to have done its work.
OVERDUE = timedelta(minutes=2)
# After that the address is at fault, or the lead has seen that nothing has gone.
GIVE_UP = timedelta(days=1)


@shared_task
def send_invitation(invitation_id):
    """Send the letter, unless it has been sent or is no longer wanted. Safe to run twice."""
    try:
        with transaction.atomic():
            waiting = Invitation.objects.open().filter(
                pk=invitation_id, sent_at=None, expires_at__gt=timezone.now()
            )
            waiting = waiting.select_related("organisation", "invited_by", "sender")
            invitation = waiting.select_for_update(of=("self",), skip_locked=True).first()
            if invitation:
                letter(invitation, team.new_token(invitation)).send()
    except (OSError, SMTPException) as error:
        # Only the kind of error: its text may hold the address.
        kind = type(error).__name__
        log.warning("Invitation %s could not be sent: %s", invitation_id, kind)


@shared_task
def send_waiting_invitations():
    """Invitations whose letter has not gone: the broker, the worker or the mail server was away."""
    now = timezone.now()
    overdue = Invitation.objects.open().filter(
        sent_at=None, created_at__gt=now - GIVE_UP, created_at__lt=now - OVERDUE
    )
    for invitation_id in overdue.values_list("pk", flat=True):
        send_invitation(invitation_id)


def letter(invitation, token):
    """The letter with the link. Answers to it reach the one who invited."""
    sender = invitation.sender or invitation.organisation
    return EmailMessage(
        subject=f"Inbjudan till Enkätnavet från {sender.name}",
        body=render_to_string(
            "letters/invitation.txt",
            {
                "invitation": invitation,
                "link": settings.PORTAL_ADDRESS + reverse("follow_invitation", args=[token]),
            },
        ),
        to=[invitation.email],
        reply_to=[invitation.invited_by.email],
    )
