# The Celery app must exist in every process that queues work, not only in the worker.
from portal.celery import app as celery_app

__all__ = ["celery_app"]
