"""Letters. They carry no answers: who did what, when, and the way to the page behind the sign-in."""

import logging
import smtplib
from datetime import timedelta

from celery import current_app
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from regions.models import Membership, User
from surveys import wording
from surveys.models import Door, Reason, Receipt

log = logging.getLogger(__name__)
TASK = "surveys.tasks.send_letter"
# A letter about an older hand-in would confuse more than it tells.
STILL_NEWS = timedelta(days=2)
ON_ITS_WAY = timedelta(minutes=1)


def send_soon(receipt):
    """When the hand-in is committed, by a worker. Without a broker the hand-in stands all the same."""
    transaction.on_commit(lambda: current_app.send_task(TASK, [receipt.pk]), robust=True)


def send_receipt(receipt_id):
    """Tell the organisation's leads and the one who handed in. Returns whether a letter went out.

    Taken on before it is sent: a worker that dies in between loses the letter, and the receipt is
    still on its page. The other way round, the letter would go out twice. Only when the mail server
    was not reached, or said no for now, is it certain that nothing went out, and it is tried again.
    """
    waiting = Receipt.objects.filter(pk=receipt_id, mailed_at__isnull=True)
    if not waiting.update(mailed_at=timezone.now()):
        return False
    receipt = Receipt.objects.select_related("response__organisation").get(pk=receipt_id)
    to = [user.email for user in _concerned(receipt)]
    if not to:
        return False
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:  # every error of smtplib is one of these
        return _not_sent(receipt, error, again=True)
    try:
        _message(receipt, to, connection).send()
    except OSError as error:
        return _not_sent(receipt, error, again=_is_no_for_now(error))
    finally:
        connection.close()
    return True


def send_waiting():
    """Those whose task was lost, or that the mail server would not take just then."""
    now = timezone.now()
    waiting = Receipt.objects.filter(
        mailed_at__isnull=True,
        step__door=Door.FORM,
        submitted_at__gt=now - STILL_NEWS,
        submitted_at__lt=now - ON_ITS_WAY,
    )
    for receipt_id in waiting.values_list("pk", flat=True):
        send_receipt(receipt_id)


def _concerned(receipt):
    leads = Membership.objects.filter(
        organisation=receipt.response.organisation_id, role=Membership.Role.LEAD
    )
    concerned = Q(pk__in=leads.values("user")) | Q(pk=receipt.submitted_by_id)
    return User.objects.filter(concerned, is_active=True).order_by("pk")


def _message(receipt, to, connection):
    subject, body = wording.fill_in(wording.text_of(Reason.THANKS), wording.thanks_words(receipt))
    return EmailMessage(
        subject=subject,
        body=body,
        to=to,
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def _is_no_for_now(error):
    """Whether the server answered with a code that means: not now, try later."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    else:
        codes = [getattr(error, "smtp_code", 0)]
    return all(400 <= code < 500 for code in codes)


def _not_sent(receipt, error, *, again):
    if again:
        Receipt.objects.filter(pk=receipt.pk).update(mailed_at=None)
    # Never the error's own words: they name addresses.
    log.warning("receipt %s: letter not sent, %s", receipt.pk, type(error).__name__)
    return False
