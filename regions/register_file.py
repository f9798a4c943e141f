"""The whole register as one table, out and in: a row an organisation, with its kind, its parents' codes
and its inhabitants in a column a year. Organisations that have ended say so in `last_year`; on the way
in they are passed over."""

from import_export import fields, resources, widgets

from regions.models import Organisation, Population
from regions.register import FILES, KINDS, POPULATION, RegisterError, Row

COLUMNS = ("kind", "code", "name", "short_name", "region_code", "rss_code", "last_year")
FILE_OF = {kind.value: file for file, kind in KINDS.items()}
NEEDED = COLUMNS[:-1]
PARENTS = {"rss.csv": "bland filens regioner", "kommuner.csv": "bland filens RSS"}


class Inhabitants(fields.Field):
    """A year's, of an organisation that comes with its populations."""

    def __init__(self, year):
        super().__init__(
            column_name=f"population_{year}", widget=widgets.IntegerWidget(coerce_to_string=False)
        )
        self.year = year

    def get_value(self, organisation):
        of_year = (p.inhabitants for p in organisation.populations.all() if p.year == self.year)
        return next(of_year, None)


class OrganisationResource(resources.ModelResource):
    region_code = fields.Field(column_name="region_code")
    rss_code = fields.Field(column_name="rss_code")

    class Meta:
        model = Organisation
        fields = COLUMNS

    def __init__(self, years):
        super().__init__()
        self.fields |= {f"population_{year}": Inhabitants(year) for year in years}

    def dehydrate_region_code(self, organisation):
        parent = organisation.parent
        if organisation.is_kommun:
            parent = parent.parent
        return parent.code if parent else ""

    def dehydrate_rss_code(self, organisation):
        return organisation.parent.code if organisation.is_kommun else ""


def dataset():
    """The register as it is now, to be written in any format that tablib has."""
    years = Population.objects.order_by("year").values_list("year", flat=True).distinct()
    order = [kind.value for kind in KINDS.values()]
    organisations = Organisation.objects.select_related("parent__parent").prefetch_related(
        "populations"
    )
    rows = sorted(organisations, key=lambda one: (order.index(one.kind), one.code))
    return OrganisationResource(years).export(rows)


class TableRow(Row):
    """A row of the one table."""

    @property
    def place(self):
        return f"Rad {self.line}"

    @property
    def parents(self):
        return PARENTS[self.file]


def rows_of(table):
    """(Rows, the register's year) of [(line, [texts])], the heads first.

    Raises RegisterError with every line that cannot be one.
    """
    (_, heads), *lines = table or [(1, [])]
    _refuse_bad_heads(heads)
    years = [int(found[1]) for head in heads if (found := POPULATION.match(head))]
    if not years:
        raise RegisterError(["Rad 1: en kolumn population_ÅÅÅÅ saknas; den ger registrets år."])
    rows, problems = [], []
    for line, cells in lines:
        values = dict(zip(heads, cells, strict=False))
        if values.get("kind") not in FILE_OF:
            problems.append(f"Rad {line}: kind ska vara region, rss eller kommun.")
        elif not values.get("last_year"):
            file = FILE_OF[values["kind"]]
            kept = {*FILES[file], *(head for head in heads if POPULATION.match(head))}
            given = {head: text for head, text in values.items() if head in kept}
            rows.append(TableRow(file, line, given))
    if problems:
        raise RegisterError(problems)
    return rows, max(years)


def _refuse_bad_heads(heads):
    missing = [column for column in NEEDED if column not in heads]
    twice = sorted({head for head in heads if head and heads.count(head) > 1})
    problems = [f"Rad 1: kolumnen {column} saknas." for column in missing]
    problems += [f"Rad 1: kolumnen {column} finns två gånger." for column in twice]
    if problems:
        raise RegisterError(problems)
