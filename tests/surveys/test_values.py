"""What is typed in a box is kept: as a value of its kind, or else as it was typed."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from surveys import answers, sheet, values
from surveys.models import Answer, AnswerChange, Item, Kind, Option, Question
from surveys.values import Value
from tests.factories import member, response, undone

UNKNOWN = "kan_ej_uppskattas"
NUMERIC = [Kind.NUMBER, Kind.PERCENT, Kind.COUNT, Kind.TABLE]
OPTIONS = [Option(code="stad", label="Stad"), Option(code="land", label="Land")]

# What people type and programs paste: words, figures, choices, signs of all kinds.
typed = st.one_of(
    st.text(),
    st.sampled_from(["", "0", "-0", "71,5", "1 249", "ja", "nej", "stad", UNKNOWN, "\r\n", "a\rb"]),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.text(alphabet="0123456789 ,.-+%\u00a0\u2212", max_size=20),
)


def box(kind, *, unknown=False):
    question = Question(pk=1, kind=kind, text="Hur många?", unknown_allowed=unknown)
    question._prefetched_objects_cache = {"options": OPTIONS}
    return Item(question=question, code="q")


def as_typed(text):
    """Line breaks alike, nothing around, and no NUL, which the database cannot hold."""
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()


@pytest.mark.parametrize("unknown", [True, False])
@pytest.mark.parametrize("kind", Kind)
@given(text=typed)
@example(text="\r\r\n x")
@example(text="\r\x00\n")
def test_nothing_typed_is_lost(kind, unknown, text):
    value = values.read(box(kind, unknown=unknown), text)

    if not as_typed(text):
        assert value is None
    elif value.column == "number":
        assert kind in NUMERIC
        assert value.content == values.figures.read_number(as_typed(text))
    else:
        assert value.content == as_typed(text)


@pytest.mark.parametrize("unknown", [True, False])
@pytest.mark.parametrize("kind", Kind)
@given(text=typed)
@example(text="\r\r\n x")
@example(text="-0")
def test_what_stands_in_the_form_and_in_the_log_reads_as_the_same_value(kind, unknown, text):
    item = box(kind, unknown=unknown)
    value = values.read(item, text)

    assert values.read(item, values.typed(value)) == value
    assert values.read(item, value.canonical if value else "") == value


@pytest.mark.parametrize(
    "kind, text, value",
    [
        (Kind.YESNO, "ja", Value("choice", "ja")),
        (Kind.YESNO, "Ja", Value("unreadable", "Ja")),
        (Kind.YESNO, "kanske", Value("unreadable", "kanske")),
        (Kind.SINGLE, "stad", Value("choice", "stad")),
        (Kind.SINGLE, "skog", Value("unreadable", "skog")),
        (Kind.MULTI, "ja", Value("choice", "ja")),
        (Kind.MULTI, "nej", Value("unreadable", "nej")),
        (Kind.TEXT, "12", Value("text", "12")),
        (Kind.NUMBER, "71,5", Value("number", Decimal("71.5"))),
        (Kind.NUMBER, "0", Value("number", Decimal(0))),
        (Kind.NUMBER, "cirka 5", Value("unreadable", "cirka 5")),
        (Kind.NUMBER, "9999999999", Value("number", Decimal(9999999999))),
        (Kind.NUMBER, "10000000000", Value("unreadable", "10000000000")),
        (Kind.NUMBER, "0,0001", Value("number", Decimal("0.0001"))),
        (Kind.NUMBER, "0,00001", Value("unreadable", "0,00001")),
    ],
)
def test_a_value_is_typed_once_by_the_kind_of_its_box(kind, text, value):
    assert values.read(box(kind), text) == value


@pytest.mark.parametrize("kind", [Kind.YESNO, Kind.SINGLE, *NUMERIC])
def test_kan_ej_uppskattas_is_an_answer_only_where_it_is_offered(kind):
    assert values.read(box(kind, unknown=True), UNKNOWN) == Value("missing", UNKNOWN)
    assert values.read(box(kind), UNKNOWN) == Value("unreadable", UNKNOWN)


@pytest.mark.parametrize(
    "kind, text, shown",
    [
        (Kind.NUMBER, "1249", "1\u00a0249"),
        (Kind.PERCENT, "12,5", "12,5\u00a0%"),
        (Kind.YESNO, "nej", "Nej"),
        (Kind.SINGLE, "land", "Land"),
        (Kind.MULTI, "ja", "Ja"),
        (Kind.TEXT, "Två\nrader", "Två\nrader"),
        (Kind.NUMBER, UNKNOWN, "Kan ej uppskattas"),
        (Kind.NUMBER, "cirka 5", "cirka 5"),
        (Kind.NUMBER, "", ""),
    ],
)
def test_a_value_is_shown_as_people_read_it(kind, text, shown):
    item = box(kind, unknown=True)

    assert values.shown(item, values.read(item, text)) == shown


BOXES = {
    "text": "landsbygd_insatser",
    "number": "utbildningsforman.bidrag_vt",
    "percent": "fast_lakare_andel",
    "yesno": "breddinfort",
    "single": "planeringsinstrument",
    "mark": "naravard_insatser.fast_lakarkontakt",
}


@pytest.mark.django_db
@settings(max_examples=30)
@given(texts=st.fixed_dictionaries(dict.fromkeys(BOXES.values(), typed)))
def test_the_database_gives_back_what_was_typed(texts):
    with undone():
        one = response("region", "01")
        answers.save(one, texts, by=member())

        stored = sheet.of(one)
        expected = {
            code: value
            for code, text in texts.items()
            if (value := values.read(stored.outline.item[code], text)) is not None
        }

        assert stored.values == expected


@pytest.mark.django_db
@settings(max_examples=25)
@given(st.lists(st.sampled_from(["", "0", "0,0", UNKNOWN, "7"]), min_size=1, max_size=6))
def test_kan_ej_uppskattas_empty_and_zero_are_never_mixed(texts):
    """In the answer that is kept, and in the log of how it became so."""
    columns = {
        "": [],
        "0": [(Decimal(0), None)],
        "0,0": [(Decimal(0), None)],
        UNKNOWN: [(None, UNKNOWN)],
        "7": [(Decimal(7), None)],
    }
    canonical = ["", *(text.removesuffix(",0") for text in texts)]
    with undone():
        one, by = response("region", "01"), member()
        for text in texts:
            answers.save(one, {BOXES["number"]: text}, by=by)

            kept = Answer.objects.filter(response=one, item__code=BOXES["number"])
            assert list(kept.values_list("number", "missing")) == columns[text]

        log = AnswerChange.objects.filter(response=one).order_by("id").values_list("old", "new")
        assert list(log) == [(old, new) for old, new in itertools.pairwise(canonical) if old != new]
