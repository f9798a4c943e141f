"""A query explained in words lets the response be handed in, for the values it was written about."""

import pytest

from surveys import answers, checking
from surveys.models import Explanation
from tests import factories

TEXT = """
sections:
  - code: a
    title: A
    questions:
      - {code: lakare, kind: number, text: Antal läkare}
      - {code: platser, kind: number, text: Antal platser}
      - {code: ord, kind: text, text: Med egna ord}
rules:
  - {code: manga, severity: kontroll, at: lakare, when: "svar.lakare + svar.platser > 10.0", message: Förklara.}
  - {code: fa, severity: fel, at: lakare, when: "svar.lakare < 2.0", message: Ändra.}
"""


@pytest.fixture
def lead(db):
    return factories.member()


@pytest.fixture
def one(issued, lead):
    """A response whose two numbers are odd together, and whose oddness is explained."""
    one = issued(TEXT)
    answers.save(one, {"lakare": "7", "platser": "8"}, by=lead)
    [query] = checking.verdict(one).queries
    checking.explain(query, "Vi har byggt ett nytt sjukhus.", lead)
    return one


def left(one):
    """The rules of what stands between a response and its hand-in."""
    verdict = checking.check(one)
    return [finding.rule for finding in [*verdict.errors, *verdict.queries]]


def test_an_explained_query_is_not_in_the_way_and_is_still_found(one):
    assert left(one) == []
    assert checking.verdict(one).may_be_submitted
    assert list(one.findings.values_list("rule", flat=True)) == ["manga"]


@pytest.mark.parametrize("box, value", [("lakare", "6"), ("platser", "9")])
def test_another_value_of_any_box_the_rule_looks_at_asks_anew(one, lead, box, value):
    answers.save(one, {box: value}, by=lead)

    assert left(one) == ["manga"]


@pytest.mark.parametrize("box, before", [("lakare", "7"), ("platser", "8")])
def test_the_explanation_holds_again_when_the_value_comes_back(one, lead, box, before):
    answers.save(one, {box: "9"}, by=lead)
    answers.save(one, {box: before}, by=lead)

    assert left(one) == []


def test_the_same_number_written_in_another_way_is_the_same_value(one, lead):
    answers.save(one, {"lakare": "7,0"}, by=lead)

    assert left(one) == []


def test_what_the_rule_does_not_look_at_does_not_matter(one, lead):
    answers.save(one, {"ord": "Nu är det klart."}, by=lead)

    assert left(one) == []


def test_a_new_explanation_takes_the_place_of_the_old(one, lead):
    colleague = factories.member(role="contributor")
    answers.save(one, {"lakare": "9"}, by=lead)
    [query] = checking.verdict(one).queries

    checking.explain(query, "Sjukhuset är större än vi trodde.", colleague)

    assert left(one) == []
    assert list(one.explanations.values_list("text", "by")) == [
        ("Sjukhuset är större än vi trodde.", colleague.pk)
    ]


def test_an_explanation_says_something(one):
    explanation = Explanation.objects.get(response=one)
    explanation.text = ""

    with pytest.raises(Exception, match="explanation_says_something"):
        explanation.save()


def test_an_error_stays_in_the_way_beside_an_explained_query(one, lead):
    answers.save(one, {"lakare": "1", "platser": "14"}, by=lead)
    [query] = checking.verdict(one).queries
    checking.explain(query, "Så är det.", lead)

    assert left(one) == ["fa"]


def test_a_finding_that_changes_its_values_stays_the_same_row(one, lead):
    before = one.findings.get().pk

    answers.save(one, {"lakare": "9"}, by=lead)

    assert one.findings.get().pk == before
    assert one.findings.get().values[0] == {"label": "Antal läkare", "value": "9"}


def test_a_mended_value_takes_its_finding_away(one, lead):
    answers.save(one, {"lakare": "2"}, by=lead)

    assert list(one.findings.all()) == []
