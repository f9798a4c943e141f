"""The register sent in as a file: what it would change, shown first and then done, or nothing of it."""

from dataclasses import asdict

from django.core import signing
from django.db import transaction

from regions import register, register_file
from surveys import messages as say
from surveys.workbooks import grid

SALT = "surveys.registers"
LASTS_SECONDS = 60 * 60


class Moved(Exception):
    """What was shown is not what would be done now."""

    def __init__(self):
        super().__init__(say.register("moved"))


def read(content, name):
    """The file's table as [(line, [texts])], of its first sheet. Raises grid.Unusable."""
    [sheet, *_] = grid.read(content, name)
    lines = sorted({row for row, _ in sheet.cells})
    width = max(column for _, column in sheet.cells)
    return [
        (line, [sheet.text(line, column).strip() for column in range(1, width + 1)])
        for line in lines
    ]


def dry_run(table):
    """What loading a table would do, as a register.Report. Raises register.RegisterError."""
    with transaction.atomic():
        report = register.load_rows(*register_file.rows_of(table))
        transaction.set_rollback(True)
    return report


def sealed(table):
    """The table and what it would do, for the page to send back."""
    return signing.dumps([table, asdict(dry_run(table))], salt=SALT, compress=True)


@transaction.atomic
def take_in(seal):
    """Do what was shown. Raises Moved, and does nothing, where that has become something else."""
    try:
        table, shown = signing.loads(seal, salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature as error:
        raise Moved from error
    report = register.load_rows(*register_file.rows_of(table))
    if asdict(report) != shown:
        raise Moved
    return report
