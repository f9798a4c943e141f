"""The official register of regions, RSS and kommuner, brought in from a folder of CSV files.

`regions.csv` code, name, short_name, population_YYYY; `rss.csv` code, name, region_code;
`kommuner.csv` code, name, region_code, rss_code, population_YYYY. Other columns are ignored.
The register's year is the newest population year in it.
"""

import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from regions.models import Organisation, Population

FILES = {
    "regions.csv": ("code", "name", "short_name"),
    "rss.csv": ("code", "name", "region_code"),
    "kommuner.csv": ("code", "name", "region_code", "rss_code"),
}
PARENTS = {"rss.csv": "regions.csv", "kommuner.csv": "rss.csv"}
KINDS = {
    "regions.csv": Organisation.Kind.REGION,
    "rss.csv": Organisation.Kind.RSS,
    "kommuner.csv": Organisation.Kind.KOMMUN,
}
POPULATION = re.compile(r"population_(\d{4})$")
INHABITANTS = re.compile(r"[0-9]{1,9}$")
LONGEST = {
    name: Organisation._meta.get_field(name).max_length for name in ("code", "name", "short_name")
}


class RegisterError(Exception):
    """The register cannot be used; `problems` are Swedish sentences, each with file and line."""

    def __init__(self, problems):
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass
class Report:
    """What a loading did, as lists of short Swedish descriptions."""

    added: list = field(default_factory=list)
    renamed: list = field(default_factory=list)
    moved: list = field(default_factory=list)
    ended: list = field(default_factory=list)
    unchanged: int = 0


@dataclass
class Row:
    file: str
    line: int
    values: dict

    @property
    def code(self):
        return self.values["code"]

    @property
    def name(self):
        return self.values["name"]

    @property
    def place(self):
        """Where people find it."""
        return f"{self.file}, rad {self.line}"

    @property
    def parents(self):
        """Where its parent must be."""
        return f"i {PARENTS[self.file]}"

    @property
    def parent_code(self):
        column = {"rss.csv": "region_code", "kommuner.csv": "rss_code"}.get(self.file)
        return self.values[column] if column else None

    @property
    def short_name(self):
        return self.values.get("short_name") or self.name


@transaction.atomic
def load(folder):
    """Make the organisations those of the register in `folder`; idempotent. Returns a Report.

    An organisation that is no longer in the register is not removed: it ends the year before.
    """
    return load_rows(*_read(Path(folder)))


@transaction.atomic
def load_rows(rows, year):
    """The same, of Rows that have been read, in the year that they are of."""
    _refuse_bad(rows)
    report = Report()
    known = {(o.kind, o.code): o for o in Organisation.objects.select_related("parent")}
    had = {o.kind for o in known.values()}
    for file, kind in KINDS.items():
        for row in (r for r in rows if r.file == file):
            first_year = year if kind in had else None
            _place(row, kind, known, first_year, report)
    _end_missing(rows, known, year, report)
    _load_populations(rows, known)
    return report


def _read(folder):
    rows, years, problems = [], set(), []
    for file in FILES:
        path = folder / file
        if not path.is_file():
            problems.append(f"{file}: filen saknas i {folder}.")
            continue
        try:
            reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")), strict=True)
            rows += _read_rows(file, reader, problems)
            years |= {int(m[1]) for c in reader.fieldnames or [] if (m := POPULATION.match(c))}
        except UnicodeDecodeError:
            problems.append(f"{file}: filen är inte sparad i UTF-8. Spara om den som ”CSV UTF-8”.")
        except csv.Error:
            problems.append(f"{file}, rad {reader.line_num + 1}: kontrollera radens citattecken.")
    if not years and not problems:
        problems.append(
            "kommuner.csv, rad 1: en kolumn population_ÅÅÅÅ saknas; den ger registrets år."
        )
    if problems:
        raise RegisterError(problems)
    return rows, max(years)


def _read_rows(file, reader, problems):
    missing = [c for c in FILES[file] if c not in (reader.fieldnames or [])]
    if missing:
        problems.append(f"{file}, rad 1: kolumnen {', '.join(missing)} saknas.")
        return
    for values in reader:
        if None in values or None in values.values():
            problems.append(f"{file}, rad {reader.line_num}: raden har fel antal kolumner.")
        else:
            values = {column: value.strip() for column, value in values.items()}
            yield Row(file, reader.line_num, values)


def _refuse_bad(rows):
    problems, seen = [], set()
    codes = {(r.file, r.code) for r in rows}
    for row in rows:
        place = row.place
        if not row.code or not row.name:
            problems.append(f"{place}: kod och namn måste vara ifyllda.")
        if (row.file, row.code) in seen:
            problems.append(f"{place}: koden {row.code} finns redan i filen.")
        seen.add((row.file, row.code))
        if row.file in PARENTS and (PARENTS[row.file], row.parent_code) not in codes:
            problems.append(f"{place}: ”{row.parent_code}” finns inte {row.parents}.")
        for name, longest in LONGEST.items():
            if len(getattr(row, name)) > longest:
                problems.append(f"{place}: {name} är längre än {longest} tecken.")
        for column, value in row.values.items():
            if POPULATION.match(column) and value and not INHABITANTS.match(value):
                problems.append(f"{place}: {column} ska vara ett heltal, inte ”{value}”.")
    if problems:
        raise RegisterError(problems)


def _place(row, kind, known, first_year, report):
    parent_kind = {Organisation.Kind.RSS: "region", Organisation.Kind.KOMMUN: "rss"}.get(kind)
    parent = known[(parent_kind, row.parent_code)] if parent_kind else None
    wanted = {"name": row.name, "short_name": row.short_name, "parent": parent}
    organisation = known.get((kind, row.code))
    if organisation is None:
        known[(kind, row.code)] = Organisation.objects.create(
            kind=kind, code=row.code, first_year=first_year, **wanted
        )
        report.added.append(f"{row.code} {row.values['name']}")
        return
    changed = [name for name, value in wanted.items() if getattr(organisation, name) != value]
    if organisation.last_year is not None:
        wanted["last_year"] = None
        changed.append("last_year")
        report.added.append(f"{row.code} {row.values['name']} (åter i registret)")
    if not changed:
        report.unchanged += 1
        return
    if "name" in changed or "short_name" in changed:
        report.renamed.append(f"{row.code} {organisation.name} → {row.values['name']}")
    if "parent" in changed:
        report.moved.append(f"{row.code} {organisation.name}: {organisation.parent} → {parent}")
    for name, value in wanted.items():
        setattr(organisation, name, value)
    organisation.save()


def _end_missing(rows, known, year, report):
    present = {(KINDS[row.file], row.code) for row in rows}
    for key, organisation in known.items():
        if key in present or organisation.last_year is not None:
            continue
        organisation.last_year = max(year - 1, organisation.first_year or 0)
        organisation.save()
        report.ended.append(f"{organisation.code} {organisation.name}")


def _load_populations(rows, known):
    populations = [
        Population(
            organisation=known[(KINDS[row.file], row.code)],
            year=int(match[1]),
            inhabitants=int(value),
        )
        for row in rows
        for column, value in row.values.items()
        if value and (match := POPULATION.match(column))
    ]
    Population.objects.bulk_create(
        populations,
        update_conflicts=True,
        unique_fields=["organisation", "year"],
        update_fields=["inhabitants"],
    )
