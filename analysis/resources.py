"""Register figures in and out of files: indicator, organisation, year, value, flag, source.

The organisation is a region's code, or 00 for the whole country.
"""

import csv
import io
import re
from pathlib import Path

from django.core.exceptions import ValidationError
from import_export import fields, resources, widgets
from tablib import Dataset

from analysis import messages
from analysis.listed import COUNTRY
from analysis.models import Observation
from regions.models import Organisation
from surveys.figures import read_number

COLUMNS = ("indicator", "organisation", "year", "value", "flag", "source")
KEY = COLUMNS[:3]
INDICATOR = re.compile(r"[a-z][a-z0-9_]*")
YEAR = re.compile(r"(19|20)\d\d")
LONGEST_INDICATOR, LONGEST_SOURCE, LARGEST, MOST_DECIMALS = 60, 200, 10**10, 4


class BadRows(Exception):
    """The file is not loaded; the text has a line in Swedish for each thing wrong."""


class Words(widgets.CharWidget):
    """Text that `is_right` accepts, else a ValueError with the message of the code."""

    def __init__(self, code, is_right):
        super().__init__()
        self.code, self.is_right = code, is_right

    def clean(self, value, row=None, **kwargs):
        text = (value or "").strip()
        if not self.is_right(text):
            raise ValueError(messages.observation(self.code, given=text, limit=LONGEST_SOURCE))
        return text


class Year(Words):
    def clean(self, value, row=None, **kwargs):
        return int(super().clean(value, row))


class Number(widgets.DecimalWidget):
    def clean(self, value, row=None, **kwargs):
        number = read_number(value or "")
        fits = number is not None and abs(number) < LARGEST
        if not fits or number.as_tuple().exponent < -MOST_DECIMALS:
            raise ValueError(messages.observation("number", given=value))
        return number


class Whose(widgets.Widget):
    """A region by its code; None is the whole country."""

    def clean(self, value, row=None, **kwargs):
        code = (value or "").strip()
        if code == COUNTRY:
            return None
        region = Organisation.objects.filter(kind=Organisation.Kind.REGION, code=code).first()
        if region is None:
            raise ValueError(messages.observation("organisation", given=code))
        return region

    def render(self, value, obj=None, **kwargs):
        return value.code if value else COUNTRY


def _field(name, widget):
    return fields.Field(name, name, widget)


class ObservationResource(resources.ModelResource):
    indicator = _field(
        "indicator",
        Words("indicator", lambda t: INDICATOR.fullmatch(t) and len(t) <= LONGEST_INDICATOR),
    )
    organisation = _field("organisation", Whose())
    year = _field("year", Year("year", YEAR.fullmatch))
    value = _field("value", Number())
    flag = _field("flag", Words("flag", lambda t: t in ("", "uppskattad")))
    source = _field("source", Words("source", lambda t: len(t) <= LONGEST_SOURCE))

    def before_import_row(self, row, **kwargs):
        """Tell everything that is wrong with a row, not only the first thing."""
        problems = []
        for field in self.get_import_fields():
            try:
                field.clean(row)
            except ValueError as error:
                problems.append(str(error))
        if problems:
            raise ValidationError(problems)

    class Meta:
        model = Observation
        fields = COLUMNS
        import_id_fields = KEY
        skip_unchanged = True
        use_transactions = True


def load(path):
    """Load a file, all of it or nothing. Returns how many were added, changed and unchanged.

    Raises BadRows with every bad row's line and what is wrong with it.
    """
    rows, lines = _read(Path(path))
    dataset = Dataset(*rows, headers=COLUMNS)
    resource = ObservationResource()
    _refuse(resource.import_data(dataset, dry_run=True), rows, lines)
    totals = resource.import_data(dataset, raise_errors=True).totals
    return {"added": totals["new"], "changed": totals["update"], "unchanged": totals["skip"]}


def _read(path):
    """The rows as tuples in the order of COLUMNS, and the line each ends on."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadRows(messages.observation("no_file", path=path)) from error
    except UnicodeDecodeError as error:
        raise BadRows(messages.observation("encoding")) from error
    reader = csv.reader(io.StringIO(text, newline=""))
    head = next(reader, [])
    lacking = [name for name in COLUMNS if name not in head]
    if lacking:
        raise BadRows(messages.observation("columns", columns=", ".join(lacking)))
    rows, lines, problems = [], [], []
    for row in reader:
        if len(row) != len(head):
            problems.append(_place(reader.line_num, "length", found=len(row), expected=len(head)))
            continue
        rows.append(tuple(row[head.index(name)] for name in COLUMNS))
        lines.append(reader.line_num)
    if problems:
        raise BadRows("\n".join(problems))
    return rows, lines


def _refuse(result, rows, lines):
    problems = [*_twice(rows, lines)]
    for invalid in result.invalid_rows:
        for error in invalid.error.messages:
            problems.append((lines[invalid.number - 1], error))
    for number, errors in result.row_errors():
        problems += [(lines[number - 1], str(one.error)) for one in errors]
    if problems:
        told = sorted(set(problems))
        raise BadRows("\n".join(_told(line, text) for line, text in told))


def _twice(rows, lines):
    first = {}
    for row, line in zip(rows, lines, strict=True):
        key = tuple(word.strip() for word in row[: len(KEY)])
        if key in first:
            yield line, messages.observation("twice", line=first[key])
        first.setdefault(key, line)


def _place(line, code, **words):
    return _told(line, messages.observation(code, **words))


def _told(line, text):
    return messages.observation("place", line=line, text=text)
