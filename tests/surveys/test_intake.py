"""What a workbook would change is what it says against what is held, however it has been moved about."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys import answers, messages, outline, values
from surveys.models import Kind, Missing
from surveys.workbooks import intake, layout
from surveys.workbooks.cells import NotUnderstood, understood
from surveys.workbooks.grid import Cell, Grid
from tests import factories
from tests.databases import PROJECT
from tests.surveys.small import EVERY_KIND

pytestmark = pytest.mark.django_db

quick = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
KEY = layout.key("kommun", 2030, datetime(2031, 1, 1, tzinfo=UTC))


@pytest.fixture
def questionnaire(issued):
    """One with a question of every kind, that the kommuner are asked."""
    return issued(EVERY_KIND, survey="kommun", code="0114").questionnaire


@pytest.fixture
def paper(questionnaire):
    return outline.load(questionnaire)


@pytest.fixture
def target(questionnaire):
    """Three of the kommuner of Storsthlm, none of which has begun."""
    lead = factories.member("rss", "rss-01")
    target = intake.of_area(factories.organisation("rss", "rss-01"), questionnaire, lead)
    target.respondents = {code: target.respondents[code] for code in ("0114", "0115", "0117")}
    return target


# ---- any answers, laid out in any manner ----

WORDS = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=20)


def value_of(item):
    """A Value that may stand in a box. A count is of kommuner, and a kommun has none."""
    question = item.question
    match Kind(question.kind):
        case Kind.YESNO:
            texts = st.sampled_from([values.YES, values.NO])
        case Kind.MULTI:
            texts = st.just(values.YES)
        case Kind.SINGLE:
            texts = st.sampled_from(list(values.choices(item)))
        case Kind.TEXT:
            texts = WORDS.filter(lambda text: is_a_value(item, text))
        case Kind.COUNT:
            texts = st.just("0")
        case _ if question.whole:
            texts = st.integers(1, 1500).map(str)
        case _:
            texts = st.decimals(10, 90, places=4).map(str)
    if question.unknown_allowed:
        texts |= st.just(Missing.UNKNOWN.value)
    return texts.map(lambda text: values.read(item, text))


def is_a_value(item, text):
    try:
        return understood(item, text) is not None
    except NotUnderstood:
        return False


def answers_to(paper):
    """{item: Value} to some of the boxes, of every list one mark at the most."""
    one_each = [question.box_list for question in paper.questions]
    boxes = []
    for box_list in one_each:
        if box_list[0].question.kind == Kind.MULTI:
            boxes.append(st.sampled_from([None, *box_list]).map(lambda item: item and (item, None)))
        else:
            boxes += [st.none() | st.tuples(st.just(item), value_of(item)) for item in box_list]
    mark = values.Value("choice", values.YES)
    return st.tuples(*boxes).map(lambda given: {one[0]: one[1] or mark for one in given if one})


def text_of(item, value):
    """As the grid has it when the workbook is read again."""
    content = layout.in_cell(item, value)
    if isinstance(content, int | float):
        return f"{Decimal(repr(content)).normalize():f}"
    return (content or "").strip()


def sheet_of(columns, rows, head):
    """`columns` and `rows` are lists of texts and None, for what is the sender's own; `head` is the
    rows above the codes. A row is (kommunkod, {code: text})."""
    one = Grid("Svar")

    def put(row, column, text):
        if text:
            one.cells[row, column] = Cell(row, column, text)

    for row, text in enumerate(head, 1):
        put(row, 1, text)
    for column, code in enumerate(columns, 1):
        put(len(head) + 1, column, code or "")
    for row, line in enumerate(rows, len(head) + 2):
        for column, code in enumerate(columns, 1):
            put(row, column, (line or {}).get(code, "Se mejlet" if code is None and line else ""))
    return one


@pytest.fixture
def differs(target, paper):
    """Puts answers in a sheet and others in the boxes. Returns (the plan, what differs)."""

    def differs(said, held, draw_order):
        rows = []
        for (code, respondent), now, then in zip(
            target.respondents.items(), said, held, strict=True
        ):
            respondent.held = {i.code: v.canonical for i, v in then.items()}
            rows.append({"kommunkod": code} | {i.code: text_of(i, v) for i, v in now.items()})
        columns, rows = draw_order(["kommunkod", *paper.item]), draw_order(rows)
        plan = intake.plan([sheet_of(columns, rows, ["Enkät 2030", KEY, ""])], target)
        expected = {
            (one.response_id, item.code): (
                values.canonical(then.get(item)),
                values.canonical(now.get(item)),
            )
            for one, now, then in zip(target.respondents.values(), said, held, strict=True)
            for item in paper.items
            if now.get(item) != then.get(item)
        }
        return plan, expected

    return differs


def test_the_changes_are_the_difference_to_what_is_held(differs, paper):
    three = st.tuples(*[answers_to(paper)] * 3)

    @quick
    @given(said=three, held=three, data=st.data())
    def check(said, held, data):
        def draw_order(things):
            own = [None] * data.draw(st.integers(0, 2))
            return data.draw(st.permutations([*things, *own]))

        plan, expected = differs(said, held, draw_order)

        assert plan.problems == []
        told = {(c.response_id, c.code): (c.old, c.new) for c in plan.changes}
        assert told == expected
        assert len(plan.changes) == len(expected)

    check()


def test_what_is_written_in_a_cell_is_understood_as_it_was_meant(paper):
    @quick
    @given(data=st.data())
    def check(data):
        item = data.draw(st.sampled_from(paper.items))
        value = data.draw(value_of(item))
        assert understood(item, text_of(item, value)) == value

    check()


def test_no_text_whatever_makes_it_fail(target, paper):
    @quick
    @given(texts=st.lists(st.text(max_size=12), min_size=len(paper.items), max_size=30))
    def check(texts):
        line = {"kommunkod": "0114"} | dict(zip(paper.item, texts, strict=False))
        plan = intake.plan([sheet_of(["kommunkod", *paper.item], [line], [KEY])], target)
        for change in plan.changes:
            value = values.read(paper.item[change.code], change.typed)
            assert values.canonical(value) == change.new
            assert value is None or not value.is_unreadable

    check()


# ---- the limits ----


@pytest.fixture
def said(target, paper):
    """The plan of what is said of one kommun, and the changes by code."""

    def said(held=None, **typed):
        typed = {code.replace("__", "."): text for code, text in typed.items()}
        target.respondents["0114"].held = held or {}
        line = {"kommunkod": "0114"} | typed
        plan = intake.plan([sheet_of(["kommunkod", *typed], [line], [])], target)
        told = [(p.ref, re.split(r"(?<=[.]) ", p.text)[0]) for p in plan.problems]
        return {c.code: c.new for c in plan.changes}, told

    return said


TOO_MANY = "3 alternativ är markerade."
NONE_AND_OTHERS = "”Inget av alternativen” är markerat tillsammans med andra alternativ."


def test_too_many_marks_are_told_at_the_first_that_is_too_many(said):
    marks = {"omraden__hav": "x", "omraden__stad": "x", "omraden__land": "x", "vard": "ja"}
    assert said(**marks) == ({"vard": "ja"}, [("D2", TOO_MANY)])


def test_marks_that_the_file_does_not_name_are_counted(said):
    held = {"omraden.hav": "ja", "omraden.stad": "ja"}
    assert said(held, omraden__land="x", vard="ja") == ({"vard": "ja"}, [("B2", TOO_MANY)])


def test_a_list_that_is_too_long_may_be_made_shorter(said):
    held = {"behov.vagar": "ja", "behov.broar": "ja", "omraden.hav": "ja"}
    assert said(held, behov__broar="nej", omraden__hav="nej") == (
        {"behov.broar": "", "omraden.hav": ""},
        [],
    )


def test_none_of_them_and_others(said):
    marks = {"behov__vagar": "x", "behov__inget": "x", "vard": "ja"}
    assert said(**marks) == ({"vard": "ja"}, [("C2", NONE_AND_OTHERS)])


def test_another_where_none_of_them_is_held(said):
    held = {"behov.inget": "ja"}
    assert said(held, behov__vagar="x") == ({}, [("B2", NONE_AND_OTHERS)])
    assert said(held, behov__inget="nej", behov__vagar="x") == (
        {"behov.inget": "", "behov.vagar": "ja"},
        [],
    )


@pytest.mark.parametrize(
    "code, text, sentence",
    [
        ("lakare", "0", "Talet 0 är lägre än 1, som är det lägsta möjliga."),
        ("lakare", "1501", "Talet 1\u00a0501 är högre än 1\u00a0500, som är det högsta möjliga."),
        ("lakare", "1,5", "Talet 1,5 har decimaler."),
        ("lagst", "5 %", "Talet 5 är lägre än 10, som är det lägsta möjliga."),
        ("kommuner", "1", "Talet 1 är högre än 0, antalet kommuner i ert område."),
        ("ord", "Med alldeles för många ord", "Texten är 26 tecken lång."),
    ],
)
def test_a_limit_is_told_at_its_cell(code, text, sentence, said):
    assert said(vard="ja", **{code: text}) == ({"vard": "ja"}, [("C2", sentence)])


def test_what_the_file_does_not_change_is_not_judged(said):
    held = {"lakare": "9999", "platser.i_fjol": "-4"}
    assert said(held, lakare="9999", platser__i_ar="3") == ({"platser.i_ar": "3"}, [])


def test_what_could_not_be_read_when_it_was_sent_out_may_be_left(said):
    assert said({"lakare": "många"}, lakare="många") == ({}, [])


def test_what_nobody_sees_is_no_difference(said):
    assert said({"ord": "Väl\u200bfärd"}, ord="Välfärd") == ({}, [])


# ---- what people write ----


@pytest.mark.parametrize(
    "code, text, meant",
    [
        ("plan", "kan ej uppskattas", "kan_ej_uppskattas"),
        ("plan", "Vet ej", "kan_ej_uppskattas"),
        ("plan", "ANNANS", "annans"),
        ("lakare", "Kan  ej\u00a0uppskattas", "kan_ej_uppskattas"),
        ("lakare", "kan_ej_uppskattas", "kan_ej_uppskattas"),
        ("kostnad", "−1 249,50", "-1249.5"),
        ("andel", "12,5 %", "12.5"),
        ("andel", "0", "0"),
        ("ord", "Vet ej", "Vet ej"),
        ("ord", "12", "12"),
        ("ord", "rad\r\nrad", "rad\nrad"),
        ("vard", "-", "nej"),
        ("omraden.stad", "-", ""),
    ],
)
def test_a_text_is_understood(code, text, meant, paper):
    assert values.canonical(understood(paper.item[code], text)) == meant


@pytest.mark.parametrize(
    "code, text, sentence",
    [
        ("andel", "12:30:00", messages.CELLS["date"]),
        ("andel", "2023-05-01 00:00:00", messages.CELLS["date"]),
        ("ord", "#REF!", "Excel visar ett felvärde (#REF!). Skriv rätt värde, eller töm cellen."),
        ("andel", "12 av 40", "”12 av 40” är inte ett tal."),
        ("plan", "egna", "”egna” är inte ett av alternativen. Skriv ett av dem: Egen, Annans."),
    ],
)
def test_a_text_is_not_understood(code, text, sentence, paper):
    with pytest.raises(NotUnderstood) as told:
        understood(paper.item[code], text)
    assert str(told.value).startswith(sentence)


def test_every_sentence_is_said_somewhere():
    room = PROJECT / "surveys" / "workbooks"
    code = "".join(path.read_text() for path in room.glob("*.py"))
    assert [one for one in messages.CELLS if f'"{one}"' not in code] == []


# ---- whose answers they are ----


def test_an_area_is_read_in_as_many_queries_however_many_kommuner(paper, questionnaire):
    asked = {}
    for code in ("rss-01", "rss-03"):
        lead = factories.member("rss", code)
        rss = factories.organisation("rss", code)
        with CaptureQueriesContext(connection) as queries:
            area = intake.of_area(rss, questionnaire, lead)
        asked[len(area.respondents)] = len(queries)
    assert asked == {26: 4, 8: 4}


def test_what_is_held_is_as_the_answers_have_it(questionnaire):
    lead = factories.member("rss", "rss-01")
    kommun = factories.response("kommun", "0114", 2030)
    typed = {"lakare": "många", "kostnad": "71,50", "plan": "kan_ej_uppskattas", "ord": "Hej"}
    answers.save(kommun, {**typed, "vard": "ja"}, by=lead)
    area = intake.of_area(factories.organisation("rss", "rss-01"), questionnaire, lead)
    assert area.respondents["0114"].held == {**typed, "kostnad": "71.5", "vard": "ja"}
    assert area.respondents["0115"].held == {}


def test_what_is_planned_can_be_saved_and_is_then_unchanged(questionnaire, paper):
    lead = factories.member("rss", "rss-01")
    rss, kommun = (
        factories.organisation("rss", "rss-01"),
        factories.response("kommun", "0114", 2030),
    )
    line = {
        "kommunkod": "0114",
        "vard": "X",
        "plan": "Annans",
        "lakare": "1 249",
        "omraden.hav": "1",
    }
    sheet = sheet_of(list(line), [line], [])

    plan = intake.plan([sheet], intake.of_area(rss, questionnaire, lead))
    answers.save(kommun, {c.code: c.typed for c in plan.changes}, by=lead)
    again = intake.plan([sheet], intake.of_area(rss, questionnaire, lead))

    assert (len(plan.changes), plan.unchanged) == (4, 0)
    assert (again.changes, again.unchanged) == ([], 4)
