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

from django.contrib.postgres.aggregates import StringAgg
from django.db import connection
from django.db.models import Count, Q, Sum, TextField, Value
from django.db.models.functions import Cast, Coalesce

from analysis.models import Observation
from analysis.ordering import in_swedish_order, swedish_key
from regions.models import Organisation
from surveys import outline
from surveys.models import Answer, Kind, Questionnaire, Response, State

# Parts what the database strings together, which is read much faster than as many values: the unit
# separator, a sign that no text has.
BREAK = "\x1f"
# Stands for the country among organisations' ids.
COUNTRY = "country"


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

    `responses` holds the approved response's id, '' where there is none. Ids are kept as text.
    """

    organisations: list[str]
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
    """Register figures of one indicator and year, as text by organisation id or COUNTRY."""

    values: dict
    flagged: set


@dataclass
class Counted:
    """What is counted over all respondents: tallies and names by item id, and who was asked by
    questionnaire id."""

    respondents: dict
    tallies: dict
    unknown_by: dict

    def most_given(self, outline):
        """How many have filled in the box of the questionnaire that most have filled in."""
        return max((self.tallies[item.pk].given for item in outline.items), default=0)


@dataclass
class Facts:
    """Everything a year's tables are made of. Keys are ids; values of answers are kept as text."""

    outlines: dict
    listings: dict
    observed: dict
    listing: Future
    counting: Future
    counting_kommuner: Future

    @property
    def values(self):
        """Waits for the database to have strung the answers together."""
        return self.listing.result()

    @property
    def counted(self):
        """Waits for the database to have counted."""
        return self.counting.result()

    @property
    def kommuner(self):
        """How many there are. Waits too."""
        return self.counting_kommuner.result()


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
    return needs


def _box_codes(table, column, asked):
    rows = [row.code for row in table.rows.questions]
    if table.rows.of == "options":
        rows = [option.code for option in asked.question[table.rows.question].options.all()]
    return {code for row in rows or [None] for code in table.box_codes(row, column)}


def gather(spec, outlines):
    """All facts a spec's tables need. What is read of the answers may still be on its way."""
    needs = needs_of(spec, outlines)
    listing = _begin(_values, needs.listed)
    counting = _begin(_count, needs, spec.year)
    counting_kommuner = _begin(_kommuner, spec.year)
    return Facts(
        outlines=outlines,
        listings=_listings(needs.listed),
        observed=_observed(needs.indicators),
        listing=listing,
        counting=counting,
        counting_kommuner=counting_kommuner,
    )


def _begin(read, *asked):
    """Let the database work over a connection of its own, while this one goes on.

    Inside a transaction it is read at once instead: another connection would not see its changes.
    """
    if not connection.in_atomic_block:
        pool = ThreadPoolExecutor(1)
        try:
            return pool.submit(_and_close, read, *asked)
        finally:
            pool.shutdown(wait=False)
    done = Future()
    done.set_result(read(*asked))
    return done


def _and_close(read, *asked):
    try:
        return read(*asked)
    finally:
        connection.close()


def _count(needs, year):
    respondents = _respondents(needs.counted.questionnaires, year)
    tallies = _tallies(needs.counted, respondents.values())
    return Counted(
        respondents=respondents,
        tallies=tallies,
        unknown_by=_unknown_by(tallies),
    )


def _kommuner(year):
    """How many kommuner there are."""
    return Organisation.objects.filter(kind=Organisation.Kind.KOMMUN).in_year(year).count()


def _respondents(questionnaire_ids, year):
    asked = Response.objects.filter(questionnaire__in=questionnaire_ids).order_by()
    found = {pk: Respondents() for pk in questionnaire_ids}
    waited_for = False
    per_state = asked.values_list("questionnaire", "state").annotate(number=Count("*"))
    for questionnaire, state, number in per_state:
        found[questionnaire].number += number
        waited_for |= state != State.APPROVED
    if waited_for:
        _name_missing(found, asked.exclude(state=State.APPROVED), year)
    return found


def _name_missing(respondents, responses, year):
    missing = list(
        responses.values_list("questionnaire", "pk", "organisation", "organisation__name")
    )
    kommuner = Organisation.objects.kommun_counts([row[2] for row in missing], year)
    for questionnaire, pk, organisation, name in missing:
        respondents[questionnaire].missing.append(Missing(pk, name, organisation in kommuner))
    for one in respondents.values():
        one.missing.sort(key=lambda one: swedish_key(one.name))


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
        answering=_strung("organisation", filter=approved),
        ids=_strung("pk", filter=approved),
        others=_strung("organisation", filter=~approved),
    )
    organisations = _organisations(boxes.kinds)
    return {
        pk: _listing(organisations, _by(answering, ids) | dict.fromkeys(_parted(others), ""))
        for pk, answering, ids, others in per_questionnaire
    }


def _organisations(kinds):
    """Ids, codes, short names and names of all of the kinds, in Swedish order."""
    lists = Organisation.objects.filter(kind__in=kinds).aggregate(
        ids=_strung("pk"),
        codes=_strung("code"),
        labels=_strung("short_name"),
        names=_strung("name"),
    )
    ids, codes, labels, names = map(_parted, lists.values())
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
    value = Coalesce("choice", Cast("number", TextField()), "missing", output_field=TextField())
    answers = Answer.objects.filter(item__in=boxes.missing, hidden=False).order_by()
    joined = (
        answers.exclude(choice=None, number=None, missing=None)
        .alias(value=value)
        .values_list("item")
        .annotate(responses=_strung("response"), values=_strung("value"))
    )
    return {item: _by(responses, values) for item, responses, values in joined}


def _observed(wanted):
    """(indicator, year) -> Observed."""
    rows = (
        Observation.objects.filter(indicator__in={indicator for indicator, _ in wanted})
        .order_by()
        .values_list("indicator", "year")
        .annotate(
            organisations=_strung("organisation", none=COUNTRY),
            values=_strung("value"),
            flagged=_strung("organisation", none=COUNTRY, filter=~Q(flag="")),
        )
    )
    return {
        (indicator, year): Observed(_by(organisations, values), set(_parted(flagged)))
        for indicator, year, organisations, values, flagged in rows
        if (indicator, year) in wanted
    }


def _strung(field, none="", **options):
    """The column's values as one text, `none` for those that are null."""
    values = Coalesce(Cast(field, TextField()), Value(none))
    return StringAgg(values, BREAK, default=Value(""), **options)


def _parted(strung):
    return strung.split(BREAK) if strung else []


def _by(keys, values):
    """{key: value} of two columns strung together in one query."""
    return dict(zip(_parted(keys), _parted(values), strict=True))
