"""Doors for the worker: an id in, one function called."""

from celery import shared_task

from surveys import letters


@shared_task
def send_letter(receipt_id):
    letters.send_receipt(receipt_id)


@shared_task
def send_reminder(reminder_id):
    letters.send_reminder(reminder_id)


@shared_task
def send_waiting_letters():
    letters.send_waiting()
