"""An RSS's numbers follow what its kommuner have handed in, and can be put right with a reason."""

from collections import Counter
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from regions.models import Organisation
from surveys import (
    access,
    answers,
    boxes,
    compiling,
    loading,
    outline,
    rounds,
    sheet,
    sums,
    values,
    workflow,
)
from surveys.models import AnswerChange, Compilation, Override, Questionnaire
from surveys.sums import Sum
from tests import factories

pytestmark = pytest.mark.django_db
RSS = "rss-06"
SHARE, OTHER = "forman_bidrag.ja", "forman_grundlon.ja"


@pytest.fixture
def lead():
    return factories.member("rss", RSS)


@pytest.fixture
def one():
    return factories.response("rss", RSS)


def kommuner_of(code):
    found = Organisation.objects.filter(kind="kommun", parent__code=code).order_by("code")
    return list(found.values_list("code", flat=True))


def hand_in(code, by, **changes):
    kommun = factories.answered("kommun", code, by=by, **changes)
    workflow.submit(kommun, by=by)


def shown(one, code=SHARE):
    return sheet.of(one).shown(code)


# ---- what comes out ----


def papers():
    found = Questionnaire.objects.filter(round__year=2023)
    return [outline.load(found.get(survey__code=code)) for code in ("rss", "kommun")]


def sheet_of(paper, typed):
    held = {code: values.read(paper.item[code], text) for code, text in typed.items()}
    held = {code: value for code, value in held.items() if value is not None}
    return sheet.hide(sheet.Sheet(paper, sheet.Organisation("0000", 0), held))


def test_the_sums_of_all_kommuner_are_what_every_rss_handed_in():
    paper, source = papers()
    compared = 0
    for rss in Organisation.objects.filter(kind="rss"):
        answered = [
            sheet_of(source, factories.published("kommun", code)) for code in kommuner_of(rss.code)
        ]
        handed_in = factories.published("rss", rss.code)
        for code, made in sums.make(paper, source, answered).items():
            stood = values.read(paper.item[code], handed_in.get(code, ""))
            assert (rss.code, code, made.number) == (rss.code, code, stood and stood.content)
            compared += 1
    assert compared == 25 * 77


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "malgrupp_fokus.barn_och_unga": st.sampled_from(["ja", ""]),
        "fast_vardkontakt_okat": st.sampled_from(["ja", "nej", "kan_inte_bedomas", "", "kanske"]),
        "forman_bidrag": st.sampled_from(["ja", "nej", ""]),
        "vfu_veckor.i_ar": st.sampled_from(["", "0", "12,5", "30", "många"]),
    },
)


@given(st.lists(ANSWERS, max_size=6))
def test_a_sum_is_what_a_simple_count_says(given_by_each):
    paper, source = papers()
    made = sums.make(paper, source, [sheet_of(source, typed) for typed in given_by_each])
    number = len(given_by_each)
    marked = sum(one.get("malgrupp_fokus.barn_och_unga") == "ja" for one in given_by_each)
    assert made["malgrupp_fokus.barn_och_unga"] == Sum(
        Decimal(marked) if number else None, marked, unanswered=number - marked
    )
    for question in ("fast_vardkontakt_okat", "forman_bidrag"):
        chosen = Counter(one.get(question) for one in given_by_each)
        behind = sum(chosen[choice] for choice in ("ja", "nej", "kan_inte_bedomas"))
        for choice in ("ja", "nej"):
            expected = Decimal(chosen[choice]) if behind else None
            assert made[f"{question}.{choice}"] == Sum(expected, behind, 0, number - behind)
    weeks = [one["vfu_veckor.i_ar"] for one in given_by_each if "vfu_veckor.i_ar" in one]
    weeks = [Decimal(text.replace(",", ".")) for text in weeks if text not in {"", "många"}]
    expected = sum(weeks) if weeks else None
    assert made["vfu_veckor.i_ar"] == Sum(expected, len(weeks), 0, number - len(weeks))


def test_what_a_kommun_has_not_handed_in_is_not_counted(one, lead):
    first, second, *_ = kommuner_of(RSS)
    hand_in(first, lead, forman_bidrag="ja")
    factories.answered("kommun", second, by=lead, forman_bidrag="ja")
    made = sums.of(one)
    assert made.by_code[SHARE] == Sum(Decimal(1), 1)
    assert [k.organisation.code for k in made.handed_in] == [first]
    assert len(made.awaited) == len(made.kommuner) - 1


def test_a_neighbours_kommuner_are_not_counted(one):
    elsewhere = factories.member("rss", "rss-01")
    hand_in(kommuner_of("rss-01")[0], elsewhere, forman_bidrag="ja")
    assert sums.of(one).by_code[SHARE] == Sum(None, 0)


MAYBE = """
sections:
  - code: a
    title: Avsnitt
    questions:
      - {code: lag, kind: yesno, text: Lag, required: false}
      - code: lista
        kind: multi
        text: Lista
        required: false
        options: [{code: a, label: A}, {code: b, label: B}]
      - code: antal
        kind: table
        text: Antal
        required: false
        unknown: true
        options: [{code: i_ar, label: I år}]
      - {code: om_lag, kind: yesno, text: Om lag, visible_when: svar.lag == 'ja'}
"""
MADE_OF_IT = """
sections:
  - code: a
    title: Avsnitt
    questions:
      - code: lag
        kind: count
        text: Lag
        options: [{code: ja, label: Ja}, {code: nej, label: Nej}]
      - code: lista
        kind: count
        text: Lista
        options: [{code: a, label: A}, {code: b, label: B}]
      - {code: antal, kind: table, text: Antal, unknown: true, options: [{code: i_ar, label: I år}]}
      - code: om_lag
        kind: count
        text: Om lag
        options: [{code: ja, label: Ja}, {code: nej, label: Nej}]
"""
GIVEN_BY = [
    {"lag": "ja", "om_lag": "nej", "lista.a": "ja", "lista.b": "ja", "antal.i_ar": "4"},
    {"lag": "nej", "antal.i_ar": "kan_ej_uppskattas"},
    {"lista.a": "ja"},
]


def test_those_that_say_nothing_are_counted_and_all_kommuner_are_made_up(tmp_path, lead):
    folder = factories.definitions(tmp_path, 2030, rss=MADE_OF_IT, kommun=MAYBE)
    rounds.issue(2030, folder)
    one = factories.response("rss", RSS, 2030)
    codes = kommuner_of(RSS)
    for code, typed in zip(codes, GIVEN_BY, strict=False):
        kommun = factories.response("kommun", code, 2030)
        answers.save(kommun, typed, by=lead)
        workflow.submit(kommun, by=lead)

    made = sums.of(one)

    left = len(codes) - len(GIVEN_BY)
    assert {code: (m.behind, m.unknown, m.unanswered) for code, m in made.by_code.items()} == {
        **dict.fromkeys(["lag.ja", "lag.nej"], (2, 0, 1)),
        **dict.fromkeys(["lista.a", "lista.b"], (2, 0, 1)),
        "antal.i_ar": (1, 1, 1),
        **dict.fromkeys(["om_lag.ja", "om_lag.nej"], (1, 0, 2)),
    }
    for code, m in made.by_code.items():
        assert made.missing(code) == left + m.unanswered
        assert m.behind + m.unknown + made.missing(code) == len(codes)
    of_law = made.by_code["lag.ja"].number + made.by_code["lag.nej"].number
    assert of_law + made.missing("lag.ja") == len(codes)


# ---- following ----


def test_the_numbers_follow_as_kommuner_hand_in_and_take_back(one, lead):
    first, second, *_ = kommuner_of(RSS)
    hand_in(first, lead, forman_bidrag="ja")
    compiling.begin(one, by=lead)
    assert shown(one) == "1"
    hand_in(second, lead, forman_bidrag="ja")
    assert compiling.bring_up(one) > 0
    assert shown(one) == "2"
    assert compiling.bring_up(one) == 0
    kommun = factories.response("kommun", second)
    workflow.return_to_respondent(kommun, by=lead, reason="Se över.")
    compiling.bring_up(one)
    assert shown(one) == "1"
    doors = AnswerChange.objects.filter(response=one, item__code=SHARE).values_list("door", "new")
    assert list(doors) == [("sums", "1"), ("sums", "2"), ("sums", "1")]


def test_a_number_that_follows_is_not_written_over(one, lead):
    hand_in(kommuner_of(RSS)[0], lead, forman_bidrag="ja")
    compiling.begin(one, by=lead)
    for write in (
        lambda: answers.save(one, {SHARE: "9"}, by=lead),
        lambda: boxes.save(one.pk, SHARE, "9", "1", by=lead),
    ):
        with (
            pytest.raises(workflow.Refused, match="Summan följer kommunernas svar"),
            transaction.atomic(),
        ):
            write()
    assert shown(one) == "1"


def test_another_number_is_put_in_its_place_with_a_reason_and_let_follow_again(one, lead):
    hand_in(kommuner_of(RSS)[0], lead, forman_bidrag="ja", forman_grundlon="ja")
    compiling.begin(one, by=lead)
    box = outline.load(one.questionnaire).item[SHARE]
    compiling.override(one, box, "3", "Två svarade per telefon.", by=lead)
    compiling.bring_up(one)
    assert (shown(one), shown(one, OTHER)) == ("3", "1")
    compiling.follow(one, box, by=lead)
    assert shown(one) == "1"
    assert not Override.objects.exists()


def test_a_number_put_in_a_sums_place_is_changed_with_a_reason_and_nowhere_else(one, lead):
    """Or the reason would stand for another number than it was given for."""
    compiling.begin(one, by=lead)
    box = outline.load(one.questionnaire).item[SHARE]
    compiling.override(one, box, "3", "Två svarade per telefon.", by=lead)
    for write in (
        lambda: answers.save(one, {SHARE: "9"}, by=lead),
        lambda: boxes.save(one.pk, SHARE, "9", "3", by=lead),
    ):
        with (
            pytest.raises(workflow.Refused, match="Ändra det på sidan Sammanställning"),
            transaction.atomic(),
        ):
            write()
    compiling.override(one, box, "4", "Tre svarade per telefon.", by=lead)
    assert shown(one) == "4"
    assert Override.objects.get().reason == "Tre svarade per telefon."


def test_a_reason_is_needed(one, lead):
    compiling.begin(one, by=lead)
    box = outline.load(one.questionnaire).item[SHARE]
    with pytest.raises(workflow.Refused, match="Skriv varför"):
        compiling.override(one, box, "3", "  ", by=lead)
    with pytest.raises(IntegrityError):
        Override.objects.create(compilation=Compilation.objects.get(), item=box, reason="", by=lead)


def test_what_does_not_follow_is_not_put_right_here(one, lead):
    box = outline.load(one.questionnaire).item[SHARE]
    with pytest.raises(workflow.Refused, match="följer inte"):
        compiling.override(one, box, "3", "Därför.", by=lead)


def test_the_numbers_stand_when_they_follow_no_more(one, lead):
    hand_in(kommuner_of(RSS)[0], lead, forman_bidrag="ja")
    compiling.begin(one, by=lead)
    compiling.end(one, by=lead)
    answers.save(one, {OTHER: "7"}, by=lead)
    compiling.bring_up(one)
    assert (shown(one), shown(one, OTHER)) == ("1", "7")


def test_only_the_lead_lets_them_follow_and_only_while_the_response_is_open(one, lead):
    colleague = factories.member("rss", RSS, role="contributor")
    for act in (compiling.begin, compiling.end):
        with pytest.raises(workflow.Refused, match="inte rätt"):
            act(one, by=colleague)
    handed_in = factories.in_state("submitted", "rss", RSS, lead=lead, reviewer=factories.staff())
    for act in (compiling.begin, compiling.end):
        with pytest.raises(workflow.Refused, match="inlämnat"):
            act(handed_in, by=lead)


def test_what_is_handed_in_follows_no_more(one, lead):
    compiling.begin(one, by=lead)
    compiling.end(one, by=lead)
    handed_in = factories.in_state("submitted", "rss", RSS, lead=lead, reviewer=factories.staff())
    Compilation.objects.create(response=handed_in, by=lead)
    before = shown(handed_in)
    hand_in(kommuner_of(RSS)[0], lead)
    assert compiling.bring_up(handed_in) == 0
    assert shown(handed_in) == before


def test_a_file_does_not_write_over_what_follows(one, lead, tmp_path):
    compiling.begin(one, by=lead)
    path = tmp_path / "svar.csv"
    path.write_text(
        f"questionnaire,respondent,question,option,value\nrss,{RSS},forman_bidrag,ja,4\n",
        encoding="utf-8",
    )
    with pytest.raises(loading.BadRows) as told:
        loading.load(path, 2023)
    assert told.value.problems == [
        (
            2,
            "Talet hör till sammanställningen av kommunernas svar. Låt det sluta följa innan filen läses in.",
        )
    ]


def test_staff_do_not_see_how_the_sums_grow(one, lead, client):
    """From one kommun's hand-in to the next, the difference is that kommun's answers."""
    hand_in(kommuner_of(RSS)[0], lead, forman_bidrag="ja")
    compiling.begin(one, by=lead)
    answers.save(one, {"lansgemensam_plan": "ja"}, by=lead)
    text = reviewed(client, one)
    assert "Summorna av kommunernas svar visas när svaret är inlämnat." in text
    assert "ruta-lansgemensam_plan" in text
    assert "forman_bidrag" not in text


def test_staff_see_the_sums_that_are_handed_in_and_not_the_way_there(one, lead, client):
    for code in kommuner_of(RSS):
        hand_in(code, lead)
    compiling.begin(one, by=lead)
    own = {item.code for item in one.questionnaire.items.filter(question__section__code="rss_egna")}
    whole = factories.published("rss", RSS)
    own = {box: text for box, text in whole.items() if box in own}
    answers.save(one, own, by=lead)
    factories.explain_all(one, by=lead)
    workflow.submit(one, by=lead)
    text = reviewed(client, one)
    assert 'id="ruta-forman_bidrag.ja"' in text
    assert "<span>lansgemensam_plan</span>" in text
    assert "<span>forman_bidrag.ja</span>" not in text


@pytest.mark.parametrize("state", ["submitted", "returned"])
def test_staff_see_why_a_number_is_not_the_sum_once_it_is_handed_in(one, lead, client, state):
    for code in kommuner_of(RSS):
        hand_in(code, lead)
    own = {item.code for item in one.questionnaire.items.filter(question__section__code="rss_egna")}
    whole = factories.published("rss", RSS)
    answers.save(one, {box: text for box, text in whole.items() if box in own}, by=lead)
    compiling.begin(one, by=lead)
    box = outline.load(one.questionnaire).item[OTHER]
    stood = sums.of(one).by_code[OTHER].number
    compiling.override(one, box, "0", "Vi gissar.", by=lead)
    compiling.override(one, box, str(stood), "Vi har räknat om för hand.", by=lead)
    assert "Vi har räknat om" not in reviewed(client, one)
    seen = access.changes_visible_to(factories.staff(), one)
    assert not seen.filter(item=box).exists()  # it was written over a sum
    factories.explain_all(one, by=lead)
    workflow.submit(one, by=lead)
    text = reviewed(client, one)
    assert text.index(f'id="ruta-{OTHER}"') < text.index("Vi har räknat om för hand.")
    if state == "returned":
        workflow.return_to_respondent(one, by=factories.staff(), reason="Se över.")
        text = reviewed(client, one)
        assert "Vi har räknat om" not in text


def reviewed(client, one):
    client.force_login(factories.staff())
    return client.get(reverse("review", args=[one.pk])).content.decode()


# ---- the pages ----


def test_a_sum_is_not_told_as_somebodys_change(page, client, one, lead):
    hand_in(kommuner_of(RSS)[0], lead, forman_bidrag="ja")
    page("begin_sums")
    text = client.get(reverse("overview", args=[one.pk])).content.decode()
    assert "Senast ändrat" not in text


@pytest.fixture
def page(client, lead, one):
    client.force_login(lead)
    return lambda name="sums", *more, **data: (
        client.post(reverse(name, args=[one.pk, *more]), data, follow=True)
        if name != "sums" or data
        else client.get(reverse(name, args=[one.pk]))
    )


def test_the_page_tells_how_many_stand_behind_each_number(page, one, lead):
    hand_in(kommuner_of(RSS)[0], lead, forman_bidrag="ja")
    number = len(kommuner_of(RSS))
    text = page().content.decode()
    assert f"1 av {number} kommuner har lämnat in" in text
    assert "Ni skriver summorna själva" in text
    assert f"Saknas svar: {number - 1}" in text
    text = page("begin_sums").content.decode()
    assert "Summorna följer nu kommunernas svar." in text


def test_a_number_without_a_reason_is_asked_for_one_and_nothing_is_lost(page, one, lead):
    page("begin_sums")
    told = page("override_sum", SHARE, **{f"{SHARE}-number": "12"})
    assert told.status_code == 422
    text = told.content.decode()
    assert "Skriv varför talet ska vara ett annat" in text
    assert 'value="12"' in text
    page("override_sum", SHARE, **{f"{SHARE}-number": "12", f"{SHARE}-reason": "Ringde."})
    assert shown(one) == "12"
    assert "Ringde." in page().content.decode()


def test_a_section_shows_what_follows_but_does_not_let_it_be_written(page, client, one, lead):
    hand_in(kommuner_of(RSS)[0], lead, forman_bidrag="ja")
    page("begin_sums")
    address = reverse("section", args=[one.pk, "kommunernas_svar"])
    text = client.get(address).content.decode()
    assert "Talen följer kommunernas svar." in text
    form = client.get(address).context["form"]
    assert form.fields[SHARE].disabled
    # Without its script the page sends nothing of those boxes; they keep what they hold.
    client.post(address, {"stod": form.shown()})
    assert shown(one) == "1"


def test_sums_that_nobody_has_seen_are_not_handed_in(page, client, one, lead):
    page("begin_sums")
    hand_in(kommuner_of(RSS)[0], lead, forman_bidrag="ja")
    told = client.post(reverse("submit", args=[one.pk]), follow=True).content.decode()
    assert "Fler kommuner har lämnat in sedan sidan visades" in told


@pytest.mark.parametrize("code", ["lansgemensam_plan", "finns_inte"])
def test_a_box_that_is_not_made_of_answers_is_not_found(code, page):
    page("begin_sums")
    assert page("override_sum", code, number="1").status_code == 404


def test_a_region_has_no_such_page(client):
    client.force_login(factories.member())
    assert client.get(reverse("sums", args=[factories.response().pk])).status_code == 404
