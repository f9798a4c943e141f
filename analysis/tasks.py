"""The doors of `building` for Celery."""

from celery import shared_task

from analysis import building


@shared_task(name=building.TASK)
def build_tables(build_id):
    building.run_build(build_id)


@shared_task
def sweep():
    building.sweep()
