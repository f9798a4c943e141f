"""Letters. They carry no answers: who did what, when, and the way to the page behind the sign-in."""

import logging
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from regions.models import Membership, User
from surveys import post, wording
from surveys.models import Door, Reason, Receipt, Reminder
from surveys.post import Outcome

log = logging.getLogger(__name__)
TASK = "surveys.tasks.send_letter"
REMINDER_TASK = "surveys.tasks.send_reminder"
# A letter about an older hand-in would confuse more than it tells.
STILL_NEWS = timedelta(days=2)
ON_ITS_WAY = timedelta(minutes=1)


def send_soon(receipt):
    """When the hand-in is committed, by a worker. Without a broker the hand-in stands all the same."""
    transaction.on_commit(lambda: current_app.send_task(TASK, [receipt.pk]), robust=True)


def remind_soon(reminder):
    """The same for a reminder."""
    transaction.on_commit(lambda: current_app.send_task(REMINDER_TASK, [reminder.pk]), robust=True)


def send_receipt(receipt_id):
    """Tell the organisation's leads and the one who handed in. Returns whether a letter went out."""
    receipt = _take_on(Receipt, receipt_id)
    return bool(receipt) and _send(receipt, _message(receipt))


def send_reminder(reminder_id):
    """Remind those who are in a kommun, unless it has handed in or been locked since. Returns whether
    a letter went out."""
    reminder = _take_on(Reminder, reminder_id)
    if reminder is None or not reminder.response.is_open or reminder.response.locked_at:
        return False
    return _send(reminder, _reminder_message(reminder))


def send_waiting():
    """Those whose task was lost, or that the mail server would not take just then."""
    now = timezone.now()
    recent = now - STILL_NEWS, now - ON_ITS_WAY
    receipts = Receipt.objects.filter(
        mailed_at__isnull=True, step__door=Door.FORM, submitted_at__range=recent
    )
    for receipt_id in receipts.values_list("pk", flat=True):
        send_receipt(receipt_id)
    reminders = Reminder.objects.filter(mailed_at__isnull=True, at__range=recent)
    for reminder_id in reminders.values_list("pk", flat=True):
        send_reminder(reminder_id)


def _take_on(model, pk):
    """The row that a letter is about, once and for one worker; None for all others.

    Taken on before it is sent: a worker that dies in between loses the letter, and what it is about is
    still on its page. The other way round, the letter would go out twice. Only when the mail server
    was not reached, or said no for now, is it certain that nothing went out, and it is tried again.
    """
    if not model.objects.filter(pk=pk, mailed_at__isnull=True).update(mailed_at=timezone.now()):
        return None
    rows = model.objects.select_related(
        "response__organisation__parent", "response__questionnaire__round"
    )
    return rows.get(pk=pk)


def _send(row, message):
    """Whether the letter about a row that has been taken on went out."""
    if not message.to:
        return False
    message.connection = get_connection()
    try:
        message.connection.open()
    except OSError as error:  # every error of smtplib is one of these
        return _not_sent(row, error, again=True)
    try:
        message.send()
    except OSError as error:
        return _not_sent(row, error, again=post.what_became_of_it(error) == Outcome.NOT_NOW)
    finally:
        message.connection.close()
    return True


def _concerned(receipt):
    leads = Membership.objects.filter(
        organisation=receipt.response.organisation_id, role=Membership.Role.LEAD
    )
    concerned = Q(pk__in=leads.values("user")) | Q(pk=receipt.submitted_by_id)
    return User.objects.filter(concerned, is_active=True).order_by("pk")


def _message(receipt):
    subject, body = wording.fill_in(wording.text_of(Reason.THANKS), wording.thanks_words(receipt))
    return EmailMessage(
        subject=subject,
        body=body,
        to=[user.email for user in _concerned(receipt)],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _reminder_message(reminder):
    """Answers to it reach the one who reminds."""
    response = reminder.response
    kommun, questionnaire = response.organisation, response.questionnaire
    words = {
        "by": reminder.by,
        "rss": kommun.parent,
        "kommun": kommun,
        "questionnaire": questionnaire,
        "text": reminder.text,
        "address": settings.PORTAL_ADDRESS + reverse("overview", args=[response.pk]),
    }
    members = User.objects.filter(
        memberships__organisation=kommun, is_active=True, staff_role=""
    ).order_by("pk")
    return EmailMessage(
        subject=f"Påminnelse: {questionnaire.title}, {kommun.name}",
        body=render_to_string("letters/reminder.txt", words),
        to=[user.email for user in members],
        reply_to=[reminder.by.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _not_sent(row, error, *, again):
    if again:
        type(row).objects.filter(pk=row.pk).update(mailed_at=None)
    # Never the error's own words: they name addresses.
    log.warning("%s %s: letter not sent, %s", row._meta.model_name, row.pk, type(error).__name__)
    return False
