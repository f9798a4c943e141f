"""What the approved answers say, counted by the database.

Three things hold everywhere here: only approved responses count, a hidden answer never does, and a
kommun's answers are never read. The number of queries is the same whatever the number of answers.
"""

from collections import defaultdict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.db import connection, transaction
from django.db.models import Count, Q, Sum, TextField, Value
from django.db.models.functions import Cast, Concat

from analysis.models import Observation
from analysis.ordering import in_swedish_order, swedish_key
from regions.models import Organisation
from surveys import outline
from surveys.models import Answer, Kind, Questionnaire, Response, State

# Parts what the database strings together: no code or number holds a line break.
BREAK = "\n"


@dataclass
class Tally:
    """An item's answers: how many of each choice, the numbers' sum and count, how many unknown."""

    choices: dict = field(default_factory=dict)
    sum: Decimal = Decimal(0)
    numbers: int = 0
    unknown: int = 0

    @property
    def given(self):
        return sum(self.choices.values()) + self.numbers + self.unknown


class Missing(NamedTuple):
    """A respondent whose response is not approved."""

    response_id: int
    name: str
    has_kommuner: bool


@dataclass
class Respondents:
    """Who was asked one questionnaire, and who of them has no approved response."""

    number: int = 0
    missing: list[Missing] = field(default_factory=list)


@dataclass
class Listing:
    """The respondents of one questionnaire in Swedish order, as parallel lists.

    `responses` holds the approved response's id as text, '' where there is none.
    """

    organisations: list[int]
    codes: list[str]
    labels: list[str]
    names: list[str]
    responses: list[str]

    @cached_property
    def position(self):
        """The place of an approved response in the lists."""
        return {response: n for n, response in enumerate(self.responses) if response}

    @cached_property
    def missing(self):
        return [n for n, response in enumerate(self.responses) if not response]


class Observed(NamedTuple):
    """Register figures of one indicator and year, as text by organisation id; None is the country."""

    values: dict
    flagged: set


@dataclass
class Counted:
    """What is counted over all respondents: tallies and names by item id, whom was asked by
    questionnaire id, and how many kommuner there are."""

    respondents: dict
    tallies: dict
    unknown_by: dict
    kommuner: int

    def most_given(self, outline):
        """How many have filled in the box of the questionnaire that most have filled in."""
        return max((self.tallies[item.pk].given for item in outline.items), default=0)


@dataclass
class Facts:
    """Everything a year's tables are made of. Keys are ids; values of answers are kept as text."""

    outlines: dict
    listings: dict
    values: dict
    observed: dict
    counting: Future

    @property
    def counted(self):
        """Waits for the database to have counted."""
        return self.counting.result()


@dataclass
class Boxes:
    """Items' ids by the column of Answer their values stand in, and whose they are."""

    choice: set = field(default_factory=set)
    number: set = field(default_factory=set)
    questionnaires: set = field(default_factory=set)
    kinds: set = field(default_factory=set)

    @property
    def missing(self):
        """Any of them may be answered with an unknown."""
        return self.choice | self.number

    def add(self, item):
        column = self.number if Kind(item.question.kind).is_numeric else self.choice
        column.add(item.pk)


@dataclass
class Needs:
    """What a spec asks of the database: items to count, items to list, indicators with years."""

    counted: Boxes = field(default_factory=Boxes)
    listed: Boxes = field(default_factory=Boxes)
    indicators: set = field(default_factory=set)
    kommuner: bool = False


def outlines_of(spec):
    """The issued questionnaires a spec draws on, by (survey code, year)."""
    wanted = {spec.questionnaire_of(table) for table in spec.tables}
    found = Questionnaire.objects.filter(
        issued_at__isnull=False,
        survey__code__in={survey for survey, _ in wanted},
        round__year__in={year for _, year in wanted},
    ).select_related("survey", "round")
    keyed = {(one.survey.code, one.round.year): one for one in found}
    return {key: outline.load(one) for key, one in keyed.items() if key in wanted}


def indicators():
    """The (indicator, year) pairs there are register figures for."""
    return set(Observation.objects.order_by().values_list("indicator", "year").distinct())


def needs_of(spec, outlines):
    needs = Needs()
    for table in spec.tables:
        asked = outlines[spec.questionnaire_of(table)]
        boxes = needs.listed if table.rows.of == "respondents" else needs.counted
        boxes.questionnaires.add(asked.questionnaire.pk)
        boxes.kinds.add(table.survey)
        for column in table.columns:
            for code in _box_codes(table, column, asked):
                boxes.add(asked.item[code])
            needs.indicators |= {(column.indicator, y) for y in (column.year, column.since) if y}
            needs.kommuner |= column.measure in ("share", "remainder")
    return needs


def _box_codes(table, column, asked):
    rows = [row.code for row in table.rows.questions]
    if table.rows.of == "options":
        rows = [option.code for option in asked.question[table.rows.question].options.all()]
    return {code for row in rows or [None] for code in table.box_codes(row, column)}


def gather(spec, outlines):
    """All facts a spec's tables need. What is counted may still be on its way."""
    needs = needs_of(spec, outlines)
    counting = _begin(_count, needs, spec.year)
    return Facts(
        outlines=outlines,
        listings=_listings(needs.listed),
        values=_values(needs.listed),
        observed=_observed(needs.indicators),
        counting=counting,
    )


def _begin(count, *asked):
    """Let the database count over a connection of its own, while this one goes on.

    Inside a transaction it counts at once instead: another connection would not see its changes.
    """
    if not connection.in_atomic_block:
        pool = ThreadPoolExecutor(1)
        try:
            return pool.submit(_and_close, count, *asked)
        finally:
            pool.shutdown(wait=False)
    done = Future()
    done.set_result(count(*asked))
    return done


def _and_close(count, *asked):
    try:
        return count(*asked)
    finally:
        connection.close()


@transaction.atomic
def _count(needs, year):
    _use_all_cores()
    respondents = _respondents(needs.counted.questionnaires, year)
    tallies = _tallies(needs.counted, respondents.values())
    return Counted(
        respondents=respondents,
        tallies=tallies,
        unknown_by=_unknown_by(tallies),
        kommuner=_kommuner(year) if needs.kommuner else 0,
    )


def _use_all_cores():
    """The planner thinks each item's part of an index too small to share; all items' is not."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL min_parallel_index_scan_size = 0")


def _kommuner(year):
    """How many kommuner there are."""
    return Organisation.objects.filter(kind=Organisation.Kind.KOMMUN).in_year(year).count()


def _respondents(questionnaire_ids, year):
    asked = Response.objects.filter(questionnaire__in=questionnaire_ids).order_by()
    numbers = dict(asked.values_list("questionnaire").annotate(number=Count("*")))
    missing = asked.exclude(state=State.APPROVED).values_list(
        "questionnaire", "pk", "organisation", "organisation__name"
    )
    kommuner = Organisation.objects.kommun_counts([row[2] for row in missing], year)
    found = {pk: Respondents(numbers.get(pk, 0)) for pk in questionnaire_ids}
    for questionnaire, pk, organisation, name in missing:
        found[questionnaire].missing.append(Missing(pk, name, organisation in kommuner))
    for respondents in found.values():
        respondents.missing.sort(key=lambda one: swedish_key(one.name))
    return found


def _counting(item_ids, column):
    """The answers that count and have something in the column. Each such column has its index."""
    return Answer.objects.filter(
        item__in=item_ids, hidden=False, **{f"{column}__isnull": False}
    ).order_by()


def _tallies(boxes, respondents):
    """Item id -> Tally.

    Those who are not approved are named in the queries: when the tables are made they are few or
    none, and the answers need not be looked up response by response.
    """
    not_approved = [one.response_id for each in respondents for one in each.missing]
    approved = ~Q(response__in=not_approved)
    tallies = defaultdict(Tally)
    choices = _counting(boxes.choice, "choice").filter(approved).values_list("item", "choice")
    for item, choice, times in choices.annotate(times=Count("*")):
        tallies[item].choices[choice] = times
    numbers = _counting(boxes.number, "number").filter(approved).values_list("item")
    for item, times, total in numbers.annotate(times=Count("*"), total=Sum("number")):
        tallies[item].numbers, tallies[item].sum = times, total
    unknown = _counting(boxes.missing, "missing").filter(approved).values_list("item")
    for item, times in unknown.annotate(times=Count("*")):
        tallies[item].unknown = times
    return tallies


def _unknown_by(tallies):
    """Item id -> names of those who could not estimate it."""
    items = [item for item, tally in tallies.items() if tally.unknown]
    names = defaultdict(list)
    if items:
        rows = _counting(items, "missing").filter(response__state=State.APPROVED)
        for item, name in rows.values_list("item", "response__organisation__name"):
            names[item].append(name)
    return {item: sorted(found, key=swedish_key) for item, found in names.items()}


def _listings(boxes):
    """Questionnaire id -> Listing."""
    responses = Response.objects.filter(questionnaire__in=boxes.questionnaires).order_by()
    approved = Q(state=State.APPROVED)
    per_questionnaire = responses.values_list("questionnaire").annotate(
        answering=ArrayAgg("organisation", filter=approved, default=[]),
        ids=ArrayAgg(Cast("pk", TextField()), filter=approved, default=[]),
        others=ArrayAgg("organisation", filter=~approved, default=[]),
    )
    organisations = _organisations(boxes.kinds)
    return {
        pk: _listing(
            organisations, dict(zip(answering, ids, strict=True)) | dict.fromkeys(others, "")
        )
        for pk, answering, ids, others in per_questionnaire
    }


def _organisations(kinds):
    """Ids, codes, short names and names of all of the kinds, in Swedish order."""
    lists = Organisation.objects.filter(kind__in=kinds).aggregate(
        ids=ArrayAgg("pk", default=[]),
        codes=ArrayAgg("code", default=[]),
        labels=ArrayAgg("short_name", default=[]),
        names=ArrayAgg("name", default=[]),
    )
    ids, codes, labels, names = lists.values()
    order = in_swedish_order(labels)
    return [[each[n] for n in order] for each in (ids, codes, labels, names)]


def _listing(organisations, response_of):
    """The organisations that were asked, and the response of each, '' where none is approved."""
    ids = organisations[0]
    if len(response_of) < len(ids):
        places = [n for n, pk in enumerate(ids) if pk in response_of]
        organisations = [[each[n] for n in places] for each in organisations]
    return Listing(*organisations, list(map(response_of.__getitem__, organisations[0])))


def _values(boxes):
    """Item id -> {response id: value}, both as text, strung together by the database.

    Among them are responses that are not approved: a Listing knows which are.
    """
    values = defaultdict(dict)
    for column in ("choice", "number", "missing"):
        parts = [
            Cast("response", TextField()),
            Value(BREAK, TextField()),
            Cast(column, TextField()),
        ]
        rows = _counting(getattr(boxes, column), column).values_list("item")
        for item, joined in rows.annotate(joined=StringAgg(Concat(*parts), BREAK)):
            values[item] |= _by_response(joined)
    return values


def _by_response(joined):
    words = joined.split(BREAK)
    return dict(zip(words[::2], words[1::2], strict=True))


def _observed(wanted):
    """(indicator, year) -> Observed."""
    rows = (
        Observation.objects.filter(indicator__in={indicator for indicator, _ in wanted})
        .order_by()
        .values_list("indicator", "year")
        .annotate(
            organisations=ArrayAgg("organisation"),
            values=ArrayAgg(Cast("value", TextField())),
            flagged=ArrayAgg("organisation", filter=~Q(flag=""), default=[]),
        )
    )
    return {
        (indicator, year): Observed(dict(zip(organisations, values, strict=True)), set(flagged))
        for indicator, year, organisations, values, flagged in rows
        if (indicator, year) in wanted
    }
