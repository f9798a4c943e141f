"""One box saved at a time: as good as all at once, and never over what was not seen."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import answers, boxes, checking, outline, sheet, values, workflow
from surveys.models import Answer, AnswerChange, Finding, Questionnaire, SectionTask, State
from tests import factories
from tests.factories import member, undone
from tests.surveys.small import EVERY_KIND, WHOLE
from tests.surveys.test_any_answers import SHEETS, TYPED, quick
from tests.surveys.test_two_at_once import at_once

SHARE = "fast_lakare_andel"


def kept(one):
    """Everything that is kept of a response's answers and of what was found in them."""
    held = Answer.objects.filter(response=one).order_by("item")
    found = Finding.objects.filter(response=one).order_by("item", "rule")
    return (
        list(held.values_list("item__code", "hidden", *Answer.VALUE_FIELDS)),
        list(found.values_list("rule", "item__code", "severity", "message", "values")),
    )


def questions_that_matter(one):
    """Boxes of questions that conditions or rules look at, which most sequences should meet."""
    around = [(item, one.around(item.question.code)) for item in one.items]
    return [item for item, a in around if a.dependents or len(a.judged) > 1 or a.looks_back]


def sequences(one):
    """[(box, text)]: what people may type one after the other."""
    item = st.sampled_from(one.items) | st.sampled_from(questions_that_matter(one) or one.items)
    typed = item.flatmap(
        lambda i: st.tuples(
            st.just(i.code), st.sampled_from([*TYPED, *values.choices(i), *values.choices(i)])
        )
    )
    return st.lists(typed, min_size=1, max_size=12)


@pytest.mark.django_db
@pytest.mark.parametrize("kind, code, year", SHEETS)
def test_any_sequence_of_boxes_leaves_what_saving_all_at_once_does(kind, code, year, issued):
    if year == 2030:
        issued(EVERY_KIND, survey=kind, code=code, year=year)
        whole = WHOLE
    else:
        whole = factories.published(kind, code) if kind != "kommun" else {}
    paper = outline.load(Questionnaire.objects.get(survey__code=kind, round__year=year))

    @settings(quick, max_examples=25)
    @given(sequence=sequences(paper), begun=st.booleans())
    def check(sequence, begun):
        with undone():
            by = member(kind, code)
            if kind == "region":
                answers.save(factories.response(year=2020), factories.published(year=2020), by=by)
            one = factories.response(kind, code, year)
            typed = dict(whole) if begun else {}
            if begun:
                answers.save(one, whole, by=by)
            for box, text in sequence:
                seen = values.canonical(sheet.of(one).values.get(box))
                outcome = boxes.save(one.pk, box, text, seen, by=by)
                assert outcome.conflict is None
                typed[box] = text
            one.refresh_from_db()
            by_box = kept(one)
            if one.state == State.NOT_STARTED:
                return

            checking.check(one)
            assert by_box == kept(one)
            Answer.objects.filter(response=one).delete()
            answers.save(one, typed, by=by)
            assert by_box == kept(one)

    check()


@pytest.mark.django_db
class TestWhoWroteLast:
    @pytest.fixture
    def one(self):
        return factories.response()

    @pytest.fixture
    def lead(self):
        return member()

    @pytest.fixture
    def colleague(self, one):
        """Has written 72 since the page was shown."""
        person = member(role="contributor")
        boxes.save(one.pk, SHARE, "72", "", by=person)
        return person

    def test_what_was_not_seen_is_not_written_over(self, one, lead, colleague):
        outcome = boxes.save(one.pk, SHARE, "75", "", by=lead)

        assert sheet.of(one).shown(SHARE) == "72\u00a0%"
        assert values.canonical(outcome.conflict.held) == "72"
        assert values.canonical(outcome.conflict.typed) == "75"
        assert outcome.conflict.change.by == colleague
        assert AnswerChange.objects.count() == 1

    def test_what_was_seen_is(self, one, lead, colleague):
        outcome = boxes.save(one.pk, SHARE, "75", "72", by=lead)

        assert outcome.conflict is None
        assert sheet.of(one).shown(SHARE) == "75\u00a0%"

    @pytest.mark.parametrize("typed", ["72", "72,0", " 72 %"])
    def test_two_who_write_the_same_agree(self, one, lead, colleague, typed):
        assert boxes.save(one.pk, SHARE, typed, "", by=lead).conflict is None
        assert AnswerChange.objects.count() == 1

    def test_nor_is_it_emptied(self, one, lead, colleague):
        boxes.save(one.pk, SHARE, "", "70", by=lead)

        assert sheet.of(one).shown(SHARE) == "72\u00a0%"

    def test_what_somebody_emptied_is_not_filled_unseen(self, one, lead, colleague):
        boxes.save(one.pk, SHARE, "", "72", by=colleague)

        outcome = boxes.save(one.pk, SHARE, "80", "72", by=lead)

        assert (outcome.conflict.held, outcome.conflict.change.new) == (None, "")

    def test_a_whole_section_saves_the_rest(self, one, lead, colleague):
        typed = {SHARE: "75", "fast_lakare_1177": "ja"}

        saved = answers.save(one, typed, seen=dict.fromkeys(typed, ""), by=lead)

        assert [item.code for item, _, _ in saved.passed] == [SHARE]
        assert sheet.of(one).shown(SHARE) == "72\u00a0%"
        assert sheet.of(one).shown("fast_lakare_1177") == "Ja"

    def test_the_save_button_asks_and_the_second_time_it_writes(self, one, lead, colleague, client):
        client.force_login(lead)
        address = reverse("section", args=[one.pk, "kontinuitet"])
        stood = json.dumps({SHARE: ""})

        asked = client.post(address, {SHARE: "75", "stod": stood})

        page = asked.content.decode()
        assert asked.status_code == 409
        assert f"{colleague} har ändrat rutan" in " ".join(page.split())
        assert f'name="{SHARE}" value="75"' in page
        again = client.post(address, {SHARE: "75", "stod": json.dumps({SHARE: "72"})})
        assert again.status_code == 302
        assert sheet.of(one).shown(SHARE) == "75\u00a0%"


@pytest.mark.django_db
class TestOneBox:
    @pytest.fixture
    def one(self):
        return factories.response()

    @pytest.fixture
    def lead(self):
        return member()

    @pytest.fixture
    def post(self, client, one, lead):
        client.force_login(lead)

        def post(code, typed, seen="", **more):
            data = {"varde": typed, "sag": seen, **more}
            return client.post(reverse("box", args=[one.pk, code]), data)

        return post

    def test_what_was_found_is_told_and_goes_when_it_is_mended(self, post):
        wrong = post(SHARE, "120").json()
        mended = post(SHARE, "20", seen="120").json()

        assert "högre än 100" in wrong["findings"][SHARE]
        assert (mended["seen"], mended["findings"]) == ("20", {})
        assert SHARE in mended["judged"]

    def test_that_a_box_is_empty_is_told_only_on_request(self, post):
        post(SHARE, "20")

        assert post(SHARE, "", seen="20").json()["findings"] == {}
        assert "tom" in post(SHARE, "", granska="1").json()["findings"][SHARE]

    def test_a_question_that_is_now_asked_is_told(self, post):
        assert post("breddinfort", "ja").json()["hidden"] == {"breddinfort_exempel": False}
        assert post("breddinfort", "nej", seen="ja").json()["hidden"] == {
            "breddinfort_exempel": True
        }

    def test_what_is_explained_is_not_asked_again(self, post, one, lead):
        boxes.save(one.pk, SHARE, "90", "", by=lead)
        typed = ("fast_lakare_sabo_andel", "80")
        assert "Kontrollfråga" in post(*typed).json()["findings"]["fast_lakare_sabo_andel"]
        factories.explain_all(one, by=lead)

        assert post(*typed).json()["findings"] == {}

    def test_the_first_begins_the_response_and_finds_all_that_is_missing(self, post, one):
        post("breddinfort", "ja")

        one.refresh_from_db()
        assert one.state == State.DRAFT
        assert one.findings.filter(rule="required").count() > 20

    def test_nothing_written_begins_nothing(self, post, one):
        post("breddinfort", "")

        one.refresh_from_db()
        assert one.state == State.NOT_STARTED

    @pytest.mark.parametrize("code", ["finns_inte", "naravard_insatser", "a.b.c", "%"])
    def test_a_box_that_is_not_there_is_not_found(self, post, code):
        assert post(code, "1").status_code == 404

    def test_what_is_handed_in_is_locked_and_says_so(self, post, one, lead):
        workflow.submit(factories.answered(by=lead), by=lead)

        reply = post(SHARE, "1")

        assert reply.status_code == 409
        assert reply.json()["refused"].startswith("Svaret är inlämnat och kan inte ändras.")

    def test_costs_few_queries(self, post):
        post("fast_lakare_1177", "ja")

        with CaptureQueriesContext(connection) as captured:
            post("fast_lakare_1177", "nej", seen="ja")

        # Session, user, the response locked, its answers with its findings, the value with its log. The
        # test's own transaction makes a savepoint of the request's.
        queries = [one for one in captured if "SAVEPOINT" not in one["sql"]]
        assert len(queries) == 5

    def test_costs_little_more_where_a_query_is_told(self, post):
        post("fast_lakare_sabo_andel", "70")
        post(SHARE, "60")
        with CaptureQueriesContext(connection) as nothing_odd:
            assert post(SHARE, "61", seen="60").json()["findings"] == {}
        post(SHARE, "90", seen="61")

        with CaptureQueriesContext(connection) as odd:
            found = post(SHARE, "91", seen="90").json()["findings"]

        # What is explained; the finding with its new values; and whether there are errors left.
        assert len(odd) == len(nothing_odd) + 3
        assert "Kontrollfråga" in found["fast_lakare_sabo_andel"]

    def test_a_query_is_explained_in_the_list_when_the_errors_are_gone(self, post, one, lead):
        typed = ("fast_lakare_sabo_andel", "80")
        boxes.save(one.pk, SHARE, "90", "", by=lead)
        early = post(*typed).json()
        assert early["errors_left"] is True
        assert "<span data-now hidden>" in early["findings"][typed[0]]

        answers.save(one, factories.published() | {SHARE: "90"}, by=lead)
        seen = factories.published()[typed[0]]

        late = post(*typed, seen=seen).json()
        assert late["errors_left"] is False
        assert "<span data-now>" in late["findings"][typed[0]]
        assert f"/enkater/{one.pk}/kontroll/#fynd-sabo_lagre_an_befolkningen" in str(late)

    def test_whether_errors_are_left_is_told_where_it_is_known(self, post):
        assert post("fast_lakare_1177", "ja").json()["errors_left"] is None
        assert post("fast_lakare_1177", "", seen="ja").json()["errors_left"] is True

    def test_a_query_waits_for_the_errors_of_its_box(self, post):
        post("fast_lakare_sabo_andel", "-80")

        found = post(SHARE, "90").json()["findings"]

        assert "Talet -80" in found["fast_lakare_sabo_andel"]
        assert "Kontrollfråga" not in found["fast_lakare_sabo_andel"]


@pytest.mark.usefixtures("own_database")
class TestAtOnce:
    def test_of_two_who_saw_the_same_one_is_asked(self):
        one, lead, colleague = factories.response(), member(), member(role="contributor")
        boxes.save(one.pk, SHARE, "10", "", by=lead)

        outcomes = at_once(
            lambda: boxes.save(one.pk, SHARE, "20", "10", by=lead),
            lambda: boxes.save(one.pk, SHARE, "30", "10", by=colleague),
        )

        [asked] = [o.conflict for o in outcomes if o.conflict]
        [held] = [o.held for o in outcomes if not o.conflict]
        assert asked.held == held
        assert sheet.of(one).values[SHARE] == held
        assert AnswerChange.objects.count() == 2

    def test_many_boxes_of_one_response_are_all_kept(self):
        one, lead, colleague = factories.response(), member(), member(role="contributor")
        marks = [
            i.code for i in outline.load(one.questionnaire).question["naravard_insatser"].box_list
        ]

        def marker(codes, by):
            return lambda: [boxes.save(one.pk, code, "ja", "", by=by) for code in codes]

        at_once(marker(marks[::2], lead), marker(marks[1::2], colleague))

        assert set(sheet.of(one).values) == set(marks)
        assert kept(one) == (checking.check(one) and kept(one))


@pytest.mark.django_db
class TestSectionsGiven:
    @pytest.fixture
    def colleague(self):
        """Is to fill in the section of continuity and no other."""
        person = member(role="contributor")
        section = factories.response().questionnaire.sections.get(code="kontinuitet")
        SectionTask.objects.create(section=section, membership=person.memberships.get())
        return person

    def test_a_box_in_ones_own_section_is_saved(self, colleague):
        one = factories.response()

        boxes.save(one.pk, SHARE, "72", "", by=colleague)

        assert sheet.of(one).shown(SHARE) == "72\u00a0%"

    def test_one_in_another_section_is_locked(self, colleague):
        one = factories.response()

        with undone(), pytest.raises(workflow.Refused) as refusal:
            boxes.save(one.pk, "breddinfort", "ja", "", by=colleague)

        assert refusal.value.code == "not_given"
        assert not one.answers.exists()
