"""The rules that come with a questionnaire: CEL over this year's answers, last year's and who answers."""

import pytest

from surveys import answers
from tests import factories

TEXT = """
sections:
  - code: a
    title: A
    questions:
      - {code: vard, kind: yesno, text: Finns vård}
      - {code: lakare, kind: number, text: Antal läkare, unknown: true, required: false}
      - code: omraden
        kind: multi
        text: Vilka områden
        required: false
        options: [{code: stad, label: Stad}, {code: land, label: Land}]
      - code: platser
        kind: table
        text: Antal platser
        required: false
        unknown: true
        options: [{code: i_ar, label: I år}, {code: i_fjol, label: I fjol}]
rules:
  - {code: regel, severity: kontroll, at: lakare, when: "RULE", message: Ändra eller förklara.}
"""


@pytest.fixture
def found(issued):
    """Whether a rule finds anything in some answers; else the values it shows."""

    def found(rule, typed, *, before=None, survey="region", code="01"):
        text = TEXT.replace("RULE", rule)
        by = factories.member(survey, code)
        if before is not None:
            then = issued(text, survey=survey, code=code, year=2029)
            answers.save(then, before, by=by)
        now = issued(text, survey=survey, code=code, year=2030)
        queries = answers.save(now, {"vard": "ja", **typed}, by=by).verdict.queries
        return [[(v["label"], v["value"]) for v in query.values] for query in queries]

    return found


@pytest.mark.parametrize(
    "rule, typed",
    [
        ("svar.vard == 'ja'", {}),
        ("svar.lakare > 5.0", {"lakare": "5,5"}),
        ("svar.lakare > 5", {"lakare": "5,5"}),
        ("svar.lakare == 'kan_ej_uppskattas'", {"lakare": "kan_ej_uppskattas"}),
        ("svar.lakare == null", {}),
        ("svar.omraden == ['land']", {"omraden.land": "ja"}),
        ("size(svar.omraden) == 0", {}),
        ("svar.omraden.exists(one, one == 'land')", {"omraden.land": "ja"}),
        (
            "svar.platser.i_ar > 2.0 * svar.platser.i_fjol",
            {"platser.i_ar": "5", "platser.i_fjol": "2"},
        ),
        # What is empty or unknown on one side of "or" does not silence the other.
        ("svar.platser.i_ar > 0.0 || svar.lakare > 0.0", {"lakare": "1"}),
        ("svar.lakare > 0.0 || svar.platser.i_ar > 0.0", {"lakare": "1"}),
        (
            "svar.platser.i_ar > 0.0 || svar.lakare > 0.0",
            {"lakare": "1", "platser.i_ar": "kan_ej_uppskattas"},
        ),
        ("org.code == '01'", {}),
    ],
)
def test_a_rule_speaks_when_its_expression_is_true(found, rule, typed):
    assert len(found(rule, typed)) == 1


@pytest.mark.parametrize(
    "rule, typed",
    [
        ("svar.lakare > 5.0", {"lakare": "5"}),
        ("svar.lakare > 5.0", {}),
        ("svar.lakare < 5.0", {}),
        ("svar.lakare > 5.0", {"lakare": "kan_ej_uppskattas"}),
        ("svar.lakare != 5.0 && svar.lakare > 0.0", {"lakare": "många"}),
        ("svar.platser.i_ar + svar.platser.i_fjol > 0.0", {"platser.i_ar": "5"}),
        (
            "svar.platser.i_ar / svar.platser.i_fjol > 2.0",
            {"platser.i_ar": "-5", "platser.i_fjol": "0"},
        ),
        ("'land' in svar.omraden", {"omraden.stad": "ja"}),
        ("forra.lakare > 0.0", {"lakare": "5"}),
    ],
)
def test_a_rule_that_meets_an_empty_or_unknown_value_is_silent(found, rule, typed):
    assert found(rule, typed) == []


def test_last_years_answer_stands_beside_this_years(found):
    assert found("svar.lakare > 2.0 * forra.lakare", {"lakare": "7"}, before={"lakare": "3"}) == [
        [("Antal läkare", "7"), ("Antal läkare, 2029", "3")]
    ]
    assert found("svar.lakare > 2.0 * forra.lakare", {"lakare": "6"}, before={"lakare": "3"}) == []


def test_all_the_values_a_rule_looks_at_are_shown_its_own_box_first(found):
    values = found(
        "svar.platser.i_ar + svar.platser.i_fjol > 10.0 && svar.vard == 'ja'",
        {"platser.i_ar": "6", "platser.i_fjol": "7,5", "lakare": "1 249"},
    )

    assert values == [
        [
            ("Antal läkare", "1\u00a0249"),
            ("I år", "6"),
            ("I fjol", "7,5"),
            ("Finns vård", "Ja"),
        ]
    ]


def test_boxes_of_the_same_name_are_told_apart_by_their_questions(issued):
    one = issued("""
        sections:
          - code: a
            title: A
            questions:
              - {code: platser, kind: table, text: Platser, options: [{code: i_ar, label: I år}]}
              - {code: veckor, kind: table, text: Veckor, options: [{code: i_ar, label: I år}]}
        rules:
          - code: regel
            severity: kontroll
            at: platser.i_ar
            when: svar.platser.i_ar > svar.veckor.i_ar
            message: Ändra eller förklara.
    """)
    typed = {"platser.i_ar": "7", "veckor.i_ar": "5"}

    [query] = answers.save(one, typed, by=factories.member()).verdict.queries

    assert query.values == [
        {"label": "Platser – I år", "value": "7"},
        {"label": "Veckor – I år", "value": "5"},
    ]


def test_the_number_of_kommuner_is_shown_when_the_rule_looks_at_it(found):
    values = found("svar.lakare > org.kommun_count", {"lakare": "27"}, survey="rss", code="rss-01")

    assert values == [[("Antal läkare", "27"), ("Antal kommuner i området", "26")]]


def test_a_rule_at_a_hidden_question_is_silent(issued):
    one = issued("""
        sections:
          - code: a
            title: A
            questions:
              - {code: vard, kind: yesno, text: Finns vård}
              - {code: mer, kind: yesno, text: Mer, visible_when: "svar.vard == 'ja'"}
        rules:
          - {code: regel, severity: fel, at: mer, when: "svar.vard != 'kanske'", message: Ändra.}
    """)
    by = factories.member()

    shown = answers.save(one, {"vard": "ja", "mer": "ja"}, by=by).verdict.errors
    hidden = answers.save(one, {"vard": "nej"}, by=by).verdict.errors

    assert ([f.rule for f in shown], hidden) == (["regel"], [])


def test_a_rule_at_a_question_of_many_boxes_stands_at_the_first(issued):
    one = issued(TEXT.replace("at: lakare", "at: platser").replace("RULE", "svar.vard == 'ja'"))

    verdict = answers.save(one, {"vard": "ja"}, by=factories.member()).verdict

    assert [finding.item.code for finding in verdict.queries] == ["platser.i_ar"]


def test_an_error_cannot_be_explained_away(issued):
    one = issued(TEXT.replace("kontroll", "fel").replace("RULE", "svar.vard == 'ja'"))

    verdict = answers.save(one, {"vard": "ja"}, by=factories.member()).verdict

    assert ([f.rule for f in verdict.errors], verdict.queries) == (["regel"], [])
