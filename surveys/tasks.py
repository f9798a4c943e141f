"""Doors for the worker: an id in, one function called."""

from celery import shared_task

from surveys import letters, mailing, uploads
from surveys.exports import making


@shared_task
def send_letter(receipt_id):
    letters.send_receipt(receipt_id)


@shared_task
def send_reminder(reminder_id):
    letters.send_reminder(reminder_id)


@shared_task
def send_waiting_letters():
    letters.send_waiting()


@shared_task(name=uploads.TASK)
def work_on_upload(upload_id):
    uploads.work_on(upload_id)


@shared_task
def sweep_uploads():
    uploads.sweep()


@shared_task
def remove_old_uploads():
    uploads.remove_old()


@shared_task
def send_due_letters():
    mailing.send_due()


@shared_task(name=making.TASK)
def make_export(export_id):
    making.run(export_id)


@shared_task
def sweep_exports():
    making.sweep()


@shared_task
def remove_old_exports():
    making.remove_old()
