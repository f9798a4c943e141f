"""Doors for the worker: an id in, one function called."""

from celery import shared_task

from surveys import letters, mailing


@shared_task
def send_letter(receipt_id):
    letters.send_receipt(receipt_id)


@shared_task
def send_waiting_letters():
    letters.send_waiting()


@shared_task
def send_due_letters():
    mailing.send_due()
