"""A round's answers taken out, and a hundred times as many, beside writing the same cells bare."""

import csv
import io
import json
import tempfile
import time
import zipfile
from functools import partial
from pathlib import Path

import xlsxwriter

from regions.models import User
from surveys import figures
from surveys.exports import making, reading
from surveys.exports.writing import PACKED
from surveys.models import Answer, Export, Response, Round
from tests.bench import databases
from tests.bench.report import median_seconds

YEAR = 2023
SMALL = 25_000
TIMES = 100
RUNS = 3
MOST_SECONDS = 3
MOST_RATIO = 1.5


def measure(report):
    person = User.objects.create_user(
        "uttag@bench.example", name="Analytiker", staff_role="analytiker"
    )
    first = measure_small(report, person)
    measure_large(report, person, first)


def measure_small(report, person):
    """Doubles are made until there are as many answers as a round has. Returns the next double's number."""
    one_round = answers().count()
    doubles = -(-SMALL // one_round) - 1
    databases.add_doubles(1, doubles)
    report.heading(f"A round of {figures.swedish(answers().count())} answers, taken out")
    for layout in Export.Layout.values:
        for fmt in Export.Format.values:
            seconds = median_seconds(partial(take_out, person, layout, fmt), RUNS)
            report.limit(f"{layout} as {fmt}, seconds", seconds, MOST_SECONDS)
    return doubles + 1


def measure_large(report, person, first):
    doubles = -(-SMALL * TIMES // (answers().count() // first)) - 1
    report.under_way("doubles are made")
    databases.add_doubles(first, doubles)
    cells = list(rows(person))
    half = len(cells) // 2
    report.heading(f"{figures.swedish(len(cells))} answers, taken out in the background")
    for fmt, bare in BARE.items():
        report.under_way(f"{fmt} is written")
        # Half of the floor before and half after: over minutes the machine may change its mood.
        floor = seconds_of(partial(bare, cells[:half]))
        taken = seconds_of(partial(take_out, person, Export.Layout.ANSWERS, fmt))
        floor += seconds_of(partial(bare, cells[half:]))
        report.seconds(f"the same cells written bare as {fmt}", floor)
        report.seconds(f"taken out as {fmt}", taken)
        report.limit(f"ratio as {fmt}", taken / floor, MOST_RATIO)


def seconds_of(act):
    """Of one run: it is long enough to need no others."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def answers():
    return Answer.objects.filter(
        response__questionnaire__round__year=YEAR,
        response__questionnaire__survey__code__in=("region", "rss"),
    )


def rows(person):
    asked = Response.objects.filter(
        questionnaire__round__year=YEAR, questionnaire__survey__code__in=("region", "rss")
    )
    [table] = reading.Source(asked, person).tables("answers")
    return table.rows


def take_out(person, layout, fmt):
    export = Export.objects.create(
        round=Round.objects.get(year=YEAR), layout=layout, format=fmt, requested_by=person
    )
    making.run(export.pk)
    export.refresh_from_db()
    if export.state != Export.State.DONE:
        raise RuntimeError(export.reason)
    export.delete()


# ---- the same cells, with the same libraries, and nothing else done ----


def bare_xlsx(cells):
    with tempfile.TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder}
        book = xlsxwriter.Workbook(Path(folder) / "bare.xlsx", options)
        sheet, at = book.add_worksheet(), 0
        for row in cells:
            if at == 1_048_576:
                sheet, at = book.add_worksheet(), 0
            for column, cell in enumerate(row):
                if cell.__class__ is str:
                    if cell:
                        sheet.write_string(at, column, cell)
                else:
                    sheet.write_number(at, column, cell)
            at += 1
        book.close()


def bare_csv(cells):
    with (
        tempfile.TemporaryFile() as file,
        zipfile.ZipFile(file, "w", **PACKED) as packed,
        packed.open("svar.csv", "w", force_zip64=True) as member,
        io.TextIOWrapper(member, encoding="utf-8", newline="") as text,
    ):
        csv.writer(text).writerows(cells)


def bare_json(cells):
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with tempfile.TemporaryFile("w", encoding="utf-8") as file:
        for row in cells:
            file.write(encode(dict(zip(reading.COLUMNS, row, strict=True))) + ",\n")


BARE = {"csv": bare_csv, "json": bare_json, "xlsx": bare_xlsx}
