"""Next year's questionnaires: begun as a copy, changed a version at a time, issued once."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from surveys import definition, differences, drafting, editing, linter
from surveys.models import Questionnaire, Response, Round, Version
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def preparer():
    return factories.staff(name="Bo Alm")


@pytest.fixture
def round(preparer):
    return drafting.begin(round_text(), by=preparer)


@pytest.fixture
def draft(round):
    return round.drafts.get(survey__code="region")


def round_text(year=2024):
    return definition.RoundText(
        year=year,
        title=f"Uppföljning {year}",
        opens=datetime.date(year, 11, 1),
        deadline=datetime.date(year + 1, 3, 31),
    )


def now(draft):
    return drafting.read(drafting.latest(draft)).text


def reword(code, words):
    def change(text):
        question = editing.question(text, code)
        return editing.put_question(text, code, question.model_copy(update={"text": words}))

    return change


def save(draft, change, by, **more):
    return drafting.save(draft, change, by=by, what="Ändrad", **more)


class TestBegin:
    def test_copies_the_newest_questionnaire_of_every_survey_with_its_codes(self, round):
        drafts = {draft.survey.code: now(draft) for draft in round.drafts.all()}

        assert sorted(drafts) == ["kommun", "region", "rss"]
        for survey, text in drafts.items():
            issued = definition.read(definition.FOLDER / "2023" / f"{survey}.yaml").text
            assert [q.code for q in text.questions] == [q.code for q in issued.questions]
            assert (text.year, text.title) == (2024, issued.title.replace("2023", "2024"))

    def test_what_is_copied_has_no_problem_and_differs_in_nothing(self, round):
        for draft in round.drafts.all():
            read = drafting.read(drafting.latest(draft))
            before = definition.of(drafting.last_issued(draft.survey, 2024))
            found = differences.between(before, read.text)
            assert drafting.problems(read) == []
            assert [change.name for change in found.head] == ["Rubrik"]
            assert (found.questions, found.sections, found.rules) == ({}, {}, {})

    @pytest.mark.parametrize("year", [2023, 2024])
    def test_a_year_has_one_round(self, round, preparer, year):
        with pytest.raises(drafting.Refused, match=f"redan en omgång {year}"):
            drafting.begin(round_text(year), by=preparer)


class TestSave:
    def test_every_change_is_a_version_that_stays(self, draft, preparer):
        save(draft, reword("breddinfort", "Är det infört brett?"), preparer)

        assert editing.question(now(draft), "breddinfort").text == "Är det infört brett?"
        assert [version.number for version in draft.versions.all()] == [2, 1]
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Version.objects.filter(draft=draft).delete()

    def test_what_changes_nothing_is_no_version(self, draft, preparer):
        save(draft, lambda text: text, preparer)

        assert draft.versions.count() == 1

    def test_who_comes_second_with_the_same_question_is_told_and_nothing_is_lost(
        self, draft, preparer
    ):
        other = factories.staff(name="Anna Ek")
        part = lambda text: editing.question(text, "breddinfort")  # noqa: E731
        save(draft, reword("breddinfort", "Annas ord?"), other, seen=1, part=part)
        save(draft, reword("fast_lakare_1177", "Något annat?"), preparer)

        with pytest.raises(drafting.Conflict) as told:
            save(draft, reword("breddinfort", "Bos ord?"), preparer, seen=1, part=part)

        assert told.value.now.text == "Annas ord?"
        assert told.value.version.by == other
        assert part(now(draft)).text == "Annas ord?"

    def test_who_comes_second_with_another_question_is_let_through(self, draft, preparer):
        save(draft, reword("breddinfort", "Annas ord?"), preparer)
        part = lambda text: editing.question(text, "fast_lakare_1177")  # noqa: E731
        save(draft, reword("fast_lakare_1177", "Bos ord?"), preparer, seen=1, part=part)

        texts = {q.code: q.text for q in now(draft).questions}
        assert (texts["breddinfort"], texts["fast_lakare_1177"]) == ("Annas ord?", "Bos ord?")

    def test_what_is_taken_away_meanwhile_is_a_conflict_with_nothing(self, draft, preparer):
        save(draft, lambda text: editing.drop_question(text, "breddinfort"), preparer)
        part = lambda text: editing.question(text, "breddinfort")  # noqa: E731

        with pytest.raises(drafting.Conflict) as told:
            save(draft, reword("breddinfort", "Bos ord?"), preparer, seen=1, part=part)

        assert told.value.now is None

    def test_an_earlier_version_can_hold_again(self, draft, preparer):
        before = now(draft)
        save(draft, lambda text: editing.drop_question(text, "breddinfort"), preparer)
        drafting.restore(draft, 1, by=preparer)

        assert now(draft) == before
        assert draft.versions.count() == 3


class TestIssue:
    def test_is_refused_while_the_linter_says_anything(self, round, draft, preparer):
        save(draft, lambda text: editing.drop_question(text, "breddinfort"), preparer)

        with pytest.raises(drafting.Refused, match="Problem att rätta: "):
            drafting.issue(round, by=preparer)
        assert not Round.objects.filter(year=2024).exists()

    def test_freezes_what_is_prepared_and_opens_everybodys_responses(self, round, draft, preparer):
        save(draft, reword("breddinfort", "Är det infört brett?"), preparer)

        issued = drafting.issue(round, by=preparer)

        questionnaire = Questionnaire.objects.get(round__year=2024, survey__code="region")
        assert definition.of(questionnaire) == now(draft)
        assert questionnaire.questions.get(code="breddinfort").text == "Är det infört brett?"
        assert issued.responses == Response.objects.filter(questionnaire__round__year=2024).count()
        assert Response.objects.filter(questionnaire=questionnaire).count() == 21

    def test_happens_once_and_ends_the_changes(self, round, draft, preparer):
        drafting.issue(round, by=preparer)

        with pytest.raises(drafting.Refused, match="Omgången är utfärdad"):
            drafting.issue(round, by=preparer)
        with pytest.raises(drafting.Refused, match="Omgången är utfärdad"):
            save(draft, reword("breddinfort", "Nytt?"), preparer)
        with pytest.raises(drafting.Refused, match="Omgången är utfärdad"):
            drafting.change_round(round, round_text(), by=preparer)


class TestText:
    @pytest.mark.parametrize(
        "year, survey", [(2020, "region"), *((2023, s) for s in ("region", "rss", "kommun"))]
    )
    def test_rows_give_back_the_definition_they_were_written_from(self, year, survey):
        text = definition.read(definition.FOLDER / str(year) / f"{survey}.yaml").text
        questionnaire = Questionnaire.objects.get(round__year=year, survey__code=survey)

        found = differences.between(text, definition.of(questionnaire))

        assert found.number == 0

    @pytest.mark.parametrize(
        "year, survey", [(2020, "region"), *((2023, s) for s in ("region", "rss", "kommun"))]
    )
    def test_yaml_out_and_in_is_equal(self, year, survey):
        text = definition.read(definition.FOLDER / str(year) / f"{survey}.yaml").text

        assert definition.read_bytes(definition.as_yaml(text).encode(), survey).text == text


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
CODES = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
LIMITS = st.none() | st.decimals(-(10**9), 10**9, places=4)
OPTIONS = st.builds(definition.OptionText, code=CODES, label=WORDS, last=st.booleans())
QUESTIONS = st.builds(
    definition.QuestionText,
    code=CODES,
    kind=st.sampled_from(list(definition.Kind)),
    text=WORDS,
    help=WORDS,
    required=st.none() | st.booleans(),
    unit=st.text(max_size=5),
    min=LIMITS,
    max=LIMITS,
    whole=st.booleans(),
    unknown=st.booleans(),
    none=st.booleans(),
    max_choices=st.none() | st.integers(1, 9),
    max_length=st.none() | st.integers(1, 9999),
    change_limit=st.none() | st.integers(1, 99),
    visible_when=st.sampled_from(["", "svar.a == 'ja'", "org.kommun_count > 0.0"]),
    used_in=st.lists(st.sampled_from(["B3:8", "T3", "Figur 3"]), max_size=2),
    source=st.text(max_size=9),
    options=st.lists(OPTIONS, max_size=3),
)
SECTIONS = st.builds(
    definition.SectionText,
    code=CODES,
    title=WORDS,
    help=WORDS,
    questions=st.lists(QUESTIONS, max_size=3),
)
RULES = st.builds(
    definition.RuleText,
    code=CODES,
    severity=st.sampled_from(list(definition.Severity)),
    at=WORDS,
    about=st.lists(CODES, max_size=2),
    when=WORDS,
    message=WORDS,
)
QUESTIONNAIRES = st.builds(
    definition.QuestionnaireText,
    survey=st.sampled_from(["region", "rss", "kommun"]),
    year=st.integers(2000, 2100),
    title=WORDS,
    intro=st.text(max_size=30),
    sections=st.lists(SECTIONS, min_size=1, max_size=3),
    rules=st.lists(RULES, max_size=2),
)


@given(QUESTIONNAIRES)
def test_any_questionnaire_is_equal_after_yaml_and_back(text):
    read = definition.read_bytes(definition.as_yaml(text).encode(), text.survey)

    assert read.text == text
    assert definition.as_yaml(read.text) == definition.as_yaml(text)
    assert differences.between(text, read.text).number == 0


class TestEditing:
    @pytest.fixture
    def text(self):
        return definition.read(definition.FOLDER / "2023" / "region.yaml").text

    def codes(self, text):
        return {section.code: [q.code for q in section.questions] for section in text.sections}

    def test_a_question_moves_within_its_section_and_over_its_edge(self, text):
        first, second = text.sections[0], text.sections[1]
        last = first.questions[-1].code

        down = editing.move_question(text, last, 1)
        assert self.codes(down)[second.code][0] == last
        assert editing.move_question(down, last, -1) == text
        top = first.questions[0].code
        assert editing.move_question(text, top, -1) == text
        assert self.codes(editing.move_question(text, top, 1))[first.code][1] == top

    def test_a_moved_question_is_one_difference(self, text):
        code = text.sections[0].questions[0].code

        found = differences.between(text, editing.move_question(text, code, 1))

        assert len(found.questions) == 1
        assert {one.state for one in found.questions.values()} == {"flyttad"}

    def test_what_differs_is_told_in_words(self, text):
        code = "fast_lakare_andel"
        question = editing.question(text, code)
        changed = question.model_copy(update={"text": "Ny lydelse?", "max": 90})
        found = differences.between(text, editing.put_question(text, code, changed))

        [one] = found.questions.values()
        assert [(c.name, c.now) for c in one.changes] == [
            ("Frågans lydelse", "Ny lydelse?"),
            ("Högsta värde", "90"),
        ]

    def test_the_linter_points_at_the_part(self, text):
        code = "fast_lakare_rutiner"
        left = definition.as_yaml(editing.drop_question(text, code)).encode()
        problem = linter.lint(definition.read_bytes(left, "region"))[0]

        assert problem.path[0] == "sections"
        assert "fast_lakare_rutiner" in problem.text
