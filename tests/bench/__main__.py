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

# Each part has a database of its own.
PARTS = [
    (pages.measure_small, tables.measure, pages.measure_large),
    (boxes.measure,),
    (standing.measure,),
    (crowd.measure,),
    (workbooks.measure,),
    (export.measure,),
]


def main():
    report = Report()
    for number, part in enumerate(PARTS, 1):
        report.heading(f"Part {number} of {len(PARTS)}")
        report.under_way("2023 is loaded")
        with databases.fresh():
            databases.load_2023()
            for measure in part:
                measure(report)
    report.print_verdict()
    return 0 if report.all_within else 1


if __name__ == "__main__":
    sys.exit(main())
