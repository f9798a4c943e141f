"""Answers are written through one door: what is saved is what was meant last, and the log tells how."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import answers, sheet, values, workflow
from surveys.models import Answer, AnswerChange, Door, State
from tests import factories
from tests.factories import undone

pytestmark = pytest.mark.django_db

BOXES = [
    "breddinfort",
    "fast_lakare_andel",
    "landsbygd_insatser",
    "naravard_insatser.fast_lakarkontakt",
]
TYPED = [
    "",
    "ja",
    "nej",
    "0",
    "12,5",
    "12.50",
    "kan_ej_uppskattas",
    "cirka 5",
    " ja ",
    "två\r\nrader",
]

saves = st.lists(
    st.dictionaries(st.sampled_from(BOXES), st.sampled_from(TYPED), min_size=1),
    min_size=1,
    max_size=6,
)


@settings(max_examples=30)
@given(saves)
def test_any_sequence_of_saves_leaves_what_was_typed_last_and_a_log_that_replays_to_it(saves):
    with undone():
        one, by = factories.response(), factories.member()
        items = {item.code: item for item in one.questionnaire.items.select_related("question")}
        model = {}
        for typed in saves:
            before = dict(model)
            model |= {box: values.read(items[box], text) for box, text in typed.items()}
            expected = sum(before.get(box) != model[box] for box in typed)

            assert answers.save(one, typed, by=by).changed == expected

        kept = {box: value for box, value in model.items() if value is not None}
        assert sheet.of(one).values == kept
        assert replayed(one) == {box: value.canonical for box, value in kept.items()}


def replayed(one):
    """The log played from the beginning; each change starts where the one before ended."""
    state = {}
    for change in AnswerChange.objects.filter(response=one).order_by("id").select_related("item"):
        assert change.old == state.get(change.item.code, "")
        state[change.item.code] = change.new
    return {box: value for box, value in state.items() if value}


class TestOneSave:
    @pytest.fixture
    def lead(self):
        return factories.member()

    @pytest.fixture
    def one(self):
        return factories.response()

    def test_boxes_that_are_not_named_keep_what_they_hold(self, one, lead):
        answers.save(one, {"breddinfort": "ja", "fast_lakare_andel": "50"}, by=lead)
        answers.save(one, {"breddinfort": "nej"}, by=lead)

        assert sheet.of(one).shown("fast_lakare_andel") == "50\u00a0%"

    def test_an_invalid_value_is_kept_and_takes_no_other_with_it(self, one, lead):
        typed = {
            "fast_lakare_andel": "ungefär hälften",
            "breddinfort": "ja",
            "fast_lakare_1177": "nej",
        }

        verdict = answers.save(one, typed, by=lead).verdict

        now = sheet.of(one)
        assert {box: now.shown(box) for box in typed} == {
            "fast_lakare_andel": "ungefär hälften",
            "breddinfort": "Ja",
            "fast_lakare_1177": "Nej",
        }
        assert "unreadable" in [finding.rule for finding in verdict.errors]

    def test_the_first_answer_begins_the_response(self, one, lead):
        answers.save(one, {"breddinfort": "ja"}, by=lead)

        one.refresh_from_db()
        assert one.state == State.DRAFT
        assert list(one.steps.values_list("from_state", "to_state", "by", "door")) == [
            ("not_started", "draft", lead.pk, "form")
        ]

    def test_an_empty_save_begins_nothing(self, one, lead):
        saved = answers.save(one, dict.fromkeys(BOXES, ""), by=lead)

        one.refresh_from_db()
        assert (saved.changed, one.state, one.steps.count()) == (0, State.NOT_STARTED, 0)

    def test_saving_the_same_again_changes_nothing(self, one, lead):
        typed = {"breddinfort": "ja", "fast_lakare_andel": "12,5", "landsbygd_insatser": "Ett\nTvå"}
        answers.save(one, typed, by=lead)
        before = list(Answer.objects.values()), list(AnswerChange.objects.values())

        again = answers.save(one, typed | {"fast_lakare_andel": "12.50"}, by=lead)

        assert again.changed == 0
        assert (list(Answer.objects.values()), list(AnswerChange.objects.values())) == before

    def test_the_log_says_who_by_which_door_from_what_to_what(self, one, lead):
        colleague = factories.member(role="contributor")
        answers.save(one, {"fast_lakare_andel": "12,5"}, by=lead)
        answers.save(one, {"fast_lakare_andel": ""}, by=colleague, door=Door.COMMAND)

        log = AnswerChange.objects.order_by("id").values_list(
            "item__code", "by", "door", "old", "new"
        )
        assert list(log) == [
            ("fast_lakare_andel", lead.pk, "form", "", "12.5"),
            ("fast_lakare_andel", colleague.pk, "command", "12.5", ""),
        ]

    def test_a_box_the_questionnaire_does_not_have_is_the_programs_fault(self, one, lead):
        with pytest.raises(KeyError):
            answers.save(one, {"finns_inte": "ja"}, by=lead)

        assert not Answer.objects.exists()


class TestLocked:
    @pytest.fixture
    def lead(self):
        return factories.member()

    @pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
    def test_what_is_handed_in_cannot_be_written_in(self, lead, state):
        one = factories.in_state(state, lead=lead, reviewer=factories.staff())
        before = list(one.answers.values()), one.changes.count()

        with pytest.raises(workflow.Refused) as refusal:
            answers.save(one, {"breddinfort": ""}, by=lead)

        assert str(refusal.value) == (
            "Svaret är inlämnat och kan inte ändras. Be Socialstyrelsen om retur om något är fel."
        )
        assert (list(one.answers.values()), one.changes.count()) == before

    def test_a_kommun_is_told_to_ask_its_rss(self):
        rss, lead = factories.member("rss", "rss-01"), factories.member("kommun", "0114")
        one = factories.in_state(State.SUBMITTED, "kommun", "0114", lead=lead, reviewer=rss)

        with pytest.raises(workflow.Refused) as refusal:
            answers.save(one, {"forman_bidrag": "ja"}, by=lead)

        assert str(refusal.value) == (
            "Svaret är inlämnat till RSS och kan inte ändras. Be RSS om retur om något är fel."
        )

    def test_the_lock_counts_that_stands_in_the_database(self, lead):
        one = factories.answered(by=lead)
        workflow.submit(factories.response(), by=lead)

        with pytest.raises(workflow.Refused):
            answers.save(one, {"breddinfort": ""}, by=lead)

    def test_what_is_returned_can_be_written_in_again(self, lead):
        one = factories.in_state(State.RETURNED, lead=lead, reviewer=factories.staff())

        answers.save(one, {"fast_lakare_andel": "1"}, by=lead)

        one.refresh_from_db()
        assert (one.state, sheet.of(one).shown("fast_lakare_andel")) == ("returned", "1\u00a0%")
