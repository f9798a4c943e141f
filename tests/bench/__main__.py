"""`make bench`: what things cost, as ratios to a floor measured in the same run.

A floor is the least anyone could do for the same result. Ratios hold on any machine; seconds do not.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("PORTAL_VAR", "bench")

from portal import embedded

embedded.provide()

import django  # noqa: E402

django.setup()

from tests.bench import boxes, crowd, databases, export, pages, standing, tables, workbooks  # noqa: E402
from tests.bench.report import Report  # noqa: E402


def main():
    report = Report()
    with databases.fresh():
        databases.load_2023()
        pages.measure_small(report)
        tables.measure(report)
        pages.measure_large(report)
    with databases.fresh():
        databases.load_2023()
        boxes.measure(report)
    with databases.fresh():
        databases.load_2023()
        standing.measure(report)
    with databases.fresh():
        databases.load_2023()
        crowd.measure(report)
    with databases.fresh():
        databases.load_2023()
        workbooks.measure(report)
    with databases.fresh():
        databases.load_2023()
        export.measure(report)
    report.print_verdict()
    return 0 if report.all_within else 1


if __name__ == "__main__":
    sys.exit(main())
