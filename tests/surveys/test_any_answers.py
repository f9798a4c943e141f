"""No answers whatever to the real questionnaires make the checking fail."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys import answers, outline, rules, sheet, values
from surveys.models import Questionnaire
from tests.factories import member, response, undone
from tests.surveys.small import EVERY_KIND

TYPED = ["", "ja", "nej", "0", "1", "25,5", "100", "-3", "5001", "9999999999", "0,0001"]
TYPED += ["kan_ej_uppskattas", "många", "x" * 4001, "två\nrader", "'\"\\", "null", "1e400"]

pytestmark = pytest.mark.django_db

SHEETS = [
    ("region", "01", 2023),
    ("rss", "rss-01", 2023),
    ("rss", "rss-14-vastkom", 2023),
    ("kommun", "0114", 2023),
    ("rss", "rss-01", 2030),
]
quick = settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(autouse=True)
def every_kind(issued):
    """2030 has a question of every kind."""
    issued(EVERY_KIND, survey="rss", code="rss-01", year=2030)


def load(kind, year):
    return outline.load(Questionnaire.objects.get(survey__code=kind, round__year=year))


def texts_of(one):
    """A text for every box: one of those above, or a choice the box really has."""
    return st.tuples(
        *(
            st.sampled_from([*TYPED, *values.choices(item), *values.choices(item)])
            for item in one.items
        )
    )


@pytest.mark.parametrize("kind, code, year", SHEETS)
def test_every_finding_points_at_a_box_that_is_shown_and_says_something(kind, code, year):
    one = load(kind, year)
    organisation = sheet.of(response(kind, code, year)).organisation

    def filled(texts):
        read = {i.code: values.read(i, text) for i, text in zip(one.items, texts, strict=True)}
        kept = {box: value for box, value in read.items() if value is not None}
        return sheet.hide(sheet.Sheet(one, organisation, kept))

    @quick
    @given(texts=texts_of(one), before=st.none() | texts_of(one))
    def check(texts, before):
        now = filled(texts)

        found = rules.broken(now, filled(before) if before else None)

        assert [f.rule for f in found if f.item.question.code in now.hidden] == []
        assert [f.rule for f in found if not f.message] == []
        assert len({f.key for f in found}) == len(found)
        assert [f.rule for f in found if not told_apart(f.values)] == []

    check()


def told_apart(shown):
    return len({value["label"] for value in shown}) == len(shown)


@pytest.mark.parametrize("kind, code, year", SHEETS)
def test_they_are_saved_and_found_as_they_are_checked(kind, code, year):
    one = load(kind, year)

    @settings(quick, max_examples=5)
    @given(texts=texts_of(one))
    def check(texts):
        with undone():
            answering = response(kind, code, year)
            typed = dict(zip([item.code for item in one.items], texts, strict=True))

            answers.save(answering, typed, by=member(kind, code))

            found = {(f.rule, f.item.code) for f in rules.broken(sheet.of(answering))}
            kept = answering.findings.values_list("rule", "item__code")
            assert set(kept) == found

    check()
