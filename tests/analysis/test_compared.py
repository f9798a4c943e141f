"""A respondent's answers beside the country's: what is counted, by how many, and what never is."""

from decimal import Decimal
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import compared
from analysis.compared import Chosen, Middle, OfKommuner
from analysis.measures import UNKNOWN, Share
from surveys import answers, outline, values, workflow
from surveys.models import Kind, Response, State
from surveys.values import Value
from tests import factories
from tests.surveys.small import EVERY_KIND

pytestmark = pytest.mark.django_db
quick = settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

REGIONS = ["01", "03", "04", "05", "06", "07", "08"]
KOMMUNER = {"a": 26, "b": 4, "c": 15}


@pytest.fixture
def every_kind(tmp_path):
    """{code: question} with one of every kind."""
    one = factories.issued(tmp_path, EVERY_KIND)
    return outline.load(one.questionnaire).question


# ---- what is counted ----

NUMBERS = st.decimals(0, 100, places=1).map(lambda number: Value("number", number))
NOT_KNOWN = st.just(Value("missing", UNKNOWN))


def in_a_box(item):
    choices = values.choices(item)
    if choices:
        return st.sampled_from(sorted(choices)).map(lambda choice: Value("choice", choice))
    return NUMBERS | NOT_KNOWN


def boxes_of(question):
    """What may stand in a question's boxes; nothing in some."""
    return st.fixed_dictionaries({}, optional={i.code: in_a_box(i) for i in question.box_list})


COUNTED = [
    *("vard", "plan", "omraden", "lakare", "andel", "lagst", "fritt"),
    *("kommuner", "per_svar", "platser"),
]


@pytest.mark.parametrize("code", COUNTED)
def test_one_more_answer_changes_the_counts_by_exactly_that(code, every_kind):
    question = every_kind[code]

    @quick
    @given(others=st.lists(boxes_of(question), max_size=2), own=boxes_of(question))
    def check(others, own):
        answered = dict(zip("ab", others, strict=False))
        before = compared.counted(question, answered, KOMMUNER)
        after = compared.counted(question, answered | {"c": own}, KOMMUNER)

        assert list(before) == list(after) == list(compared.rows_of(question))
        for row, figure in before.items():
            assert after[row] == with_one_more(question, row, figure, own, answered)

    check()


def with_one_more(question, row, figure, own, others):
    if question.kind in {Kind.YESNO, Kind.SINGLE}:
        chosen = own.get(question.code)
        return Chosen(figure.number + bool(chosen and chosen.content == row), figure.of + bool(own))
    if question.kind == Kind.MULTI:
        return Chosen(figure.number + (row in own), figure.of + 1)
    is_number = row in own and own[row].column == "number"
    of, unknown = figure.of + is_number, figure.unknown + (row in own and not is_number)
    if question.kind == Kind.COUNT:
        before = figure.share
        added = (own[row].content, KOMMUNER["c"]) if is_number else (0, 0)
        share = Share(before.numerator + added[0], before.denominator + added[1])
        return OfKommuner(share, of, unknown)
    numbers = [b[row].content for b in [*others.values(), own] if row in b]
    numbers = [number for number in numbers if number != UNKNOWN]
    return Middle(median(numbers) if numbers else None, of, unknown)


def test_shares_of_kommuner_are_put_together_and_never_averaged(every_kind):
    counts = {"a": Value("number", Decimal(12)), "b": Value("number", Decimal(28))}
    boxes = {one: {"kommuner": value} for one, value in counts.items()}
    figures = compared.counted(every_kind["kommuner"], boxes, {"a": 15, "b": 51})

    assert figures == {"kommuner": OfKommuner(Share(40, 66), 2, 0)}


def test_a_list_without_a_mark_is_an_answer_only_where_it_is_asked_of_all(every_kind):
    question = every_kind["omraden"]
    boxes = {"a": {"omraden.stad": Value("choice", "ja")}, "b": {}}

    assert compared.counted(question, boxes)["omraden.stad"] == Chosen(1, 2)
    question.visible_when = "svar.vard == 'ja'"
    try:
        assert compared.counted(question, boxes)["omraden.stad"] == Chosen(1, 1)
    finally:
        question.visible_when = ""


# ---- what is read ----

TEXT = """
sections:
  - code: vard
    title: Vård
    questions:
      - {code: vard, kind: yesno, text: Finns vård}
      - {code: andel, kind: percent, text: Hur stor del, visible_when: "svar.vard == 'ja'", unknown: true}
      - {code: ord, kind: text, text: Med egna ord}
"""


def bring(code, to, *, kind="region", year=2030, **typed):
    """An organisation's answers, led to a state."""
    one, by = factories.response(kind, code, year), factories.member(kind, code)
    answers.save(one, typed, by=by)
    if to != State.DRAFT:
        workflow.submit(one, by=by)
    if to == State.APPROVED:
        workflow.approve(one, by=factories.staff())
    if to == State.RETURNED:
        workflow.return_to_respondent(one, by=factories.staff(), reason="Komplettera.")
    return factories.response(kind, code, year)


def shown(one):
    """{(question, row): {head: words}} of a response's results."""
    return {
        (comparison.question.code, line.label): {head: cell.words for head, cell in line.cells}
        for _, comparisons in compared.results(one).sections
        for comparison in comparisons
        for line in comparison.lines
    }


STATES = [State.DRAFT, State.SUBMITTED, State.RETURNED, *[State.APPROVED] * 9]
ANSWERS = st.tuples(
    st.sampled_from(STATES), st.sampled_from(["ja", "nej"]), st.integers(0, 100) | st.just(UNKNOWN)
)


def test_only_what_is_approved_and_shown_in_the_round_itself_counts(tmp_path):
    factories.issued(tmp_path, TEXT, year=2029)
    factories.issued(tmp_path, TEXT, year=2030)
    for code in REGIONS:
        bring(code, State.APPROVED, year=2029, vard="ja", andel="99")

    @settings(quick, max_examples=8)
    @given(told=st.lists(ANSWERS, min_size=6, max_size=6))
    def check(told):
        with factories.undone():
            own = bring("01", State.SUBMITTED, vard="ja", andel="33")
            for code, (state, vard, andel) in zip(REGIONS[1:], told, strict=True):
                # The answer that is hidden is kept, as it was before the question went away.
                one = factories.response("region", code, 2030)
                answers.save(
                    one, {"vard": "ja", "andel": str(andel)}, by=factories.member("region", code)
                )
                bring(code, state, vard=vard)
            assert shown(own) == expected([t[1:] for t in told if t[0] == State.APPROVED])

    check()


def expected(approved):
    yes = [share for vard, share in approved if vard == "ja"]
    numbers = [share for share in yes if share != UNKNOWN]
    own = {
        ("vard", "Ja"): {"Eget svar 2030": "Ert svar", "Eget svar 2029": "Ert svar"},
        ("vard", "Nej"): {"Eget svar 2030": "", "Eget svar 2029": ""},
        ("andel", "Svar"): {"Eget svar 2030": "33\xa0%", "Eget svar 2029": "99\xa0%"},
    }
    if len(approved) >= 5:
        so_far = "Landet 2030, hittills"
        own["vard", "Ja"][so_far] = f"{len(yes)} av {len(approved)}"
        own["vard", "Nej"][so_far] = f"{len(approved) - len(yes)} av {len(approved)}"
        own["andel", "Svar"][so_far] = middle_of(numbers, len(yes) - len(numbers))
    own["vard", "Ja"]["Landet 2029"] = "7 av 7"
    own["vard", "Nej"]["Landet 2029"] = "0 av 7"
    own["andel", "Svar"]["Landet 2029"] = "Median 99\xa0% (7\xa0svar)"
    return own


def middle_of(numbers, unknown):
    if len(numbers) < 5:
        return "Färre än 5 svar"
    words = f"Median {median(numbers):g}\xa0% ({len(numbers)}\xa0svar)".replace(".", ",")
    return f"{words}. {unknown} kan inte uppskatta." if unknown else words


def test_a_question_of_another_kind_then_is_not_compared(tmp_path):
    factories.issued(tmp_path, TEXT.replace("kind: percent", "kind: number"), year=2029)
    factories.issued(tmp_path, TEXT, year=2030)
    bring("01", State.APPROVED, year=2029, vard="ja", andel="3")
    own = bring("01", State.SUBMITTED, vard="ja", andel="33")

    assert shown(own)["andel", "Svar"] == {"Eget svar 2030": "33\xa0%"}
    assert "Eget svar 2029" in shown(own)["vard", "Ja"]


def test_the_nearest_round_that_asked_is_the_one_compared_with(tmp_path):
    without = TEXT.replace("code: vard, kind", "code: annat, kind").replace(
        "svar.vard", "svar.annat"
    )
    for year, text in ((2028, TEXT), (2029, without), (2030, TEXT)):
        factories.issued(tmp_path, text, year=year)
    bring("01", State.APPROVED, year=2028, vard="nej")
    own = bring("01", State.SUBMITTED, vard="ja", andel="33")

    assert list(shown(own)["vard", "Nej"]) == ["Eget svar 2030", "Eget svar 2028", "Landet 2028"]
    assert shown(own)["vard", "Nej"]["Eget svar 2028"] == "Ert svar"
    assert "Eget svar 2029" in shown(own)["andel", "Svar"]


CHOICE = """
sections:
  - code: a
    title: Avsnitt
    questions:
      - code: plan
        kind: single
        text: Vilken plan
        options: [{{code: egen, label: Egen}}, {{code: {other}, label: {label}}}]
"""


def test_a_choice_that_is_gone_or_new_is_still_told(tmp_path):
    then, now = ({"other": o, "label": o.title()} for o in ("gammal", "ny"))
    factories.issued(tmp_path, CHOICE.format(**then), year=2029)
    factories.issued(tmp_path, CHOICE.format(**now), year=2030)
    bring("01", State.APPROVED, year=2029, plan="gammal")
    own = bring("01", State.SUBMITTED, plan="egen")

    told = {row: list(cells.values())[:2] for (_, row), cells in shown(own).items()}
    assert told == {
        "Egen": ["Ert svar", ""],
        "Ny": ["", "Frågades inte"],
        "Gammal": ["Frågades inte", "Ert svar"],
    }


def test_what_was_not_asked_and_what_is_said_in_words_is_left_out(tmp_path):
    factories.issued(tmp_path, TEXT)
    own = bring("01", State.SUBMITTED, vard="nej", ord="Vi har inget att säga.")

    assert {question for question, _ in shown(own)} == {"vard"}


# ---- an RSS counts kommuner, and a kommun is its own ----

COUNTS = """
sections:
  - code: a
    title: Avsnitt
    questions:
      - {code: antal, kind: count, text: Hur många kommuner, unknown: true}
"""


def test_an_rss_sees_its_share_of_its_own_kommuner_beside_the_share_of_all(tmp_path):
    factories.issued(tmp_path, COUNTS, survey="rss", code="rss-01")
    told = {"rss-03": "8", "rss-04": "0", "rss-05": "3", "rss-06": "2", "rss-07": UNKNOWN}
    for code, number in told.items():
        bring(code, State.APPROVED, kind="rss", antal=number)
    own = bring("rss-01", State.SUBMITTED, kind="rss", antal="13")

    [four] = shown(own).values()
    assert four == {
        "Eget svar 2030": "13 av 26 kommuner (50\xa0%)",
        "Landet 2030, hittills": "Färre än 5 svar",
    }
    workflow.approve(own, by=factories.staff())
    # 26 + 8 + 9 + 13 + 13 kommuner; one RSS could not tell, and its kommuner are not among them.
    [five] = shown(own).values()
    assert five == {
        "Eget svar 2030": "13 av 26 kommuner (50\xa0%)",
        "Landet 2030, hittills": "26 av 69 kommuner (38\xa0%), 5 RSS. 1 kan inte uppskatta.",
    }


def test_a_kommun_sees_its_own_now_and_then_and_nothing_of_others(tmp_path):
    for year in (2029, 2030):
        factories.issued(tmp_path, TEXT, survey="kommun", code="0114", year=year)
    rss = factories.member("rss", "rss-01")
    mine = Response.objects.filter(organisation__parent__code="rss-01", organisation__kind="kommun")
    for one in mine.filter(questionnaire__round__year__in=[2029, 2030]):
        answers.save(one, {"vard": "ja", "andel": "50"}, by=rss)
        workflow.submit(one, by=rss)
        workflow.approve(one, by=rss)

    own = factories.response("kommun", "0114", 2030)
    results = compared.results(own)
    assert (results.approved, results.asked) == (0, 0)
    assert {head for cells in shown(own).values() for head in cells} == {
        "Eget svar 2030",
        "Eget svar 2029",
    }
    question = outline.load(own.questionnaire).question["vard"]
    last = compared.last_result(own, question)
    assert last.comparison.heads == ["Eget svar 2029"]
