"""The Celery app: `celery -A portal worker`, `celery -A portal beat`."""

import os
import sys
from pathlib import Path

from celery import Celery

from portal import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# This module is imported wherever Django runs; only the celery command itself looks for servers
# from here.
if Path(sys.argv[0]).name in ("celery", "celery.exe") or sys.argv[0].endswith("celery/__main__.py"):
    embedded.provide()

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
