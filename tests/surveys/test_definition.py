"""A questionnaire's file that is not well formed: told with file and line."""

import pytest

WHOLE = """
    survey: region
    year: 2023
    title: Enkät
    sections:
      - code: a
        title: Avsnitt
        questions:
          - code: fraga
            kind: number
            text: Hur många?
    rules: []
"""
CASES = {
    "an unknown field": (
        "kind: number",
        "kind: number\n            färg: blå",
        "region.yaml, rad 10: färg är inte ett känt fält.",
    ),
    "a field missing": ("text: Hur många?", "help: ''", "region.yaml, rad 8: text saknas."),
    "an empty text": ("text: Hur många?", "text: ''", "region.yaml, rad 10: text är tom."),
    "an unknown kind": (
        "kind: number",
        "kind: tal",
        "region.yaml, rad 9: kind ska vara ett av 'yesno', 'single', 'multi', 'number', "
        "'percent', 'count', 'text' eller 'table', inte ”tal”.",
    ),
    "an unknown survey": (
        "survey: region",
        "survey: stat",
        "region.yaml, rad 1: survey ska vara ett av 'region', 'rss' eller 'kommun', inte ”stat”.",
    ),
    "a code with capitals": (
        "code: fraga",
        "code: Fråga",
        "region.yaml, rad 8: code får bara innehålla a–z, 0–9 och _, inte ”Fråga”.",
    ),
    "words for a year": (
        "year: 2023",
        "year: i år",
        "region.yaml, rad 2: year ska vara ett heltal, inte ”i år”.",
    ),
    "words for yes and no": (
        "kind: number",
        "kind: number\n            required: kanske",
        "region.yaml, rad 10: required ska vara true eller false, inte ”kanske”.",
    ),
    "words for a limit": (
        "kind: number",
        "kind: number\n            min: noll",
        "region.yaml, rad 10: min har fel form: ”noll”.",
    ),
    "a limit wider than its column": (
        "kind: number",
        "kind: number\n            max: 100000000000",
        "region.yaml, rad 10: max har fler än 10 siffror före kommat: ”100000000000”.",
    ),
    "a limit finer than its column": (
        "kind: number",
        "kind: number\n            min: 0.12345",
        "region.yaml, rad 10: min har fler än 4 decimaler: ”0.12345”.",
    ),
    "a title longer than its column": (
        "title: Enkät",
        "title: " + "x" * 201,
        "region.yaml, rad 3: title är längre än 200 tecken.",
    ),
    "a change limit beyond all change": (
        "kind: number",
        "kind: number\n            change_limit: 40000",
        "region.yaml, rad 10: change_limit är högre än 32767: ”40000”.",
    ),
    "a field twice": (
        "kind: number",
        "kind: number\n            kind: text",
        "region.yaml, rad 10: fältet kind står två gånger.",
    ),
    "no questions": (
        "title: Enkät",
        "title: Enkät\n    intro: 7",
        "region.yaml, rad 4: intro har fel form: ”7”.",
    ),
    "broken YAML": (
        "text: Hur många?",
        "text: Hur många: tio?",
        "region.yaml, rad 10: raden går inte att läsa som YAML.",
    ),
    "a bracket left open": (
        "rules: []",
        "rules: [",
        "region.yaml, rad 11: raden går inte att läsa som YAML.",
    ),
    "a sign that is not seen": (
        "text: Hur många?",
        "text: Hur\x07 många?",
        "region.yaml, rad 10: raden har ett tecken som inte syns.",
    ),
    "a day that there is not": (
        "title: Avsnitt",
        "title: 2023-02-30",
        "region.yaml, rad 6: värdet ”2023-02-30” går inte att läsa.",
    ),
    "a tag of somebody's own": (
        "title: Avsnitt",
        "title: !egen Avsnitt",
        "region.yaml, rad 6: värdet ”Avsnitt” går inte att läsa.",
    ),
    "a list for a field's name": (
        "rules: []",
        "? [rules]\n    : 1",
        "region.yaml, rad 11: värdet ”…” går inte att läsa.",
    ),
    "a list that holds itself": (
        "rules: []",
        "rules: &alla [*alla]",
        "region.yaml, rad 11: värdet ”…” går inte att läsa.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_not_well_formed_is_told_with_file_and_line(problems, case):
    old, new, sentence = CASES[case]
    assert old in WHOLE

    assert problems(WHOLE.replace(old, new)) == [sentence]


def test_the_questionnaire_the_others_are_made_from_has_no_problem(problems):
    assert problems(WHOLE) == []


def test_all_that_is_wrong_is_told_at_once(problems):
    text = WHOLE.replace("year: 2023", "year: i år").replace("kind: number", "kind: tal")

    assert [line.split(":")[0] for line in problems(text)] == [
        "region.yaml, rad 2",
        "region.yaml, rad 9",
    ]


def test_an_empty_file_lacks_everything(problems):
    assert problems("") == [
        "region.yaml, rad 1: survey saknas.",
        "region.yaml, rad 1: year saknas.",
        "region.yaml, rad 1: title saknas.",
        "region.yaml, rad 1: sections saknas.",
    ]
